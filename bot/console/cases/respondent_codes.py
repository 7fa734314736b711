"""The code by which a respondent answers: made, revoked; their word marked as seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.follow.respondents import CODE_LASTS, make_code, revoke_codes
from bot.complaints.work.casework import CaseNotFound
from bot.console.cases.at_case import AtWork
from bot.console.cases.case_page import actor_of
from bot.console.kit.pages import render
from bot.kit.errors import InvalidInput
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope

router = APIRouter()


@router.post("/{number}/respondent-code")
async def make(at: AtWork) -> Response:
    """A code for the business, on this answer only."""
    scope = case_scope(at.member, Permission.CASE_WORK)

    def work(session: Session) -> str:
        case = at.cases.casework.get(session, at.number)
        if not scope.allows(case.district, case.department, case.category):
            raise CaseNotFound
        _check(at.member, case)
        if case.closed_at is not None:
            raise InvalidInput("这件事已经结束，不能再生成商家回应码。")
        codes = at.cases.registrar.codes
        code = make_code(session, codes, case, at.member.username, at.now)
        at.parts.audit.add(
            session, at.member.username, AuditAction.RESPONDENT_CODE,
            object_type="case", object_id=at.number, details={"what": "make"},
        )  # fmt: skip
        return code

    try:
        code = await at.cases.sessions.run(work)
    except InvalidInput as problem:
        return await at.page(problem)
    shown = {"number": at.number, "code": code, "days": CODE_LASTS.days}
    return render(at.request, "case_respondent_code.html", shown)


@router.post("/{number}/respondent-code/revoke")
async def revoke(at: AtWork) -> Response:
    """Let the code open nothing any more."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        _check(at.member, case)
        revoke_codes(session, case, at.now)
        return {"what": "revoke"}

    action = AuditAction.RESPONDENT_CODE
    return await at.do(act, action)


@router.post("/{number}/respondent-seen")
async def seen(at: AtWork) -> Response:
    """The officer has read what the business said."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        _check(at.member, case)
        case.respondent_said_at = None
        return {"what": "respondent_seen"}

    return await at.do(act)


def _check(member: StaffMember, case: Case) -> None:
    if actor_of(member).kind != "supervisor" and case.officer != member.username:
        raise InvalidInput("只有这件事的办理人和主管能这样做。")
