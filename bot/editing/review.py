"""The one way from a draft to what counts: written by some, judged by others, kept as versions.

A desk tells by its :class:`Kind` what differs; ``…_in`` is in the caller's transaction.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.editing.drafts import OPEN, Draft, Judged, Version
from bot.editing.errors import NotFit, StepRefused
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.kit.stamp import Overtaken
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.repository import touch_in

SHORTEST_REASON = 4  # characters
DROPPED_KEPT = timedelta(days=30)
R = TypeVar("R", bound=Judged)
D = TypeVar("D", bound=Draft)
V = TypeVar("V", bound=Version)


@dataclass(frozen=True)
class Step:
    """A step from one state into the next.

    Args:
        after: states it may be taken in.
        to: the state it leads to.
        action, details: its audit entry.
        other: what is told who wrote on it and may not take the step; empty where they may.
        why: what a reason is asked for, as 退回; empty where none is.
        judge, words: columns that keep who took it, and the reason.
    """

    after: Sequence[str]
    to: str
    action: AuditAction
    details: Mapping[str, Any] = field(default_factory=dict)
    other: str = ""
    why: str = ""
    judge: str = ""
    words: str = ""


@dataclass(frozen=True)
class Kind:
    """What differs from one kind of thing to another.

    Args:
        table: its rows that are written and judged.
        name: in the audit log.
        missing: the error if there is no such row.
        changed: what a judge hears whose page is overtaken.
        steps: by name; ``write``, ``drop`` and ``restore`` are everywhere, ``take back``,
            ``reject``, ``publish`` and ``roll back`` where versions are kept.
        versions: where they are kept.
        key: column of both tables that says of what.
        this, here: what that is called where others published it, or change it now.
        no_version: the error if there is no such version.
        first_author: who is said to have written what the files brought.
    """

    table: type[Any]
    name: str
    missing: Callable[[], NotFound]
    changed: str
    steps: Mapping[str, Step]
    versions: type[Any] = Version
    key: str = "id"
    this: str = ""
    here: str = ""
    no_version: Callable[[], NotFound] = NotFound
    first_author: str = ""


def demand(reason: str, what: str) -> None:
    """Ask for a reason.

    Raises:
        NotFit: it is too short.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise NotFit(f"{what}要写明理由，至少 {SHORTEST_REASON} 个字。")


