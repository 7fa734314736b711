"""What is set aside is out of the collector's rounds; what was thrown away since is not kept."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator

import psutil
import pytest

from bot.kit.long_lived import give_back, is_set_aside, set_aside


class Ring:
    """Only the collector finds out that nobody needs it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_was_set_aside_is_cleared_away_with_the_next_time() -> None:
    old = Ring()
    seen = weakref.ref(old)
    set_aside()
    assert is_set_aside()

    del old
    gc.collect()
    assert seen() is not None

    set_aside(clear=False)
    assert is_set_aside()
    assert seen() is not None

    set_aside()
    assert seen() is None


@pytest.mark.skipif(sys.platform != "linux", reason="another system keeps its memory otherwise")
def test_what_the_start_no_longer_needs_is_given_back() -> None:
    most, size = 4000, 16 * 1024
    kept = [bytes(size) for _ in range(most)]
    del kept[::2]  # free, but with something in use behind it
    before = psutil.Process().memory_info().rss

    give_back()

    assert before - psutil.Process().memory_info().rss > most * size / 4
