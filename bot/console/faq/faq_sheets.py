"""The FAQ as Excel and CSV files: template, export, import with a dry run."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import Response
from sqlalchemy import select

from bot.console.faq.faq_parts import FaqParts, faq_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.editing.errors import StepRefused
from bot.editing.faq.checks import LONGEST_CATEGORY
from bot.editing.faq.content import FaqContent
from bot.editing.faq.errors import FaqNotFound
from bot.editing.faq.sheet import EXAMPLE, HEADINGS, LARGEST, SheetRow, cells, read_sheet
from bot.editing.faq.sheet_gaps import SHELF, filled
from bot.kit.errors import ServiceError
from bot.kit.spreadsheet import BOM, csv_line, xlsx_bytes
from bot.staff.actions import AuditAction
from bot.staff.models import AuditEntry, StaffMember
from bot.staff.roles import Permission
from kb.repository import KnowledgeRepository

router = APIRouter()
Parts = Annotated[FaqParts, Depends(faq_parts)]
Kind = Literal["csv", "xlsx"]
LARGEST_UPLOAD = LARGEST + 100_000  # bytes; the file and the form around it
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Line:
    """What came of one row.

    Args:
        problems: why it wasn't taken; empty if it was, or would be.
        gaps: what its draft lacks, or was given without the row saying so.
        draft: number of its draft.
    """

    number: int
    question: str
    problems: list[str]
    gaps: list[str] = field(default_factory=list)
    draft: int = 0


@router.get("/import")
async def import_page(
    request: Request, member: Annotated[StaffMember, Depends(signed_in(Permission.FAQ_EDIT))]
) -> Response:
    """The form."""
    told = {"lines": None, "dry_run": True, "problem": "", "shelf": SHELF}
    return render(request, "faq_import.html", told)


@router.get("/template")
async def template(
    member: Annotated[StaffMember, Depends(signed_in(Permission.FAQ_EDIT))], kind: Kind = "xlsx"
) -> Response:
    """A file to fill in, with one example."""
    return _file([HEADINGS, EXAMPLE], kind, "faq-template")


@router.post("/import")
async def import_sheet(
    request: Request,
    parts: Parts,
    member: Annotated[StaffMember, Depends(signed_in(Permission.FAQ_EDIT))],
    file: UploadFile | None = None,
    act: Annotated[Literal["try", "import"], Form()] = "try",
    shelf: Annotated[str, Form(max_length=LONGEST_CATEGORY)] = SHELF,
) -> Response:
    """Check a file, and keep its good rows as drafts if that was the button."""
    data = b"" if file is None else await file.read(LARGEST + 1)
    try:
        sheet = await asyncio.to_thread(read_sheet, data)
    except ServiceError as problem:
        shown = {
            "lines": None, "dry_run": True, "problem": problem.for_citizen, "shelf": shelf
        }  # fmt: skip
        return render(request, "faq_import.html", shown, 400)
    dry_run = act == "try"
    digest = hashlib.sha256(data).hexdigest()
    before = await _imported_before(parts, digest)
    known = await parts.desk.drafted_questions()
    taking = Taking(parts, member, sheet.columns, shelf, known, dry_run)
    lines = [await taking.take(row) for row in sheet.rows]
    if not dry_run:
        await _note_import(parts, member, lines, digest)
    told: dict[str, object] = {
        "lines": lines,
        "dry_run": dry_run,
        "problem": "",
        "shelf": shelf,
        "warnings": sheet.warnings,
        "before": before,
    }
    return render(request, "faq_import.html", told)


@router.post("/export")
async def export(
    console: Annotated[ConsoleParts, Depends(console_parts)],
    parts: Parts,
    member: Annotated[StaffMember, Depends(signed_in(Permission.FAQ_READ))],
    kind: Annotated[Kind, Form(alias="format")] = "xlsx",
) -> Response:
    """Everything that is published."""
    async with parts.desk.sessions() as session:
        faqs = await KnowledgeRepository(session).published_faqs(parts.desk.today)
    await console.sessions.run(
        lambda session: console.audit.add(
            session,
            member.username,
            AuditAction.DATA_EXPORTED,
            object_type="faq",
            details={"format": kind, "entries": len(faqs)},
        )
    )
    lines = [HEADINGS, *(cells(faq.slug, FaqContent.of(faq)) for faq in faqs)]
    return _file(lines, kind, f"faq-{parts.desk.today}")


@dataclass(frozen=True)
class Taking:
    """One import.

    Args:
        parts: the desk.
        member: who imports.
        columns: our names of the columns the sheet has.
        shelf: category of rows that name none.
        known: where each question of an unpublished draft or an earlier row stands; added to.
        dry_run: only check.
    """

    parts: FaqParts
    member: StaffMember
    columns: frozenset[str]
    shelf: str
    known: dict[str, str]
    dry_run: bool

    async def take(self, row: SheetRow) -> Line:
        """Check a row and keep it as a draft."""
        desk, said = self.parts.desk, row.content.question
        question = desk.normalise(said)
        found = list(row.problems)
        try:
            now = await self._entry(row.slug) if row.slug else None
            whole = filled(row.content, self.columns, self.shelf, now)
            problems = await desk.problems(whole.content, row.slug)
            found += [one.text for one in problems if one.is_fault and not one.is_gap]
            gaps = [*whole.notes, *(one.text for one in problems if one.is_gap)]
            if now is not None:
                await self._refuse_busy(row.slug, whole.content, now)
            elif question in self.known:
                found.append(f"和{self.known[question]}是同一个问题，没有再导入。")
            self.known.setdefault(question, f"这个文件的第 {row.line} 行")
            if found or self.dry_run:
                return Line(row.line, said, found, [] if found else gaps)
            draft = await self._keep(row.slug, whole.content)
        except ServiceError as problem:
            return Line(row.line, said, [*found, problem.for_citizen])
        return Line(row.line, said, [], gaps, draft)

    async def _keep(self, slug: str, content: FaqContent) -> int:
        desk, by = self.parts.desk, self.member.username
        if not slug:
            return await desk.add(by, content, "导入")
        draft = await desk.begin(by, slug)
        await desk.save(by, draft, content, "导入")
        return draft

    async def _entry(self, slug: str) -> FaqContent:
        try:
            return FaqContent.of(await self.parts.desk.entry(slug))
        except FaqNotFound:
            raise FaqNotFound(f"没有编号是“{slug}”的问答；新问答的编号请留空。") from None

    async def _refuse_busy(self, slug: str, content: FaqContent, now: FaqContent) -> None:
        if await self.parts.desk.open_draft(slug) is not None:
            raise StepRefused("这条问答正在修改，请先处理完。")
        if content == now:
            raise StepRefused("和现在发布的一样，不用导入。")


async def _imported_before(parts: FaqParts, digest: str) -> AuditEntry | None:
    """When the same file was taken in, and by whom."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.object_type == "faq_sheet", AuditEntry.object_id == digest)
        .where(AuditEntry.action == AuditAction.FAQ_IMPORTED.value)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    async with parts.desk.sessions() as session:
        found: AuditEntry | None = await session.scalar(query)
    return found


async def _note_import(
    parts: FaqParts, member: StaffMember, lines: list[Line], digest: str
) -> None:
    details = {"rows": len(lines), "taken": sum(bool(line.draft) for line in lines)}
    await parts.desk.sessions.run(
        lambda session: parts.desk.audit.add(
            session,
            member.username,
            AuditAction.FAQ_IMPORTED,
            object_type="faq_sheet",
            object_id=digest,
            details=details,
        )
    )


def _file(lines: list[tuple[object, ...]], kind: str, name: str) -> Response:
    saving = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    if kind == "csv":
        text = BOM + "".join(map(csv_line, lines))
        return Response(text, media_type="text/csv", headers=saving)
    return Response(xlsx_bytes("问答", lines), media_type=EXCEL, headers=saving)
