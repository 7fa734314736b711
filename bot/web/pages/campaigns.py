"""Pages of campaigns: pieces, their pictures, and links that are counted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.models import Campaign, Piece, PieceKind, PieceLink, PiecePicture
from bot.campaigns.pieces import links
from bot.campaigns.pieces.article import to_page
from bot.campaigns.pieces.content import PieceContent
from bot.campaigns.pieces.pictures import card_of, picture_path, poster_of
from bot.campaigns.pieces.publishing import published
from bot.campaigns.pieces.results import reached
from bot.campaigns.pieces.samples import Sample, samples
from bot.kit import clock
from bot.kit.errors import NotFound
from bot.web.pages.rendering import counted, page
from bot.web.services import Services, services
from kb.search.index import EntryKind

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])
Parts = Annotated[Services, Depends(services)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
MOST_LISTED = 60
_KEPT_A_DAY = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
GONE = "没有这份内容，或者已经下线了。"
_ARTICLES = (PieceKind.ARTICLE, PieceKind.FAQ)


def _whence(
    parts: Parts,
    audience: Annotated[str, Query(alias="for", max_length=40)] = "",
    district: Annotated[str, Query(alias="in", max_length=40)] = "",
    channel: Annotated[str, Query(alias="via", max_length=40)] = "",
) -> tuple[str, str, str]:
    """Audience, district and channel of an address; what nobody knows falls out."""
    office = parts.campaigns
    return (
        audience if audience in office.calendar.audiences else "",
        district if district in office.districts.values() else "",
        channel if channel in links.CHANNELS else "",
    )


Whence = Annotated[tuple[str, str, str], Depends(_whence)]


@router.get("/campaigns")
async def list_page(request: Request, parts: Parts) -> Response:
    """Everything that is published, the latest first."""
    query = published(clock.today()).order_by(Piece.changed_at.desc()).limit(MOST_LISTED)
    async with parts.sessions() as session:
        rows = [(piece, campaign) for piece, campaign in await session.execute(query)]
        shipped = await session.run_sync(partial(_samples, parts)) if not rows else ()
        done = await session.run_sync(lambda blocking: reached(blocking, clock.today()))
    shown = [
        {
            "piece": piece,
            "campaign": campaign,
            "version": PieceContent.from_json(piece.content).for_audience(""),
        }
        for piece, campaign in rows
    ]
    by_day = {name: list(ones) for name, ones in groupby(shipped, lambda one: one.day.name)}
    return page(
        request,
        "campaigns.html",
        {"rows": shown, "kinds": PieceKind, "samples": by_day, "done": done},
    )


@router.get("/campaigns/samples/{slug}")
async def sample_page(
    request: Request,
    parts: Parts,
    slug: Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,40}$")],
    audience: Annotated[str, Query(alias="for", max_length=40)] = "",
) -> Response:
    """One sample, marked as such; nothing of it is counted.

    Raises:
        NotFound: there is none, or the office publishes its own.
    """
    async with parts.sessions() as session:
        found = await session.run_sync(partial(_samples, parts))
    sample = next((one for one in found if one.content.slug == slug), None)
    if sample is None:
        raise NotFound(GONE)
    content, version = sample.content, sample.content.for_audience(audience)
    values = {
        "sample": sample,
        "version": version,
        "content": content,
        # Sanitised by the renderer; packs have no pictures.
        "body": Markup(to_page(version.body, "")) if sample.kind in _ARTICLES else None,
        "audience": audience if audience in content.versions else "",
        "audiences": _audiences(parts, content),
        "entries": _entries(parts, content),
    }
    return page(request, "campaign_sample.html", values)


@router.get("/campaigns/{number}")
async def piece_page(
    request: Request,
    parts: Parts,
    number: Number,
    whence: Whence,
) -> Response:
    """One piece, in the version of an audience; its opening is counted.

    Raises:
        NotFound: it isn't published.
    """
    audience = whence[0]

    def read(session: Session) -> tuple[Piece, Campaign | None, str]:
        piece, campaign = _published(session, number)
        links.count(session, number, links.OPENED, clock.today(), *whence)
        version = PieceContent.from_json(piece.content).for_audience(audience)
        body = links.with_counted_links(
            version.body, lambda target: _address(session, number, target, whence)
        )
        return piece, campaign, body

    piece, campaign, body = await parts.sessions.run(read)
    content = PieceContent.from_json(piece.content)
    values = {
        "piece": piece,
        "campaign": campaign,
        "version": content.for_audience(audience),
        "content": content,
        # Sanitised by the renderer; pictures are this piece's own.
        "body": Markup(to_page(body, f"/campaigns/{number}/pictures/"))
        if PieceKind(piece.kind) in _ARTICLES
        else None,
        "audience": audience,
        "audiences": _audiences(parts, content),
        "entries": _entries(parts, content),
        "is_poster": piece.kind == PieceKind.POSTER.value,
        "is_card": piece.kind == PieceKind.CARD.value,
    }
    return page(request, "campaign_piece.html", values)


@router.get("/campaigns/{number}/poster.png")
@router.get("/campaigns/{number}/card.png")
async def drawn(
    request: Request,
    parts: Parts,
    number: Number,
    audience: Annotated[str, Query(alias="for", max_length=40)] = "",
) -> Response:
    """A published poster or card as a picture, to look at, to print and to send on.

    Raises:
        NotFound: it isn't published, or no such picture.
    """
    async with parts.sessions() as session:
        piece, campaign = await session.run_sync(lambda s: _published(s, number))
    kind = PieceKind(piece.kind)
    if not request.url.path.endswith(picture_path(number, kind) or GONE):
        raise NotFound(GONE)
    version = PieceContent.from_json(piece.content).for_audience(audience)
    address = links.page_address(parts.settings.effective_public_url, number, "", "")
    operator, calendar = parts.settings.operator_name, parts.campaigns.calendar
    if kind is PieceKind.CARD:
        picture = await asyncio.to_thread(card_of, piece, version, address, operator)
    else:
        picture = await asyncio.to_thread(
            poster_of, piece, version, calendar, address, operator, campaign
        )
    return Response(picture, media_type="image/png", headers=_KEPT_A_DAY)


@router.get("/campaigns/{number}/pictures/{name}")
async def picture(
    parts: Parts, number: Number, name: Annotated[str, Path(pattern=r"^[a-z0-9_.-]{1,60}$")]
) -> Response:
    """A picture of a published piece.

    Raises:
        NotFound: there is none.
    """
    query = select(PiecePicture).where(PiecePicture.piece_id == number, PiecePicture.name == name)
    async with parts.sessions() as session:
        await session.run_sync(lambda s: _published(s, number))
        found = await session.scalar(query)
    if found is None:
        raise NotFound("没有这张图片。")
    return Response(found.content, media_type=found.media_type, headers=_KEPT_A_DAY)


@router.get("/go/{code}")
async def go(
    parts: Parts,
    code: Annotated[str, Path(pattern=r"^[a-z0-9]{4,12}$")],
    whence: Whence,
) -> Response:
    """Count a click and lead on; only to addresses that stand in our own pieces.

    Raises:
        NotFound: no piece has such a link.
    """

    def follow(session: Session) -> str:
        link = session.get(PieceLink, code)
        if link is None:
            raise NotFound("没有这个链接。")
        links.count(session, link.piece_id, code, clock.today(), *whence)
        return link.target

    return RedirectResponse(await parts.sessions.run(follow), 302)


def _published(session: Session, number: int) -> tuple[Piece, Campaign | None]:
    found = session.execute(published(clock.today()).where(Piece.id == number)).first()
    if found is None:
        raise NotFound(GONE)
    piece, campaign = found
    return piece, campaign


def _samples(parts: Services, session: Session) -> Sequence[Sample]:
    return samples(session, parts.campaigns.proposals, clock.today())


def _audiences(parts: Services, content: PieceContent) -> dict[str, str]:
    """The audiences that have words of their own, by slug."""
    named = parts.campaigns.calendar.audiences
    return {slug: one.name for slug, one in named.items() if slug in content.versions}


def _address(session: Session, number: int, target: str, whence: tuple[str, str, str]) -> str:
    code = links.code_of(session, number, target)
    return f"/go/{code}" + links.asked(*whence)


def _entries(parts: Services, content: PieceContent) -> list[tuple[str, str]]:
    """The FAQ shown under a piece: slug and question, in the piece's order."""
    entries = parts.knowledge.snapshot.entries.values()
    titles = {one.key: one.title for one in entries if one.kind is EntryKind.FAQ}
    return [(slug, titles[slug]) for slug in content.faq if slug in titles]
