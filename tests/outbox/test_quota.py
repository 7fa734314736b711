from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.kit.db import SessionFactory
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules
from bot.outbox.sender import (
    CitizenGone,
    NeedsOperator,
    NotThisWay,
    SendFailed,
    TryLater,
    Uncertain,
)
from tests.outbox.conftest import Desk, left

pytestmark = pytest.mark.every_case


async def take(desk: Desk, product: str = "custom", who: str = "anne", **more: Any) -> bool:
    return bool(await desk.ledger.take("wechat", who, product, desk.clock(), **more))


@pytest.mark.parametrize(
    ("kind", "count", "seconds"),
    [("message", 5, 48 * 3600), ("click", 3, 60), ("follow", 3, 60), ("scan", 3, 60)],
)
async def test_what_a_citizen_did_allows_some_messages_for_some_time(
    desk: Desk, kind: str, count: int, seconds: int
) -> None:
    assert not await take(desk)
    await desk.interact(kind=kind)
    assert [await take(desk) for _ in range(count + 1)] == [True] * count + [False]

    desk.clock.advance(1)
    await desk.interact(kind=kind)
    desk.clock.advance(seconds - 1)
    assert await take(desk)
    desk.clock.advance(1)
    assert not await take(desk)


async def test_a_repeated_push_does_not_refill_the_window(desk: Desk) -> None:
    at = desk.clock()
    await desk.interact()
    for _ in range(5):
        assert await take(desk)
    for moment in (at, at - timedelta(seconds=1)):
        await desk.ledger.note_interaction("wechat", "anne", "message", moment)
    assert not await take(desk)


async def test_the_window_that_lapses_first_is_used_first(desk: Desk) -> None:
    await desk.interact()
    await desk.interact(kind="click")
    assert await left(desk.ledger, "wechat", "anne", "custom", desk.clock()) == 5
    assert [await take(desk) for _ in range(9)] == [True] * 8 + [False]


async def test_each_citizen_has_a_window_of_their_own(desk: Desk) -> None:
    await desk.interact("anne")
    assert not await take(desk, who="ben")


async def test_several_parts_are_taken_together_or_not_at_all(desk: Desk) -> None:
    await desk.interact()
    assert await take(desk, count=3)
    assert not await take(desk, count=3)
    assert await take(desk, count=2)


async def test_what_was_not_sent_is_given_back_to_the_window_it_came_from(desk: Desk) -> None:
    await desk.interact()
    grants = [await desk.ledger.take("wechat", "anne", "custom", desk.clock()) for _ in range(5)]
    assert grants[0] is not None
    await desk.sessions.run(lambda s: desk.ledger.give_back_in(s, grants[0]))
    assert await take(desk)
    assert not await take(desk)

    desk.clock.advance(1)
    await desk.interact()  # a fresh window owes nothing to the old one
    assert grants[1] is not None
    await desk.sessions.run(lambda s: desk.ledger.give_back_in(s, grants[1]))
    assert await left(desk.ledger, "wechat", "anne", "custom", desk.clock()) == 5


async def test_a_quota_of_the_month_is_each_citizens_and_ends_with_the_month(desk: Desk) -> None:
    for who in ("anne", "ben"):
        assert [await take(desk, "mass_received", who) for _ in range(5)] == [True] * 4 + [False]
    desk.clock.advance(6 * 86400 + 14 * 3600 - 1)  # a second before 1 December in Beijing
    assert not await take(desk, "mass_received")
    desk.clock.advance(1)
    assert await take(desk, "mass_received")


async def test_a_day_begins_at_midnight_in_beijing(desk: Desk) -> None:
    for _ in range(100):
        assert await take(desk, "preview", "")
    desk.clock.advance(14 * 3600 - 1)
    assert not await take(desk, "preview", "")
    desk.clock.advance(1)
    assert await take(desk, "preview", "")


async def test_when_one_quota_refuses_the_others_are_untouched(desk: Desk) -> None:
    for _ in range(4):
        assert await take(desk, "mass_all", "")
    assert not await take(desk, "mass_all", "")  # 4 a month; the day had 100
    desk.clock.advance(7 * 86400)
    assert await left(desk.ledger, "wechat", "", "mass_all", desk.clock()) == 4


async def test_a_subscription_account_sends_to_all_once_a_day(sessions: SessionFactory) -> None:
    desk = Desk(sessions)
    desk.ledger = QuotaLedger(sessions, {"wechat": wechat_rules("subscription")})
    assert [await take(desk, "mass", "") for _ in range(2)] == [True, False]


