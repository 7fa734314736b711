"""New processes for old ones, one at a time; the new one is ready before the old one leaves."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

from bot.kit.readiness import is_ready

SECONDS_TO_BE_READY = 300.0
LOOK_EVERY = 0.1  # seconds
DEATHS_ALLOWED = 3  # of new processes; what they can't start with, they won't


class NotReady(Exception):
    """A new process can't do its work; the old one goes on."""


class Rolling:
    """What circus does when it is told to reload (``yubiao restart``, SIGHUP).

    circus's own reload begins new processes and ends the old ones at once, or the other way round.
    All the while it looks after the processes as always: one that dies is begun again.

    Args:
        arbiter: circus's.
        folder: where processes say that they are ready.
        seconds: how long a new one may take for that.
    """

    def __init__(self, arbiter: Any, folder: Path, seconds: float = SECONDS_TO_BE_READY) -> None:
        self._arbiter = arbiter
        self._folder = folder
        self._seconds = seconds
        self._under_way = False

    def __call__(self, **_: Any) -> asyncio.Task[dict[str, Any]]:
        """Begin; the result says how many of each were replaced, and which one was not ready."""
        return asyncio.ensure_future(self._all())

    async def _all(self) -> dict[str, Any]:
        if self._under_way:
            return {"busy": True}
        self._under_way = True
        replaced: dict[str, int] = {}
        try:
            for watcher in self._arbiter.iter_watchers():
                replaced[watcher.name] = 0
                old = [process.pid for process in watcher.get_active_processes()]
                for pid in old:
                    await self._replace(watcher, pid)
                    replaced[watcher.name] += 1
                    _tell(f"{watcher.name} {replaced[watcher.name]}/{len(old)}")
        except NotReady:
            _tell(f"{watcher.name} 没有准备好，还用原来的")
            return {"replaced": replaced, "not_ready": watcher.name}
        finally:
            self._under_way = False
        return {"replaced": replaced}

    async def _replace(self, watcher: Any, old: int) -> None:
        """A new process for an old one.

        Raises:
            NotReady: none could be had, or everything is being stopped.
        """
        before = set(watcher.processes)
        if old not in before:
            return  # it died by itself, and was replaced so
        watcher.numprocesses += 1
        await watcher.manage_processes()
        if not await self._one_is_ready(watcher, before):
            # Taken from circus first: it would begin others.
            taken = [watcher.processes.pop(pid) for pid in set(watcher.processes) - before]
            watcher.numprocesses -= 1
            for process in taken:
                await watcher.kill_process(process, signal.SIGKILL)
            raise NotReady
        watcher.numprocesses -= 1
        leaving: Any = min(watcher.processes.values(), key=_started)
        # Not by circus's own look at them, which stumbles over one that its next look has reaped.
        await watcher.kill_process(leaving)
        watcher.processes.pop(leaving.pid, None)

    async def _one_is_ready(self, watcher: Any, before: set[int]) -> bool:
        """Wait for one of the new ones; False if it takes too long or they die again and again."""
        loop, seen = asyncio.get_running_loop(), set[int]()
        ends = loop.time() + self._seconds
        while not self._arbiter._stopping and loop.time() < ends and len(seen) <= DEATHS_ALLOWED:
            new = [one for pid, one in watcher.processes.items() if pid not in before]
            if any(is_ready(self._folder, one.pid, one.started) for one in new):
                return True
            seen.update(one.pid for one in new)
            await asyncio.sleep(LOOK_EVERY)
        return False


def _started(process: Any) -> float:
    return float(process.started)


def _tell(line: str) -> None:
    sys.stdout.write(f"{'restart':<7}| {line}\n")
    sys.stdout.flush()
