"""What is set aside is out of the collector's rounds; what was thrown away since is not kept."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.kit.long_lived import is_set_aside, set_aside


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
