"""Whether anything can be kept: tries it, in the database and in the data folder."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from bot.kit import clock
from bot.kit.db import SessionFactory, insert
from bot.kit.job_lease import JobLease
from bot.kit.storage_fault import Fault, fault_of

EVERY = 5.0  # seconds; whoever asks more often hears what was found last
LOW = 200 * 1024 * 1024  # bytes


class WriteProbe:
    """Tries to write, seldom.

    Args:
        sessions: the database.
        folder: for files.
        steady: seconds that no correction of the clock changes.
    """

    def __init__(
        self,
        sessions: SessionFactory,
        folder: Path,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sessions = sessions
        self._folder = folder
        self._steady = steady
        self._tried_at = float("-inf")
        self._found: Fault | None = None
        self._trying = asyncio.Lock()

    async def fault(self) -> Fault | None:
        """What is wrong, or was within the last minute; None if all is well."""
        async with self._trying:
            if self._steady() - self._tried_at >= EVERY:
                self._found = await self._try()
                self._tried_at = self._steady()
        return self._found or self._sessions.faults.lately()

    def bytes_free(self) -> int:
        """What is left where the data folder is; 0 if it can't be told."""
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return 0

    async def _try(self) -> Fault | None:
        try:
            await self._sessions.run(_write)
            await asyncio.to_thread(self._write_file)
        except Exception as error:
            return fault_of(error) or Fault.AWAY
        return None

    def _write_file(self) -> None:
        with tempfile.TemporaryFile(dir=self._folder) as stream:
            stream.write(bytes(4096))
            stream.flush()


def _write(session: Session) -> None:
    now = clock.now()
    row = insert(session, JobLease).values(job="write.probe", held_by="", until=now)
    session.execute(row.on_conflict_do_update(index_elements=["job"], set_={"until": now}))
