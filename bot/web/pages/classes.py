"""Classes and communities that play together: an organiser opens a round, a code lets people in.

Nobody gives a name: a browser is a pseudonym of its class alone, and only figures of the class are
shown, five people at a time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from contextlib import suppress
from dataclasses import astuple
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.campaigns.drawing.receipt import qr_picture
from bot.campaigns.models import FEWEST_IN_GROUP, StudyClass
from bot.campaigns.quiz.classes import (
    KEY,
    LASTS,
    NO_CODE,
    NO_KEY,
    InClass,
    RoundWish,
    code_of,
)
from bot.campaigns.quiz.quiz import LETTERS
from bot.kit.errors import InvalidInput, NotFound, ServiceError, TooManyRequests
from bot.kit.private import pseudonym
from bot.web.pages.own_words import check_words
from bot.web.pages.players import Player, Token, Visitor
from bot.web.pages.rendering import HEADERS, address_of, counted, page
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])
Parts = Annotated[Services, Depends(services)]


def _code(code: str) -> str:
    """The code in an address, however somebody typed it.

    Raises:
        NotFound: no code looks like that.
    """
    plain = code_of(code)
    if plain is None:
        raise NotFound(NO_CODE)
    return plain


def _key(key: str) -> str:
    """The key in an address.

    Raises:
        NotFound: no key looks like that.
    """
    if not re.fullmatch(KEY, key, re.ASCII):
        raise NotFound(NO_KEY)
    return key


Code = Annotated[str, Depends(_code)]
Key = Annotated[str, Depends(_key)]
COST_OF_ROUND = 200  # three a minute for an address, with the default settings
COST_OF_START = 5
_FRESH = {**HEADERS, "Cache-Control": "no-store"}
_KEPT_A_DAY = {**HEADERS, "Cache-Control": "public, max-age=86400"}


@router.get("/learn/classes")
async def classes_page(
    request: Request,
    parts: Parts,
    visitor: Player,
    code: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Open a round, or go to the class whose code was typed."""
    if not code:
        return await _opening(request, parts, visitor)
    plain = code_of(code)
    if plain is None:
        return await _opening(request, parts, visitor, NotFound(NO_CODE))
    return RedirectResponse(f"/class/{plain}", 303)


@router.post("/learn/classes")
async def open_round(
    request: Request,
    parts: Parts,
    visitor: Player,
    title: Annotated[str, Form(max_length=100)] = "",
    names: Annotated[str, Form(max_length=2000)] = "",
    task: Annotated[str, Form(max_length=60)] = "",
    days: Annotated[int, Form(ge=0, le=1000)] = 0,
    token: Token = "",
) -> Response:
    """Open a round; its page has the codes and, later, the figures."""
    visitor.check(token)
    lines = tuple(line.strip() for line in names.splitlines() if line.strip())
    wish = RoundWish(title.strip(), lines, task, days)
    try:
        wish.check()
        for word in (wish.title, *wish.names):
            check_words(parts, word)
        if not parts.per_address.allows(f"class:{address_of(request)}", COST_OF_ROUND):
            raise TooManyRequests
        key = _key_for(parts, visitor, wish)
        # The same form twice at once: the other one has just opened it.
        with suppress(IntegrityError):
            await parts.sessions.run(lambda s: parts.campaigns.classes.open(s, wish, key))
    except (InvalidInput, TooManyRequests) as problem:
        return await _opening(request, parts, visitor, problem, wish)
    return RedirectResponse(f"/learn/classes/{key}", 303)


@router.get("/learn/classes/{key}")
async def board_page(request: Request, parts: Parts, visitor: Player, key: Key) -> Response:
    """The organiser's page: codes to hand out, and how the classes stand.

    Raises:
        NotFound: there is no such round, or it is over.
    """
    return await _board(request, parts, visitor, key)


@router.post("/learn/classes/{key}/end")
async def end_round(
    request: Request,
    parts: Parts,
    visitor: Player,
    key: Key,
    sure: Annotated[Literal["", "yes"], Form()] = "",
    token: Token = "",
) -> Response:
    """Erase a round at once.

    Raises:
        NotFound: there is no such round, or it is over.
    """
    visitor.check(token)
    if not sure:
        problem = InvalidInput("请先勾选“我确定”。")
        return await _board(request, parts, visitor, key, problem)
    classes = parts.campaigns.classes
    await parts.sessions.run(lambda s: classes.end(s, classes.round(s, key).id))
    return page(request, "class_ended.html", headers=_FRESH)


@router.get("/class/{code}")
async def class_page(request: Request, parts: Parts, visitor: Player, code: Code) -> Response:
    """Begin, the next question, or the result with the class's figures.

    Raises:
        NotFound: there is no such class, or its round is over.
    """
    if request.path_params["code"] != code:
        return RedirectResponse(f"/class/{code}", 303)
    return await _class(request, parts, visitor, code)


@router.post("/class/{code}/start")
async def start(
    request: Request, parts: Parts, visitor: Player, code: Code, token: Token = ""
) -> Response:
    """Begin on this browser, or let the next one of the class begin on it.

    Raises:
        NotFound: there is no such class, or its round is over.
        TooManyRequests: too many began from this address.
    """
    visitor.check(token)
    if not parts.per_address.allows(f"class-start:{address_of(request)}", COST_OF_START):
        raise TooManyRequests
    classes = parts.campaigns.classes

    def work(session: Session) -> None:
        one, opened = classes.joined(session, code)
        classes.begin(session, one, opened.task, _player(parts, visitor, one))

    try:
        await parts.sessions.run(work)
    except InvalidInput as problem:
        return await _class(request, parts, visitor, code, problem=problem)
    return RedirectResponse(f"/class/{code}", 303)


