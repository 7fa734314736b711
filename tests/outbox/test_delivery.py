from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import select, update

from bot.outbox.claims import LEASE, MOST_TRIES
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import (
    ADDRESS_FIELD,
    DIRECT,
    CitizenGone,
    NeedsOperator,
    NotThisWay,
    Outgoing,
    TryLater,
    Uncertain,
)
from bot.outbox.telegram import TelegramSender
from bot.outbox.wechat import WeChatSender
from tests.outbox.conftest import Desk, left


async def test_inside_the_window_a_message_goes_out_directly(desk: Desk) -> None:
    await desk.interact()
    await desk.put("已受理")
    assert await desk.deliverer().run_once() == {"sent": 1}
    assert desk.sender.sent == [("openid-of-anne", "已受理", DIRECT)]


async def test_outside_the_window_a_template_goes_out(desk: Desk) -> None:
    await desk.put("已受理")
    await desk.deliverer().run_once()
    assert desk.sender.sent == [("openid-of-anne", "已受理", "template")]


async def test_without_any_way_it_is_kept_and_staff_read_why(desk: Desk) -> None:
    desk.sender.products = {DIRECT: "custom"}
    await desk.put("已受理")
    await desk.put("网页上的", channel="web")
    assert await desk.deliverer().run_once() == {"held": 2}
    reasons = [row.reason for row in await desk.rows()]
    assert "次数用完" in reasons[0]
    assert "不能主动发消息" in reasons[1]


async def test_the_sixth_message_is_kept(desk: Desk) -> None:
    desk.sender.products = {DIRECT: "custom"}
    await desk.interact()
    for n in range(6):
        await desk.put(f"通知{n}")
    assert await desk.deliverer().run_once() == {"sent": 5, "held": 1}


async def test_it_is_marked_sending_before_we_speak(desk: Desk) -> None:
    seen = []

    async def look() -> None:
        seen.extend(await desk.states())

    desk.sender.meanwhile = look
    await desk.interact()
    await desk.put("已受理")
    await desk.deliverer().run_once()
    assert seen == ["sending"]


async def test_what_a_dead_process_was_sending_is_unknown_and_not_repeated(desk: Desk) -> None:
    desk.sender.moods = [asyncio.CancelledError()]
    await desk.interact()
    await desk.put("已受理")
    with pytest.raises(asyncio.CancelledError):
        await desk.deliverer().run_once()

    assert await desk.deliverer().run_once() == {}
    assert await desk.states() == ["sending"]
    desk.clock.advance(LEASE.total_seconds() + 1)
    assert await desk.deliverer().run_once() == {}
    assert await desk.states() == ["unknown"]
    assert "人工核对" in (await desk.rows())[0].reason
    assert desk.sender.sent == []


