"""The conversation of this process, on the real content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import parts


@pytest.fixture(scope="session")
def talk(seeded_database: Path) -> Iterator[parts.Talker]:
    with parts.talker(database=seeded_database) as talker:
        yield talker