@router.post("/class/{code}/answer")
async def answer(
    request: Request,
    parts: Parts,
    visitor: Player,
    code: Code,
    number: Annotated[int, Form(ge=1, le=200)],
    option: Annotated[int | None, Form(ge=0, le=9)] = None,
    token: Token = "",
) -> Response:
    """Answer the question shown.

    Raises:
        NotFound: there is no such class or question.
    """
    visitor.check(token)
    if option is None:
        problem = InvalidInput("请先选一个答案。")
        return await _class(request, parts, visitor, code, problem=problem)
    classes, picked = parts.campaigns.classes, option

    def work(session: Session) -> bool:
        one, opened = classes.joined(session, code)
        player = _player(parts, visitor, one)
        return classes.answer(session, one, opened.task, player, number, picked)

    right = await parts.sessions.run(work)
    return await _class(request, parts, visitor, code, told=(number, right))


@router.get("/class/{code}/qr.png")
async def qr(parts: Parts, code: Code) -> Response:
    """Leads to a class's page."""
    drawn = qr_picture(_address(parts, code), scale=6)
    return Response(drawn, media_type="image/png", headers=_KEPT_A_DAY)


async def _opening(
    request: Request,
    parts: Services,
    visitor: Visitor,
    problem: ServiceError | None = None,
    wish: RoundWish | None = None,
) -> Response:
    tasks = await parts.sessions.read(lambda s: list(parts.campaigns.classes.tasks(s)))
    values = {"tasks": tasks, "lasts": LASTS, "wish": wish or RoundWish("", (), "", 30)}
    return _shown(request, parts, visitor, "classes.html", values, problem)


async def _board(
    request: Request,
    parts: Services,
    visitor: Visitor,
    key: str,
    problem: ServiceError | None = None,
) -> Response:
    classes = parts.campaigns.classes

    def read(session: Session) -> dict[str, Any]:
        opened = classes.round(session, key)
        return {
            "opened": opened,
            "task": classes.title_of(session, opened.task),
            "standings": classes.standings(session, opened.id),
        }

    values = {
        **await parts.sessions.read(read), "key": key, "address": _address(parts, "")
    }  # fmt: skip
    return _shown(request, parts, visitor, "class_board.html", values, problem)


async def _class(
    request: Request,
    parts: Services,
    visitor: Visitor,
    code: str,
    *,
    told: tuple[int, bool] | None = None,
    problem: ServiceError | None = None,
) -> Response:
    values = {
        **await parts.sessions.read(lambda s: _read(s, parts, visitor, code, told)),
        "right": told[1] if told else False,
        "letters": LETTERS,
    }
    return _shown(request, parts, visitor, "class_play.html", values, problem)


def _shown(
    request: Request,
    parts: Services,
    visitor: Visitor,
    template: str,
    values: dict[str, Any],
    problem: ServiceError | None,
) -> Response:
    every = {
        **values,
        "fewest": FEWEST_IN_GROUP,
        "token": visitor.token,
        "problem": problem.for_citizen if problem else "",
    }
    status = problem.status if problem else 200
    response = page(request, template, every, status=status, headers=_FRESH)
    visitor.remember(response, parts)
    return response


def _read(
    session: Session, parts: Services, visitor: Visitor, code: str, told: tuple[int, bool] | None
) -> dict[str, Any]:
    classes = parts.campaigns.classes
    one, opened = classes.joined(session, code)
    play = classes.latest(session, one.id, _player(parts, visitor, one))
    asked: InClass | None = classes.next(session, play, opened.task) if play else None
    answered = classes.question(session, play, opened.task, told[0]) if play and told else None
    # Who is in the middle of it is shown no figures.
    standings = classes.standings(session, opened.id) if asked is None else []
    return {
        "one": one,
        "opened": opened,
        "task": classes.title_of(session, opened.task),
        # Questions that were changed meanwhile are begun anew.
        "play": play if asked is not None or (play and play.place is not None) else None,
        "asked": asked,
        "answered": answered,
        "standing": next((row for row in standings if row.study_class.id == one.id), None),
        "classes": len(standings),
    }


def _key_for(parts: Services, visitor: Visitor, wish: RoundWish) -> str:
    """The same for the same form from the same browser on a day: a button pressed twice."""
    secret = parts.settings.secret_key.get_secret_value()
    told = json.dumps([visitor.cookie, str(parts.campaigns.quizzes.today()), *astuple(wish)])
    made = hmac.new(secret.encode(), f"class-round\0{told}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def _player(parts: Services, visitor: Visitor, one: StudyClass) -> str:
    """A browser's pseudonym in this class alone: nothing ties it to what else it played."""
    secret = parts.settings.secret_key.get_secret_value()
    return pseudonym(secret, "class", f"{one.id}:{visitor.cookie}")


def _address(parts: Services, code: str) -> str:
    return f"{parts.settings.effective_public_url.rstrip('/')}/class/{code}"
