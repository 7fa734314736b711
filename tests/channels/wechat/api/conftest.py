"""The client against the fake platform, on each database, with a clock that is moved by hand."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.wechat.api import WeChatClient
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from tests.fakes.wechat_api import FakeWeChat
from tests.fakes.wechat_api_base import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def fake(clock: FakeClock) -> FakeWeChat:
    return FakeWeChat(clock)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring({"k1": os.urandom(32)})


class Clients:
    """Makes clients that share the database, as several processes would."""

    def __init__(
        self, fake: FakeWeChat, clock: FakeClock, sessions: SessionFactory, keyring: Keyring
    ) -> None:
        self.fake, self.clock = fake, clock
        self.sessions, self.keyring = sessions, keyring
        self.made: list[WeChatClient] = []

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    async def sleep(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def __call__(
        self,
        secret: str = "0123456789abcdef0123456789abcdef",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> WeChatClient:
        client = WeChatClient(
            "wx0123456789abcdef",
            SecretStr(secret),
            self.sessions,
            self.keyring,
            transport=transport or httpx.ASGITransport(self.fake),
            now=self.now,
            sleep=self.sleep,
        )
        self.made.append(client)
        return client


@pytest.fixture
async def clients(
    fake: FakeWeChat, clock: FakeClock, sessions: SessionFactory, keyring: Keyring
) -> AsyncIterator[Clients]:
    made = Clients(fake, clock, sessions, keyring)
    yield made
    for client in made.made:
        await client.close()


@pytest.fixture
def client(clients: Clients) -> WeChatClient:
    return clients()
