"""The vectors that come with the software are those of its content."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.kit.db import SessionFactory, create_engine
from kb.knowledge import Content, SnapshotBuilder, load_normaliser, load_stopwords
from kb.search.embedding import DIMENSION, Embedder, digest
from kb.search.fuse import Calibration
from kb.search.shipped import FILE, shipped, write

DAY = date(2026, 11, 28)


async def wanted(database: Path, folder: Path) -> set[str]:
    engine = create_engine(f"sqlite:///{shutil.copy(database, folder)}")
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        content = await Content.read(session, DAY)
    await engine.dispose()
    builder = SnapshotBuilder(Embedder(), Calibration.load(), load_normaliser(), load_stopwords())
    return set(builder.searched(content).texts)


async def test_no_text_of_the_content_is_missing(seeded_database: Path, tmp_path: Path) -> None:
    """Whoever changes content runs ``yubiao kb write-vectors``."""
    missing = (wishes := await wanted(seeded_database, tmp_path)) - shipped(wishes).keys()

    assert not missing, f"{len(missing)} of {len(wishes)}: yubiao kb write-vectors"


def test_a_vector_is_the_models_own() -> None:
    embedder = Embedder()
    for text in ("世界标准日是哪天？", "电动自行车有强制性标准吗？"):
        text = load_normaliser()(text)
        key = digest(text, is_query=True)
        kept = np.frombuffer(shipped([key])[key], dtype=np.float32)
        assert float(kept @ embedder.question(text)) == pytest.approx(1.0, abs=1e-3)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    vectors = {
        "ab" * 32: np.linspace(-1, 1, DIMENSION, dtype=np.float32).tobytes(),
        "cd" * 32: np.zeros(DIMENSION, np.float32).tobytes(),
    }
    write(vectors, tmp_path / "v.npz")

    read = shipped(["ab" * 32, "ef" * 32], tmp_path / "v.npz")

    assert read.keys() == {"ab" * 32}
    given = np.frombuffer(vectors["ab" * 32], np.float32)
    assert np.abs(np.frombuffer(read["ab" * 32], np.float32) - given).max() < 1e-3


def test_without_the_file_nothing_is_shipped(tmp_path: Path) -> None:
    assert shipped(["ab" * 32], tmp_path / "none.npz") == {}
    assert FILE.name == "vectors.npz"
