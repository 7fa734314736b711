"""The seed content as a loaded knowledge base."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app.schema import migrate
from bot.kit.db import SessionFactory, create_engine
from bot.settings import ROOT
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration
from kb.seeds import load_seeds


@asynccontextmanager
async def seeded(database: Path | None = None) -> AsyncIterator[LiveKnowledge]:
    """A temporary database with all seeds, and the snapshot made from it.

    The database goes when nobody has the knowledge base any more: standards are read from it.

    Args:
        database: a SQLite file to copy, where the seeds were loaded before.
    """
    folder = tempfile.TemporaryDirectory(prefix="yubiao-bench-")
    copy = Path(folder.name) / "kb.db"
    url = f"sqlite:///{copy}"
    if database is None:
        await asyncio.to_thread(migrate, url)
    else:
        shutil.copy(database, copy)
    engine = create_engine(url)
    sessions = SessionFactory(engine)
    if database is None:
        async with sessions.begin() as session:
            await load_seeds(session, ROOT / "data" / "seeds")
    builder = SnapshotBuilder(Embedder(), Calibration.load(), load_normaliser(), load_stopwords())
    knowledge = LiveKnowledge(sessions, sessions.begin, builder)
    weakref.finalize(knowledge, folder.cleanup)
    await knowledge.refresh()
    await engine.dispose()
    yield knowledge