@pytest.mark.parametrize("sender", [WeChatSender, TelegramSender])
async def test_no_real_platform_is_told_again_what_a_process_died_over(
    desk: Desk, sender: type[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    async def dies(self: Any, message: Outgoing, route: str) -> str:
        tried.append(route)
        raise asyncio.CancelledError

    monkeypatch.setattr(sender, "send", dies)
    desk.sender = sender(None, {}) if sender is WeChatSender else sender(None)
    await desk.interact()
    await desk.put("已受理")
    with pytest.raises(asyncio.CancelledError):
        await desk.deliverer().run_once()
    desk.clock.advance(LEASE.total_seconds() + 1)
    await desk.deliverer().run_once()

    assert await desk.states() == ["unknown"]
    assert tried == [DIRECT]


async def test_a_receipt_of_nobody_that_may_have_been_sent_has_failed_and_keeps_nothing(
    desk: Desk,
) -> None:
    """No next message of a citizen would bring it, and no member of staff may look for them."""
    desk.sender.moods = [asyncio.CancelledError()]
    await desk.interact("")
    await desk.put("查询码", "")
    with pytest.raises(asyncio.CancelledError):
        await desk.deliverer().run_once()
    desk.clock.advance(LEASE.total_seconds() + 1)
    await desk.deliverer().run_once()

    (row,) = await desk.rows()
    assert (row.status, row.address_sealed, row.body_sealed) == ("failed", "", "")


@pytest.mark.parametrize("why", ["no sender", "no way", "no address"])
async def test_a_receipt_of_nobody_that_cannot_be_sent_is_not_held(desk: Desk, why: str) -> None:
    if why == "no way":
        desk.sender.products = {}
    await desk.put("查询码", "", channel="web" if why == "no sender" else "wechat")
    if why == "no address":
        async with desk.sessions.begin() as session:
            await session.execute(
                update(OutboxMessage).values(address_sealed=desk.keyring.seal("", ADDRESS_FIELD))
            )

    assert await desk.deliverer().run_once() == {"failed": 1}

    (row,) = await desk.rows()
    assert (row.address_sealed, row.body_sealed) == ("", "")


async def test_it_is_repeated_where_the_platform_recognises_repetitions(desk: Desk) -> None:
    desk.sender.can_repeat = True
    desk.sender.moods = [asyncio.CancelledError()]
    await desk.interact()
    await desk.put("已受理")
    with pytest.raises(asyncio.CancelledError):
        await desk.deliverer().run_once()
    desk.clock.advance(LEASE.total_seconds() + 1)
    assert await desk.deliverer().run_once() == {"sent": 1}


@pytest.mark.parametrize("failure", [Uncertain("没有答复"), ValueError("a bug")])
async def test_an_unclear_answer_is_shown_and_not_repeated(desk: Desk, failure: Exception) -> None:
    desk.sender.moods = [failure]
    await desk.interact()
    await desk.put("已受理")
    for _ in range(3):
        await desk.deliverer().run_once()
        desk.clock.advance(86400)
    assert await desk.states() == ["unknown"]
    assert desk.sender.sent == []


async def test_try_later_waits_longer_each_time_and_gives_the_quota_back(desk: Desk) -> None:
    await desk.interact()
    desk.sender.products = {DIRECT: "custom"}
    desk.sender.moods = [TryLater("繁忙", 5) for _ in range(3)]
    await desk.put("已受理")
    waits = []
    for _ in range(3):
        await desk.deliverer().run_once()
        row = (await desk.rows())[0]
        waits.append((row.not_before - desk.clock()).total_seconds())
        assert await desk.deliverer().run_once() == {}
        desk.clock.advance(waits[-1] + 1)

    assert waits[0] >= 30
    assert waits[0] * 1.5 < waits[1] < waits[2] / 1.5
    assert await left(desk.ledger, "wechat", "anne", "custom", desk.clock()) == 5
    assert await desk.deliverer().run_once() == {"sent": 1}


async def test_after_too_many_tries_it_is_kept(desk: Desk) -> None:
    desk.sender.moods = [TryLater("繁忙", 5) for _ in range(50)]
    await desk.put("已受理")
    for _ in range(MOST_TRIES + 2):
        await desk.deliverer().run_once()
        desk.clock.advance(4000)
    assert await desk.states() == ["held"]
    assert len(desk.sender.moods) == 50 - MOST_TRIES


async def test_a_channel_that_must_wait_waits_for_everybody(desk: Desk) -> None:
    desk.sender.moods = [TryLater("太频繁", 60, everybody=True)]
    for who in ("anne", "ben", "cleo"):
        await desk.put(f"给{who}", who)
    deliverer = desk.deliverer()
    assert await deliverer.run_once() == {"queued": 1}
    assert await deliverer.run_once() == {}
    desk.clock.advance(61)
    assert (await deliverer.run_once())["sent"] >= 2


async def test_wrong_settings_stop_the_channel_without_losing_a_try(desk: Desk) -> None:
    desk.sender.moods = [NeedsOperator("密钥不对")]
    for who in ("anne", "ben"):
        await desk.put(f"给{who}", who)
    deliverer = desk.deliverer()
    assert await deliverer.run_once() == {"queued": 1}
    assert [row.attempts for row in await desk.rows()] == [0, 0]
    desk.clock.advance(700)
    assert await deliverer.run_once() == {"sent": 2}


async def test_a_closed_way_leads_to_the_next_one_and_is_believed(desk: Desk) -> None:
    await desk.interact()
    desk.sender.moods = [NotThisWay("窗口已关闭", spent=True)]
    await desk.put("已受理")
    await desk.put("已办结")
    await desk.deliverer().run_once()
    assert [route for _, _, route in desk.sender.sent] == ["template", "template"]
    assert await left(desk.ledger, "wechat", "anne", "custom", desk.clock()) == 0


async def test_when_the_last_way_is_closed_the_reason_is_the_platforms(desk: Desk) -> None:
    desk.sender.moods = [NotThisWay("这位市民没有同意订阅通知。")]
    await desk.put("已受理")
    await desk.deliverer().run_once()
    rows = await desk.rows()
    assert [(row.status, row.reason) for row in rows] == [("held", "这位市民没有同意订阅通知。")]


async def test_a_citizen_who_is_gone_is_told_to_whoever_keeps_addresses(desk: Desk) -> None:
    desk.sender.moods = [CitizenGone("没有关注公众号", "unfollowed")]
    await desk.put("已受理")
    await desk.deliverer().run_once()
    assert await desk.states() == ["failed"]
    assert desk.gone == [("wechat", "anne", "unfollowed")]


async def test_news_of_one_case_keep_their_order(desk: Desk) -> None:
    desk.sender.moods = [TryLater("繁忙", 60)]
    await desk.put("已受理")
    await desk.put("已办结")
    await desk.put("给别人", "ben")
    await desk.deliverer().run_once()
    assert [text for _, text, _ in desk.sender.sent] == ["给别人"]
    desk.clock.advance(100)
    await desk.deliverer().run_once()
    assert [text for _, text, _ in desk.sender.sent] == ["给别人", "已受理", "已办结"]


async def test_what_is_planned_for_later_waits_and_holds_nothing_up(desk: Desk) -> None:
    await desk.put("明天的", not_before=desk.clock() + timedelta(days=1))
    await desk.put("现在的")
    await desk.deliverer().run_once()
    assert [text for _, text, _ in desk.sender.sent] == ["现在的"]
    desk.clock.advance(86401)
    await desk.deliverer().run_once()
    assert len(desk.sender.sent) == 2


async def test_four_deliverers_at_once_send_everything_once(desk: Desk) -> None:
    async def slowly() -> None:
        await asyncio.sleep(0.002)

    desk.sender.meanwhile = slowly
    for n in range(40):
        await desk.put(f"通知{n}", f"citizen{n % 10}")

    counts = await asyncio.gather(*(desk.deliverer().run_once() for _ in range(4)))
    while sum(c["sent"] for c in counts) < 40:
        counts.append(await desk.deliverer().run_once())
        assert counts[-1]["sent"]

    texts = [text for _, text, _ in desk.sender.sent]
    assert sorted(texts) == sorted(f"通知{n}" for n in range(40))
    for citizen in range(10):
        mine = [t for t in texts if int(t.removeprefix("通知")) % 10 == citizen]
        assert mine == [f"通知{n}" for n in range(citizen, 40, 10)]


async def test_a_message_nobody_can_open_fails_aloud(desk: Desk) -> None:
    await desk.put("已受理")
    other = Desk(desk.sessions)
    await other.deliverer().run_once()
    assert [(row.status, row.reason) for row in await desk.rows()] == [
        ("failed", "消息内容无法解密，请检查密钥设置。")
    ]


async def test_the_loop_delivers_until_it_is_stopped(desk: Desk) -> None:
    stop = asyncio.Event()

    async def then_stop() -> None:
        stop.set()

    desk.sender.meanwhile = then_stop
    await desk.put("已受理")
    await asyncio.wait_for(desk.deliverer().run(stop, every=0.01), 10)
    assert len(desk.sender.sent) == 1


async def test_the_loop_outlives_a_database_that_is_away_and_tells_it_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, deliverer = asyncio.Event(), desk.deliverer()
    looks = iter([OSError, OSError, OSError, None])

    async def look() -> Counter[str]:
        if (problem := next(looks)) is not None:
            raise problem
        stop.set()
        return Counter()

    monkeypatch.setattr(deliverer, "run_once", look)
    with structlog.testing.capture_logs() as logs:
        await asyncio.wait_for(deliverer.run(stop, every=0.01), 10)

    assert [one["event"] for one in logs] == ["outbox.run_failed", "works_again"]


async def test_what_has_no_address_waits_for_the_citizen(desk: Desk) -> None:
    """Whoever left and came back: sent to nobody it would be refused, and lost for good."""
    await desk.put("hello")
    async with desk.sessions.begin() as session:
        row = (await session.scalars(select(OutboxMessage))).one()
        row.address_sealed = desk.keyring.seal("", ADDRESS_FIELD)

    assert await desk.deliverer().run_once() == {"held": 1}
    assert desk.sender.sent == []
