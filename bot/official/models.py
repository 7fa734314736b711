"""Tables of the comparison with the official platforms: when it was done, and contradictions."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


class CheckOutcome(enum.StrEnum):
    """What came of asking for a number."""

    AGREES = "agrees"
    CHANGED = "changed"
    CONTRADICTS = "contradicts"
    NOT_FOUND = "not_found"
    NO_ANSWER = "no_answer"

    @property
    def label(self) -> str:
        """What staff read."""
        return _LABELS[self]


_LABELS = {
    CheckOutcome.AGREES: "一致",
    CheckOutcome.CHANGED: "有变化",
    CheckOutcome.CONTRADICTS: "矛盾",
    CheckOutcome.NOT_FOUND: "平台上没有查到",
    CheckOutcome.NO_ANSWER: "平台没有回答",
}


class OfficialCheck(Base):
    """When a number was last asked for at a platform, and what came of it."""

    __tablename__ = "official_check"

    undated: Mapped[str] = mapped_column(String(60), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    outcome: Mapped[str] = mapped_column(String(12))
    set_id: Mapped[int]  # the change set that has the platform's rows


class FindingState(enum.StrEnum):
    """What became of a contradiction."""

    OPEN = "open"
    TAKEN = "taken"  # our record now says what the platform says
    KEPT = "kept"  # staff looked and left our record
    GONE = "gone"  # nothing contradicts any more


class OfficialFinding(Base):
    """A contradiction: a platform against our record, or its list against its detail page.

    ``field`` is a column of the record; ``against`` is ``ours`` or ``detail``, and ``other`` what
    that says. The same contradiction is there once, whatever became of it. ``set_id`` is the change
    set it was last found in: what that says is what staff can take.
    """

    __tablename__ = "official_finding"
    __table_args__ = (
        UniqueConstraint(
            "number", "field", "against", "other", "theirs", name="uq_official_finding_what"
        ),
        Index("ix_official_finding_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(20))
    against: Mapped[str] = mapped_column(String(10))
    other: Mapped[str] = mapped_column(String(200))
    theirs: Mapped[str] = mapped_column(String(200))
    platform: Mapped[str] = mapped_column(String(20))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    set_id: Mapped[int | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default=FindingState.OPEN.value)
    settled_by: Mapped[str] = mapped_column(String(60), default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
