"""Workers die while a broadcast leaves: nobody gets it twice, nobody is forgotten."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench.campaign_crash import run
from bot.kit.db import create_engine
from tests.conftest import empty


@pytest.mark.parametrize(("database", "workers"), [("sqlite", 1), ("postgresql", 2)])
async def test_killed_workers_send_nobody_two_and_forget_nobody(
    database: str, workers: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:

    url = "" if database == "sqlite" else request.getfixturevalue("postgresql")
    # At a pace at which whoever watches sees it half done also on a busy machine.
    outcome = await asyncio.to_thread(run, tmp_path, url, 1500, 3, workers, 200, patience=600)
    if url:
        await _emptied(url)
    assert outcome.faults() == []
    assert outcome.kills > 0
    assert outcome.rows["sent"] + outcome.rows.get("unknown", 0) == 1500


async def _emptied(url: str) -> None:
    """The database is shared with the other tests."""
    engine = create_engine(url)
    await empty(engine)
    await engine.dispose()
