"""The transfer sheet (转办单) of a case, a page made for paper."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.complaints.case.progress import KIND_LABELS
from bot.console.cases.case_page import SHORTEST_REASON
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Number, Reason
from bot.kit.errors import InvalidInput
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope, may_see_case

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CASE_READ))]
Unmasker = Annotated[StaffMember, Depends(signed_in(Permission.IDENTITY_VIEW))]


@router.get("/{number}/sheet")
async def masked_sheet(request: Request, cases: Cases, member: Reader, number: Number) -> Response:
    """The sheet with the citizen masked."""

    def read(session: Session) -> dict[str, Any]:
        return _content(session, cases, member, number, Permission.CASE_READ)

    async with cases.sessions() as session:
        shown = await session.run_sync(read)
    return render(request, "case_sheet.html", shown)


@router.post("/{number}/sheet")
async def full_sheet(
    request: Request,
    parts: Parts,
    cases: Cases,
    member: Unmasker,
    number: Number,
    reason: Reason = "",
) -> Response:
    """The sheet with the citizen's name and words, for the body that takes the case over.

    Raises:
        InvalidInput: without a reason.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(f"请写明转给谁、为什么要带身份信息，至少 {SHORTEST_REASON} 个字。")

    def work(session: Session) -> dict[str, Any]:
        shown = _content(session, cases, member, number, Permission.IDENTITY_VIEW)
        parts.audit.add(
            session, member.username, AuditAction.IDENTITY_VIEWED,
            object_type="case", object_id=number, reason=reason.strip(),
            details={"sheet": True},
        )  # fmt: skip
        return {**shown, "identity": cases.files.identity(session, shown["file"].case)}

    return render(request, "case_sheet.html", await cases.sessions.run(work))


def _content(
    session: Session, cases: CaseParts, member: StaffMember, number: str, right: Permission
) -> dict[str, Any]:
    scope = case_scope(member, right)
    case = cases.queries.one(session, scope, number)
    place = (case.district, case.department, case.category)
    may_unmask = may_see_case(member, *place, Permission.IDENTITY_VIEW)
    return {
        "file": cases.files.read(session, case, scope, cases.today()),
        "names": cases.names(session),
        "kinds": KIND_LABELS,
        "statuses": {s.value: label for s, label in cases.workflow.statuses.items()},
        "identity": None,
        "now": cases.clock(),
        "operator": cases.operator,
        "may_unmask": may_unmask and case.purged_at is None,
    }
