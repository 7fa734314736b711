"""Tables of editing: open drafts, and every state that was ever published."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


class DraftState(enum.StrEnum):
    """Where a change stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    PUBLISHED = "published"
    DROPPED = "dropped"


OPEN = (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.REJECTED)


class FaqDraft(Base):
    """A change to an entry, or a new one; at most one is open for an entry."""

    __tablename__ = "faq_draft"
    __table_args__ = (Index("ix_faq_draft_state_changed_at", "state", "changed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default=DraftState.DRAFT.value)
    author: Mapped[str] = mapped_column(String(60))
    # Everybody who wrote on it: none of them may approve it.
    hands: Mapped[list[str]] = mapped_column(JSON, default=list)
    reviewer: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    # The reviewer's: why it was rejected, or why it was published although the gate objected.
    reason: Mapped[str] = mapped_column(Text, default="")
    # Number of the version it was made from; 0 for a new entry.
    base: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FaqVersion(Base):
    """An entry as it was published at one time."""

    __tablename__ = "faq_version"
    __table_args__ = (UniqueConstraint("slug", "number", name="uq_faq_version_slug_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(60))
    reviewer: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("faq_draft.id", ondelete="SET NULL"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
