from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.job_lease import LEASE, JobLease, alone, first_at
from tests.waiting import until

SOON = timedelta(seconds=1)


async def never() -> None:
    await asyncio.Event().wait()


async def at_once() -> str:
    return "done"


async def held(sessions: SessionFactory, lease: timedelta = LEASE) -> asyncio.Task[None]:
    """Somebody at work on the job."""
    task = asyncio.create_task(alone("deliver", sessions, never, clock.now, lease))
    await until(lambda: held_until(sessions), "the job is taken")
    return task


async def held_until(sessions: SessionFactory) -> datetime | None:
    """The end of the lease on the job; None while nobody holds it."""
    held = select(JobLease.until).where(JobLease.job == "deliver", JobLease.held_by != "")
    return await sessions.run(lambda session: session.scalar(held))


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_two_do_not_do_a_job_at_once(sessions: SessionFactory) -> None:
    other = await held(sessions)
    assert await alone("deliver", sessions, at_once, clock.now) is None
    assert await alone("purge", sessions, at_once, clock.now) == "done"
    await ended(other)
    assert await alone("deliver", sessions, at_once, clock.now) == "done"


async def test_many_at_once_take_it_once(sessions: SessionFactory) -> None:
    refused = asyncio.Event()

    async def work() -> str:
        await refused.wait()
        return "done"

    tries = [asyncio.create_task(alone("deliver", sessions, work, clock.now)) for _ in range(8)]
    for ended in itertools.islice(asyncio.as_completed(tries), 7):
        assert await ended is None
    refused.set()
    assert sorted(map(str, await asyncio.gather(*tries))) == ["None"] * 7 + ["done"]


async def test_a_killed_worker_blocks_the_job_for_its_lease_only(sessions: SessionFactory) -> None:
    def long_ago() -> object:
        return clock.now() - LEASE - timedelta(seconds=1)

    killed = asyncio.create_task(alone("deliver", sessions, never, long_ago))  # type: ignore[arg-type]
    # It never renews: its next beat is far off.
    await until(lambda: held_until(sessions), "the job is taken")

    assert await alone("deliver", sessions, at_once, clock.now) == "done"
    await ended(killed)


async def test_who_works_long_keeps_the_job(sessions: SessionFactory) -> None:
    other = await held(sessions, SOON)
    first = await held_until(sessions)
    assert first is not None

    async def is_renewed() -> bool:
        return (await held_until(sessions) or first) > first

    await until(is_renewed, "the lease is renewed")
    assert await alone("deliver", sessions, at_once, lambda: first) is None
    await ended(other)


async def test_the_job_is_free_after_a_fault(sessions: SessionFactory) -> None:
    async def fault() -> None:
        raise RuntimeError("the platform is away")

    with pytest.raises(RuntimeError):
        await alone("deliver", sessions, fault, clock.now)
    assert await alone("deliver", sessions, at_once, clock.now) == "done"


async def test_a_moment_is_given_to_the_first_who_comes(sessions: SessionFactory) -> None:
    noon = datetime(2026, 11, 29, 12, tzinfo=UTC)
    minute = timedelta(minutes=1)

    for moment in (noon, noon + minute, noon + 3 * minute):
        came = [first_at("minute", moment, sessions) for _ in range(8)]
        assert sorted(await asyncio.gather(*came)) == [False] * 7 + [True]
    # One whose clock is slow comes late; where the clock was wrong by hours it is put right.
    assert not await first_at("minute", noon + 2 * minute, sessions)
    assert await first_at("minute", noon - 60 * minute, sessions)