async def consent(desk: Desk, **more: Any) -> None:
    async with desk.sessions.begin() as session:
        await session.run_sync(
            desk.ledger.note_consent_in, "wechat", "anne", "t1", desk.clock(), **more
        )


async def notice(desk: Desk) -> bool:
    return await take(desk, "subscription", template="t1")


async def test_a_consent_allows_one_notice_and_a_long_term_one_all(desk: Desk) -> None:
    assert not await notice(desk)
    await consent(desk, accepted=True)
    await consent(desk, accepted=True)
    assert [await notice(desk) for _ in range(3)] == [True, True, False]
    await consent(desk, accepted=True, long_term=True)
    assert [await notice(desk) for _ in range(3)] == [True] * 3
    await consent(desk, accepted=False)
    assert not await notice(desk)


@pytest.mark.parametrize(
    ("failure", "left"),
    [
        (TryLater("繁忙", 5), True),
        (NeedsOperator("密钥不对"), True),
        (NotThisWay("换一种"), True),
        (NotThisWay("没有同意", spent=True), False),
        (CitizenGone("走了", "blocked"), False),
        (Uncertain("不清楚"), False),
    ],
    ids=lambda one: type(one).__name__,
)
async def test_a_notice_that_has_not_left_costs_no_consent(
    desk: Desk, failure: SendFailed, left: bool
) -> None:
    await consent(desk, accepted=True)
    grant = await desk.ledger.take("wechat", "anne", "subscription", desk.clock(), template="t1")
    assert grant is not None

    await desk.sessions.run(lambda session: desk.ledger.settle(session, grant, failure))

    assert await notice(desk) is left
    assert not await notice(desk)


async def test_a_channel_without_rules_has_no_limits(desk: Desk) -> None:
    assert all([await desk.ledger.take("telegram", "x", "custom", desk.clock()) for _ in range(9)])
    assert await left(desk.ledger, "telegram", "x", "custom", desk.clock()) is None


async def test_fifty_takers_at_once_get_five(desk: Desk) -> None:
    await desk.interact()
    taken = await asyncio.gather(*(take(desk) for _ in range(50)))
    assert sum(taken) == 5


async def test_old_windows_and_counts_are_forgotten(desk: Desk) -> None:
    await desk.interact()
    assert await take(desk)
    desk.clock.advance(40 * 86400)
    await desk.interact("ben")
    assert await take(desk, who="ben")
    before = desk.clock() - timedelta(days=7)
    forgotten = await desk.sessions.run(lambda session: desk.ledger.forget_in(session, before))
    assert forgotten == 2  # Anne's window, and November's count of custom messages
    assert await take(desk, who="ben")


async def test_a_window_as_old_as_the_limit_is_kept(desk: Desk) -> None:
    await desk.interact()
    opened = desk.clock()
    forget = desk.ledger.forget_in
    assert await desk.sessions.run(lambda session: forget(session, opened)) == 0
    later = opened + timedelta(microseconds=1)
    assert await desk.sessions.run(lambda session: forget(session, later)) == 1


PROCESS = """
import asyncio, sys
from datetime import datetime
from bot.kit.db import SessionFactory, create_engine
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules

async def main(database, moment):
    engine = create_engine(database)
    sessions = SessionFactory(engine)
    ledger = QuotaLedger(sessions, {"wechat": wechat_rules("service")})
    at = datetime.fromisoformat(moment)
    print("ready", flush=True)
    sys.stdin.readline()
    takes = [ledger.take("wechat", "", "preview", at) for _ in range(60)]
    print(sum(map(bool, await asyncio.gather(*takes))), flush=True)
    await sessions.dispose()
    await engine.dispose()

asyncio.run(main(*sys.argv[1:]))
"""


async def test_three_processes_at_once_take_exactly_what_there_is(
    desk: Desk, database_url: str, tmp_path: Path
) -> None:
    script = tmp_path / "process.py"
    script.write_text(PROCESS)
    root = Path(__file__).parents[2]
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            str(script),
            database_url,
            desk.clock().isoformat(),
            env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
            cwd=root,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    taken = [int((await process.communicate(b"go\n"))[0]) for process in processes]

    assert sum(taken) == 100  # of 180 wishes; previews are 100 a day
