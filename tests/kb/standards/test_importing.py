from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.kit.db import SessionFactory, create_engine
from kb.models import Checked, Standard
from kb.standards.change_set import apply_batch, undo_batch
from kb.standards.difference import COLUMNS, Mark
from kb.standards.lists import importing
from kb.standards.lists.importing import read_list, repeat
from kb.standards.models import SetState, StandardChange, StandardSet
from tests.content import standard
from tests.killed import in_own_process

T = TypeVar("T")
LIST = Mark(Checked.UNCHECKED)


class Killed(BaseException):
    """Stands for a process that ends without a word."""


class Dying:
    """Transactions of a process that is killed in the middle of one, or right behind it."""

    def __init__(self, sessions: SessionFactory, at: int, *, committed: bool) -> None:
        self.sessions, self.left, self.committed = sessions, at, committed

    def __call__(self, work: Callable[[Session], T], /) -> T:
        self.left -= 1
        if self.left >= 0:
            return self.sessions.run_here(work)

        def cut_off(session: Session) -> T:
            done = work(session)
            session.flush()
            if not self.committed:
                raise Killed
            return done

        self.sessions.run_here(cut_off)
        raise Killed


def written(path: Path, rows: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["标准编号", "标准名称", "状态", "实施日期"])
        for n in range(1, rows + 1):
            writer.writerow([f"GB/T {n % 21 + 1}-2020", f"第{n}个", "现行", "2020-05-01"])
    return path


def whole(session: Session) -> list[Any]:
    columns = [getattr(Standard, name) for name in COLUMNS]
    standards = session.execute(select(Standard.number, *columns).order_by(Standard.number))
    changes = session.execute(
        select(StandardChange.place, StandardChange.kind, StandardChange.reason).order_by(
            StandardChange.id
        )
    )
    return [*map(tuple, standards), *map(tuple, changes)]


def seeded(session: Session) -> None:
    for table in (StandardSet, Standard):
        session.execute(delete(table))
    known = standard("GB/T 3-2020", "原来的", "现行", "2020-05-01")
    known.checked, known.checked_on = Checked.UNCHECKED, None
    session.add(known)


def apply_set(set_id: int, transaction: importing.Transaction) -> None:
    repeat(lambda s: apply_batch(s, set_id, 4), transaction, lambda done: None)


def undo_set(set_id: int, transaction: importing.Transaction) -> None:
    repeat(lambda s: undo_batch(s, set_id, 4), transaction, lambda done: None)


def import_whole(path: Path, transaction: importing.Transaction) -> int:
    read = read_list(path, transaction, "li", LIST)
    apply_set(read.set_id, transaction)
    return read.set_id


async def test_an_import_killed_anywhere_and_run_again_ends_as_if_never_killed(
    sessions: SessionFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One opens, six read, one ends the reading, five apply: ten points and more.
    monkeypatch.setattr(importing, "BATCH", 4)
    path = written(tmp_path / "list.csv", 24)
    sessions.run_here(seeded)
    import_whole(path, sessions.run_here)
    expected = sessions.run_here(whole)

    points = 0
    for at in range(13):
        for committed in (False, True):
            sessions.run_here(seeded)
            with pytest.raises(Killed):
                import_whole(path, Dying(sessions, at, committed=committed))
            set_id = _finish(path, sessions)
            assert sessions.run_here(whole) == expected, (at, committed)
            points += 1
            with pytest.raises(Killed):
                undo_set(set_id, Dying(sessions, at % 5, committed=committed))
            undo_set(set_id, sessions.run_here)
            rows = sessions.run_here(lambda s: [*map(tuple, s.execute(select(Standard.title)))])
            assert rows == [("原来的",)], (at, committed)
    assert points == 26


def _finish(path: Path, sessions: SessionFactory) -> int:
    """Run the command again, unless it had come to its end."""
    read = read_list(path, sessions.run_here, "li", LIST)
    one = sessions.run_here(lambda s: s.scalars(select(StandardSet.id)).all())
    if len(one) == 1:
        apply_set(read.set_id, sessions.run_here)
        return read.set_id
    sessions.run_here(lambda s: s.execute(delete(StandardSet).where(StandardSet.id == max(one))))
    return min(one)


KILLED = """
import sys
from pathlib import Path
from bot.kit.db import SessionFactory, create_engine
from tests.kb.standards import test_importing
from tests.killed import killed

def run(step):
    sessions = SessionFactory(create_engine(sys.argv[1]))
    test_importing.import_in_small_batches(Path(sys.argv[2]), sessions)

print(killed(run))
"""


def import_in_small_batches(path: Path, sessions: SessionFactory) -> None:
    """To be called in a process of its own."""
    importing.BATCH = 4  # type: ignore[misc]
    import_whole(path, sessions.run_here)


async def test_an_import_killed_with_9_at_ten_points_ends_as_if_nothing_had_been(
    sessions: SessionFactory, database_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "list.csv", 24)
    sessions.run_here(seeded)
    import_whole(path, sessions.run_here)
    expected = sessions.run_here(whole)
    sessions.run_here(seeded)

    ran = await asyncio.to_thread(in_own_process, KILLED, database_url, str(path))

    assert ran.stdout.strip() == "10", ran.stderr
    assert sessions.run_here(whole) == expected
    states = sessions.run_here(lambda s: s.scalars(select(StandardSet.state)).all())
    assert states == [SetState.APPLIED]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the other locks rows only
async def test_while_a_list_is_written_others_come_to_write(
    sessions: SessionFactory, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 4)
    monkeypatch.setattr(importing, "_TURN", -1)
    engine = create_engine(database_url)
    other = SessionFactory(engine)
    applied: list[int] = []

    def another_writes(seconds: float) -> None:
        assert seconds > 0.1  # SQLite's wait looks every tenth of a second
        applied.append(other.run_here(lambda s: s.scalar(select(func.count(Standard.id))) or 0))

    monkeypatch.setattr(importing.time, "sleep", another_writes)

    import_whole(written(tmp_path / "list.csv", 12), sessions.run_here)

    assert applied == [4, 8, 12]
    await other.dispose()
    await engine.dispose()
