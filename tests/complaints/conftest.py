"""The case office on each database, without web server, Rasa or knowledge base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.stories import build_reader
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.intake.assigning import Assigning
from bot.complaints.intake.reading import Reader
from bot.complaints.intake.turn import CaseTurn, Step
from bot.complaints.office import CaseOffice, build_case_office
from bot.kit.db import SessionFactory
from bot.kit.messages import Reply
from bot.settings import Settings, load_settings

# A Tuesday, 10 o'clock in Chongqing.
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@dataclass
class StoppedClock:
    """A clock that stands still until it is moved."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def settings() -> Settings:
    return load_settings()


@pytest.fixture
def evidence(
    sessions: SessionFactory, settings: Settings, clock: StoppedClock, tmp_path: Path
) -> EvidenceStore:
    return EvidenceStore(sessions, settings.keyring, tmp_path / "evidence", clock)


@pytest.fixture
def office(
    sessions: SessionFactory, settings: Settings, clock: StoppedClock, evidence: EvidenceStore
) -> CaseOffice:
    return build_case_office(
        settings,
        sessions,
        clock,
        talk=lambda intent: Reply("您好。") if intent == "greet" else None,
        suggest=lambda product: "GB 17761-2024" if product == "电动自行车" else "",
        by_title=lambda title: "GB/T 31888-2015" if title == "中小学生校服" else "",
        classify=Assigning.by_product(),
        evidence=evidence,
        scrypt_cost=2,
    )


@dataclass
class Citizen:
    """Somebody who talks to the desk.

    Args:
        office: whose desk.
        name: pseudonym of the chat.
    """

    office: CaseOffice
    name: str = "citizen-1"
    said: int = 0

    async def say(self, text: str, *, start: str = "", intent: str = "", side: str = "") -> Step:
        """One message; ``side`` is what the knowledge base answers, surely."""
        self.said += 1
        turn = CaseTurn(
            conversation=self.name,
            channel="web",
            key=f"{self.name}:{self.said}",
            text=text,
            typed=text,
            intent=intent,
            side=Reply(side) if side else Reply("不知道。"),
            side_is_sure=bool(side),
            address=f"openid-of-{self.name}",
            start=start,
        )
        return await self.office.desk.handle(turn)

    async def say_all(self, *texts: str, start: str = "complaint") -> Step:
        """Several messages; the first one opens the form."""
        step = await self.say(texts[0], start=start)
        for text in texts[1:]:
            step = await self.say(text)
        return step


COMPLAINT = (
    "我要投诉",
    "雅迪电动车专卖店",
    "电瓶车",
    "充电的时候冒烟了",
    "上周六",
    "渝中区解放碑八一路12号",
    "退款2999元",
    "同意",
    "张三",
    "13812345678",
    "渝中区中山四路1号3单元",
    "确认",
)
REPORT = (
    "我要举报",
    "张记豆腐坊",
    "豆腐干",
    "没有执照，卖三无豆腐干",
    "前天",
    "九龙坡区石桥铺",
    "匿名",
    "确认",
)


@pytest.fixture
def citizen(office: CaseOffice) -> Citizen:
    return Citizen(office)


@pytest.fixture
def another(office: CaseOffice) -> Callable[[str], Citizen]:
    return lambda name: Citizen(office, name)


@pytest.fixture(scope="session")
def reader() -> Reader:
    """What reads a story; it keeps nothing of it."""
    return build_reader()
