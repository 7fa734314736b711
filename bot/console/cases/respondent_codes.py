"""The code by which a respondent answers: made, revoked; their word marked as seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.follow.respondents import CODE_LASTS, make_code, revoke_codes
from bot.complaints.work.casework import CaseNotFound
from bot.console.cases.case_actions import do_to_case
from bot.console.cases.case_page import actor_of, show_case
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Number
from bot.kit.errors import InvalidInput
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Worker = Annotated[StaffMember, Depends(signed_in(Permission.CASE_WORK))]


@router.post("/{number}/respondent-code")
async def make(
    request: Request, parts: Parts, cases: Cases, member: Worker, number: Number
) -> Response:
    """A code for the business, on this answer only."""
    scope = case_scope(member, Permission.CASE_WORK)

    def work(session: Session) -> str:
        case = cases.casework.get(session, number)
        if not scope.allows(case.district, case.department, case.category):
            raise CaseNotFound
        _check(member, case)
        if case.closed_at is not None:
            raise InvalidInput("这件事已经结束，不能再生成商家回应码。")
        code = make_code(session, cases.registrar.codes, case, member.username, cases.clock())
        parts.audit.add(
            session, member.username, AuditAction.RESPONDENT_CODE,
            object_type="case", object_id=number, details={"what": "make"},
        )  # fmt: skip
        return code

    try:
        code = await cases.sessions.run(work)
    except InvalidInput as problem:
        return await show_case(request, cases, member, number, problem)
    shown = {"number": number, "code": code, "days": CODE_LASTS.days}
    return render(request, "case_respondent_code.html", shown)


@router.post("/{number}/respondent-code/revoke")
async def revoke(
    request: Request, parts: Parts, cases: Cases, member: Worker, number: Number
) -> Response:
    """Let the code open nothing any more."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        _check(member, case)
        revoke_codes(session, case, cases.clock())
        return {"what": "revoke"}

    action = AuditAction.RESPONDENT_CODE
    return await do_to_case(request, parts, cases, member, number, act, action)


@router.post("/{number}/respondent-seen")
async def seen(
    request: Request, parts: Parts, cases: Cases, member: Worker, number: Number
) -> Response:
    """The officer has read what the business said."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        _check(member, case)
        case.respondent_said_at = None
        return {"what": "respondent_seen"}

    return await do_to_case(request, parts, cases, member, number, act)


def _check(member: StaffMember, case: Case) -> None:
    if actor_of(member).kind != "supervisor" and case.officer != member.username:
        raise InvalidInput("只有这件事的办理人和主管能这样做。")
