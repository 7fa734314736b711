"""Pictures that are kept for a while, and drawn once however many want them at the same time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import TypeVarTuple

Wanted = TypeVarTuple("Wanted")


def kept(draw: Callable[[*Wanted], bytes], most: int) -> Callable[[*Wanted], bytes]:
    """A function that draws, and gives the last pictures again.

    Args:
        draw: may take seconds; told the same it draws the same.
        most: how many pictures are kept.
    """
    remembered = lru_cache(maxsize=most)(draw)
    # A cache alone lets all who ask before the first is done draw for themselves.
    locks = tuple(Lock() for _ in range(most))

    def drawn(*wanted: *Wanted) -> bytes:
        with locks[hash(wanted) % most]:
            return remembered(*wanted)

    return drawn
