"""What suddenly comes in often, what citizens want of their data, notices without a known end."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import and_, select, true
from sqlalchemy.orm import Session

from bot.complaints.case.bursts import RECENT, find_bursts
from bot.complaints.case.models import Case
from bot.complaints.case.wanted import inside
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.cases.unsettled import unsettled
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.kit.errors import NotFound
from bot.outbox.service import Outbox
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope, may

MOST_REQUESTS = 200
router = APIRouter(prefix="/alerts")
SECTION = Section(
    "/console/alerts/",
    "异常预警",
    "短时间内同一商品、标准或商家的事项突然变多；市民对自己个人信息的要求；结果不明的通知。",
    Permission.CASE_READ,
    router,
    MenuGroup.CASES,
)


@router.get("/")
async def alerts_page(
    request: Request,
    cases: Annotated[CaseParts, Depends(case_parts)],
    member: Annotated[StaffMember, Depends(signed_in(Permission.CASE_READ))],
) -> Response:
    """The present bursts among the cases a member may see."""
    within = and_(true(), *inside(case_scope(member)))
    wanted = (
        select(Case.number, Case.rights_due_on)
        .where(Case.rights_due_on.is_not(None), within)
        .order_by(Case.rights_due_on)
        .limit(MOST_REQUESTS)
    )
    scope = case_scope(member)
    async with cases.sessions() as session:
        notices = await session.run_sync(unsettled, scope)
        found = await session.run_sync(lambda s: find_bursts(s, cases.clock(), within))
        requests = (await session.execute(wanted)).all()
    shown = {
        "found": found,
        "days": RECENT.days,
        "requests": requests,
        "today": cases.today(),
        "notices": notices,
        "may_settle": may(member, Permission.CASE_ASSIGN),
    }
    return render(request, "alerts.html", shown)


@router.post("/notices/{notice}")
async def settle(
    parts: Annotated[ConsoleParts, Depends(console_parts)],
    member: Annotated[StaffMember, Depends(signed_in(Permission.CASE_ASSIGN))],
    notice: Annotated[int, Path(ge=1, le=2**31 - 1)],
    *,
    arrived: Annotated[bool, Form()],
) -> Response:
    """Say of a notice that it arrived, or keep it for the citizen's next message.

    Raises:
        NotFound: it is settled already, or not this member's.
    """

    def work(session: Session) -> None:
        of = {one.id: one for one in unsettled(session, case_scope(member))}
        if notice not in of or not Outbox(parts.clock).settle_in(session, notice, arrived=arrived):
            raise NotFound("这条通知已经定了，或者不归您管。")
        parts.audit.add(
            session,
            member.username,
            AuditAction.CASE_CHANGED,
            object_type="case" if of[notice].case else "notice",
            object_id=of[notice].case or str(notice),
            details={"what": "arrived" if arrived else "not_arrived"},
        )

    await parts.sessions.run(work)
    return RedirectResponse("/console/alerts/?done=saved", 303)
