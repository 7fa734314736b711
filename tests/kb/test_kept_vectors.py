"""Vectors are kept once, whoever made them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.kit.db import SessionFactory
from kb.repository import KnowledgeRepository, vectors_in
from tests.waiting import until

MADE = {"b" * 64: b"\x02", "a" * 64: b"\x01"}


@pytest.mark.every_case
async def test_two_processes_that_make_the_same_vectors_at_once_both_go_on(
    sessions: SessionFactory,
) -> None:
    """Both start on new content, or follow the same edit: neither finds the other's rows."""

    async def keep() -> None:
        async with sessions.begin() as session:
            await KnowledgeRepository(session).keep_vectors(MADE)

    async def waits() -> bool:
        async with sessions() as session:
            if session.get_bind().dialect.name != "postgresql":
                return True  # one writes at a time
            waiting = "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE "
            return bool(
                await session.scalar(text(f"SELECT count(*) {waiting} '%INTO embedding_cache%'"))
            )

    async with sessions.begin() as first:
        await KnowledgeRepository(first).keep_vectors(MADE)
        other = asyncio.create_task(keep())
        await until(waits)
    await other

    async with sessions() as session:
        assert await session.run_sync(vectors_in, list(MADE)) == MADE
