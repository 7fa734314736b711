"""How far the audit log had come, kept outside of its tables: in another table and in a file.

Whoever empties the tables, or puts an older state of the database in their place, leaves a mark
behind that names an entry the log no longer has. A mark is sealed with a key made of the service's;
it moves only from an entry to one that follows it, so that it never agrees with a replaced log.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.staff.models import AuditWitness

log = structlog.get_logger()
FILE = "audit.anchor"  # in the data folder
WITNESS = 1
_PENDING = "audit_anchor"


@dataclass(frozen=True)
class Mark:
    """An entry the log had.

    Args:
        last_id: its number.
        since: the entry with which the file was begun; 0 where there is no file yet.
    """

    last_id: int
    last_hash: str
    since: int = 0


class MarkBroken(Exception):
    """A mark isn't as it was written."""


class AuditAnchor:
    """Reads and writes both marks.

    Args:
        key: of the audit log.
        file: in the data folder, which all processes share; None keeps only the table.
    """

    def __init__(self, key: bytes, file: Path | None = None) -> None:
        self._key = hmac.new(key, b"audit-anchor", hashlib.sha256).digest()
        self.file = file

    def witness(self, session: Session) -> Mark | None:
        """The mark in the database.

        Raises:
            MarkBroken: it was altered.
        """
        row = session.get(AuditWitness, WITNESS, populate_existing=True)
        if row is None:
            return None
        return self._checked(Mark(row.last_id, row.last_hash, row.since), row.seal)

    def in_file(self) -> Mark | None:
        """The mark in the file.

        Raises:
            MarkBroken: it was altered.
        """
        if self.file is None:
            return None
        try:
            written = self.file.read_text(encoding="ascii").split()
            last_id, last_hash, since, seal = written
            mark = Mark(int(last_id), last_hash, int(since))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise MarkBroken from None
        return self._checked(mark, seal)

    def put(self, session: Session, mark: Mark, *, anew: bool = False) -> None:
        """Set the mark in the database, and once this transaction is committed that in the file.

        Args:
            session: a writing transaction.
            mark: an entry of this transaction.
            anew: also over a later or broken mark, by somebody who knows why.
        """
        row = session.get(AuditWitness, WITNESS) or AuditWitness(id=WITNESS)
        row.last_id, row.last_hash = mark.last_id, mark.last_hash
        row.since, row.seal = mark.since, self._seal(mark)
        session.add(row)
        if self.file is not None:
            session.info[_PENDING] = (self, mark, anew)

    def write(self, mark: Mark, *, anew: bool = False) -> None:
        """Set the mark in the file, unless another process has set a later one; see :meth:`put`.

        Raises:
            MarkBroken: the file was altered.
            OSError: it can't be written.
        """
        if self.file is None:
            return
        with open(self.file.with_suffix(".lock"), "w", opener=_private) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            there = None if anew else self.in_file()
            if there is not None and there.last_id >= mark.last_id:
                return
            # A file that begins later than the database says was deleted in between.
            kept = Mark(mark.last_id, mark.last_hash, there.since if there else mark.last_id)
            fresh = self.file.with_suffix(".new")
            with open(fresh, "w", encoding="ascii", opener=_private) as stream:
                stream.write(f"{kept.last_id} {kept.last_hash} {kept.since} {self._seal(kept)}\n")
            fresh.replace(self.file)

    def _checked(self, mark: Mark, seal: str) -> Mark:
        if not hmac.compare_digest(seal.encode(), self._seal(mark).encode()):
            raise MarkBroken
        return mark

    def _seal(self, mark: Mark) -> str:
        said = f"{mark.last_id}:{mark.last_hash}:{mark.since}"
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    if session.in_nested_transaction():
        return
    pending = session.info.pop(_PENDING, None)
    if pending is None:
        return
    anchor, mark, anew = pending
    try:
        anchor.write(mark, anew=anew)
    except (OSError, MarkBroken):
        # What was done is done and logged; verification says what is wrong with the file.
        log.exception("audit.anchor_not_written")


@event.listens_for(Session, "after_rollback")
def _rolled_back(session: Session) -> None:
    session.info.pop(_PENDING, None)
