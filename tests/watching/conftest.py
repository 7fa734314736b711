"""Watching on each database: a few standards that tests change, a chat, and what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from bot.complaints.understanding.extract import load_products
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage, Said
from bot.kit.sealing import Keyring
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.outbox.service import Outbox
from bot.settings import SEEDS
from bot.watching.list_talk import ListTalk
from bot.watching.news import News
from bot.watching.office import watches_of
from bot.watching.talk import WatchTalk
from kb.models import Standard
from tests.content import standard

NOON = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)  # 12:00 in Chongqing
KEYRING = Keyring({"test": b"k" * 32})
PUBLIC = "https://example.gov.cn"


class Clock:
    """A moment that tests move."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment


class Office:
    """Everything about watching, on one database."""

    def __init__(self, sessions: SessionFactory) -> None:
        self.sessions, self.clock = sessions, Clock()
        self.watches = watches_of(KEYRING, SEEDS)
        self.talk = WatchTalk(
            sessions, self.watches, load_products(), (time(21), time(8)), PUBLIC, self.clock
        )
        self.lists = ListTalk(sessions, PUBLIC, "同意", self.clock)
        self.news = News(
            sessions, self.watches, Outbox(self.clock), KEYRING, self.opens, PUBLIC, self.clock
        )

    @staticmethod
    def opens(now: datetime) -> datetime:
        """Quiet until 8 in the morning of Chongqing."""
        return now if now.hour < 13 else now.replace(hour=0) + timedelta(days=1)

    async def add(self, *rows: Standard) -> None:
        """Put standards into the catalogue."""
        async with self.sessions.begin() as session:
            session.add_all(rows)

    async def change(self, number: str, **values: object) -> None:
        """Change one of them."""
        async with self.sessions.begin() as session:
            await session.execute(
                update(Standard).where(Standard.number == number).values(**values)
            )

    async def told(self) -> list[tuple[OutboxMessage, str]]:
        """The messages that wait, with their words, oldest first."""
        async with self.sessions() as session:
            rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
            return [
                (row, Body.opened(row.body_sealed, KEYRING).text if row.body_sealed else "")
                for row in rows
            ]


class Chat:
    """One citizen's chat: remembers what was offered, as the conversation does."""

    def __init__(self, office: Office, channel: str = "wechat", name: str = "anne") -> None:
        self.office, self.channel, self.name = office, channel, name
        self.choices: tuple[str, ...] = ()

    async def say(self, text: str) -> str | None:
        message = IncomingMessage(self.channel, self.name, text, "k", address="openid-1")
        said: Said | None = None
        if self.office.talk.concerns(text, self.choices):
            said = await self.office.talk.take(message, text, self.choices)
        if said is None and (typed := self.office.lists.list_in(text)):
            said = await self.office.lists.answer(message, typed)
        if said is None:
            return None
        self.choices = tuple(ref for reply in said.replies for ref in reply.choices)
        return "\n".join(reply.text for reply in said.replies)

    async def follow(self, text: str) -> str:
        """Ask to watch, and agree."""
        asked = await self.say(text)
        assert "回复 1 表示同意" in (asked or "")
        return await self.say("1") or ""


@pytest.fixture
async def office(sessions: SessionFactory) -> Office:
    office = Office(sessions)
    await office.add(
        standard("GB 17761-2018", "电动自行车安全技术规范", "现行", "2019-04-15"),
        standard("GB 4943.1-2022", "音视频设备", "现行", "2023-08-01"),
        standard("GB 31241-2022", "便携式电子产品用锂离子电池", "现行", "2024-01-01"),
    )
    return office


def numbers(rows: Sequence[tuple[OutboxMessage, str]]) -> list[str]:
    """The words alone."""
    return [text for _, text in rows]
