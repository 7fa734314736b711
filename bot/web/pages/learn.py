"""Where learning begins: the question of the day, and the way to quizzes and stories."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.campaigns.quiz.quiz import LETTERS, Told
from bot.kit.errors import NotFound
from bot.web.pages.players import Player, Token, Visitor
from bot.web.pages.rendering import HEADERS, counted, page
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])
Parts = Annotated[Services, Depends(services)]
_FRESH = {**HEADERS, "Cache-Control": "no-store"}


@router.get("/learn")
async def learn_page(request: Request, parts: Parts, visitor: Player) -> Response:
    """Today's question and everything else there is to learn with."""
    return await _shown(request, parts, visitor)


@router.get("/learn/mistakes")
async def mistakes_page(request: Request) -> Response:
    """The book of one's wrong answers; its script reads it from this device."""
    return page(request, "mistakes.html")


@router.post("/learn/today")
async def answer_today(
    request: Request,
    parts: Parts,
    visitor: Player,
    question: Annotated[int, Form(ge=1, le=2**31 - 1)],
    option: Annotated[int | None, Form(ge=0, le=9)] = None,
    token: Token = "",
) -> Response:
    """Answer today's question; only the first answer of a day counts."""
    visitor.check(token)
    if option is None:
        return await _shown(request, parts, visitor, problem="请先选一个答案。")
    quizzes = parts.campaigns.quizzes
    day, player, chosen = quizzes.today(), visitor.player, option
    try:
        told = await parts.sessions.run(
            lambda s: quizzes.answer_daily(s, player, question, chosen, day)
        )
    except NotFound as problem:  # the page was open over midnight
        return await _shown(request, parts, visitor, problem=problem.for_citizen)
    return await _shown(request, parts, visitor, told=told)


async def _shown(
    request: Request,
    parts: Services,
    visitor: Visitor,
    *,
    told: Told | None = None,
    problem: str = "",
) -> Response:
    quizzes = parts.campaigns.quizzes
    day = quizzes.today()

    def read(session: Session) -> dict[str, Any]:
        return {
            "asked": quizzes.daily(session, day),
            "days": quizzes.days_answered(session, visitor.player, day),
            "quizzes": len(quizzes.open_quizzes(session)),
        }

    values = {
        **await parts.sessions.read(read),
        "told": told,
        "problem": problem,
        "token": visitor.token,
        "letters": LETTERS,
    }
    response = page(request, "learn.html", values, status=400 if problem else 200, headers=_FRESH)
    visitor.remember(response, parts)
    return response
