"""The seed content as a loaded knowledge base, with vectors kept between runs."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.kit.db import SessionFactory, create_engine
from bot.schema import migrate
from bot.settings import ROOT
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.models import EmbeddingCache
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration
from kb.seeds import load_seeds

VECTORS = ROOT / "var" / "bench-vectors.db"


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
            session.add_all(EmbeddingCache(digest=d, vector=v) for d, v in kept_vectors())
        builder = SnapshotBuilder(
            embedder or Embedder(), Calibration.load(), load_normaliser(), load_stopwords()
        )
        knowledge = LiveKnowledge(sessions, sessions.begin, builder)
        await knowledge.refresh()
        await engine.dispose()
        _keep(Path(folder) / "kb.db")
        yield knowledge


def kept_vectors() -> list[tuple[str, bytes]]:
    """Digests and vectors of earlier runs."""
    VECTORS.parent.mkdir(exist_ok=True)
    with sqlite3.connect(VECTORS) as kept:
        kept.execute("CREATE TABLE IF NOT EXISTS v (digest TEXT PRIMARY KEY, vector BLOB)")
        return kept.execute("SELECT digest, vector FROM v").fetchall()


def _keep(database: Path) -> None:
    with sqlite3.connect(database) as source, sqlite3.connect(VECTORS) as kept:
        rows = source.execute("SELECT digest, vector FROM embedding_cache").fetchall()
        kept.executemany("INSERT OR REPLACE INTO v VALUES (?, ?)", rows)