@dataclass(frozen=True)
class Reviewed(Generic[R]):
    """Takes the steps of a kind, each with its audit entry in the same transaction.

    Args:
        sessions: the database.
        audit: the log.
        clock: the present moment.
    """

    sessions: SessionFactory
    audit: AuditLog
    clock: Clock

    kind: ClassVar[Kind]

    async def drop(self, by: str, number: int) -> None:
        """Give a draft up; for a while it can be taken up again, see :meth:`restore`."""
        await self.take(by, number, "drop")

    async def restore(self, by: str, number: int) -> None:
        """Go on with a draft that was given up.

        Raises:
            StepRefused: that is too long ago, or something else stands in its way.
        """
        await self.take(by, number, "restore", check=self._refuse_restoring)

    async def take(
        self,
        by: str,
        number: int,
        name: str,
        reason: str = "",
        seen: object = None,
        check: Callable[[Session, R], object] = lambda session, row: None,
        **details: Any,
    ) -> None:
        """Take a step.

        Args:
            by: who takes it.
            number: of the row.
            name: of the step.
            reason: why, in their words.
            seen: stamp of the row as they read it; None where nobody looks at a page.
            check: raises where something else forbids it; may change the row.
            details: more for the audit entry.

        Raises:
            NotFit: a reason is asked for.
            StepRefused: it isn't possible now, or not for this person.
        """
        step = self.kind.steps[name]
        if step.why:
            demand(reason, step.why)

        def work(session: Session) -> None:
            row = self.row_in(session, number, step.after)
            self.refuse_judging(row, by, step, seen)
            check(session, row)
            self.enter(session, row, by, step, reason, **details)

        await self.sessions.run(work)

    def row_in(self, session: Session, number: int, after: Sequence[str] | None = None) -> R:
        """A row, ours alone until the transaction ends.

        Raises:
            NotFound: there is none.
            StepRefused: it isn't in one of these states.
        """
        table = self.kind.table
        row: R | None = session.scalar(select(table).where(table.id == number).with_for_update())
        if row is None:
            raise self.kind.missing()
        if after is not None and row.state not in after:
            raise StepRefused
        return row

    def writable_in(self, session: Session, number: int, seen: object = None) -> R:
        """A row that may be written on.

        Raises:
            StepRefused: it is being reviewed, or done with.
            Overtaken: somebody else changed it since the writer's page was made.
        """
        row = self.row_in(session, number, self.kind.steps["write"].after)
        if seen is not None and seen != self.stamp(row):
            raise Overtaken
        return row

    def written(self, session: Session, row: R, by: str, **details: Any) -> None:
        """Note who has just written on a row."""
        row.hands = sorted({*row.hands, by})
        self.enter(session, row, by, self.kind.steps["write"], **details)

    def refuse_judging(self, row: R, by: str, step: Step, seen: object = None) -> None:
        """Refuse a step to those who wrote on it, and to who read something else."""
        if step.other and by in row.hands:
            raise StepRefused(step.other)
        if seen is not None and seen != self.stamp(row):
            raise StepRefused(self.kind.changed)

    def enter(
        self, session: Session, /, row: R, by: str, step: Step, reason: str = "", **details: Any
    ) -> None:
        """Let a row be where a step leads, and write it down."""
        row.state, row.changed_at = str(step.to), self.clock()
        for column, value in ((step.judge, by), (step.words, reason.strip())):
            if column:
                setattr(row, column, value)
        known = {**self.told(row), **step.details, **details}
        self.note(session, by, step.action, self.called(row), reason, known)

    def note(
        self,
        session: Session,
        by: str,
        action: AuditAction,
        what: str,
        reason: str,
        details: Mapping[str, Any],
    ) -> None:
        session.flush()
        self.audit.add(
            session, by, action, object_type=self.kind.name, object_id=what,
            reason=reason.strip(), details=details,
        )  # fmt: skip

    @staticmethod
    def stamp(row: Any) -> object:
        """What tells whether a row is still what somebody saw."""
        return row.stamp

    def called(self, row: R) -> str:
        """What the audit log calls it."""
        return str(getattr(row, self.kind.key))

    def told(self, row: R) -> dict[str, Any]:
        """What every audit entry of it says."""
        return {}

    def _refuse_restoring(self, session: Session, row: R) -> None:
        if row.changed_at < self.clock() - DROPPED_KEPT:
            raise StepRefused(f"放弃超过 {DROPPED_KEPT.days} 天了，不能再恢复。")


