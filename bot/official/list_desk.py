"""Lists of standards that staff upload: compared first, then applied, or undone."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput, NotFound, ServiceError
from bot.kit.job_lease import alone
from bot.kit.stamp import Overtaken, demand_unchanged, stamp_of
from bot.official.sets import apply_next, throw_away, undo_next
from bot.official.uploaded import demand_readable, name_of, suffix_of
from bot.staff.audit import AuditLog
from kb.models import Checked, Standard
from kb.standards.change_set import WrongState, changes_of, summary
from kb.standards.difference import Mark, difference_told, told_columns
from kb.standards.lists.importing import Read, read_list
from kb.standards.lists.profile import ListError, unclear
from kb.standards.models import ChangeKind, Outcome, SetState, StandardChange, StandardSet

T = TypeVar("T")
JOB = "standards.list"  # one list at a time is read, applied or undone
MOST_SETS = 50
ROWS_A_PAGE = 50
_TOLD_OF_NEW = ("title", "status", "effective_on")
_KEY = "list:"
_NOT_FOUND = "没有这份清单，可能已经丢掉了。"
_BUSY = "另一份清单正在读取、写入或者撤销，请等它做完再试。"
_BY_HAND = "工作人员更正"
_MOVED = "您打开这一页以后，别人动过这份清单，所以什么都没有做，也没有覆盖。请看现在的样子再决定。"


class ListRefused(ServiceError):
    """The list stands where this step isn't possible."""

    status = 409
    for_citizen = "这份清单现在不能做这一步，请刷新后再看。"


@dataclass(frozen=True)
class Line:
    """One row of a list, and what it means.

    Args:
        told: why it can't be used, what it changes, or what it says of a standard that is new.
    """

    place: int
    number: str
    told: str


@dataclass(frozen=True)
class ListView:
    """A list with one kind of its rows.

    Args:
        one: the change set.
        stamp: of how it stands.
        counts: rows of each kind.
        doubts: rows that are used, but not as a whole.
        left: changes that were not undone, for somebody changed the record since.
        overtaken: changes that were not applied, for the same reason.
        lines: rows of the kind asked for.
        next: where the next page begins; 0 for the end.
    """

    one: StandardSet
    stamp: str
    counts: dict[ChangeKind, int]
    doubts: int
    left: int
    overtaken: int
    lines: Sequence[Line]
    next: int


@dataclass(frozen=True)
class ListDesk:
    """Everything that concerns uploaded lists; the command line does the same with the same sets.

    Args:
        sessions: the database.
        audit: the log.
        now: the present moment.
    """

    sessions: SessionFactory
    audit: AuditLog
    now: Clock

    async def lists(self) -> Sequence[StandardSet]:
        """The newest ones, from here and from the command line."""
        query = select(StandardSet).where(StandardSet.key.startswith(_KEY))
        query = query.order_by(StandardSet.id.desc()).limit(MOST_SETS)
        return await self.sessions.run(lambda session: session.scalars(query).all())

    async def view(
        self, number: int, kind: ChangeKind, after: int = 0, *, only_flawed: bool = False
    ) -> ListView:
        """One list.

        Args:
            number: of the set.
            kind: which rows.
            after: id of the last row of the page before.
            only_flawed: only rows about which there is something to say.

        Raises:
            NotFound: there is no such list.
        """
        return await self.sessions.run(
            lambda session: _view(session, number, kind, after, only_flawed)
        )

    async def upload(self, data: bytes, given: str | None, by: str, *, compared: bool) -> int:
        """Read a file into a change set, of which nothing is applied yet; its number.

        Args:
            data: the file.
            given: what its sender calls it.
            by: who uploads it.
            compared: they say that they compared it with the official platform today.

        Raises:
            InvalidInput: the file can't be used.
            ListRefused: another list is being worked on.
        """
        suffix = await asyncio.to_thread(suffix_of, data)
        today = self.now().astimezone(CHONGQING).date()
        mark = Mark(Checked.STAFF, today) if compared else Mark(Checked.UNCHECKED)
        loop = asyncio.get_running_loop()

        def transaction(work: Callable[[Session], Any], /) -> Any:
            return asyncio.run_coroutine_threadsafe(self.sessions.run(work), loop).result()

        def read(path: Path) -> Read:
            path.write_bytes(data)
            try:
                demand_readable(path)
                return read_list(path, transaction, by, mark)
            except ListError as problem:
                raise InvalidInput(f"{problem}。") from None

        async def work() -> int:
            with tempfile.TemporaryDirectory(prefix="yubiao-list-") as folder:
                path = Path(folder) / name_of(given, suffix)
                found = await asyncio.to_thread(read, path)
            await self.sessions.run(lambda session: _note_columns(session, found))
            return found.set_id

        return await self._alone(work)

    async def record(self, number: str) -> Standard | None:
        """What the catalogue has under a number, to be corrected."""
        query = select(Standard).where(Standard.number == number)
        return await self.sessions.run(lambda session: session.scalar(query))

    async def correct(self, said: Mapping[str, str], by: str, *, compared: bool) -> int:
        """One record by hand: a list of one row, looked at and applied like any other.

        Args:
            said: what a record should say, by the headings of a list; what is empty stays.
            by: who says so.
            compared: they say that they compared it with the official platform today.

        Raises:
            InvalidInput, ListRefused: see :meth:`upload`.
        """
        row = {heading: text for heading, text in said.items() if text.strip()}
        data = json.dumps([{"来源": f"{_BY_HAND}（{by}）", **row}]).encode()
        return await self.upload(data, f"{_BY_HAND} {said['标准编号']}", by, compared=compared)

    async def apply(self, number: int, by: str, seen: str) -> None:
        """Bring a list into the catalogue, or the rest of it.

        Args:
            number: of the set.
            by: who says so.
            seen: stamp of the list as they saw it.

        Raises:
            NotFound: there is no such list.
            ListRefused: it does not stand as they saw it, or another one is being worked on.
        """
        step = partial(apply_next, audit=self.audit, set_id=number, by=by)
        await self._alone(lambda: self._through(number, seen, step))

    async def undo(self, number: int, by: str, seen: str) -> None:
        """Take a list back out of the catalogue, or the rest of it; see :meth:`apply`."""
        step = partial(undo_next, audit=self.audit, set_id=number, by=by)
        await self._alone(lambda: self._through(number, seen, step))

    async def throw_away(self, number: int, by: str, seen: str) -> None:
        """Forget a list that was never applied; see :meth:`apply`."""

        def step(session: Session) -> bool:
            throw_away(session, self.audit, number, by)
            return False

        await self._alone(lambda: self._through(number, seen, step))

    async def _through(self, number: int, seen: str, step: Callable[[Session], bool]) -> bool:
        """Do the first step if the list is as it was seen, then all others."""

        def first(session: Session) -> bool:
            one = _list(session, number, lock=True)
            try:
                demand_unchanged(seen, *_state(one))
            except Overtaken:
                raise ListRefused(_MOVED) from None
            return step(session)

        try:
            left = await self.sessions.run(first)
            while left:
                left = await self.sessions.run(step)
        except WrongState as problem:
            raise ListRefused(f"{problem}。") from None
        return True

    async def _alone(self, work: Callable[[], Awaitable[T]]) -> T:
        done = await alone(JOB, self.sessions, work, self.now)
        if done is None:
            raise ListRefused(_BUSY)
        return done


