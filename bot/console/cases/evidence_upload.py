"""Material a citizen brings or sends to the office, added to the case by staff."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.complaints.case.evidence import LARGEST, LARGEST_TOGETHER, MOST_FILES
from bot.complaints.case.models import Case
from bot.complaints.case.pictures import UnusableFile
from bot.console.cases.case_actions import do_to_case, officer_of
from bot.console.cases.case_page import show_case
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Number
from bot.kit.errors import InvalidInput
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope

router = APIRouter()
LARGEST_UPLOAD = LARGEST_TOGETHER + 1_000_000  # bytes; the files and the form around them
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Worker = Annotated[StaffMember, Depends(signed_in(Permission.CASE_WORK))]


@router.post("/{number}/evidence")
async def upload(
    request: Request,
    parts: Parts,
    cases: Cases,
    member: Worker,
    number: Number,
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Add files; all of them or none."""
    scope = case_scope(member, Permission.CASE_WORK)
    async with cases.sessions() as session:
        await session.run_sync(lambda blocking: cases.queries.one(blocking, scope, number))
    # Kept under a name of their own first; the nightly sweep removes what is never attached.
    name, count = f"staff-{secrets.token_hex(12)}", 0
    try:
        for file in _chosen(files):
            count = (await cases.evidence.keep(name, await file.read(LARGEST + 1))).count
    except InvalidInput as refused:
        return await show_case(request, cases, member, number, refused)

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        cases.evidence.attach(session, name, case)
        words = f"补充了材料 {count} 个。"
        cases.casework.note(session, case, officer_of(member), words, cases.clock())
        return {"what": "evidence", "files": count}

    return await do_to_case(request, parts, cases, member, number, act)


def _chosen(files: list[UploadFile] | None) -> list[UploadFile]:
    # A browser sends one nameless empty part when nothing was chosen.
    chosen = [file for file in files or [] if file.filename]
    if not chosen or len(chosen) > MOST_FILES:
        raise UnusableFile(f"请选择文件，一次最多 {MOST_FILES} 个。")
    return chosen
