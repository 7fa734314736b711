"""A page for a stand: large, by touch, a QR code to go on at home, back to its start by itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.campaigns.drawing.receipt import qr_picture
from bot.campaigns.quiz.games import levels_of, load_games
from bot.web.pages.rendering import HEADERS, counted, page
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])
Parts = Annotated[Services, Depends(services)]
_KEPT_A_DAY = {**HEADERS, "Cache-Control": "public, max-age=86400"}


@router.get("/learn/stand")
async def stand_page(request: Request, parts: Parts) -> Response:
    """The start: a game for everybody who comes by."""
    values = {
        "games": [one[0] for one in levels_of(load_games())],
        "stand": True,
        "learn": _learn(parts),
    }
    return page(request, "stand.html", values)


@router.get("/learn/stand/qr.png")
async def qr(parts: Parts) -> Response:
    """Where to go on learning on one's own phone."""
    drawn = qr_picture(_learn(parts), scale=10)
    return Response(drawn, media_type="image/png", headers=_KEPT_A_DAY)


def _learn(parts: Services) -> str:
    return f"{parts.settings.effective_public_url.rstrip('/')}/learn"
