from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event

from bot.campaigns.audience.segments import Segment
from bot.campaigns.models import Broadcast, BroadcastState
from bot.campaigns.runner import CampaignRunner
from bot.citizens.models import Subscriber
from bot.complaints.case.models import CaseDraft
from bot.editing.errors import NotFit, StepRefused
from bot.outbox.bulk_queue import LEASE, MOST_TRIES, Chunk
from bot.outbox.bulk_rules import Cap
from bot.outbox.sender import (
    ALL_ROUTES,
    CitizenGone,
    NeedsOperator,
    NotThisWay,
    TryLater,
    Uncertain,
)
from tests.campaigns.conftest import Office
from tests.outbox.conftest import left


async def three(office: Office) -> None:
    await office.subscriber("anne")
    await office.subscriber("bo", audience="enterprise", district="万州区")
    await office.subscriber("chen", topics=["consumer_day"])


async def test_everybody_of_the_segment_gets_the_piece_once(office: Office) -> None:
    await three(office)
    number = await office.scheduled(await office.piece(), Segment(topics=("standards_day",)))
    await office.gather()
    await office.deliver()
    addresses = sorted(address for address, _ in office.telegram.sent)
    assert addresses == ["address-of-anne", "address-of-bo"]
    assert await office.state(number) == "done"
    await office.deliver()
    assert len(office.telegram.sent) == 2


async def test_each_audience_gets_its_own_words(office: Office) -> None:
    await three(office)
    await office.scheduled(await office.piece())
    await office.gather()
    await office.deliver()
    said = dict(office.telegram.sent)
    assert "企业要自我声明公开标准。" in said["address-of-bo"]
    assert "标准让生活更方便。" in said["address-of-anne"]
    assert all("退订" in text for text in said.values())


async def test_the_dry_run_counts_what_is_sent(office: Office) -> None:
    await three(office)
    await office.subscriber("dan", channel="web")
    segment = Segment(topics=("standards_day",))
    counted = await office.broadcasts.count(segment)
    await office.scheduled(await office.piece(), segment)
    await office.gather()
    assert counted == {"telegram": 2, "web": 1}
    assert len(await office.deliveries()) == sum(counted.values())


async def test_a_second_broadcast_of_a_piece_reaches_only_the_new_ones(office: Office) -> None:
    await office.subscriber("anne")
    piece = await office.piece()
    await office.scheduled(piece)
    await office.gather()
    await office.deliver()
    await office.subscriber("bo")
    await office.scheduled(piece)
    await office.gather()
    await office.deliver()
    assert [address for address, _ in office.telegram.sent] == ["address-of-anne", "address-of-bo"]


async def test_who_stopped_after_the_gathering_gets_nothing(office: Office) -> None:
    await three(office)
    await office.scheduled(await office.piece())
    await office.gather()
    async with office.sessions.begin() as session:
        await session.execute(delete(Subscriber).where(Subscriber.conversation == "anne"))
    await office.deliver()
    rows = {row.conversation: row for row in await office.deliveries()}
    assert rows["anne"].status == "failed"
    assert "退订" in rows["anne"].reason
    assert rows["bo"].status == "sent"


async def test_a_restart_finds_sending_and_calls_it_unknown(office: Office) -> None:
    await three(office)
    await office.scheduled(await office.piece())
    await office.gather()
    queue = office.queue()
    chunk = await office.sessions.run(
        lambda session: queue.claim(session, "telegram", office.telegram, office.clock())
    )
    assert isinstance(chunk, Chunk)
    office.clock.advance(LEASE.total_seconds() + 1)
    await office.deliver()
    assert {row.status for row in await office.deliveries()} == {"unknown"}
    assert office.telegram.sent == []


async def test_a_pause_holds_and_going_on_sends(office: Office) -> None:
    await three(office)
    number = await office.scheduled(await office.piece())
    await office.gather()
    await office.broadcasts.pause("publisher", number)
    await office.deliver()
    assert office.telegram.sent == []
    await office.broadcasts.resume("publisher", number)
    await office.deliver()
    assert len(office.telegram.sent) == 3


