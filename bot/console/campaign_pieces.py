"""Pieces: written with a preview, proofread and approved by others, looked at on a phone."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import delete, select

from bot.campaigns.article import to_page
from bot.campaigns.content import PieceContent, Version
from bot.campaigns.copies import message_text
from bot.campaigns.links import page_address
from bot.campaigns.models import Campaign, PieceKind, PiecePicture, PieceState, Quiz
from bot.campaigns.pictures import LARGEST_UPLOAD, keep_picture, poster_of
from bot.campaigns.segments import Segment
from bot.channels.wechat.api.errors import WeChatError
from bot.console.campaign_parts import CampaignParts
from bot.console.campaign_typed import (
    Editor,
    Long,
    Number,
    Parts,
    Proofreader,
    Publisher,
    Reader,
    Stamp,
    may_proofread,
)
from bot.console.pages import render
from bot.console.typed import Field, Reason, Words
from bot.faq.errors import StepRefused
from bot.kit.errors import NotFound, ServiceError
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter(prefix="/pieces")
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
    title: Field = "",
    digest: Field = "",
    body: Long = "",
    sources: Words = "",
    standards: Words = "",
    faq: Words = "",
    quiz: Field = "",
) -> Response:
    """Save the base version and what belongs to all."""
    piece = await parts.desk.piece(number)
    old = PieceContent.from_json(piece.content)
    content = PieceContent(
        Version(title.strip(), digest.strip(), body.strip()),
        old.versions,
        _listed(sources),
        _listed(standards),
        _listed(faq),
        quiz.strip(),
    )
    return await _saved(request, parts, member, number, stamp, content)


@router.post("/{number}/versions/{audience}")
async def write_version(
    request: Request,
    parts: Parts,
    member: Editor,
    number: Number,
    audience: Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,40}$")],
    stamp: Stamp,
    title: Field = "",
    digest: Field = "",
    body: Long = "",
) -> Response:
    """Save the version of one audience; without words it is dropped.

    Raises:
        NotFound: there is no such audience.
    """
    if audience not in parts.calendar.audiences:
        raise NotFound("没有这个面向。")
    piece = await parts.desk.piece(number)
    version = Version(title.strip(), digest.strip(), body.strip())
    content = PieceContent.from_json(piece.content).with_version(audience, version)
    return await _saved(request, parts, member, number, stamp, content)


@router.post("/{number}/pictures")
async def upload(
    request: Request,
    parts: Parts,
    member: Editor,
    number: Number,
    file: UploadFile | None = None,
) -> Response:
    """Add a picture to a draft."""
    data = b"" if file is None else await file.read(LARGEST_UPLOAD + 1)
    name = "" if file is None else file.filename or ""
    try:
        await parts.desk.change_pictures(
            member.username, number, lambda session: keep_picture(session, number, name, data)
        )
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=saved#pictures", 303)


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


@router.post("/{number}/pictures/{name}/remove")
async def remove_picture(
    parts: Parts, member: Editor, number: Number, name: PictureName
) -> Response:
    """Take a picture out of a draft.

    Raises:
        StepRefused: it is no draft.
    """
    gone = delete(PiecePicture).where(PiecePicture.piece_id == number, PiecePicture.name == name)
    await parts.desk.change_pictures(member.username, number, lambda s: s.execute(gone))
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=deleted#pictures", 303)


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


@router.post("/{number}/phone")
async def to_phone(
    request: Request,
    parts: Parts,
    member: Editor,
    number: Number,
    name: Field = "",
    audience: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Send it to one WeChat name, for a look at it on a phone; the name is not kept."""
    try:
        if parts.mass is None:
            raise StepRefused("没有设置公众号的密钥（WECHAT_APP_SECRET），不能发到手机预览。")
        segment = Segment(audiences=(audience,) if audience else ())
        await parts.mass.preview(number, segment, name.strip())
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    except WeChatError as refused:
        return await _shown(request, parts, member, number, StepRefused(refused.for_staff))
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=previewed", 303)


@router.post("/{number}/{step}")
async def take_step(
    request: Request,
    parts: Parts,
    member: Editor,
    number: Number,
    step: Literal["submit", "drop"],
) -> Response:
    """Hand a draft in, or give it up."""
    try:
        if step == "submit":
            await parts.desk.submit(member.username, number)
        else:
            await parts.desk.drop(member.username, number)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    done = "submitted" if step == "submit" else "deleted"
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done={done}", 303)


@router.post("/{number}/reviews/proofread")
async def proofread(
    request: Request, parts: Parts, member: Proofreader, number: Number
) -> Response:
    """Another editor or a publisher has read it."""
    try:
        await parts.desk.proofread(member.username, number)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=saved", 303)


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
async def approve(request: Request, parts: Parts, member: Publisher, number: Number) -> Response:
    """Approve."""
    try:
        await parts.desk.approve(member.username, number)
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


async def _saved(
    request: Request,
    parts: CampaignParts,
    member: StaffMember,
    number: int,
    stamp: int,
    content: PieceContent,
) -> Response:
    try:
        await parts.desk.write(member.username, number, stamp, content)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem, content)
    return RedirectResponse(f"/console/campaigns/pieces/{number}?done=saved", 303)


async def _shown(
    request: Request,
    parts: CampaignParts,
    member: StaffMember,
    number: int,
    problem: ServiceError | None = None,
    written: PieceContent | None = None,
) -> Response:
    piece = await parts.desk.piece(number)
    look = await parts.desk.inspection.look(piece)
    async with parts.sessions() as session:
        names = select(PiecePicture.name).where(PiecePicture.piece_id == number)
        pictures = (await session.scalars(names.order_by(PiecePicture.id))).all()
        campaign = await session.get(Campaign, piece.campaign_id) if piece.campaign_id else None
        quizzes = (await session.scalars(select(Quiz).order_by(Quiz.slug))).all()
    is_own = member.username in piece.hands
    shown = {
        "piece": piece,
        "kind": PieceKind(piece.kind),
        "state": PieceState(piece.state),
        # What was typed stays on the page when it couldn't be saved.
        "content": written or PieceContent.from_json(piece.content),
        "look": look,
        "pictures": pictures,
        "campaign": campaign,
        "quizzes": quizzes,
        "audiences": parts.calendar.audiences,
        "topic": parts.calendar.topics.get(piece.topic),
        "broadcasts": await parts.office.broadcasts.of_piece(number),
        "is_own": is_own,
        "may_write": may(member, Permission.CAMPAIGN_EDIT) and piece.state == "draft",
        "may_proofread": may_proofread(member) and not is_own and piece.state == "submitted",
        "may_withdraw": may(member, Permission.CAMPAIGN_PUBLISH) and piece.state == "approved",
        "may_approve": may(member, Permission.CAMPAIGN_PUBLISH)
        and not is_own
        and piece.state == "proofread",
        "may_plan": may_proofread(member) and piece.state == "approved",
        "may_preview": may(member, Permission.CAMPAIGN_EDIT) and parts.mass is not None,
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "campaign_piece.html", shown, problem.status if problem else 200)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
