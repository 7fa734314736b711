"""What the tables of drafts and versions have in common."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import UtcDateTime


class DraftState(enum.StrEnum):
    """Where a change stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    PUBLISHED = "published"
    DROPPED = "dropped"


WRITABLE = (DraftState.DRAFT, DraftState.REJECTED)
OPEN = (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.REJECTED)


class Judged:
    """A row that some write and others judge."""

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12), default=DraftState.DRAFT.value)
    # Everybody who wrote on it: none of them may approve it.
    hands: Mapped[list[str]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Draft(Judged):
    """A change to something that is published; at most one is open for each."""

    content: Mapped[Any] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(60))
    reviewer: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    # The reviewer's: why it was rejected, or why it was published although the gate objected.
    reason: Mapped[str] = mapped_column(Text, default="")
    # Number of the version it was made from; 0 for what is new.
    base: Mapped[int] = mapped_column(default=0)


class Version:
    """Something as it was published at one time; the newest one counts."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    content: Mapped[Any] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(60))
    reviewer: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
