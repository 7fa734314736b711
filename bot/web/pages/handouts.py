"""Hand-outs to print, one for each audience: an article in its words, and a sheet of labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from bot.campaigns.drawing.receipt import qr_picture
from bot.campaigns.models import Piece, PieceKind
from bot.campaigns.pieces.article import to_page
from bot.campaigns.pieces.content import PieceContent
from bot.campaigns.pieces.publishing import published
from bot.campaigns.pieces.samples import samples
from bot.campaigns.quiz.games import load_games
from bot.kit import clock
from bot.kit.errors import NotFound
from bot.web.pages.rendering import HEADERS, counted, page
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])
Parts = Annotated[Services, Depends(services)]
Audience = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
_KEPT_A_DAY = {**HEADERS, "Cache-Control": "public, max-age=86400"}
GONE = "没有这份讲义。"


@dataclass(frozen=True)
class Reading:
    """What a hand-out gives to read.

    Args:
        content: the piece.
        pictures: where its pictures are.
        is_sample: whether nobody in this office has approved it.
    """

    content: PieceContent
    pictures: str
    is_sample: bool


@router.get("/learn/handouts")
async def handouts_page(request: Request, parts: Parts) -> Response:
    """The audiences there is a hand-out for."""
    return page(request, "handouts.html", {"audiences": parts.campaigns.calendar.audiences})


@router.get("/learn/handouts/{audience}")
async def handout_page(request: Request, parts: Parts, audience: Audience) -> Response:
    """One hand-out: to read, a sheet to work on, and its answers on a page of their own.

    Raises:
        NotFound: there is no such audience.
    """
    named = parts.campaigns.calendar.audiences.get(audience)
    if named is None:
        raise NotFound(GONE)
    reading = await parts.sessions.read(lambda session: _reading(session, parts, audience))
    version = reading.content.for_audience(audience) if reading else None
    values = {
        "audience": named,
        "reading": reading,
        "version": version,
        # Sanitised by the renderer.
        "body": Markup(to_page(version.body, reading.pictures)) if reading and version else "",
        "games": [game for game in load_games().values() if game.audience == audience],
        "operator": parts.settings.operator_name,
    }
    return page(request, "handout.html", values)


@router.get("/learn/handouts/{audience}/qr.png")
async def qr(parts: Parts, audience: Audience) -> Response:
    """Leads from the paper to the games.

    Raises:
        NotFound: there is no such audience.
    """
    if audience not in parts.campaigns.calendar.audiences:
        raise NotFound(GONE)
    home = parts.settings.effective_public_url.rstrip("/")
    drawn = qr_picture(f"{home}/learn/games", scale=6)
    return Response(drawn, media_type="image/png", headers=_KEPT_A_DAY)


def _reading(session: Session, parts: Services, audience: str) -> Reading | None:
    """The newest published article with words of the audience's own, or a sample of one."""
    today = clock.today()
    query = published(today).where(Piece.kind == PieceKind.ARTICLE.value)
    for piece, _ in session.execute(query.order_by(Piece.changed_at.desc()).limit(60)):
        content = PieceContent.from_json(piece.content)
        if audience in content.versions:
            return Reading(content, f"/campaigns/{piece.id}/pictures/", is_sample=False)
    for one in samples(session, parts.campaigns.proposals, today):
        if one.kind is PieceKind.ARTICLE and audience in one.content.versions:
            return Reading(one.content, "", is_sample=True)
    return None
