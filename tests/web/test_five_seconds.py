"""WeChat's five seconds in real time: two processes, three tries, one answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.app.schema import migrate
from bot.app.web import create_app
from bot.conversation.models import Turn
from bot.conversation.state import State
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage, Reply
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.settings import Settings
from tests.fakes.wechat_pusher import Pusher
from tests.waiting import until
from tests.web.conftest import AES_KEY

CUT, TRIES = 5.0, 3
QUESTION = "世界标准日是哪天？用{seconds}秒"


@pytest.fixture(scope="session")
def database_url(postgresql: str) -> str:
    """The one several processes share; half a minute of waiting is enough once."""
    migrate(postgresql)
    return postgresql


def slowed(app: FastAPI, begun: list[str]) -> None:
    """Answers take as long as the question says.

    Args:
        app: the service.
        begun: gets every question whose answer is begun.
    """
    conversation = app.state.services.conversation
    quick: Callable[[int, IncomingMessage, State], Awaitable[list[Reply]]] = conversation.answer

    async def slow(turn: int, message: IncomingMessage, state: State) -> list[Reply]:
        begun.append(message.text)
        found = re.search(r"用(\d+)秒", message.text)
        await asyncio.sleep(int(found[1]) if found else 0)
        return await quick(turn, message, state)

    conversation.answer = slow


@pytest.fixture
def begun() -> list[str]:
    return []


@pytest.fixture
async def two(
    app: FastAPI, settings: Settings, begun: list[str]
) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    other = create_app(settings)
    other.state.services.knowledge._builder = app.state.services.knowledge._builder
    async with other.router.lifespan_context(other):
        slowed(app, begun)
        slowed(other, begun)
        clients = [
            httpx.AsyncClient(transport=httpx.ASGITransport(a), base_url="http://test")
            for a in (app, other)
        ]
        yield clients[0], clients[1]
        for client in clients:
            await client.aclose()


class WeChat:
    """The platform: cuts after five seconds, delivers three times, shows the first reply."""

    def __init__(self, clients: tuple[httpx.AsyncClient, httpx.AsyncClient]) -> None:
        self.clients = clients
        self.pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)

    async def deliver(self, text: str, message_id: int) -> str | None:
        for attempt in range(TRIES):
            push = self.pusher.text(text, message_id)
            client = self.clients[attempt % 2]
            request = client.post("/wechat", params=push.query, content=push.body)
            try:
                # Shielded: a cut connection doesn't stop the server's work.
                answer = await asyncio.wait_for(asyncio.shield(request), CUT)
            except TimeoutError:
                continue
            return self.pusher.read(answer.text)
        return None


async def all_left(sessions: SessionFactory) -> bool:
    """Whether no answer is on its way any more."""
    async with sessions() as session:
        return not await session.scalar(select(Turn.id).where(Turn.delivered == ""))


async def test_one_answer_however_long_it_takes(
    two: tuple[httpx.AsyncClient, httpx.AsyncClient],
    sessions: SessionFactory,
    settings: Settings,
    begun: list[str],
) -> None:
    async def ask(seconds: int) -> str | None:
        # Each of another citizen: one citizen's messages wait for each other.
        wechat = WeChat(two)
        wechat.pusher.openid = f"oCitizen_00{seconds:02}"
        return await wechat.deliver(QUESTION.format(seconds=seconds), 9000 + seconds)

    # Each begins soon after a try, so that a busy machine has seconds to spare until the next.
    at_once, second_try, third_try, late = await asyncio.gather(*map(ask, (1, 6, 11, 20)))
    await until(lambda: all_left(sessions))

    for answer in (at_once, second_try, third_try):
        assert answer is not None
        assert "10 月 14 日" in answer
    assert late is None
    async with sessions() as session:
        turns = list(await session.scalars(select(Turn).order_by(Turn.delivered)))
        rows = list(await session.scalars(select(OutboxMessage)))
    assert [turn.delivered for turn in turns] == ["late", "passive", "passive", "passive"]
    assert len(begun) == 4, "an answer that takes long is not begun a second time"
    assert len(rows) == 1
    body = Body.opened(rows[0].body_sealed, settings.keyring).text
    assert body.startswith("您刚才问“世界标准日是哪天？用20秒”")
    assert "10 月 14 日" in body
