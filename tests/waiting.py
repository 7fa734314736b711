"""Waiting for what happens in the background: as long as a busy machine needs, no longer."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 120.0  # seconds; what hangs is told from what is slow, nothing is measured
LOOK_EVERY = 0.05  # seconds


async def until(look: Callable[[], T | Awaitable[T]], what: str = "it") -> T:
    """Look again and again until there is something to see, which is returned.

    Args:
        look: gives something true when it has happened; may be a coroutine function.
        what: for the message.

    Raises:
        AssertionError: it doesn't happen.
    """
    for _ in _patiently(what):
        seen = look()
        found: T = await seen if inspect.isawaitable(seen) else seen
        if found:
            return found
        await asyncio.sleep(LOOK_EVERY)
    raise AssertionError


def wait_until(look: Callable[[], bool], what: str = "it") -> None:
    """As :func:`until`, where no loop runs or another's does."""
    for _ in _patiently(what):
        if look():
            return
        time.sleep(LOOK_EVERY)


def _patiently(what: str) -> Iterator[None]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield
    raise AssertionError(f"{what} has not happened")
