"""Lists of cases as files; the audit entry is there before the first line leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Annotated, Literal

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response, StreamingResponse
from starlette.background import BackgroundTask

from bot.complaints.lists.export import NOBODY
from bot.console.cases.case_filter import Asked, posted
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.kit.access import Forbidden, signed_in
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Reason
from bot.kit.errors import InvalidInput
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import CaseScope, Permission, case_scope, may

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Exporter = Annotated[StaffMember, Depends(signed_in(Permission.CASE_EXPORT))]
SHORTEST_REASON = 4  # characters
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 64 * 1024  # bytes


@router.post("/export")
async def export(
    parts: Parts,
    cases: Cases,
    member: Exporter,
    wished: Annotated[Asked, Depends(posted)],
    kind: Annotated[Literal["csv", "xlsx"], Form(alias="format")] = "csv",
    identities: Annotated[bool, Form()] = False,
    reason: Reason = "",
) -> Response:
    """The list as CSV or Excel; with identities only for those who may see them, with a reason."""
    allowed = _identities(member, reason) if identities else NOBODY
    wanted, scope, today = (
        wished.wanted(member.username),
        case_scope(member, Permission.CASE_EXPORT),
        cases.today(),
    )
    await _note(parts, member, wished, kind, reason, identities=identities)
    async with cases.sessions() as session:
        export = cases.export(await session.run_sync(cases.names))
    saving = {"Content-Disposition": f'attachment; filename="cases-{today}.{kind}"'}
    if kind == "csv":
        lines = export.csv(scope, wanted, today, identities=allowed)
        return StreamingResponse(lines, media_type="text/csv", headers=saving)
    file = await export.xlsx(scope, wanted, today, identities=allowed)
    return StreamingResponse(
        _pieces(file), media_type=_EXCEL, headers=saving, background=BackgroundTask(file.close)
    )


def _identities(member: StaffMember, reason: str) -> CaseScope:
    if not may(member, Permission.IDENTITY_VIEW):
        raise Forbidden
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(f"导出身份信息要写明理由，至少 {SHORTEST_REASON} 个字。")
    return case_scope(member, Permission.IDENTITY_VIEW)


async def _note(
    parts: ConsoleParts,
    member: StaffMember,
    wished: Asked,
    kind: str,
    reason: str,
    *,
    identities: bool,
) -> None:
    details = {"format": kind, "identities": identities, "filter": wished.fields()}
    await parts.sessions.run(
        lambda session: parts.audit.add(
            session,
            member.username,
            AuditAction.DATA_EXPORTED,
            object_type="case",
            reason=reason.strip(),
            details=details,
        )
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
