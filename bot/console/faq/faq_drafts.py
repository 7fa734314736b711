"""Writing, checking, reviewing and publishing a change of the FAQ."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from bot.channels.text_parts import size_in_bytes
from bot.channels.wechat.render import LONGEST_OF_CARD, first_part
from bot.console.faq.faq_found import tags_in
from bot.console.faq.faq_parts import FaqParts, faq_parts
from bot.console.kit.access import signed_in
from bot.console.kit.asking import RESTORABLE, ask
from bot.console.kit.clashes import Clash, Seen, clashes
from bot.console.kit.pages import render
from bot.console.kit.typed import Reason
from bot.editing.faq.checks import day_problems
from bot.editing.faq.content import AUDIENCES, CONCERNED, EVERYBODY, FaqContent
from bot.editing.faq.desk import GateStopped
from bot.editing.faq.differences import FIELD_LABELS, differences
from bot.editing.faq.gate import GateReport
from bot.editing.faq.models import FaqDraft
from bot.editing.faq.pictures import LEAST_SIDE
from bot.editing.faq.problem import Problem
from bot.editing.pictures import LARGEST_UPLOAD
from bot.kit.clock import CHONGQING
from bot.kit.errors import InvalidInput, NotFound, ServiceError
from bot.kit.laid_out import laid_out
from bot.kit.stamp import Overtaken
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may
from kb.categories import categories_in, present_name
from kb.models import Checked
from kb.search.index import Entry, EntryKind
from kb.truth import mark

router = APIRouter()
Parts = Annotated[FaqParts, Depends(faq_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_READ))]
Editor = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_EDIT))]
Reviewer = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_REVIEW))]
DraftNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
LONGEST = 4000  # characters of one field
LONGEST_NAME = 40  # of a picture, as the table keeps it
NEAR = 3  # entries shown beside what is written
_TAGS_APART = re.compile(r"[\s、，,；;]+")
MOST_USED = 12  # tags offered
_WITHOUT_PICTURE = "，但这里没有表单里写的那张图片，图片没有存上，请重新上传"
LABELS = {
    **FIELD_LABELS,
    **{f"版本 {name}": f"{name}版" for name in AUDIENCES},
    "picture": "图片",
    "note": "给审核人员的说明",
}


@router.get("/new")
async def new_page(request: Request, parts: Parts, member: Editor) -> Response:
    """The empty form."""
    return await _form(request, parts, member, None, FaqContent())


@router.post("/new")
async def add(
    request: Request,
    parts: Parts,
    member: Editor,
    act: Annotated[Literal["save", "submit", "preview"], Form()] = "save",
) -> Response:
    """Keep a new entry as a draft, or show how it will look."""
    form = await request.form()
    content, note = content_of(form)
    if act == "preview" or not content.question:
        problem = "" if act == "preview" else "先写上问题再保存。"
        return await _form(request, parts, member, None, content, note, problem)
    if fault := next(day_problems(content), None):
        return await _form(request, parts, member, None, content, note, fault.text)
    try:
        content = await _with_upload(parts, form, content)
    except ServiceError as refused:
        return await _form(request, parts, member, None, content, note, refused.for_citizen)
    content, is_whole = await _with_known_picture(parts, content)
    draft = await parts.desk.add(member.username, content, note)
    if not is_whole:
        return RedirectResponse(f"/console/faq/drafts/{draft}?done=no_picture", 303)
    return await _kept(request, parts, member, draft, content, note, act)


@router.post("/preview")
async def preview(request: Request, parts: Parts, member: Editor) -> Response:
    """How a content will look, for the page's script; nothing is kept."""
    form = await request.form()
    content, _ = content_of(form)
    slug = str(form.get("slug", ""))[:80]
    found = await parts.desk.problems(content, slug)
    shown = {
        "shown": await _look(parts, content, slug),
        "problems": found,
        "cited": await parts.desk.cited(content),
    }
    return render(request, "faq_preview.html", shown)


@router.post("/new/autosave")
async def autosave_new(request: Request, parts: Parts, member: Editor) -> Response:
    """A draft of what is being written, as soon as there is a question; for the page's script."""
    content, note = content_of(await request.form())
    if not content.question:
        raise InvalidInput("先写上问题，才能自动保存。")
    content, is_whole = await _with_known_picture(parts, content)
    draft = await parts.desk.add(member.username, content, note)
    return _autosaved(parts, await parts.desk.draft(draft), is_whole=is_whole)


