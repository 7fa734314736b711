"""What suddenly comes in often: products, standards and businesses with unusually many cases."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import and_, select, true

from bot.complaints.bursts import RECENT, find_bursts
from bot.complaints.models import Case
from bot.complaints.wanted import inside
from bot.console.access import signed_in
from bot.console.case_parts import CaseParts, case_parts
from bot.console.pages import render
from bot.console.parts import Section
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope

MOST_REQUESTS = 200
router = APIRouter(prefix="/alerts")
SECTION = Section(
    "/console/alerts/",
    "异常预警",
    "短时间内同一商品、标准或商家的事项突然变多；市民对自己个人信息的要求。",
    Permission.CASE_READ,
    router,
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
    async with cases.sessions() as session:
        found = await session.run_sync(lambda s: find_bursts(s, cases.clock(), within))
        requests = (await session.execute(wanted)).all()
    shown = {"found": found, "days": RECENT.days, "requests": requests, "today": cases.today()}
    return render(request, "alerts.html", shown)
