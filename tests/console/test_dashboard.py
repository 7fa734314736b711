from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.models import Broadcast, Campaign, Piece, PieceFigure
from bot.citizens.subscriptions import Person, Subscriptions
from bot.console.cases.case_parts import CaseParts
from bot.console.dashboard import dashboard
from bot.console.install import install_console
from bot.console.kit.parts import ConsoleParts
from bot.console.log import log_list
from bot.conversation.models import Turn, UnansweredQuestion
from bot.dashboard.period import Period, Unit
from bot.dashboard.question_list import PAGE, Wish, question_page
from bot.dashboard.questions import overview
from bot.dashboard.reach import reach
from bot.dashboard.topics import risers, topics
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput
from bot.kit.messages import ReplyKind
from bot.kit.sealing import Keyring
from bot.outbox.bulk_models import Delivery
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from tests.complaints.made import bureau, made
from tests.console.conftest import Visitor, add_member, visitor_of
from tests.content import faq

OLD = datetime(2026, 10, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PERIOD = Period(date(2026, 11, 20), date(2026, 11, 24))


@dataclass
class Asking:
    """Puts turns into the database."""

    sessions: SessionFactory
    count: int = 0

    async def __call__(
        self, at: datetime, kind: str = "answer", entry: str = "", times: int = 1, **more: object
    ) -> None:
        async with self.sessions.begin() as session:
            for _ in range(times):
                self.count += 1
                values = {
                    "channel": "web", "key": str(self.count), "conversation": "c",
                    "question": "问", "replies": [], "kind": kind, "entry": entry,
                    "milliseconds": 10, "received_at": at, "leased_until": at,
                } | more  # fmt: skip
                session.add(Turn(**values))


@pytest.fixture
def asking(sessions: SessionFactory) -> Asking:
    return Asking(sessions)


async def test_a_day_begins_at_midnight_in_chongqing(
    asking: Asking, sessions: SessionFactory
) -> None:
    await asking(datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC))
    await asking(datetime(2026, 11, 21, 16, 0, tzinfo=UTC), "unknown")
    await asking(datetime(2026, 11, 19, 15, 59, tzinfo=UTC))  # the 19th: outside
    await asking(datetime(2026, 11, 24, 16, 0, tzinfo=UTC))  # the 25th: outside

    found = await sessions.run(lambda s: overview(s, PERIOD))

    assert list(found.pieces) == [f"2026-11-{day}" for day in (20, 21, 22, 23, 24)]
    assert found.pieces["2026-11-21"].answered == 1
    assert found.pieces["2026-11-22"].unknown == 1
    assert found.total.messages == 2


async def test_what_became_of_the_messages(asking: Asking, sessions: SessionFactory) -> None:
    await asking(NOW, "answer", times=6)
    await asking(NOW, "answer", channel="wechat", degraded=True)
    await asking(NOW, "choices", times=2, milliseconds=400)
    await asking(NOW, "unknown")
    await asking(NOW, "talk", times=3)
    await asking(NOW, "", milliseconds=None)  # its process died
    async with sessions.begin() as session:
        session.add(UnansweredQuestion(question="x", reason="wrong", channel="web", asked_at=NOW))
        session.add(UnansweredQuestion(question="x", reason="unsure", channel="web", asked_at=NOW))

    found = await sessions.run(lambda s: overview(s, PERIOD))

    total = found.total
    assert (total.messages, total.questions, total.wrong, total.degraded) == (13, 10, 1, 1)
    assert total.share(total.answered) == 0.7
    assert list(found.channels) == ["web", "wechat"]
    assert (found.waiting.median, found.waiting.slow) == (10, 400)


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        (Unit.WEEK, ["2026-09-28", "2026-10-05"]),
        (Unit.MONTH, ["2026-09", "2026-10"]),
    ],
)
def test_a_range_is_cut_into_weeks_and_months(unit: Unit, names: list[str]) -> None:
    pieces = Period(date(2026, 9, 30), date(2026, 10, 5), unit).pieces()

    assert list(dict.fromkeys(pieces.values())) == names


