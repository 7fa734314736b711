"""Material a citizen brings or sends to the office, added to the case by staff."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.complaints.case.evidence import LARGEST, LARGEST_TOGETHER, MOST_FILES
from bot.complaints.case.models import Case
from bot.complaints.case.pictures import UnusableFile
from bot.console.cases.at_case import AtWork
from bot.kit.errors import InvalidInput
from bot.staff.roles import Permission, case_scope

router = APIRouter()
LARGEST_UPLOAD = LARGEST_TOGETHER + 1_000_000  # bytes; the files and the form around them


@router.post("/{number}/evidence")
async def upload(at: AtWork, files: Annotated[list[UploadFile] | None, File()] = None) -> Response:
    """Add files; all of them or none."""
    scope = case_scope(at.member, Permission.CASE_WORK)
    async with at.cases.sessions() as session:
        await session.run_sync(lambda blocking: at.cases.queries.one(blocking, scope, at.number))
    # Kept under a name of their own first; the nightly sweep removes what is never attached.
    name, count = f"staff-{secrets.token_hex(12)}", 0
    try:
        for file in _chosen(files):
            count = (await at.cases.evidence.keep(name, await file.read(LARGEST + 1))).count
    except InvalidInput as refused:
        return await at.page(refused)

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        at.cases.evidence.attach(session, name, case)
        words = f"补充了材料 {count} 个。"
        at.cases.casework.note(session, case, at.officer, words, at.now)
        return {"what": "evidence", "files": count}

    return await at.do(act)


def _chosen(files: list[UploadFile] | None) -> list[UploadFile]:
    # A browser sends one nameless empty part when nothing was chosen.
    chosen = [file for file in files or [] if file.filename]
    if not chosen or len(chosen) > MOST_FILES:
        raise UnusableFile(f"请选择文件，一次最多 {MOST_FILES} 个。")
    return chosen
