"""Remembers what was made of short texts: one turn reads the same few words a dozen times."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
_SHORT = 200  # characters; a document is read once
_MOST = 512  # texts


def kept(function: Callable[[str], T]) -> Callable[[str], T]:
    """The same function, of which the results for the last short texts are kept.

    Args:
        function: of nothing but the text; what it returns must not be changed by anybody.
    """
    remembered = lru_cache(maxsize=_MOST)(function)

    @wraps(function)
    def of(text: str) -> T:
        return remembered(text) if len(text) <= _SHORT else function(text)

    return of
