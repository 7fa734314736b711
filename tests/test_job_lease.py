from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.job_lease import LEASE, alone

SOON = timedelta(seconds=0.4)


async def never() -> None:
    await asyncio.Event().wait()


async def at_once() -> str:
    return "done"


async def held(sessions: SessionFactory, lease: timedelta = LEASE) -> asyncio.Task[None]:
    """Somebody at work on the job."""
    task = asyncio.create_task(alone("deliver", sessions, never, clock.now, lease))
    await asyncio.sleep(0.2)
    return task


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
    async def work() -> str:
        await asyncio.sleep(0.3)
        return "done"

    did = await asyncio.gather(*(alone("deliver", sessions, work, clock.now) for _ in range(8)))
    assert did.count("done") == 1


async def test_a_killed_worker_blocks_the_job_for_its_lease_only(sessions: SessionFactory) -> None:
    def long_ago() -> object:
        return clock.now() - LEASE - timedelta(seconds=1)

    killed = asyncio.create_task(alone("deliver", sessions, never, long_ago))  # type: ignore[arg-type]
    await asyncio.sleep(0.2)  # it never renews: its next beat is far off

    assert await alone("deliver", sessions, at_once, clock.now) == "done"
    await ended(killed)


async def test_who_works_long_keeps_the_job(sessions: SessionFactory) -> None:
    other = await held(sessions, SOON)
    await asyncio.sleep(SOON.total_seconds() * 2)
    assert await alone("deliver", sessions, at_once, clock.now) is None
    await ended(other)


async def test_the_job_is_free_after_a_fault(sessions: SessionFactory) -> None:
    async def fault() -> None:
        raise RuntimeError("the platform is away")

    with pytest.raises(RuntimeError):
        await alone("deliver", sessions, fault, clock.now)
    assert await alone("deliver", sessions, at_once, clock.now) == "done"
