"""Tables of the change sets: what a source said of standards, and what became of it."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, Checked, UtcDateTime, enum_column


class SetState(enum.StrEnum):
    """Where a change set stands; every step may be broken off and taken up again."""

    READING = "reading"  # rows are still coming
    PROPOSED = "proposed"  # complete, nothing applied
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"

    @property
    def label(self) -> str:
        """The name staff see."""
        return _STATES[self]


_STATES = {
    SetState.READING: "正在读取",
    SetState.PROPOSED: "等待写入",
    SetState.APPLYING: "正在写入",
    SetState.APPLIED: "已写入",
    SetState.UNDOING: "正在撤销",
    SetState.UNDONE: "已撤销",
}


class ChangeKind(enum.StrEnum):
    """What a row of a source means for the catalogue."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    # Differs from a record that somebody compared; the source may not overrule it.
    CONTRADICTORY = "contradictory"
    BAD = "bad"

    @property
    def label(self) -> str:
        """The name staff see."""
        return _KINDS[self]


_KINDS = {
    ChangeKind.NEW: "新增",
    ChangeKind.CHANGED: "有变化",
    ChangeKind.UNCHANGED: "没有变化",
    ChangeKind.CONTRADICTORY: "和核对过的记录不一致",
    ChangeKind.BAD: "不能用",
}


class Outcome(enum.StrEnum):
    """What became of a change that was not done as proposed."""

    NONE = ""
    OVERTAKEN = "overtaken"  # somebody changed the record between proposing and applying
    LEFT = "left"  # not undone: somebody changed the record after applying


class StandardLink(Base):
    """What takes the place of what; the database keeps it by the records' own lists.

    ``said_by`` is the record that says so, the older or the newer one.
    """

    __tablename__ = "standard_link"

    said_by: Mapped[str] = mapped_column(String(60), primary_key=True)
    old: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    new: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    partly: Mapped[bool]


class StandardSet(Base):
    """Rows one source proposed together (变更集): one file, or one run over a platform."""

    __tablename__ = "standard_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    # What tells a broken-off run that is taken up again from another one.
    key: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(60))
    mark: Mapped[Checked] = mapped_column(enum_column(Checked))
    checked_on: Mapped[date | None]
    state: Mapped[SetState] = mapped_column(enum_column(SetState), default=SetState.READING)
    # Rows of the source that are kept already, good or bad.
    read: Mapped[int] = mapped_column(default=0)
    # The last change that is applied, going up while applying and down while undoing.
    done: Mapped[int] = mapped_column(default=0)
    # What a source needs to go on: a page's number, a cursor.
    cursor: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StandardChange(Base):
    """One row of a source as it came, and what it changes."""

    __tablename__ = "standard_change"
    __table_args__ = (Index("ix_standard_change_set_id_id", "set_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("standard_set.id", ondelete="CASCADE"))
    place: Mapped[int]  # line of a file, or count of a run's rows
    number: Mapped[str] = mapped_column(String(60), index=True)  # empty where it can't be read
    kind: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind))
    raw: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Fields that change, as they were and as they become; a new record has no before.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome), default=Outcome.NONE)