async def test_a_cancelled_piece_may_still_be_sent_later(office: Office) -> None:
    await three(office)
    piece = await office.piece()
    number = await office.scheduled(piece)
    await office.gather()
    await office.broadcasts.cancel("publisher", number, "发错了人群")
    await office.sessions.run(office.broadcasts.sweep_cancelled)
    await office.deliver()
    assert {row.status for row in await office.deliveries()} == {"cancelled"}
    await office.scheduled(piece)
    await office.gather()
    await office.deliver()
    assert len(office.telegram.sent) == 3
    with pytest.raises(StepRefused):
        await office.broadcasts.cancel("publisher", number, "再取消一次")


async def test_it_can_be_cancelled_until_the_moment_of_sending(office: Office) -> None:
    await three(office)
    number = await office.scheduled(await office.piece())
    await office.broadcasts.cancel("publisher", number, "内容有误")
    await office.gather()
    assert await office.deliveries() == []
    assert await office.state(number) == "cancelled"


async def test_nothing_leaves_in_the_quiet_hours(office: Office) -> None:
    await three(office)
    await office.scheduled(await office.piece())
    await office.gather()
    office.clock.advance(10 * 3600)  # 22:00
    await office.deliver()
    assert office.telegram.sent == []
    office.clock.advance(11 * 3600)  # 09:00 on the next day
    await office.deliver()
    assert len(office.telegram.sent) == 3


async def test_nobody_is_disturbed_in_the_middle_of_a_form(office: Office) -> None:
    await three(office)
    async with office.sessions.begin() as session:
        now = office.clock()
        session.add(CaseDraft(conversation="anne", sealed="…", created_at=now, updated_at=now))
    await office.scheduled(await office.piece())
    await office.gather()
    await office.deliver()
    assert "address-of-anne" not in dict(office.telegram.sent)
    async with office.sessions.begin() as session:
        await session.execute(delete(CaseDraft))
    office.clock.advance(31 * 60)
    await office.deliver()
    assert "address-of-anne" in dict(office.telegram.sent)


async def test_it_is_told_what_a_broadcast_waits_for(office: Office) -> None:
    await three(office)
    await office.subscriber("dan", channel="web")
    async with office.sessions.begin() as session:
        now = office.clock()
        session.add(CaseDraft(conversation="anne", sealed="…", created_at=now, updated_at=now))
    number = await office.scheduled(await office.piece())
    # Due since the minute it was planned for; the worker has not come yet.
    assert ["一分钟内开始" in one for one in await office.broadcasts.waits(number)] == [True]
    await office.gather()
    told = "".join(await office.broadcasts.waits(number))
    assert "3 人：排着队" in told
    assert "1 人：网页的订阅，下次打开聊天页时给他" in told
    office.telegram.moods = [TryLater("平台忙", 3600)]

    await office.deliver()

    told = "".join(await office.broadcasts.waits(number))
    assert "1 人：正在填登记" in told
    assert "1 人：平台没有收，过一会儿再试：平台忙" in told
    await office.broadcasts.pause("publisher", number)
    assert ["继续发" in one for one in await office.broadcasts.waits(number)] == [True]
    await office.broadcasts.resume("publisher", number)
    office.clock.advance(10 * 3600)  # 22:00
    assert ["免打扰" in one for one in await office.broadcasts.waits(number)] == [True]


async def test_a_held_channel_is_told_and_what_is_over_waits_for_nothing(office: Office) -> None:
    await three(office)
    office.telegram.moods = [NeedsOperator("令牌不对")]
    number = await office.scheduled(await office.piece())
    await office.gather()
    await office.deliver()
    told = await office.broadcasts.waits(number)
    assert any("Telegram：要等到" in one for one in told), told
    assert any("令牌不对" in one for one in told), told

    office.clock.advance(1300)
    await office.deliver()

    assert await office.state(number) == "done"
    assert await office.broadcasts.waits(number) == ()