@router.post("/drafts/{draft}/autosave")
async def autosave(
    request: Request, parts: Parts, member: Editor, draft: DraftNumber, seen: Seen = ""
) -> Response:
    """Keep a draft while it is written, for the page's script."""
    content, note = content_of(await request.form())
    content, is_whole = await _with_known_picture(parts, content)
    row = await parts.desk.autosave(member.username, draft, content, note, seen)
    return _autosaved(parts, row, is_whole=is_whole)


def _autosaved(parts: FaqParts, row: FaqDraft, *, is_whole: bool) -> Response:
    at = row.changed_at.astimezone(CHONGQING)
    return JSONResponse(
        {
            "draft": row.id,
            "slug": row.slug,
            "stamp": parts.desk.stamp(row),
            "told": f"{at:%H:%M:%S} 自动保存在草稿里{'' if is_whole else _WITHOUT_PICTURE}",
        }
    )


@router.get("/drafts/{draft}")
async def draft_page(
    request: Request, parts: Parts, member: Reader, draft: DraftNumber
) -> Response:
    """A change: the form for who may write, what differs for who reviews."""
    return await _draft(request, parts, member, draft)


@router.post("/drafts/{draft}")
async def save(
    request: Request,
    parts: Parts,
    member: Editor,
    draft: DraftNumber,
    act: Annotated[Literal["save", "submit", "preview"], Form()] = "save",
    seen: Seen = "",
) -> Response:
    """Keep the form, and ask for the review if that was the button."""
    form = await request.form()
    content, note = content_of(form)
    if act == "preview":
        row = await parts.desk.draft(draft)
        return await _form(request, parts, member, row, content, note, seen=seen)
    if fault := next(day_problems(content), None):
        row = await parts.desk.draft(draft)
        return await _form(request, parts, member, row, content, note, fault.text, seen=seen)
    try:
        content = await _with_upload(parts, form, content)
        content, is_whole = await _with_known_picture(parts, content)
    except ServiceError as refused:
        row, told = await parts.desk.draft(draft), refused.for_citizen
        return await _form(request, parts, member, row, content, note, told, seen=seen)
    try:
        await parts.desk.save(member.username, draft, content, note, seen)
    except Overtaken as overtaken:
        row = await parts.desk.draft(draft)
        found = clashes(LABELS, _by_field(row), _fields(content, note))
        told = overtaken.for_citizen
        return await _form(request, parts, member, row, content, note, told, found=found)
    except ServiceError as problem:
        row = await parts.desk.draft(draft)
        return await _form(request, parts, member, row, content, note, problem.for_citizen)
    if not is_whole:
        return RedirectResponse(f"/console/faq/drafts/{draft}?done=no_picture", 303)
    return await _kept(request, parts, member, draft, content, note, act)


@router.get("/pictures/{name}")
async def picture(parts: Parts, member: Reader, name: str) -> Response:
    """A picture of an answer, whether that is published or not.

    Raises:
        NotFound: there is none.
    """
    found = await parts.desk.picture(name)
    if found is None:
        raise NotFound("没有这张图片。")
    return Response(found.content, media_type=found.media_type)


@router.post("/drafts/{draft}/take-back")
async def take_back(parts: Parts, member: Editor, draft: DraftNumber) -> Response:
    """Go on writing."""
    await parts.desk.take_back(member.username, draft)
    return RedirectResponse(f"/console/faq/drafts/{draft}", 303)


@router.get("/drafts/{draft}/drop")
async def drop_page(request: Request, parts: Parts, member: Editor, draft: DraftNumber) -> Response:
    """The question before a change is given up."""
    question = (await parts.desk.draft(draft)).content.get("question", "")
    here = f"/console/faq/drafts/{draft}"
    told = f"要放弃“{question}”的这次修改吗？{RESTORABLE}"
    return ask(request, told, f"{here}/drop", "放弃这次修改", here)


@router.post("/drafts/{draft}/drop")
async def drop(parts: Parts, member: Editor, draft: DraftNumber) -> Response:
    """Give the change up."""
    await parts.desk.drop(member.username, draft)
    return RedirectResponse(f"/console/faq/drafts/{draft}?done=dropped", 303)


@router.post("/drafts/{draft}/restore")
async def restore(request: Request, parts: Parts, member: Editor, draft: DraftNumber) -> Response:
    """Go on with what was given up."""
    try:
        await parts.desk.restore(member.username, draft)
    except ServiceError as problem:
        return await _draft(request, parts, member, draft, problem=problem.for_citizen)
    return RedirectResponse(f"/console/faq/drafts/{draft}?done=restored", 303)


