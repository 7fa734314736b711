"""Changes are heard at once where the database says so, and looked for where it doesn't."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
import structlog
from sqlalchemy import text

from bot.app.schema import migrate
from bot.kit import announced
from bot.kit.announced import Announcements
from bot.kit.db import SessionFactory, async_url, create_engine
from kb.repository import CHANNEL, KnowledgeRepository
from tests.conftest import empty
from tests.waiting import until

FOR_EVER = 3600.0  # seconds: who wakes before was told


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Announcements]:
    announcements = Announcements(async_url(url))
    task = asyncio.create_task(announcements.listen_on())
    try:
        yield announcements
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def tables(postgresql: str) -> str:
    """PostgreSQL's address, its tables there."""
    migrate(postgresql)
    return postgresql


@pytest.fixture
async def changing(tables: str) -> AsyncIterator[SessionFactory]:
    """Another process's way to the database."""
    engine = create_engine(tables)
    sessions = SessionFactory(engine)
    yield sessions
    await empty(engine)
    await sessions.dispose()
    await engine.dispose()


async def change(sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        await KnowledgeRepository(session).touch()


async def test_postgresql_tells_everybody_who_follows(
    postgresql: str, changing: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announced, "SELDOM", FOR_EVER)
    async with listening(postgresql) as one, listening(postgresql) as other:
        followers = [one.follower(), one.follower(), other.follower()]
        await until(lambda: one.heard and other.heard)
        for follower in followers:
            follower.news.clear()  # what is said at the beginning of listening
        waiting = [asyncio.create_task(follower()) for follower in followers]

        await change(changing)

        await until(lambda: all(task.done() for task in waiting))


async def test_a_change_while_somebody_is_busy_is_heard_afterwards(
    postgresql: str, changing: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announced, "SELDOM", FOR_EVER)
    async with listening(postgresql) as announcements:
        follower = announcements.follower()
        await until(lambda: announcements.heard)
        follower.news.clear()
        await change(changing)
        await until(follower.news.is_set)

        await asyncio.wait_for(follower(), timeout=FOR_EVER)

        assert not follower.news.is_set()


async def test_a_change_that_is_taken_back_is_not_told(
    postgresql: str, changing: SessionFactory
) -> None:
    async with await psycopg.AsyncConnection.connect(postgresql, autocommit=True) as connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        async with changing() as session:
            await KnowledgeRepository(session).touch()
            await session.rollback()
        await change(changing)
        await connection.execute(f"NOTIFY {CHANNEL}, 'end'")

        told = 0
        async for said in connection.notifies():  # in the order of their transactions
            if said.payload == "end":
                break
            told += 1

    assert told == 1


async def test_a_lost_connection_is_made_anew_and_everybody_looks(
    postgresql: str, changing: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announced, "OFTEN", 0.01)
    async with listening(postgresql) as announcements:
        follower = announcements.follower()
        await until(lambda: announcements.heard)
        follower.news.clear()
        mine = "FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"
        async with changing.begin() as session:
            assert await session.scalar(text(f"SELECT count(pg_terminate_backend(pid)) {mine}"))

        await until(lambda: follower.news.is_set() and announcements.heard)
        follower.news.clear()
        await change(changing)
        await until(follower.news.is_set)


async def test_where_nothing_is_announced_it_is_looked_at_often(
    sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announced, "OFTEN", 0.01)
    monkeypatch.setattr(announced, "SELDOM", FOR_EVER)
    async with listening(sqlite) as announcements:
        follower = announcements.follower()
        for _ in range(3):
            await follower()

        assert not announcements.heard


async def test_while_the_database_is_away_it_is_told_once(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is wrong: without the loop nothing would be heard until the process ends."""
    monkeypatch.setattr(announced, "OFTEN", 0.001)
    fails: list[Exception] = [psycopg.OperationalError("away") for _ in range(3)]
    fails += [OSError("no way there") for _ in range(3)]
    connect = psycopg.AsyncConnection.connect

    async def connecting(*args: Any, **options: Any) -> psycopg.AsyncConnection[Any]:
        if fails:
            raise fails.pop(0)
        return await connect(*args, **options)

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", connecting)
    with structlog.testing.capture_logs() as logs:
        async with listening(postgresql) as announcements:
            await until(lambda: announcements.heard)

    assert [(one["event"], one.get("error")) for one in logs] == [
        ("changes.not_heard", "OperationalError"),
        ("changes.not_heard", "OSError"),
        ("works_again", None),
    ]