async def test_nobody_gets_more_than_their_share(office: Office) -> None:
    await office.subscriber("anne")
    for _ in range(office.cap.most + 1):
        await office.scheduled(await office.piece())
        await office.gather()
        await office.deliver()
    assert len(office.telegram.sent) == office.cap.most
    assert "上限" in (await office.deliveries())[-1].reason


async def test_who_leaves_the_topic_in_between_gets_nothing(office: Office) -> None:
    for name, channel in (("anne", "telegram"), ("bo", "telegram"), ("chen", "web")):
        await office.subscriber(name, channel=channel, topics=["standards_day", "consumer_day"])
    await office.scheduled(await office.piece(), Segment(topics=("standards_day",)))
    await office.gather()
    for name, channel in (("anne", "telegram"), ("chen", "web")):
        await office.subscriber(name, channel=channel, topics=["consumer_day"])
    await office.deliver()
    queue = office.queue()
    seen = await office.sessions.run(lambda s: queue.fetch(s, "chen", office.clock()))
    assert [address for address, _ in office.telegram.sent] == ["address-of-bo"]
    assert seen == []
    rows = {row.conversation: row.reason for row in await office.deliveries()}
    assert "退订" in rows["anne"]
    assert "退订" in rows["chen"]


async def test_what_may_have_arrived_counts_for_the_share(office: Office) -> None:
    await office.subscriber("anne")
    await office.scheduled(await office.piece())
    await office.gather()
    queue = office.queue()
    await office.sessions.run(
        lambda session: queue.claim(session, "telegram", office.telegram, office.clock())
    )  # and dies
    office.clock.advance(LEASE.total_seconds() + 1)
    for _ in range(office.cap.most):
        await office.scheduled(await office.piece())
        await office.gather()
        await office.deliver()
    assert len(office.telegram.sent) == office.cap.most - 1


async def test_what_is_missed_is_sent_late_only_within_its_limit(office: Office) -> None:
    await three(office)
    late = await office.scheduled(await office.piece())
    office.clock.advance(121 * 60)
    await office.gather()
    assert await office.state(late) == BroadcastState.MISSED
    assert await office.deliveries() == []
    in_time = await office.scheduled(await office.piece())
    office.clock.advance(119 * 60)
    await office.gather()
    assert await office.state(in_time) == BroadcastState.SENDING


async def test_what_has_not_left_after_three_days_fails(office: Office) -> None:
    await office.subscriber("anne", channel="web")
    number = await office.scheduled(await office.piece())
    await office.gather()
    await office.deliver()
    assert await office.state(number) == "sending"
    office.clock.advance(timedelta(days=3, seconds=1).total_seconds())
    queue = office.queue()
    await office.sessions.run(lambda session: queue.expire(session, office.clock()))
    await office.deliver()
    assert await office.state(number) == "done"
    assert "时限" in (await office.deliveries())[0].reason


async def test_on_the_web_it_waits_for_the_visit(office: Office) -> None:
    await office.subscriber("anne", channel="web")
    await office.scheduled(await office.piece())
    await office.gather()
    queue = office.queue()

    async def visit() -> list[str]:
        found = await office.sessions.run(
            lambda session: queue.fetch(session, "anne", office.clock())
        )
        return [message.body.text for _, message in found]

    async def waiting(name: str) -> int:
        return await office.sessions.run(lambda s: queue.waiting(s, name, office.clock()))

    assert (await waiting("anne"), await waiting("anne"), await waiting("bo")) == (1, 1, 0)
    assert "世界标准日" in (await visit())[0]
    assert await visit() == []
    assert await waiting("anne") == 0


async def test_failures_end_where_they_should(office: Office) -> None:
    for name in "abcde":
        await office.subscriber(name)
    office.telegram.moods = [
        CitizenGone("停用了", "blocked"),
        Uncertain("没有答复"),
        NotThisWay("内容被拒"),
        RuntimeError("surprise"),
        TryLater("忙", 30),
    ]
    await office.scheduled(await office.piece())
    await office.gather()
    await office.deliver()
    states = {row.conversation: row.status for row in await office.deliveries()}
    assert states == {"a": "failed", "b": "unknown", "c": "failed", "d": "unknown", "e": "queued"}
    assert office.gone == ["a"]
    office.clock.advance(60)
    await office.deliver()
    assert office.telegram.sent[-1][0] == "address-of-e"


