"""The documents of a case, for paper and as Word files; each fetch is in the audit log."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.understanding.teller import unnamed_words
from bot.complaints.work.casefile import CaseFile, Identity
from bot.complaints.work.documents import Paper, in_words
from bot.complaints.work.mediations import Minutes
from bot.complaints.work.merchants import Known
from bot.console.cases.case_page import SHORTEST_REASON
from bot.console.cases.case_parts import CaseParts, Names, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Number, Reason
from bot.kit.clock import CHONGQING
from bot.kit.errors import InvalidInput
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope, may_see_case

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CASE_READ))]
Unmasker = Annotated[StaffMember, Depends(signed_in(Permission.IDENTITY_VIEW))]
Slug = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")]
Format = Literal["page", "docx"]


@router.get("/{number}/documents/{slug}")
async def masked_page(
    request: Request, parts: Parts, cases: Cases, member: Reader, number: Number, slug: Slug
) -> Response:
    """The document with the citizen masked."""
    return await _document(request, parts, cases, member, number, slug, "page")


@router.get("/{number}/documents/{slug}/docx")
async def masked_docx(
    request: Request, parts: Parts, cases: Cases, member: Reader, number: Number, slug: Slug
) -> Response:
    """The same as a Word file."""
    return await _document(request, parts, cases, member, number, slug, "docx")


@router.post("/{number}/documents/{slug}")
async def full(
    request: Request,
    parts: Parts,
    cases: Cases,
    member: Unmasker,
    number: Number,
    slug: Slug,
    reason: Reason = "",
    wished: Annotated[Format, Form(alias="format")] = "page",
) -> Response:
    """The document with the citizen's name and words, to be handed out.

    Raises:
        InvalidInput: without a reason.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(f"请写明给谁、为什么要带身份信息，至少 {SHORTEST_REASON} 个字。")
    return await _document(
        request, parts, cases, member, number, slug, wished, reason=reason.strip()
    )


async def _document(
    request: Request,
    parts: ConsoleParts,
    cases: CaseParts,
    member: StaffMember,
    number: str,
    slug: str,
    wished: Format,
    *,
    reason: str = "",
) -> Response:
    """Masked unless there is a reason; the caller has asked for the right to see more.

    Raises:
        CaseNotFound: there is no such case, or not for this member.
        NotFound: no such document, or nothing was decided yet that it could tell.
    """
    right = Permission.IDENTITY_VIEW if reason else Permission.CASE_READ

    def work(session: Session) -> tuple[Case, Paper]:
        case = cases.queries.one(session, case_scope(member, right), number)
        file = cases.files.read(session, case, case_scope(member, right), cases.today())
        identity = cases.files.identity(session, case) if reason else None
        words = _words(cases, cases.names(session), file, identity)
        read = cases.mediations.of if identity else cases.mediations.masked_of
        if held := read(session, case):
            words |= _minutes(held[0])
        if merchant := cases.merchants.of(session, case):
            words |= _merchant(merchant.known, is_full=identity is not None)
        paper = cases.documents.paper(session, case, slug, words)
        parts.audit.add(
            session,
            member.username,
            AuditAction.IDENTITY_VIEWED if reason else AuditAction.DOCUMENT_TAKEN,
            object_type="case", object_id=number, reason=reason,
            details={"document": slug, "format": wished},
        )  # fmt: skip
        return case, paper

    case, paper = await cases.sessions.run(work)
    if wished == "docx":
        # Read by the first who wants one, not by every start.
        from bot.complaints.work.paper_docx import MEDIA_TYPE, as_docx

        name = quote(f"{paper.title}-{number}.docx")
        saving = f"attachment; filename=\"{number}-{slug}.docx\"; filename*=UTF-8''{name}"
        headers = {"Content-Disposition": saving}
        return Response(as_docx(paper, cases.clock()), media_type=MEDIA_TYPE, headers=headers)
    place = (case.district, case.department, case.category)
    may_unmask = may_see_case(member, *place, Permission.IDENTITY_VIEW)
    context = {
        "case": case,
        "slug": slug,
        "paper": paper,
        "is_full": bool(reason),
        "may_unmask": may_unmask and case.purged_at is None,
    }
    return render(request, "case_document.html", context)


def _words(
    cases: CaseParts, names: Names, file: CaseFile, identity: Identity | None
) -> dict[str, str]:
    """What has a name, and the citizen as far as the reader may see them."""
    case = file.case
    statuses = {status.value: label for status, label in cases.workflow.statuses.items()}
    clocks = [one for one in file.clocks if one.due_on and not one.met_at]
    where = case.place
    if case.district and not where.startswith(case.district):
        where = f"{case.district}，{where}" if where else case.district
    evidence = [
        f"{at}. {'图片' if one.kind.startswith('image/') else '文件'}，校验值 {one.sha256[:16]}…"
        for at, one in enumerate(file.files, 1)
    ]
    named = identity if identity is not None and not case.anonymous else None
    masked_name, _, masked_phone = file.person.partition(" ")
    return {
        "kind": KIND_LABELS.get(case.kind, "其他"),
        "status": statuses.get(case.status, "其他"),
        "category": names.categories.get(case.category, ""),
        "department": names.departments.get(case.department, ""),
        "officer": names.staff.get(case.officer, ""),
        "office": cases.operator,
        "today": in_words(cases.today()),
        "clocks": "\n".join(f"{one.label}：{one.due_on}（{one.article}）" for one in clocks),
        "place": where,
        "evidence": "\n".join(evidence) or "没有",
        "person": named.name if named else masked_name,
        "contact": "，".join(filter(None, (named.phone, named.address))) if named else masked_phone,
        "story": case.summary if identity is None else _story(identity, anonymous=case.anonymous),
    }


def _merchant(known: Known, *, is_full: bool) -> dict[str, str]:
    """What its file says of the business; how to reach it only where people are named at all."""
    reached = "，".join(filter(None, (known.phone, known.address))) if is_full else ""
    return {"credit_code": known.credit_code, "respondent_contact": reached}


def _minutes(minutes: Minutes) -> dict[str, str]:
    held = minutes.held_at.astimezone(CHONGQING)
    words = {
        "met_at": f"{in_words(held.date())} {held:%H:%M}",
        "met_place": minutes.place,
        "people": minutes.people,
        "agreement": minutes.agreement,
    }
    # Without an agreement its lines stay empty for the hand.
    return {place: told for place, told in words.items() if told}


def _story(identity: Identity, *, anonymous: bool) -> str:
    # What an anonymous reporter said later was never looked through for where they live.
    said = [identity.narrative, *(f"补充：{words}" for _, words in identity.supplements)]
    told = "\n".join(filter(None, said))
    return unnamed_words(told) if anonymous else told
