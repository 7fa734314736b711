"""Pieces: written with a preview, proofread and approved by others, looked at on a phone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import delete, select
from starlette.datastructures import FormData, UploadFile

from bot.campaigns.audience.segments import Segment
from bot.campaigns.models import Campaign, PieceKind, PiecePicture, PieceState, Quiz
from bot.campaigns.pieces.article import to_page
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.pieces.copies import message_text
from bot.campaigns.pieces.desk import may_restore
from bot.campaigns.pieces.links import page_address
from bot.campaigns.pieces.pictures import keep_picture, poster_of
from bot.campaigns.pieces.proofreading import may_proofread, readers, writers_may
from bot.channels.wechat.api.errors import WeChatError
from bot.console.campaigns.campaign_entries import titles_of
from bot.console.campaigns.campaign_parts import CampaignParts
from bot.console.campaigns.campaign_typed import (
    Editor,
    Number,
    Parts,
    Proofreader,
    Publisher,
    Reader,
    Stamp,
)
from bot.console.kit.asking import RESTORABLE, ask
from bot.console.kit.clashes import Clash, clashes
from bot.console.kit.pages import render
from bot.console.kit.typed import LONGEST_WORDS, Field, Reason
from bot.editing.errors import NotFit, StepRefused
from bot.editing.pictures import LARGEST_UPLOAD
from bot.kit.errors import InvalidInput, NotFound, ServiceError
from bot.kit.stamp import Overtaken
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

LONGEST_BODY = 30_000  # characters
_FORM_AROUND = 1_000_000  # bytes of the words that come with a picture
router = APIRouter(prefix="/pieces", max_body_size=LARGEST_UPLOAD + _FORM_AROUND)
_ACT = r"^(save|submit|upload|phone|remove:[a-z0-9_.-]{1,60})$"
PictureName = Annotated[str, Path(pattern=r"^[a-z0-9_.-]{1,60}$")]
Audience = Annotated[str, Query(max_length=40)]
_LONG = (PieceKind.ARTICLE, PieceKind.FAQ)


@router.post("/new")
async def add(
    parts: Parts,
    member: Editor,
    kind: Annotated[PieceKind, Form()],
    topic: Annotated[str, Form(max_length=40)],
    title: Field = "",
    campaign: Annotated[int | None, Form(ge=1)] = None,
) -> Response:
    """Begin a piece."""
    number = await parts.desk.add(member.username, kind, topic, title, campaign)
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=added", 303)


@router.get("/{number}")
async def piece_page(request: Request, parts: Parts, member: Reader, number: Number) -> Response:
    """One piece: words, pictures, faults, steps, broadcasts."""
    return await _shown(request, parts, member, number)


@router.post("/{number}")
async def write(
    request: Request,
    parts: Parts,
    member: Editor,
    number: Number,
    stamp: Stamp,
    act: Annotated[str, Form(pattern=_ACT)] = "save",
) -> Response:
    """Save the whole form, whatever the button; then do what else the button says.

    So no button drops what was typed, and of two who write the second is told.
    """
    form = await request.form()
    try:
        content = content_of(form, parts.calendar.audiences)
        await parts.desk.write(member.username, number, stamp, content)
    except Overtaken as overtaken:
        return await _shown(request, parts, member, number, overtaken, content, stale=True)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    try:
        done = await _also(parts, member, number, act, form)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    except WeChatError as refused:
        return await _shown(request, parts, member, number, StepRefused(refused.for_staff))
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done={done}", 303)


async def _also(
    parts: CampaignParts, member: StaffMember, number: int, act: str, form: FormData
) -> str:
    """What a button does after saving; the name of the notice."""
    what, _, picture = act.partition(":")
    if what == "submit":
        await parts.desk.submit(member.username, number)
        return "handed_in"
    if what == "upload":
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise NotFit("请先选一张图片。")
        data, name = await file.read(LARGEST_UPLOAD + 1), file.filename
        await parts.desk.change_pictures(
            member.username, number, lambda session: keep_picture(session, number, name, data)
        )
    if what == "remove":
        gone = delete(PiecePicture).where(
            PiecePicture.piece_id == number, PiecePicture.name == picture
        )
        await parts.desk.change_pictures(member.username, number, lambda s: s.execute(gone))
    if what == "phone":
        await _to_phone(parts, number, form)
        return "previewed"
    return "saved"


@router.post("/{number}/phone")
async def to_phone(request: Request, parts: Parts, member: Editor, number: Number) -> Response:
    """Send what is no draft any more to one WeChat name; the name is not kept."""
    try:
        await _to_phone(parts, number, await request.form())
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    except WeChatError as refused:
        return await _shown(request, parts, member, number, StepRefused(refused.for_staff))
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=previewed", 303)


async def _to_phone(parts: CampaignParts, number: int, form: FormData) -> None:
    if parts.mass is None:
        raise StepRefused("没有设置公众号的密钥（WECHAT_APP_SECRET），不能发到手机预览。")
    audience = str(form.get("audience", ""))[:40]
    segment = Segment(audiences=(audience,) if audience else ())
    await parts.mass.preview(number, segment, str(form.get("name", "")).strip()[:60])


@router.get("/{number}/pictures/{name}")
async def picture(parts: Parts, member: Reader, number: Number, name: PictureName) -> Response:
    """A picture of a piece.

    Raises:
        NotFound: there is none.
    """
    query = select(PiecePicture).where(PiecePicture.piece_id == number, PiecePicture.name == name)
    async with parts.sessions() as session:
        found = await session.scalar(query)
    if found is None:
        raise NotFound("没有这张图片。")
    return Response(found.content, media_type=found.media_type)


@router.get("/{number}/preview")
async def preview(
    request: Request, parts: Parts, member: Reader, number: Number, audience: Audience = ""
) -> Response:
    """As citizens see it: the page, and the message in a chat."""
    piece = await parts.desk.piece(number)
    content = PieceContent.from_json(piece.content)
    version, kind = content.for_audience(audience), PieceKind(piece.kind)
    pictures = f"/console/campaigns/pieces/{number}/pictures/"
    shown = {
        "piece": piece,
        "kind": kind,
        "content": content,
        "version": version,
        "audience": audience,
        "audiences": parts.calendar.audiences,
        # Sanitised by the renderer.
        "body": Markup(to_page(version.body, pictures)) if kind in _LONG else None,
        "message": message_text(kind, version),
        "address": page_address(parts.public_url, number, audience, ""),
    }
    return render(request, "campaign_preview.html", shown)


@router.get("/{number}/poster.png")
async def poster(parts: Parts, member: Reader, number: Number, audience: Audience = "") -> Response:
    """The poster as it would be."""
    piece = await parts.desk.piece(number)
    async with parts.sessions() as session:
        campaign = await session.get(Campaign, piece.campaign_id) if piece.campaign_id else None
    version = PieceContent.from_json(piece.content).for_audience(audience)
    address = page_address(parts.public_url, number, "", "")
    drawn = await asyncio.to_thread(
        poster_of, piece, version, parts.calendar, address, parts.operator, campaign
    )
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.get("/{number}/drop")
async def drop_page(request: Request, parts: Parts, member: Editor, number: Number) -> Response:
    """The question before a draft is given up."""
    title, here = (await parts.desk.piece(number)).title, f"/console/campaigns/pieces/{number}"
    return ask(request, f"要放弃“{title}”吗？{RESTORABLE}", f"{here}/drop", "放弃这份内容", here)


@router.post("/{number}/{step}")
async def take_step(
    request: Request,
    parts: Parts,
    member: Editor,
    number: Number,
    step: Literal["drop", "restore"],
) -> Response:
    """Give a draft up, or take it up again."""
    try:
        if step == "drop":
            await parts.desk.drop(member.username, number)
        else:
            await parts.desk.restore(member.username, number)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    done = "dropped" if step == "drop" else "restored"
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done={done}", 303)


@router.post("/{number}/reviews/proofread")
async def proofread(
    request: Request, parts: Parts, member: Proofreader, number: Number, stamp: Stamp
) -> Response:
    """Another editor or a publisher has read it."""
    try:
        await parts.desk.proofread(member.username, number, stamp)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=proofread", 303)


@router.post("/{number}/reviews/send-back")
async def send_back(
    request: Request, parts: Parts, member: Proofreader, number: Number, reason: Reason = ""
) -> Response:
    """Back to the writers, with a reason."""
    try:
        await parts.desk.send_back(member.username, number, reason)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=rejected", 303)


@router.post("/{number}/reviews/approve")
async def approve(
    request: Request, parts: Parts, member: Publisher, number: Number, stamp: Stamp
) -> Response:
    try:
        await parts.desk.approve(member.username, number, stamp)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=approved", 303)


@router.post("/{number}/reviews/withdraw")
async def withdraw(
    request: Request, parts: Parts, member: Publisher, number: Number, reason: Reason = ""
) -> Response:
    """Take an approved piece off the pages."""
    try:
        await parts.desk.withdraw(member.username, number, reason)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=deleted", 303)


async def _shown(
    request: Request,
    parts: CampaignParts,
    member: StaffMember,
    number: int,
    problem: ServiceError | None = None,
    written: PieceContent | None = None,
    *,
    stale: bool = False,
) -> Response:
    piece = await parts.desk.piece(number)
    kept = PieceContent.from_json(piece.content)
    found: list[Clash] = []
    if stale and written is not None:
        audiences = {slug: one.name for slug, one in parts.calendar.audiences.items()}
        found = clashes(_labels(audiences), _fields(kept), _fields(written))
    look = await parts.desk.inspection.look(piece)
    async with parts.sessions() as session:
        names = select(PiecePicture.name).where(PiecePicture.piece_id == number)
        pictures = (await session.scalars(names.order_by(PiecePicture.id))).all()
        campaign = await session.get(Campaign, piece.campaign_id) if piece.campaign_id else None
        quizzes = (await session.scalars(select(Quiz).order_by(Quiz.slug))).all()
        is_left_to_writers = writers_may(await session.run_sync(readers), piece.hands)
    is_own = member.username in piece.hands
    shown = {
        "piece": piece,
        "kind": PieceKind(piece.kind),
        "state": PieceState(piece.state),
        # What was typed stays on the page when it couldn't be saved.
        "content": written or kept,
        # As it will be read; sanitised by the renderer.
        "body": Markup(to_page(kept.base.body, f"/console/campaigns/pieces/{number}/pictures/"))
        if PieceKind(piece.kind) in _LONG
        else None,
        "clashes": found,
        "look": look,
        "pictures": pictures,
        "campaign": campaign,
        "quizzes": quizzes,
        "entries": titles_of(parts, (written or kept).faq),
        "audiences": parts.calendar.audiences,
        "topic": parts.calendar.topics.get(piece.topic),
        "broadcasts": await parts.office.broadcasts.of_piece(number),
        "is_own": is_own,
        "has_proofread": piece.state == "proofread" and piece.proofreader == member.username,
        "may_write": may(member, Permission.CAMPAIGN_EDIT) and piece.state == "draft",
        "is_left_to_writers": is_left_to_writers,
        "may_proofread": may_proofread(member)
        and is_own == is_left_to_writers
        and piece.state == "submitted",
        "may_withdraw": may(member, Permission.CAMPAIGN_PUBLISH) and piece.state == "approved",
        "may_approve": may(member, Permission.CAMPAIGN_PUBLISH)
        and not is_own
        and piece.state == "proofread"
        and piece.proofreader != member.username,
        "may_plan": may_proofread(member) and piece.state == "approved",
        "may_restore": may(member, Permission.CAMPAIGN_EDIT)
        and may_restore(piece, parts.desk.clock()),
        "may_preview": may(member, Permission.CAMPAIGN_EDIT) and parts.mass is not None,
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "campaign_piece.html", shown, problem.status if problem else 200)


def content_of(form: FormData, audiences: Iterable[str]) -> PieceContent:
    """The piece a form holds.

    Raises:
        InvalidInput: a field is too long.
    """

    def text(name: str) -> str:
        said = str(form.get(name, "")).replace("\x00", "").replace("\r\n", "\n").strip()
        if len(said) > (LONGEST_BODY if name.endswith("body") else LONGEST_WORDS):
            raise InvalidInput
        return said

    # A box for each; without a script they are lines of one field.
    chosen = "\n".join(str(one).replace("\x00", "") for one in form.getlist("faq"))
    if len(chosen) > LONGEST_WORDS:
        raise InvalidInput

    def version(prefix: str) -> Version:
        return Version(text(f"{prefix}title"), text(f"{prefix}digest"), text(f"{prefix}body"))

    content = PieceContent(
        version(""),
        {},
        _listed(text("sources")),
        _listed(text("standards")),
        _listed(chosen),
        text("quiz"),
    )
    for audience in audiences:
        content = content.with_version(audience, version(f"{audience}-"))
    return content


_PARTS = {"title": "标题", "digest": "摘要", "body": "正文"}
_LISTS = {"sources": "出处", "standards": "提到的标准", "faq": "列出的问答", "quiz": "邀请去答的题"}


def _labels(audiences: Mapping[str, str]) -> dict[str, str]:
    own = {
        f"{slug}-{part}": f"{name}看的：{label}"
        for slug, name in audiences.items()
        for part, label in _PARTS.items()
    }
    return {**{f"-{part}": label for part, label in _PARTS.items()}, **_LISTS, **own}


def _fields(content: PieceContent) -> dict[str, Any]:
    versions = {"": content.base, **content.versions}
    words = {
        f"{slug}-{part}": getattr(one, part) for slug, one in versions.items() for part in _PARTS
    }
    return {**words, **{name: getattr(content, name) for name in _LISTS}}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