async def test_a_closed_way_leads_to_the_next_and_none_is_tried_twice(office: Office) -> None:
    await office.subscriber("anne")
    office.telegram.products = dict.fromkeys(ALL_ROUTES, "telegram")
    office.telegram.moods = [NotThisWay("关了")] * (len(ALL_ROUTES) + 2)
    await office.scheduled(await office.piece())
    await office.gather()
    await office.deliver()
    assert len(office.telegram.moods) == 2
    assert [row.status for row in await office.deliveries()] == ["failed"]


async def test_who_is_told_to_wait_comes_no_earlier(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda least, most: most)
    await office.subscriber("anne")
    office.telegram.moods = [TryLater("忙", 30)]
    await office.scheduled(await office.piece())
    await office.gather()
    await office.deliver()
    office.clock.advance(30)
    await office.deliver()
    assert office.telegram.sent == []
    office.clock.advance(6)
    await office.deliver()
    assert len(office.telegram.sent) == 1


async def test_after_too_many_tries_it_is_given_up(office: Office) -> None:
    await office.subscriber("anne")
    office.telegram.moods = [TryLater("忙", 30)] * MOST_TRIES
    await office.scheduled(await office.piece())
    await office.gather()
    for _ in range(MOST_TRIES + 1):
        await office.deliver()
        office.clock.advance(60)
    assert [row.status for row in await office.deliveries()] == ["failed"]
    assert office.telegram.sent == []


async def test_a_fault_of_the_account_stops_the_channel_and_loses_nobody(office: Office) -> None:
    await three(office)
    office.telegram.moods = [NeedsOperator("令牌不对")]
    await office.scheduled(await office.piece())
    await office.gather()
    await office.deliver()
    sent = len(office.telegram.sent)
    office.clock.advance(1300)
    await office.deliver()
    assert sent < 3
    assert len(office.telegram.sent) == 3


async def test_the_pace_of_the_channel_is_kept_by_all_processes_together(office: Office) -> None:
    for n in range(40):
        await office.subscriber(f"p{n}")
    await office.scheduled(await office.piece())
    await office.gather()
    queue = office.queue()

    def claim(session):  # type: ignore[no-untyped-def]
        return queue.claim(session, "telegram", office.telegram, office.clock())

    starts = []
    for _ in range(3):
        chunk = await office.sessions.run(claim)
        assert isinstance(chunk, Chunk)
        starts.append((chunk.starts - office.clock()).total_seconds())
        assert len(chunk.rows) == 10
    assert starts == pytest.approx([0.0, 0.1, 0.2])


async def test_the_window_and_the_quota_are_asked_first(office: Office) -> None:
    for name in ("anne", "bo"):
        await office.subscriber(name, channel="wechat")
    await office.ledger.note_interaction("wechat", "anne", "message", office.clock())
    await office.scheduled(await office.piece())
    await office.gather()
    await office.deliver()
    rows = {row.conversation: row for row in await office.deliveries()}
    assert rows["anne"].status == "sent"
    assert rows["bo"].status == "failed"
    assert "48 小时" in rows["bo"].reason
    assert await left(office.ledger, "wechat", "anne", "custom", office.clock()) == 4


async def test_a_plan_needs_another_person_and_a_fit_time(office: Office) -> None:
    from bot.campaigns.broadcasts.broadcasts import EACH, MASS, Plan

    await three(office)
    piece = await office.piece()
    own = await office.broadcasts.plan("same", Plan(piece, Segment(), EACH, office.clock()))
    with pytest.raises(StepRefused, match="另一位"):
        await office.broadcasts.schedule("same", own)
    at_night = office.clock() + timedelta(hours=10)
    with pytest.raises(NotFit, match="免打扰"):
        await office.broadcasts.plan("editor", Plan(piece, Segment(), EACH, at_night))
    with pytest.raises(NotFit, match="只能用在微信"):
        await office.broadcasts.plan("editor", Plan(piece, Segment(), MASS, office.clock()))
    draft = await office.piece(state="draft")
    with pytest.raises(StepRefused, match="还没有批准"):
        await office.broadcasts.plan("editor", Plan(draft, Segment(), EACH, office.clock()))
    nobody = Plan(piece, Segment(districts=("没有的区",)), EACH, office.clock())
    number = await office.broadcasts.plan("editor", nobody)
    with pytest.raises(StepRefused, match="一个人也没有"):
        await office.broadcasts.schedule("publisher", number)


