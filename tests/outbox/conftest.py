"""The outbox with a sender that plays any mood, on each database, with a clock moved by hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.outbox.delivery import Deliverer
from bot.outbox.models import OutboxMessage
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules
from bot.outbox.sender import DIRECT, Body, Outgoing, Plan
from bot.outbox.service import NewMessage, Outbox


class Clock:
    """A moment that tests move."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


async def left(
    ledger: QuotaLedger, channel: str, conversation: str, product: str, at: datetime
) -> int | None:
    """How many messages would still be taken at once; None when nothing limits them."""

    def most(session: Session) -> int | None:
        for count in (1000, *range(100, 0, -1)):
            grant = ledger.take_in(session, channel, conversation, product, at, count=count)
            if grant is not None:
                ledger.give_back_in(session, grant)
                return count if count < 1000 else None
        return 0

    return await ledger._sessions.run(most)


class FakeSender:
    """Keeps what it was told to send; raises what a test gave it, one failure a call."""

    seconds_between = 0.0

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.moods: list[BaseException] = []
        self.meanwhile: Callable[[], Any] | None = None
        self.products = {DIRECT: "custom", "template": "template"}
        self.can_repeat = False

    def plan(self, message: Outgoing, route: str) -> Plan | None:
        product = self.products.get(route)
        return Plan(product) if product else None

    def repeatable(self, route: str) -> bool:
        return self.can_repeat

    async def send(self, message: Outgoing, route: str) -> str:
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.moods:
            raise self.moods.pop(0)
        self.sent.append((message.address, message.body.text, route))
        return f"id-{message.id}"


class Desk:
    """Everything a test of the outbox needs."""

    def __init__(self, sessions: SessionFactory) -> None:
        self.sessions = sessions
        self.clock = Clock()
        self.keyring = Keyring({"k1": os.urandom(32)})
        self.ledger = QuotaLedger(sessions, {"wechat": wechat_rules("service")})
        self.outbox = Outbox(self.clock)
        self.sender = FakeSender()
        self.gone: list[tuple[str, str, str]] = []

    def deliverer(self) -> Deliverer:
        async def no_sleep(seconds: float) -> None: ...

        return Deliverer(
            self.sessions,
            self.ledger,
            self.keyring,
            {"wechat": self.sender},
            self.clock,
            no_sleep,
            lambda session, *who: self.gone.append(who),
        )

    async def interact(self, conversation: str = "anne", kind: Any = "message") -> None:
        await self.ledger.note_interaction("wechat", conversation, kind, self.clock())

    def message(self, text: str, conversation: str = "anne", **more: Any) -> NewMessage:
        fields = {"purpose": "case_notice", "dedupe_key": text, "channel": "wechat", **more}
        return NewMessage.seal(
            self.keyring,
            conversation=conversation,
            address=f"openid-of-{conversation}",
            body=Body(text),
            **fields,
        )

    async def put(self, text: str, conversation: str = "anne", **more: Any) -> bool:
        async with self.sessions.begin() as session:
            return await self.outbox.put(session, self.message(text, conversation, **more))

    async def rows(self) -> list[OutboxMessage]:
        async with self.sessions() as session:
            return list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    async def states(self) -> list[str]:
        return [row.status for row in await self.rows()]


@pytest.fixture
def desk(sessions: SessionFactory) -> Desk:
    return Desk(sessions)
