"""Campaigns on each database: a small calendar, subscribers, a sender that plays any mood."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.house import word_list
from bot.campaigns.audience.segments import Segment
from bot.campaigns.broadcasts.broadcasts import EACH, Broadcasts, Plan
from bot.campaigns.calendar import Calendar
from bot.campaigns.models import Broadcast, Piece, PieceState
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.pieces.copies import Copies
from bot.campaigns.pieces.desk import CampaignDesk
from bot.campaigns.pieces.inspection import Inspection
from bot.campaigns.pieces.packs import Pack
from bot.campaigns.pieces.proposing import Proposals
from bot.citizens.subscriptions import Person, Subscribed, Subscriptions
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.outbox.bulk_delivery import BulkDeliverer
from bot.outbox.bulk_models import Delivery
from bot.outbox.bulk_queue import BulkQueue
from bot.outbox.bulk_rules import Cap
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules
from bot.outbox.sender import DIRECT, Outgoing
from bot.outbox.sender import Plan as SendPlan
from bot.settings import SEEDS
from bot.staff.audit import AuditLog
from kb.knowledge import LiveKnowledge

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 12:00 in Chongqing
HERE = Path(__file__).parent
WORDING = "我同意接收推送。"


class Clock:
    """A moment that tests move."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class FakeSender:
    """Keeps what it was told to send; raises what a test gave it, one failure a call."""

    seconds_between = 0.01

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.moods: list[BaseException | None] = []
        self.products = {DIRECT: "telegram"}

    def plan(self, message: Outgoing, route: str) -> SendPlan | None:
        product = self.products.get(route)
        return SendPlan(product) if product else None

    def repeatable(self, route: str) -> bool:
        return False

    async def send(self, message: Outgoing, route: str) -> str:
        mood = self.moods.pop(0) if self.moods else None
        if mood is not None:
            raise mood
        self.sent.append((message.address, message.body.text))
        return ""


class Office:
    """Everything a test of campaigns needs."""

    def __init__(self, sessions: SessionFactory) -> None:
        self.sessions = sessions
        self.clock = Clock()
        self.keyring = Keyring({"k1": os.urandom(32)})
        self.calendar = Calendar.load(HERE / "calendar.yml")
        self.subscriptions = Subscriptions(self.keyring)
        self.audit = AuditLog("s" * 32, self.clock)
        self.broadcasts = Broadcasts(sessions, self.calendar, self.audit, self.clock)
        self.ledger = QuotaLedger(sessions, {"wechat": wechat_rules("service")})
        self.senders = {"telegram": FakeSender(), "wechat": FakeSender()}
        self.senders["wechat"].products = {DIRECT: "custom"}
        self.copies = Copies(self.calendar, "https://example.gov.cn", self.clock)
        self.cap = Cap(4, timedelta(days=30))
        self.gone: list[str] = []

    @property
    def telegram(self) -> FakeSender:
        return self.senders["telegram"]

    def queue(self) -> BulkQueue:
        return BulkQueue(self.ledger, self.keyring, self.copies, self.cap)

    def deliverer(self) -> BulkDeliverer:
        async def no_sleep(seconds: float) -> None: ...

        return BulkDeliverer(
            self.sessions,
            self.queue(),
            self.senders,
            self.clock,
            no_sleep,
            lambda session, channel, conversation, why: self.gone.append(conversation),
        )

    async def subscriber(
        self,
        name: str,
        *,
        channel: str = "telegram",
        topics: Sequence[str] = ("standards_day",),
        audience: str = "",
        district: str = "",
    ) -> None:
        person = Person(channel, name, "" if channel == "web" else f"address-of-{name}")
        wanted = Subscribed(tuple(topics), audience, district)

        def work(session: Session) -> None:
            self.subscriptions.set(session, person, wanted, WORDING, self.clock())

        await self.sessions.run(work)

    async def piece(self, **changes: Any) -> int:
        content = PieceContent(
            Version("世界标准日", "一句话", "标准让生活更方便。\n买东西先看标签。"),
            {"enterprise": Version(body="企业要自我声明公开标准。")},
            ("标准化法第二十七条",),
        )
        values: dict[str, Any] = {
            "kind": "text",
            "topic": "standards_day",
            "title": "世界标准日",
            "content": content.to_json(),
            "state": PieceState.APPROVED.value,
            "hands": ["writer"],
            "made_at": self.clock(),
            "changed_at": self.clock(),
        }
        async with self.sessions.begin() as session:
            row = Piece(**(values | changes))
            session.add(row)
        return row.id

    async def scheduled(self, piece: int, segment: Segment | None = None, route: str = EACH) -> int:
        plan = Plan(piece, segment or Segment(), route, self.clock())
        number = await self.broadcasts.plan("editor", plan)
        await self.broadcasts.schedule("publisher", number)
        return number

    async def gather(self) -> None:
        await self.sessions.run(self.broadcasts.begin_due)
        while await self.sessions.run(self.broadcasts.gather):
            pass

    async def deliver(self) -> None:
        """As the worker does, until nothing is due: the clock goes on as the pace asks."""
        deliverer = self.deliverer()
        for _ in range(200):
            taken = await deliverer.run_once()
            self.clock.advance(0.5)
            if not taken:
                break
        await self.sessions.run(self.broadcasts.finish)

    async def deliveries(self) -> list[Delivery]:
        async with self.sessions() as session:
            return list(await session.scalars(select(Delivery).order_by(Delivery.id)))

    async def state(self, number: int) -> str:
        async with self.sessions() as session:
            return (await session.get_one(Broadcast, number)).state


@pytest.fixture
def office(sessions: SessionFactory) -> Office:
    return Office(sessions)


@pytest.fixture
def desk(office: Office, knowledge: LiveKnowledge) -> CampaignDesk:
    pack = lru_cache(lambda name: Pack.load(name, HERE))
    return CampaignDesk(
        office.sessions,
        office.audit,
        office.clock,
        office.calendar,
        Proposals(office.calendar, pack),
        Inspection(office.sessions, office.calendar, word_list(SEEDS), knowledge, office.clock),
    )
