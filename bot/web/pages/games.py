"""Short games: five drawn labels, one tap each; nothing of it is kept on our side."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from bot.campaigns.drawing.kept import kept
from bot.campaigns.drawing.share_card import draw_share_card
from bot.campaigns.quiz.games import Game, after, levels_of, load_games, withdrawn_of
from bot.kit.errors import NotFound, TooManyRequests
from bot.web.pages.rendering import HEADERS, address_of, counted, page
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])
Parts = Annotated[Services, Depends(services)]
Slug = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
COST_OF_DRAWING = 10
_KEPT_A_DAY = {**HEADERS, "Cache-Control": "public, max-age=86400"}


@router.get("/learn/games")
async def games_page(request: Request) -> Response:
    """The games."""
    return page(request, "games.html", {"levels": levels_of(load_games())})


@router.get("/learn/games/{slug}")
async def game_page(
    request: Request,
    parts: Parts,
    slug: Slug,
    answers: Annotated[str, Query(alias="a", pattern=r"^\d{0,9}$")] = "",
    stand: Annotated[bool, Query()] = False,
) -> Response:
    """The question after those answered; the address carries the answers, so nothing is kept.

    Args:
        answers: a digit for each question answered, the number of the label picked from 0.
        stand: played at a stand, on a device of everybody's.
    """
    game = await _game(parts, slug)
    picked = [int(digit) for digit in answers[: len(game.questions)]]
    at = len(picked)
    values = {
        "game": game,
        "picked": picked,
        "answers": "".join(map(str, picked)),
        "told": game.questions[at - 1] if picked else None,
        "asked": game.questions[at] if at < len(game.questions) else None,
        "score": game.score(picked),
        "above": after(load_games(), game),
        "stand": stand,
        "more": "&stand=1" if stand else "",
    }
    return page(request, "game.html", values)


@router.get("/learn/games/{slug}/card-{score}.png")
async def share_card(
    request: Request, parts: Parts, slug: Slug, score: Annotated[int, Path(ge=0, le=9)]
) -> Response:
    """A picture of a result to share; it names nobody.

    Raises:
        NotFound: there is no such game or score.
        TooManyRequests: too many drawings for this address.
    """
    game = await _game(parts, slug)
    if score > len(game.questions):
        raise NotFound("没有这样的成绩。")
    if not parts.per_address.allows(f"draw:{address_of(request)}", COST_OF_DRAWING):
        raise TooManyRequests
    public = parts.settings.effective_public_url.rstrip("/")
    address = f"{public}/learn/games/{slug}"
    operator = parts.settings.operator_name
    drawn = await asyncio.to_thread(
        _drawn, game.name, score, len(game.questions), address, operator
    )
    return Response(drawn, media_type="image/png", headers=_KEPT_A_DAY)


_drawn = kept(draw_share_card, 64)


async def _game(parts: Services, slug: str) -> Game:
    game = load_games().get(slug)
    if game is None:
        raise NotFound("没有这个游戏。")
    async with parts.sessions() as session:
        return game.without(await session.run_sync(withdrawn_of, game))
