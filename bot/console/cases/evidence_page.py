"""Evidence of a case: the cleaned picture to look at, the sealed original to take along."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.evidence_models import Attachment
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Number, Reference
from bot.kit.errors import NotFound
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
# A picture may show a face, an address, an order with a name: it is an identity.
Viewer = Annotated[StaffMember, Depends(signed_in(Permission.IDENTITY_VIEW))]
_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf",
}  # fmt: skip


@router.get("/{number}/evidence/{reference}")
async def copy(
    parts: Parts, cases: Cases, member: Viewer, number: Number, reference: Reference
) -> Response:
    """The picture without hidden data."""
    kind, data = await _read(parts, cases, member, number, reference, original=False)
    return Response(data, media_type=kind, headers={"Content-Disposition": "inline"})


@router.post("/{number}/evidence/{reference}/original")
async def original(
    parts: Parts, cases: Cases, member: Viewer, number: Number, reference: Reference
) -> Response:
    """The file as it was sent, only to save."""
    kind, data = await _read(parts, cases, member, number, reference, original=True)
    name = f"{number}-{reference[:8]}.{_ENDINGS.get(kind, 'bin')}"
    saving = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="application/octet-stream", headers=saving)


async def _read(
    parts: ConsoleParts,
    cases: CaseParts,
    member: StaffMember,
    number: str,
    reference: str,
    *,
    original: bool,
) -> tuple[str, bytes]:
    def work(session: Session) -> tuple[str, bytes]:
        scope = case_scope(member, Permission.IDENTITY_VIEW)
        case = cases.queries.one(session, scope, number)
        of_case = (Attachment.case_id == case.id, Attachment.reference == reference)
        if session.scalar(select(Attachment.id).where(*of_case)) is None:
            raise NotFound("没有这个材料。")
        found = cases.evidence.read(session, reference, original=original)
        parts.audit.add(
            session, member.username, AuditAction.EVIDENCE_VIEWED,
            object_type="case", object_id=number,
            details={"file": reference[:8], "original": original},
        )  # fmt: skip
        return found

    return await cases.sessions.run(work)
