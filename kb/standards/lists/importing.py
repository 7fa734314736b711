"""Takes a list into a change set, batch by batch, and a change set into the catalogue."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from kb.standards.change_set import (
    BATCH,
    PAUSE,
    Proposed,
    finish_reading,
    open_set,
    propose,
)
from kb.standards.difference import Mark
from kb.standards.lists.files import Row, rows_of
from kb.standards.lists.profile import ListError, Profile, guess
from kb.standards.models import SetState
from kb.standards.record import BadRow, record_of

T = TypeVar("T")
_TURN = 0.8  # seconds of writing, after which other processes get a turn
Progress = Callable[[int], None]


class Transaction(Protocol):
    """Does a piece of work in a transaction of its own."""

    def __call__(self, work: Callable[[Session], T], /) -> T:
        """Give what the work gives, once it is committed."""


@dataclass(frozen=True)
class Read:
    """A list that was read into a change set.

    Args:
        profile: which heading meant which column.
        unused: headings that meant nothing.
    """

    set_id: int
    profile: Profile
    unused: tuple[str, ...]


def read_list(
    path: Path,
    transaction: Transaction,
    made_by: str,
    mark: Mark,
    profile: Profile | None = None,
    progress: Progress = lambda done: None,
) -> Read:
    """Read a list into a change set; one that was broken off goes on where it stopped.

    Args:
        path: the file.
        transaction: opens one for each batch.
        made_by: who imports it.
        mark: how its records are known.
        profile: which heading means which column; guessed without one.
        progress: called with how many rows are read.

    Raises:
        ListError: the file can't be read.
    """
    with rows_of(path, profile) as (headings, rows):
        used = profile or guess(headings)
        missing = [c for c in ("number", "title") if c not in used.columns]
        if missing:
            raise ListError("没有找到“标准编号”和“标准名称”这样的列")
        key = _key(path, used, made_by)
        name = path.name[:200]
        set_id, read, state = transaction(lambda s: _opened(s, key, name, made_by, mark))
        if state is SetState.READING:
            _read_on(set_id, read, _proposed(rows, used, name), transaction, progress)
    unused = tuple(h for h in headings if h and h not in used.columns.values())
    return Read(set_id, used, unused)


def _opened(
    session: Session, key: str, name: str, made_by: str, mark: Mark
) -> tuple[int, int, SetState]:
    one = open_set(session, key, name, made_by, mark)
    return one.id, one.read, one.state


def _read_on(
    set_id: int,
    read: int,
    rows: Iterator[Proposed],
    transaction: Transaction,
    progress: Progress,
) -> None:
    for _ in islice(rows, read):
        pass
    while batch := list(islice(rows, BATCH)):
        transaction(partial(_propose, set_id=set_id, batch=batch))
        read += len(batch)
        progress(read)
    transaction(lambda session: finish_reading(session, set_id))


def _propose(session: Session, set_id: int, batch: list[Proposed]) -> None:
    propose(session, set_id, batch)


def _proposed(rows: Iterable[Row], profile: Profile, name: str) -> Iterator[Proposed]:
    for line, cells in rows:
        raw: dict[str, Any] = {heading: cell for heading, cell in cells.items() if cell}
        words = {"source": f"导入的清单“{name}”", **profile.words(cells)}
        try:
            yield Proposed(line, raw, record_of(words))
        except BadRow as problem:
            yield Proposed(line, raw, None, str(problem))


def repeat(step: Callable[[Session], bool], transaction: Transaction, progress: Progress) -> None:
    """Do a step, each time in a transaction of its own, until it says that nothing is left."""
    done, since = 0, time.monotonic()
    while transaction(step):
        done += BATCH
        progress(done)
        if time.monotonic() - since > _TURN:
            time.sleep(PAUSE)
            since = time.monotonic()


def _key(path: Path, profile: Profile, made_by: str) -> str:
    """What makes a second try the same import: the bytes, the columns, and who."""
    digest = hashlib.sha256(f"{sorted(profile.columns.items())}|{made_by}|".encode())
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return f"list:{digest.hexdigest()}"
