"""The page where a browser watches standards: its own random id is the key."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from bot.campaigns.audience.browsers import opened
from bot.citizens.subscriptions import Person
from bot.kit import clock
from bot.kit.errors import InvalidInput
from bot.kit.private import pseudonym
from bot.outbox.sender import Body
from bot.watching.talk import FULL, WEB
from bot.watching.watches import PURPOSE, TooMany, name_of
from bot.web.pages.rendering import counted, page
from bot.web.services import Services, services
from kb.new_standards import new_standards

router = APIRouter(dependencies=[Depends(counted)])
Parts = Annotated[Services, Depends(services)]
NOT_KNOWN = (
    "没有认出标准号，也没有认出有标准的东西。请写标准号，比如 GB 17761，或者电动自行车、充电宝。"
)
_DAYS_AHEAD = 180


class Asking(BaseModel):
    """Which browser asks; in the body, so that no log of addresses has it."""

    inbox: str = Field(min_length=16, max_length=128)


class Wanted(Asking):
    """What it wants to watch, in its own words."""

    words: str = Field(min_length=1, max_length=30_000)


class Leaving(Asking):
    """What it watches no more."""

    target: str = Field(min_length=1, max_length=80)


@router.get("/watching", include_in_schema=False)
async def watching_page(request: Request, parts: Parts) -> Response:
    """The form; its script fills in what this browser watches."""
    return page(request, "watching.html", {"wording": parts.watching.wording()})


@router.get("/new-standards", include_in_schema=False)
async def new_page(request: Request, parts: Parts) -> Response:
    """What was published lately, and what takes effect soon."""
    today = clock.today()
    found = await parts.sessions.read(lambda s: new_standards(s, today, 60, _DAYS_AHEAD))
    return page(request, "new_standards.html", {"found": found, "today": today})


@router.post("/watching/visit", include_in_schema=False)
async def visit(body: Asking, parts: Parts) -> dict[str, Any]:
    """What this browser watches, and the news since its last visit."""
    conversation = _conversation(parts, body)
    news = await parts.sessions.run(lambda s: _news(s, parts, conversation))
    return {**await _shown(parts, conversation), "news": news}


@router.post("/watching/add", include_in_schema=False)
async def add(body: Wanted, parts: Parts) -> dict[str, Any]:
    """Watch what the words name.

    Raises:
        InvalidInput: they name nothing we know, or it is too much.
    """
    talk, conversation = parts.watching, _conversation(parts, body)
    words = body.words.replace("\x00", "")
    targets = [target for target in talk.targets_in(words) if talk.watches.numbers(target)]
    if not targets:
        raise InvalidInput(NOT_KNOWN)
    try:
        await talk.begin(Person(WEB, conversation, via="page"), targets)
    except TooMany:
        raise InvalidInput(FULL) from None
    return await _shown(parts, conversation)


@router.post("/watching/remove", include_in_schema=False)
async def remove(body: Leaving, parts: Parts) -> dict[str, Any]:
    """Watch one thing no more."""
    conversation = _conversation(parts, body)
    person, target = Person(WEB, conversation, via="page"), body.target.replace("\x00", "")
    watches = parts.watching.watches
    await parts.sessions.run(lambda s: watches.remove(s, person, [target], clock.now()))
    return await _shown(parts, conversation)


def _conversation(parts: Services, body: Asking) -> str:
    return pseudonym(parts.settings.secret_key.get_secret_value(), "inbox", body.inbox)


async def _shown(parts: Services, conversation: str) -> dict[str, Any]:
    talk = parts.watching
    targets, known = await talk.watched(conversation)
    return {
        "watched": [
            {"target": one, "name": name_of(one), "state": talk.line(one, known)} for one in targets
        ]
    }


def _news(session: Session, parts: Services, conversation: str) -> list[str]:
    opened(session, conversation, clock.today())
    outbox, keyring = parts.office.outbox, parts.settings.keyring
    rows = [r for r in outbox.held_for_in(session, conversation) if r.purpose == PURPOSE]
    texts = {row.id: Body.opened(row.body_sealed, keyring).text for row in rows}
    shown = outbox.mark_delivered_in(session, list(texts))
    return [text for number, text in texts.items() if number in shown]