class Published(Reviewed[D], ABC, Generic[D, V]):
    """A kind of which at most one change is open for each thing, and every state is kept."""

    @abstractmethod
    def now_in(self, session: Session, key: str) -> Any:
        """The content as it counts now; None if there is nothing yet."""

    @abstractmethod
    def read(self, key: str, content: Any) -> Any:
        """A content kept by an older version of the software, as this one writes it."""

    @abstractmethod
    def apply(self, session: Session, key: str, content: Any) -> None:
        """Let a version that was just made count.

        Raises:
            NotFit: it can't.
        """

    async def draft(self, number: int) -> D:
        """A draft.

        Raises:
            NotFound: there is none.
        """
        async with self.sessions() as session:
            return await session.run_sync(self.row_in, number)

    async def open_draft(self, key: str) -> D | None:
        async with self.sessions() as session:
            return await session.run_sync(self.open_in, key)

    async def versions(self, key: str) -> Sequence[V]:
        """Everything that was published of a thing, the newest first."""
        table = self.kind.versions
        query = select(table).where(self._of(table, key)).order_by(table.number.desc())
        async with self.sessions() as session:
            return (await session.scalars(query)).all()

    async def version(self, key: str, number: int) -> V:
        """One version.

        Raises:
            NotFound: there is none.
        """
        async with self.sessions() as session:
            return await session.run_sync(self.version_in, key, number)

    async def begin(self, by: str, key: str) -> int:
        """The open change of a thing, begun from what counts if there is none.

        Raises:
            NotFound: there is no such thing.
        """
        return await self.sessions.run(lambda session: self.begin_in(session, by, key).id)

    def begin_in(self, session: Session, by: str, key: str) -> D:
        """See :meth:`begin`."""
        if (found := self.open_in(session, key)) is not None:
            return found
        if (content := self.now_in(session, key)) is None:
            raise self.kind.missing()
        return self.new_in(session, by, key, content, base=self.newest_in(session, key))

    def new_in(self, session: Session, by: str, key: str, content: Any, **values: Any) -> D:
        """A new draft."""
        now, more = self.clock(), {self.kind.key: key, **values}
        row: D = self.kind.table(
            content=content, author=by, hands=[], made_at=now, changed_at=now, **more
        )
        session.add(row)
        session.flush()
        return row

    async def take_back(self, by: str, number: int) -> None:
        """Go on writing on a draft that waits for review."""
        await self.take(by, number, "take back")

    async def reject(self, by: str, number: int, reason: str) -> None:
        """Send a draft back."""
        await self.take(by, number, "reject", reason)

    def publish_in(
        self,
        session: Session,
        by: str,
        number: int,
        seen: object,
        reason: str | None = None,
        **details: Any,
    ) -> int:
        """Let a draft count that waits for review; the number of its version.

        Args:
            reason: the reviewer's, for the audit log; None for what the writer said.

        Raises:
            StepRefused: this person wrote on it or has read something else, or there is a newer
                version than the one it was made from.
            NotFit: see :meth:`apply`.
        """
        step = self.kind.steps["publish"]
        row = self.row_in(session, number, step.after)
        self.refuse_judging(row, by, step, seen)
        key = self.called(row)
        if row.base != self.newest_in(session, key):
            raise StepRefused(f"{self.kind.this}在此期间已经发布了新版本，请退回后在新版本上修改。")
        made = self.keep_in(session, key, row.content, row.author, by, row.note)
        said = row.note if reason is None else reason
        self.enter(session, row, by, step, said, version=made, **details)
        return made

    def roll_back_in(
        self, session: Session, by: str, key: str, number: int, reason: str, said: str, **more: Any
    ) -> int:
        """Publish an earlier version again, as a new one; its number.

        Args:
            reason: for the list of versions.
            said, more: for the audit log.
        """
        old = self.version_in(session, key, number)
        note = f"回退到第 {number} 版：{reason.strip()}"
        made = self.keep_in(session, key, old.content, by, by, note)
        action = self.kind.steps["roll back"].action
        self.note(session, by, action, key, said, {"version": made, "to": number, **more})
        return made

    def keep_in(
        self, session: Session, key: str, content: Any, author: str, reviewer: str, note: str
    ) -> int:
        """Make a version that counts from now on; its number."""
        content, number = self.read(key, content), self.newest_in(session, key)
        if not number and (first := self.now_in(session, key)) is not None:
            # What the files brought becomes the first version, so that it can be gone back to.
            number = 1
            self._add(session, key, 1, content=first, author=self.kind.first_author)
        number += 1
        self._add(
            session, key, number, content=content, author=author, reviewer=reviewer, note=note
        )
        self.apply(session, key, content)
        touch_in(session)
        return number

    def open_in(self, session: Session, key: str) -> D | None:
        """The open change of a thing."""
        table = self.kind.table
        query = select(table).where(self._of(table, key), table.state.in_(OPEN))
        found: D | None = session.scalar(query.order_by(table.id).limit(1))
        return found

    def newest_in(self, session: Session, key: str) -> int:
        """The number of the last version; 0 before the first."""
        table = self.kind.versions
        return session.scalar(select(func.max(table.number)).where(self._of(table, key))) or 0

    def version_in(self, session: Session, key: str, number: int) -> V:
        table = self.kind.versions
        query = select(table).where(self._of(table, key), table.number == number)
        found: V | None = session.scalar(query)
        if found is None:
            raise self.kind.no_version()
        return found

    def told(self, row: D) -> dict[str, Any]:
        return {"draft": row.id}

    def _add(self, session: Session, key: str, number: int, **values: Any) -> None:
        named = {self.kind.key: key, "number": number, "published_at": self.clock()}
        session.add(self.kind.versions(**named, **values))
        session.flush()

    def _refuse_restoring(self, session: Session, row: D) -> None:
        super()._refuse_restoring(session, row)
        if self.open_in(session, self.called(row)) is not None:
            raise StepRefused(f"{self.kind.here}已经另有一份修改，请在那一份上改。")

    def _of(self, table: type[Any], key: str) -> Any:
        return getattr(table, self.kind.key) == key
