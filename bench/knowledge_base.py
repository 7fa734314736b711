"""The seed content as a loaded knowledge base."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.schema import migrate
from bot.settings import ROOT
from kb.catalogue import Edition
from kb.knowledge import Content, LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration
from kb.seeds import load_seeds


@asynccontextmanager
async def seeded(embedder: Embedder | None = None) -> AsyncIterator[LiveKnowledge]:
    """A temporary database with all seeds, and the snapshot made from it."""
    with tempfile.TemporaryDirectory(prefix="yubiao-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'kb.db'}"
        await asyncio.to_thread(migrate, url)
        engine = create_engine(url)
        sessions = SessionFactory(engine)
        async with sessions.begin() as session:
            await load_seeds(session, ROOT / "data" / "seeds")
        builder = SnapshotBuilder(
            embedder or Embedder(), Calibration.load(), load_normaliser(), load_stopwords()
        )
        knowledge = LiveKnowledge(sessions, sessions.begin, builder)
        await knowledge.refresh()
        await engine.dispose()
        yield knowledge


async def records() -> list[Edition]:
    """The seeds' standards, without anything that must be embedded."""
    with tempfile.TemporaryDirectory(prefix="yubiao-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'kb.db'}"
        await asyncio.to_thread(migrate, url)
        engine = create_engine(url)
        async with SessionFactory(engine).begin() as session:
            await load_seeds(session, ROOT / "data" / "seeds")
            content = await Content.read(session, clock.today())
        await engine.dispose()
        return [Edition.of(row) for row in content.standards]