@router.post("/drafts/{draft}/reject")
async def reject(
    request: Request, parts: Parts, member: Reviewer, draft: DraftNumber, reason: Reason = ""
) -> Response:
    """Send it back with a reason."""
    try:
        await parts.desk.reject(member.username, draft, reason)
    except ServiceError as problem:
        return await _draft(request, parts, member, draft, problem=problem.for_citizen)
    return RedirectResponse("/console/faq/?view=review&done=rejected", 303)


@router.post("/drafts/{draft}/gate")
async def try_gate(request: Request, parts: Parts, member: Reader, draft: DraftNumber) -> Response:
    """Ask the golden questions now."""
    report = await parts.desk.try_gate(draft)
    return await _draft(request, parts, member, draft, report=report)


@router.post("/drafts/{draft}/publish")
async def publish(
    request: Request,
    parts: Parts,
    member: Reviewer,
    draft: DraftNumber,
    override: Reason = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Publish, unless golden questions get worse and nobody takes the responsibility."""
    row = await parts.desk.draft(draft)
    try:
        await parts.desk.publish(member.username, draft, override, seen)
    except GateStopped as stopped:
        return await _draft(
            request, parts, member, draft, report=stopped.report, problem=_stopped(stopped.report)
        )
    except ServiceError as problem:
        return await _draft(request, parts, member, draft, problem=problem.for_citizen)
    return RedirectResponse(f"/console/faq/entries/{row.slug}?done=published", 303)


def content_of(form: FormData) -> tuple[FaqContent, str]:
    """The entry a form holds, and the editor's note; NULs and overlong fields are cut."""

    def text(name: str) -> str:
        return str(form.get(name, "")).replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]

    def several(name: str) -> tuple[str, ...]:
        return tuple(line.strip() for line in text(name).splitlines() if line.strip())

    def ticked(name: str) -> tuple[str, ...]:
        found = (str(value).replace("\x00", "").strip()[:40] for value in form.getlist(name))
        return tuple(filter(None, found))

    versions = {name: text(f"version_{n}") for n, name in enumerate(AUDIENCES)}
    picture = "" if text("picture_gone") == "yes" else text("picture")[:LONGEST_NAME]
    content = FaqContent(
        question=text("question"),
        answer=text("answer"),
        phrasings=several("phrasings"),
        versions={name: words for name, words in versions.items() if words},
        sources=several("sources"),
        standards=several("standards"),
        category=(text("new_category") or text("category"))[:40],
        audience=ticked("audience") or (EVERYBODY,),
        valid_from=unicodedata.normalize("NFKC", text("valid_from")),
        valid_to=unicodedata.normalize("NFKC", text("valid_to")),
        withdrawn=text("withdrawn") == "yes",
        tags=tuple(dict.fromkeys(filter(None, _TAGS_APART.split(text("tags"))))),
        picture=picture,
        picture_alt=text("picture_alt"),
    )
    return content, text("note")[:500]


async def _with_upload(parts: FaqParts, form: FormData, content: FaqContent) -> FaqContent:
    """The content with the picture that was chosen, if one was.

    Raises:
        NotFit: it is no picture, too large or too small.
    """
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return content
    name = await parts.desk.keep_picture(await file.read(LARGEST_UPLOAD + 1))
    return replace(content, picture=name)


async def _with_known_picture(parts: FaqParts, content: FaqContent) -> tuple[FaqContent, bool]:
    """The content without a picture that isn't here; whether nothing was left out."""
    if not content.picture or await parts.desk.picture(content.picture) is not None:
        return content, True
    return replace(content, picture=""), False


async def _kept(
    request: Request,
    parts: FaqParts,
    member: StaffMember,
    draft: int,
    content: FaqContent,
    note: str,
    act: str,
) -> Response:
    if act == "submit":
        try:
            await parts.desk.submit(member.username, draft)
        except ServiceError as problem:
            row = await parts.desk.draft(draft)
            return await _form(request, parts, member, row, content, note, problem.for_citizen)
        return RedirectResponse(f"/console/faq/drafts/{draft}?done=submitted", 303)
    return RedirectResponse(f"/console/faq/drafts/{draft}?done=saved", 303)