def _view(
    session: Session, number: int, kind: ChangeKind, after: int, only_flawed: bool
) -> ListView:
    one, told = _list(session, number), summary(session, number)
    rows = changes_of(
        session, number, (kind,), after=after, most=ROWS_A_PAGE + 1, only_flawed=only_flawed
    )
    shown = rows[:ROWS_A_PAGE]
    doubts = select(func.count()).where(
        StandardChange.set_id == number,
        StandardChange.kind.not_in((ChangeKind.BAD, ChangeKind.CONTRADICTORY)),
        StandardChange.reason != "",
    )
    return ListView(
        one=one,
        stamp=stamp_of(*_state(one)),
        counts={kind: told.counts.get(kind, 0) for kind in ChangeKind},
        doubts=session.scalar(doubts) or 0,
        left=told.outcomes.get(Outcome.LEFT, 0),
        overtaken=told.outcomes.get(Outcome.OVERTAKEN, 0),
        lines=[_line(row) for row in shown],
        next=shown[-1].id if len(rows) > len(shown) else 0,
    )


def _line(row: StandardChange) -> Line:
    if row.kind is ChangeKind.CHANGED:
        return Line(row.place, row.number, difference_told(row))
    new = [str(value) for name in _TOLD_OF_NEW if (value := (row.after or {}).get(name))]
    return Line(row.place, row.number, "；".join(filter(None, (*new, row.reason))))


def _list(session: Session, number: int, *, lock: bool = False) -> StandardSet:
    one = session.get(StandardSet, number, with_for_update=lock or None, populate_existing=True)
    if one is None or not one.key.startswith(_KEY):
        raise NotFound(_NOT_FOUND)
    return one


def _state(one: StandardSet) -> tuple[str, str, str]:
    """What tells it from another one under the same number, and from itself a step later."""
    return one.key, one.created_at.isoformat(), one.state.value


def _note_columns(session: Session, read: Read) -> None:
    one = session.get_one(StandardSet, read.set_id)
    one.cursor = {
        "columns": told_columns(read.profile.columns),
        "unused": list(read.unused),
        "unclear": unclear(read.unused),
    }


def can_be(state: SetState) -> str:
    """What may be done with a list next: ``apply``, ``undo``, or nothing."""
    if state in (SetState.PROPOSED, SetState.APPLYING):
        return "apply"
    return "undo" if state in (SetState.APPLIED, SetState.UNDOING) else ""
