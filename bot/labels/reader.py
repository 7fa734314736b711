"""The process that reads pictures, started with the first one and ended when none comes.

Reading takes seconds of a core and some hundred MB, so that it has a process of its own: the start
doesn't wait for it, citizens' questions go before it, and what a picture does to it ends with it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

import structlog

from bot.kit.inherited import inherited
from bot.settings import ROOT
from kb.ocr import models
from kb.ocr.wire import LENGTH, Page

log = structlog.get_logger()

SECONDS = 45.0  # for one picture, the start of the process included; one or two are usual
IDLE = 120.0  # seconds; then the memory is given back
MOST_WAITING = 4  # pictures; who comes later is asked to type
_COMMAND = (sys.executable, "-m", "kb.ocr.serve")


class CannotRead(Exception):
    """A picture was not read: too many wait, it took too long, or the process died."""


class LabelReader:
    """Reads one picture after the other.

    Args:
        allowed: whether the operator wants pictures read.
        command: starts the process.
        seconds: the longest one picture may take.
        idle: after so long without a picture the process ends.
    """

    def __init__(
        self,
        *,
        allowed: bool = True,
        command: tuple[str, ...] = _COMMAND,
        seconds: float = SECONDS,
        idle: float = IDLE,
    ) -> None:
        self.available = allowed and models.folder() is not None
        self._command, self._seconds, self._idle = command, seconds, idle
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: Process | None = None
        self._ending: asyncio.TimerHandle | None = None

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.returncode is None

    async def read(self, picture: bytes) -> Page:
        """What is written in a JPEG.

        Raises:
            CannotRead: too many wait, it took too long, or the process died.
        """
        if self._waiting >= MOST_WAITING:
            log.warning("label.busy")
            raise CannotRead
        self._waiting += 1
        try:
            async with self._turn:
                return await self._read(picture)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End the process."""
        if self._ending is not None:
            self._ending.cancel()
        process = self._process
        self._kill()
        if process is not None:
            await process.wait()

    async def _read(self, picture: bytes) -> Page:
        if self._ending is not None:
            self._ending.cancel()
        try:
            async with asyncio.timeout(self._seconds):
                said = await self._ask(picture)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as problem:
            log.warning("label.not_read", error=type(problem).__name__)
            await self.close()
            raise CannotRead from problem
        except asyncio.CancelledError:
            # Half an answer in the pipe would be taken for that to the next picture.
            self._kill()
            raise
        self._ending = asyncio.get_running_loop().call_later(self._idle, self._kill)
        return Page.from_json(json.loads(said)) if said != b"{}" else Page()

    async def _ask(self, picture: bytes) -> bytes:
        if not self.running:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT,
                env={**inherited(), "OMP_NUM_THREADS": "1"},
            )  # fmt: skip
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(LENGTH.pack(len(picture)) + picture)
        await process.stdin.drain()
        (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        return await process.stdout.readexactly(length)

    def _kill(self) -> None:
        # Forgotten at once: until it is seen to be dead it would still be asked.
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