def test_an_impossible_range_is_refused() -> None:
    with pytest.raises(InvalidInput, match="开始日期"):
        Period(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(InvalidInput, match="180 天"):
        Period(date(2026, 1, 1), date(2026, 6, 30))


async def test_topics_are_named_and_compared(asking: Asking, sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        session.add(faq("helmet", "头盔有强制标准吗", "有"))
    await asking(NOW, entry="faq:helmet", times=3)
    await asking(NOW - timedelta(days=6), entry="faq:helmet")
    await asking(NOW, entry="faq:gone")

    first, second = await sessions.run(lambda s: topics(s, PERIOD))

    assert (first.title, first.count, first.before) == ("头盔有强制标准吗", 3, 1)
    assert (second.title, second.count) == ("gone", 1)


async def test_only_what_rises_beyond_accident_is_a_riser(
    asking: Asking, sessions: SessionFactory
) -> None:
    for day in range(4, 28):
        await asking(NOW - timedelta(days=day), entry="faq:steady", times=3)
    await asking(NOW - timedelta(hours=5), entry="faq:steady", times=11)
    await asking(NOW - timedelta(hours=5), entry="faq:sudden", times=8)

    found = await sessions.run(lambda s: risers(s, NOW))

    assert [(riser.reference, riser.recent) for riser in found] == [("faq:sudden", 8)]


async def test_the_list_behind_a_figure_is_paged_and_hides_cases(
    asking: Asking, sessions: SessionFactory
) -> None:
    await asking(NOW, times=PAGE + 1)
    await asking(NOW, question="百分之50%的棉", channel="wechat")
    await asking(NOW, question="", private=True)

    async def ask(wish: Wish, page: int = 1) -> tuple[int, int, int]:
        found = await sessions.run(lambda s: question_page(s, PERIOD, wish, page))
        return found.total, len(found.rows), found.page

    assert await ask(Wish()) == (PAGE + 2, PAGE, 1)
    assert await ask(Wish(), 99) == (PAGE + 2, 2, 2)
    assert await ask(Wish(channel="wechat")) == (1, 1, 1)
    assert await ask(Wish(text="50%")) == (1, 1, 1)
    assert await ask(Wish(kind=ReplyKind.UNKNOWN)) == (0, 0, 1)


async def campaigned(sessions: SessionFactory) -> None:
    """A campaign's piece that left to three, one of them uncertain, was opened and talked about."""
    begun = datetime(2026, 11, 22, tzinfo=UTC)
    async with sessions.begin() as session:
        campaign = Campaign(
            day="d", year=2026, name="2026 年世界标准日", topic="t", begins_on=begun.date(),
            ends_on=begun.date(), proposed_at=begun,
        )  # fmt: skip
        session.add(campaign)
        await session.flush()
        piece = Piece(
            campaign_id=campaign.id, kind="text", topic="t", title="标题", content={},
            made_at=begun, changed_at=begun,
        )  # fmt: skip
        session.add(piece)
        await session.flush()
        for moment, statuses in ((begun, ("sent", "sent", "unknown")), (OLD, ("sent",))):
            broadcast = Broadcast(
                piece_id=piece.id, segment={}, route="each", state="done", send_at=moment,
                late_minutes=1, planned_by="a", made_at=moment, begun_at=moment, client_id="c",
            )  # fmt: skip
            session.add(broadcast)
            await session.flush()
            session.add_all(
                Delivery(
                    piece_id=piece.id, broadcast_id=broadcast.id, channel="telegram",
                    conversation=f"{broadcast.id}-{n}", status=status, not_before=moment,
                )
                for n, status in enumerate(statuses)
            )  # fmt: skip
        session.add_all(
            PieceFigure(
                piece_id=piece.id, what=what, day=day, audience="", district="", count=count
            )
            for what, day, count in (
                ("open", date(2026, 11, 23), 5),
                ("abc", date(2026, 11, 23), 2),
                ("open", date(2026, 11, 1), 9),
            )
        )
    subscriptions = Subscriptions(Keyring({"k": b"k" * 32}))
    person = Person("telegram", "anne", "77")

    def subscribe(session: Session) -> None:
        subscriptions.add(session, person, ["a", "b"], "我同意。", begun)
        subscriptions.remove(session, person, ["a"], "退订a", begun)

    await sessions.run(subscribe)


async def test_what_campaigns_reached_in_the_period(sessions: SessionFactory) -> None:
    await campaigned(sessions)

    found = await sessions.run(lambda s: reach(s, PERIOD))

    assert (found.sent, found.unknown, found.opened, found.clicked) == (2, 1, 5, 2)
    assert (found.subscribers, found.gained, found.lost, found.plays) == (1, 1, 1, 0)
    assert [(one.name, one.sent, one.opened) for one in found.campaigns] == [
        ("2026 年世界标准日", 2, 5)
    ]


async def test_the_page_shows_what_campaigns_reached(
    visitor: Visitor, sessions: SessionFactory
) -> None:
    await campaigned(sessions)
    page = (
        await visitor.get(
            "/console/dashboard/", params={"first": "2026-11-20", "last": "2026-11-24"}
        )
    ).text

    assert "2026 年世界标准日" in page
    assert "另有 1 条结果不明" in page


@pytest.fixture
async def visitor(parts: ConsoleParts) -> AsyncIterator[Visitor]:
    """A reviewer, who reads questions but no cases."""
    desk = bureau()
    app = FastAPI()
    console = install_console(app, parts, (dashboard.SECTION, log_list.SECTION))
    console.state.cases = CaseParts(
        parts.sessions,
        desk.casework,
        None,
        parts.clock,
        {},
        desk.registrar,  # type: ignore[arg-type]
    )
    await parts.sessions.run(lambda s: made(desk, s, parts.clock()))
    await add_member(parts, "shen", Role.REVIEWER)
    await add_member(parts, "faxuan", Role.CAMPAIGN_PUBLISHER)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("shen")
        yield visitor


async def test_the_page_leads_to_the_questions(visitor: Visitor, asking: Asking) -> None:
    await asking(NOW, question="<b>头盔</b>要啥标准", entry="faq:helmet")

    page = (await visitor.get("/console/dashboard/")).text
    assert "100.0%" in page
    assert "没有办完<strong>1</strong>" in page
    listed = (await visitor.get("/console/log/?entry=faq:helmet")).text
    assert "&lt;b&gt;头盔&lt;/b&gt;要啥标准" in listed
    data = (await visitor.get("/console/dashboard/data.json")).json()
    assert data["questions"]["total"]["answered"] == 1


async def test_staff_read_why_a_question_was_answered_so(visitor: Visitor, asking: Asking) -> None:
    why = [
        {"who": "answers", "confidence": 0.81, "why": "找到了，有把握", "spoke": True},
        {"who": "elsewhere", "confidence": 0.4, "why": "<i>不归</i>", "spoke": False},
    ]
    await asking(NOW, question="头盔要什么标准", entry="faq:helmet", reasons=why)

    listed = (await visitor.get("/console/log/")).text

    assert "为什么这样答" in listed
    assert "知识库，把握 0.81：找到了，有把握（由它回答）" in listed
    assert "&lt;i&gt;不归&lt;/i&gt;" in listed


async def test_without_the_right_the_questions_themselves_stay_closed(
    visitor: Visitor, asking: Asking
) -> None:
    await visitor.sign_in("faxuan")

    page = (await visitor.get("/console/dashboard/")).text
    assert "/console/log/" not in page
    assert (await visitor.get("/console/log/")).status_code == 403


@pytest.mark.parametrize("query", ["first=x", "first=2026-02-02&last=2026-01-01", "unit=year"])
async def test_a_wrong_range_is_told_in_chinese(visitor: Visitor, query: str) -> None:
    answer = await visitor.get(f"/console/dashboard/?{query}")

    assert answer.status_code in (400, 422)
    assert "请" in answer.text or "不能" in answer.text or "要写成" in answer.text


async def test_the_export_is_audited_and_opens(
    visitor: Visitor, asking: Asking, sessions: SessionFactory
) -> None:
    await asking(NOW, channel="wechat")
    sent = {"first": "2026-11-23", "last": "2026-11-24"}

    text = await visitor.fill_in(
        "/console/dashboard/export", {**sent, "format": "csv"}, "/console/account"
    )
    book = await visitor.fill_in(
        "/console/dashboard/export", {**sent, "format": "xlsx"}, "/console/account"
    )

    lines = list(csv.reader(io.StringIO(text.text.lstrip("\ufeff"))))
    assert lines[2][:4] == ["2026-11-24", "1", "1", "1"]
    assert ["微信", "1", "1", "1"] in [line[:4] for line in lines]
    assert lines[-1][:2] == ["合计", "0"]  # of campaigns
    rows = list(load_workbook(io.BytesIO(book.content)).active.values)
    assert rows[2][0] == "2026-11-24"
    async with sessions() as session:
        actions = list(await session.scalars(select(AuditEntry.object_type)))
    assert actions.count("dashboard") == 2
