"""Quizzes as pages: one question at a time, explained at once, a certificate at the end."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.drawing.certificate import draw_certificate
from bot.campaigns.models import Quiz, QuizPlay
from bot.campaigns.quiz.certificates import CODE
from bot.campaigns.quiz.quiz import LETTERS, Asked, Quizzes, Told, may_certify
from bot.kit import clock
from bot.kit.errors import InvalidInput, ServiceError, TooManyRequests
from bot.kit.shown_names import fault_of_name
from bot.web.pages.own_words import check_words
from bot.web.pages.players import Player, Token, Visitor
from bot.web.pages.rendering import HEADERS, address_of, counted, page
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])
Parts = Annotated[Services, Depends(services)]
Slug = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Code = Annotated[str, Path(pattern=rf"^{CODE}$")]
GROUPS = {"district": "区县", "school": "学校", "community": "社区（村）"}
LONGEST_GROUP = 20
COST_OF_DRAWING = 10
_FRESH = {**HEADERS, "Cache-Control": "no-store"}


@router.get("/quiz")
async def list_page(request: Request, parts: Parts) -> Response:
    """The quizzes that are open."""
    found = await parts.sessions.read(parts.campaigns.quizzes.open_quizzes)
    return page(request, "quizzes.html", {"quizzes": found})


@router.get("/quiz/{slug}")
async def quiz_page(
    request: Request,
    parts: Parts,
    visitor: Player,
    slug: Slug,
    audience: Annotated[str, Query(alias="for", max_length=40)] = "",
) -> Response:
    """Start, the next question, or the result.

    Args:
        audience: whose version of a piece led here.
    """
    return await _shown(request, parts, visitor, slug, audience=audience)


@router.post("/quiz/{slug}/start")
async def start(
    request: Request,
    parts: Parts,
    visitor: Player,
    slug: Slug,
    audience: Annotated[str, Form(alias="for", max_length=40)] = "",
    token: Token = "",
) -> Response:
    """Begin, or begin once more."""
    visitor.check(token)
    office, known = parts.campaigns, _audience(parts, audience)
    await parts.sessions.run(lambda s: office.quizzes.begin(s, slug, visitor.player, "web", known))
    return RedirectResponse(f"/quiz/{slug}", 303)


@router.post("/quiz/{slug}/answer")
async def answer(
    request: Request,
    parts: Parts,
    visitor: Player,
    slug: Slug,
    number: Annotated[int, Form(ge=1, le=200)],
    option: Annotated[int | None, Form(ge=0, le=9)] = None,
    token: Token = "",
) -> Response:
    """Answer the question shown."""
    visitor.check(token)
    if option is None:
        return await _shown(request, parts, visitor, slug, problem="请先选一个答案。")
    quizzes = parts.campaigns.quizzes

    def work(session: Session) -> Told:
        play = quizzes.begin(session, slug, visitor.player, "web")
        return quizzes.answer(session, play, number, option)

    told = await parts.sessions.run(work)
    return await _shown(request, parts, visitor, slug, told=told)


@router.post("/quiz/{slug}/group")
async def join(
    request: Request,
    parts: Parts,
    visitor: Player,
    slug: Slug,
    kind: Annotated[Literal["district", "school", "community"], Form()],
    name: Annotated[str, Form(max_length=100)] = "",
    token: Token = "",
) -> Response:
    """Count the finished play for a district, school or community."""
    visitor.check(token)
    try:
        checked = _group_name(parts, kind, name.strip())
    except ServiceError as problem:
        return await _shown(request, parts, visitor, slug, problem=problem.for_citizen)

    def work(session: Session) -> None:
        play = _finished(session, slug, visitor.player)
        if play is not None:
            parts.campaigns.quizzes.join(session, play, kind, checked)

    await parts.sessions.run(work)
    return RedirectResponse(f"/quiz/{slug}", 303)


@router.post("/quiz/{slug}/certificate")
async def certificate(
    request: Request,
    parts: Parts,
    visitor: Player,
    slug: Slug,
    name: Annotated[str, Form(max_length=100)] = "",
    token: Token = "",
) -> Response:
    """The certificate with the name typed; the name is not kept.

    Raises:
        TooManyRequests: too many drawings for this address.
    """
    visitor.check(token)
    quizzes = parts.campaigns.quizzes
    play = await parts.sessions.run(lambda s: _finished(s, slug, visitor.player))
    if play is None or not may_certify(play):
        return await _shown(request, parts, visitor, slug, problem="答对六成以上才有证书。")
    quiz = await parts.sessions.run(lambda s: quizzes.quiz(s, slug))
    try:
        return await _drawn(request, parts, name, quiz, play)
    except InvalidInput as problem:
        return await _shown(request, parts, visitor, slug, problem=problem.for_citizen)


@router.get("/quiz/{slug}/certificate/{code}")
async def certificate_of_chat(
    request: Request, parts: Parts, visitor: Player, slug: Slug, code: Code
) -> Response:
    """The certificate of a quiz played in a chat: who has the address may write a name on it.

    Raises:
        NotFound: the address leads to no play that earned one.
    """
    return await _certificate_page(request, parts, visitor, slug, code)


@router.post("/quiz/{slug}/certificate/{code}")
async def draw_for_chat(
    request: Request,
    parts: Parts,
    visitor: Player,
    slug: Slug,
    code: Code,
    name: Annotated[str, Form(max_length=100)] = "",
    token: Token = "",
) -> Response:
    """The certificate with the name typed; the name is not kept.

    Raises:
        NotFound: the address leads to no play that earned one.
        TooManyRequests: too many drawings for this address.
    """
    visitor.check(token)
    play, quiz = await _played_in_chat(parts, slug, code)
    try:
        return await _drawn(request, parts, name, quiz, play)
    except InvalidInput as problem:
        return await _certificate_page(
            request, parts, visitor, slug, code, problem=problem.for_citizen
        )


async def _certificate_page(
    request: Request, parts: Services, visitor: Visitor, slug: str, code: str, problem: str = ""
) -> Response:
    play, quiz = await _played_in_chat(parts, slug, code)
    values = {
        "quiz": quiz, "play": play, "code": code, "token": visitor.token, "problem": problem,
    }  # fmt: skip
    status = 400 if problem else 200
    response = page(request, "certificate.html", values, status=status, headers=_FRESH)
    visitor.remember(response, parts)
    return response


async def _played_in_chat(parts: Services, slug: str, code: str) -> tuple[QuizPlay, Quiz]:
    office = parts.campaigns

    def read(session: Session) -> tuple[QuizPlay, Quiz]:
        play = office.certificates.play(session, slug, code)
        return play, office.quizzes.quiz(session, slug)

    return await parts.sessions.run(read)


async def _drawn(
    request: Request, parts: Services, name: str, quiz: Quiz, play: QuizPlay
) -> Response:
    """The certificate as a file to save.

    Raises:
        InvalidInput: the name can't be drawn, or isn't one.
        TooManyRequests: too many drawings for this address.
    """
    if not parts.per_address.allows(f"draw:{address_of(request)}", COST_OF_DRAWING):
        raise TooManyRequests
    check_words(parts, name)
    drawn = await asyncio.to_thread(
        draw_certificate,
        name.strip(),
        quiz.title,
        play.score,
        play.total,
        clock.today(),
        parts.settings.operator_name,
    )
    saving = {"Content-Disposition": 'attachment; filename="certificate.png"', **_FRESH}
    return Response(drawn, media_type="image/png", headers=saving)


async def _shown(
    request: Request,
    parts: Services,
    visitor: Visitor,
    slug: str,
    *,
    told: Told | None = None,
    problem: str = "",
    audience: str = "",
) -> Response:
    quizzes = parts.campaigns.quizzes
    values = await parts.sessions.read(lambda s: _read(s, quizzes, slug, visitor.player))
    values |= {
        "told": told,
        "problem": problem,
        "token": visitor.token,
        "audience": _audience(parts, audience),
        "letters": LETTERS,
        "groups": GROUPS,
        "districts": list(dict.fromkeys(parts.campaigns.districts.values())),
    }
    status = 400 if problem else 200
    response = page(request, "quiz.html", values, status=status, headers=_FRESH)
    visitor.remember(response, parts)
    return response


def _read(session: Session, quizzes: Quizzes, slug: str, player: str) -> dict[str, Any]:
    quiz = quizzes.quiz(session, slug)
    play = _latest(session, slug, player)
    asked: Asked | None = quizzes.next(session, play) if play else None
    # Who is in the middle of it reads the next question.
    rankings = {} if asked else quizzes.rankings(session, slug)
    return {
        "quiz": quiz,
        "play": play,
        "asked": asked,
        "certified": play is not None and may_certify(play),
        "rankings": {kind: rankings[kind] for kind in GROUPS if kind in rankings},
    }


def _audience(parts: Services, slug: str) -> str:
    return slug if slug in parts.campaigns.calendar.audiences else ""


def _latest(session: Session, slug: str, player: str) -> QuizPlay | None:
    query = select(QuizPlay).where(QuizPlay.quiz == slug, QuizPlay.player == player)
    found: QuizPlay | None = session.scalar(query.order_by(QuizPlay.id.desc()).limit(1))
    return found


def _finished(session: Session, slug: str, player: str) -> QuizPlay | None:
    play = _latest(session, slug, player)
    return play if play is not None and play.finished_at is not None else None


def _group_name(parts: Services, kind: str, name: str) -> str:
    if kind == "district":
        found = parts.campaigns.districts.get(name)
        if found is None:
            raise InvalidInput("请从名单里选一个区县。")
        return found
    if fault := fault_of_name(name):
        raise InvalidInput(fault)
    if not 2 <= len(name) <= LONGEST_GROUP:
        raise InvalidInput(f"名称要写 2 到 {LONGEST_GROUP} 个字。")
    check_words(parts, name)
    return name