async def _form(
    request: Request,
    parts: FaqParts,
    member: StaffMember,
    row: FaqDraft | None,
    content: FaqContent,
    note: str = "",
    problem: str = "",
    seen: str | None = None,
    found: Sequence[Clash] = (),
) -> Response:
    slug = "" if row is None else row.slug
    async with parts.desk.sessions() as session:
        shelves = await session.run_sync(categories_in)
        shelf = await session.run_sync(present_name, content.category)
        used = await session.run_sync(tags_in)
    faults: list[Problem] = []
    if content.question:
        faults = await parts.desk.problems(content, slug)
    shown = {
        "row": row,
        "slug": slug,
        "content": content,
        "note": note,
        "categories": shelves,
        "shelf": shelf,
        "tags_used": [tag for tag, _ in used[:MOST_USED]],
        "audiences": list(enumerate(AUDIENCES)),
        "concerned": list(dict.fromkeys((EVERYBODY, *CONCERNED, *content.audience))),
        "shown": await _look(parts, content, slug),
        "cited": await parts.desk.cited(content),
        "problems": faults,
        "problem": problem,
        "least_side": LEAST_SIDE,
        "stamp": seen if seen is not None or row is None else parts.desk.stamp(row),
        "clashes": found,
    }
    status = 409 if found else 400 if problem else 200
    return render(request, "faq_edit.html", shown, status)


def _fields(content: FaqContent, note: str) -> dict[str, Any]:
    """The form's fields, as :data:`LABELS` names them."""
    versions = {f"版本 {name}": words for name, words in content.versions.items()}
    picture = f"图片 {content.picture[:6]}" if content.picture else ""
    return {**content.as_json(), **versions, "picture": picture, "note": note}


def _by_field(row: FaqDraft) -> dict[str, Any]:
    return _fields(FaqContent.from_json(row.content), row.note)


async def _draft(
    request: Request,
    parts: FaqParts,
    member: StaffMember,
    draft: int,
    report: GateReport | None = None,
    problem: str = "",
) -> Response:
    row = await parts.desk.draft(draft)
    content = FaqContent.from_json(row.content)
    writable = row.state in ("draft", "rejected")
    if writable and may(member, Permission.FAQ_EDIT) and report is None:
        return await _form(request, parts, member, row, content, row.note, problem)
    try:
        now = FaqContent.of(await parts.desk.entry(row.slug))
    except ServiceError:
        now = FaqContent()
    is_open = row.state == "in_review"
    shown = {
        "row": row,
        "content": content,
        "changed": differences(now, content),
        "problems": await parts.desk.problems(content, row.slug),
        "shown": await _look(parts, content, row.slug),
        "cited": await parts.desk.cited(content),
        "report": report,
        "problem": problem,
        "may_take_back": is_open and may(member, Permission.FAQ_EDIT),
        "may_review": is_open
        and may(member, Permission.FAQ_REVIEW)
        and member.username not in row.hands,
        "is_own": is_open and member.username in row.hands,
        "may_restore": row.state == "dropped" and may(member, Permission.FAQ_EDIT),
    }
    return render(request, "faq_draft.html", shown, 400 if problem else 200)


async def _look(parts: FaqParts, content: FaqContent, slug: str) -> dict[str, Any]:
    """The content as the channels will show it, and what is published near it."""
    text = content.told() if content.answer else ""
    pieces = []
    rest = text
    while rest:
        piece, rest = first_part(rest)
        pieces.append({"text": piece, "bytes": size_in_bytes(piece)})
    near: list[Entry] = []
    if content.question:
        hits = await asyncio.to_thread(parts.answerer.hits, content.question)
        faqs = (hit.entry for hit in hits if hit.entry.kind is EntryKind.FAQ)
        near = [entry for entry in faqs if entry.key != slug][:NEAR]
    checked = mark(Checked.STAFF, parts.desk.today)  # said once it is published
    is_there = bool(content.picture) and await parts.desk.picture(content.picture) is not None
    return {
        "question": content.question,
        "wechat": pieces,
        "is_card": is_there and len(f"{text}；{checked}") <= LONGEST_OF_CARD,
        "web": list(laid_out(text)),
        "telegram": text,
        "picture": content.picture if is_there else "",
        "alt": content.picture_alt,
        "near": near,
    }


def _stopped(report: GateReport) -> str:
    return (
        f"没有发布：{len(report.worse)} 个金标问题会变差，见下面。"
        "请退回修改；确实要发布的，写明理由再发布。"
    )
