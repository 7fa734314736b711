from __future__ import annotations

from datetime import timedelta

import pytest

from bot.kit.sealing import SealBroken
from bot.outbox.models import OutboxStatus
from bot.outbox.sender import DIRECT, Body, NeedsOperator, TryLater
from tests.outbox.conftest import Desk


async def test_the_same_cause_is_put_in_once(desk: Desk) -> None:
    assert await desk.put("已受理") is True
    assert await desk.put("已受理") is False
    assert len(await desk.rows()) == 1


async def test_the_same_cause_reaches_each_citizen_once(desk: Desk) -> None:
    assert await desk.put("已受理", "anne") is True
    assert await desk.put("已受理", "ben") is True
    assert await desk.put("已受理", "ben") is False
    assert [row.conversation for row in await desk.rows()] == ["anne", "ben"]


async def test_a_message_exists_only_if_its_cause_does(desk: Desk) -> None:
    async def fail() -> None:
        async with desk.sessions.begin() as session:
            await desk.outbox.put(session, desk.message("已受理"))
            raise RuntimeError("the cause failed")

    with pytest.raises(RuntimeError):
        await fail()
    assert await desk.rows() == []


async def test_neither_address_nor_text_is_readable_in_the_table(desk: Desk) -> None:
    await desk.put("您的投诉已受理")
    row = (await desk.rows())[0]
    everything = repr(vars(row)) + repr(desk.message("您的投诉已受理"))
    assert "openid-of-anne" not in everything
    assert "已受理" not in everything.replace(row.dedupe_key, "")
    assert Body.opened(row.body_sealed, desk.keyring) == Body("您的投诉已受理")
    with pytest.raises(SealBroken):
        Body.opened(row.address_sealed, desk.keyring)


async def test_what_was_kept_is_delivered_first_and_once(desk: Desk) -> None:
    desk.sender.products = {DIRECT: "custom"}
    await desk.put("已受理")
    await desk.put("已办结")
    await desk.put("别人的", "ben")
    await desk.deliverer().run_once()

    async with desk.sessions.begin() as session:
        held = await session.run_sync(desk.outbox.held_for_in, "anne")
        ids = [row.id for row in held]
        shown = await session.run_sync(desk.outbox.mark_delivered_in, ids)
        again = await session.run_sync(desk.outbox.mark_delivered_in, ids)

    texts = [Body.opened(row.body_sealed, desk.keyring).text for row in held]
    assert texts == ["已受理", "已办结"]
    assert (len(shown), again) == (2, set())
    assert await desk.states() == ["sent", "sent", "held"]
    async with desk.sessions.begin() as session:
        assert await session.run_sync(desk.outbox.held_for_in, "anne") == []


async def test_what_waits_for_another_try_goes_with_the_answer_too(desk: Desk) -> None:
    desk.sender.moods = [NeedsOperator("密钥不对"), TryLater("繁忙", 60)]
    deliverer = desk.deliverer()
    for text, later in (("被停的", None), ("明天的", desk.clock() + timedelta(days=1))):
        await desk.put(text, not_before=later)
        await deliverer.run_once()
    async with desk.sessions.begin() as session:
        held = await session.run_sync(desk.outbox.held_for_in, "anne")
    assert [Body.opened(row.body_sealed, desk.keyring).text for row in held] == ["被停的"]


async def test_a_notice_that_did_not_arrive_is_kept_after_all(desk: Desk) -> None:
    desk.sender.products = {"template": "template"}
    await desk.put("已受理")
    await desk.deliverer().run_once()
    sent = (await desk.rows())[0]
    assert (sent.status, sent.platform_id) == ("sent", f"id-{sent.id}")

    for arrived in (True, False):
        await desk.sessions.run(
            lambda session, arrived=arrived: desk.outbox.note_result_in(
                session, "wechat", sent.platform_id, arrived=arrived, reason="用户拒收"
            )
        )

    assert [(row.status, row.reason) for row in await desk.rows()] == [("held", "用户拒收")]


async def test_staff_settle_what_is_unknown_and_nothing_else(desk: Desk) -> None:
    await desk.put("已受理")
    row = (await desk.rows())[0]

    async def settle() -> bool:
        return await desk.sessions.run(
            lambda session: desk.outbox.settle_in(session, row.id, arrived=False)
        )

    assert not await settle()
    async with desk.sessions.begin() as session:
        merged = await session.merge(row)
        merged.status = OutboxStatus.UNKNOWN.value
    assert await settle()
    assert await desk.states() == ["held"]


async def test_a_citizen_who_leaves_gets_nothing_more_and_leaves_nothing(desk: Desk) -> None:
    await desk.put("已受理")
    await desk.put("已办结", "ben")
    desk.sender.products = {DIRECT: "custom"}
    await desk.sessions.run(lambda session: desk.outbox.cancel_in(session, "anne", "已取消关注"))
    await desk.interact()

    await desk.deliverer().run_once()

    assert await desk.states() == ["failed", "held"]
    assert (await desk.rows())[0].address_sealed == ""


async def test_old_settled_messages_are_emptied(desk: Desk) -> None:
    await desk.interact()
    await desk.put("已受理")
    await desk.deliverer().run_once()
    await desk.put("别人的", "ben")
    before = desk.clock() + timedelta(days=1)
    assert await desk.sessions.run(lambda session: desk.outbox.forget_in(session, before)) == 1
    rows = await desk.rows()
    assert [bool(row.body_sealed) for row in rows] == [False, True]
