"""Background tasks of a process that is about to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any


async def ended(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel tasks and wait until they have cleaned up, whatever came of them.

    A task that is only cancelled cleans up later: after the database's connections are gone it
    would wait for one of them for ever, and the process with it.
    """
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