async def test_a_plan_may_be_agreed_to_until_its_time_is_past(office: Office) -> None:
    from bot.campaigns.broadcasts.broadcasts import EACH, Plan

    await three(office)
    piece = await office.piece()
    plan = Plan(piece, Segment(), EACH, office.clock(), late_minutes=120)
    in_time, too_late = [await office.broadcasts.plan("editor", plan) for _ in range(2)]
    office.clock.advance(120 * 60)
    await office.broadcasts.schedule("publisher", in_time)

    office.clock.advance(1)
    with pytest.raises(StepRefused, match="时间已经过了"):
        await office.broadcasts.schedule("publisher", too_late)


async def test_what_certainly_did_not_leave_may_be_sent_another_time(office: Office) -> None:
    await three(office)
    piece = await office.piece()
    office.telegram.moods = [NotThisWay("内容被拒")]
    await office.scheduled(piece, Segment(topics=("standards_day",)))
    await office.gather()
    await office.deliver()
    assert len(office.telegram.sent) == 1
    number = await office.scheduled(piece, Segment(topics=("standards_day",)))
    async with office.sessions() as session:
        assert (await session.get_one(Broadcast, number)).counted == 1  # as many as get it now
    await office.gather()
    await office.deliver()
    assert sorted(a for a, _ in office.telegram.sent) == ["address-of-anne", "address-of-bo"]


async def test_after_a_cancelled_broadcast_another_one_reaches_its_people(office: Office) -> None:
    await three(office)
    piece = await office.piece()
    first = await office.scheduled(piece)
    await office.gather()
    await office.broadcasts.cancel("publisher", first, "时间不合适")
    second = await office.scheduled(piece)
    parts = SimpleNamespace(broadcasts=office.broadcasts, queue=office.queue())
    runner = CampaignRunner(office.sessions, parts, office.deliverer(), None)  # type: ignore[arg-type]
    await runner.look(asyncio.Event())
    await office.deliver()
    assert len(office.telegram.sent) == 3
    assert await office.state(second) == "done"


async def test_what_is_on_its_way_counts_for_the_share(office: Office) -> None:
    office.cap = Cap(1, timedelta(days=30))
    await office.subscriber("anne")
    for _ in range(2):
        await office.scheduled(await office.piece())
    await office.gather()
    queue = office.queue()

    async def claimed() -> int:
        found = await office.sessions.run(
            lambda s: queue.claim(s, "telegram", office.telegram, office.clock())
        )
        office.clock.advance(5)
        return len(found.rows) if isinstance(found, Chunk) else 0

    assert [await claimed(), await claimed()] == [1, 0]


async def test_what_a_broadcasts_page_counts_is_counted_without_reading_its_copies(
    office: Office,
) -> None:
    await three(office)
    number = await office.scheduled(await office.piece())
    await office.gather()
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, said: str, parameters: Any, *_more: Any) -> None:
        if "FROM delivery" in said:
            asked.append((said, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await office.broadcasts.progress(number)
        await office.broadcasts.problems(number)
        await office.broadcasts.waits(number)
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert len(asked) == 4
    async with office.sessions() as session:
        connection = await session.connection()
        if connection.dialect.name != "sqlite":
            pytest.skip("PostgreSQL reads a small table whole")
        for said, parameters in asked:
            steps = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", parameters)
            (read,) = [row[-1] for row in steps if " delivery" in row[-1]]
            assert "COVERING INDEX ix_delivery_figures" in read
