"""Tables of the region's content: open changes, and every state that was published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.editing.faq.models import DraftState
from kb.models import Base, UtcDateTime


class RegionDraft(Base):
    """A change to one sheet; at most one is open for a sheet."""

    __tablename__ = "region_draft"
    __table_args__ = (Index("ix_region_draft_sheet_state", "sheet", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet: Mapped[str] = mapped_column(String(40))
    content: Mapped[Any] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default=DraftState.DRAFT.value)
    author: Mapped[str] = mapped_column(String(60))
    # Everybody who wrote on it: none of them may approve it.
    hands: Mapped[list[str]] = mapped_column(JSON, default=list)
    reviewer: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    # Number of the version it was made from.
    base: Mapped[int] = mapped_column(default=0)
    # Counts the changes, so that two who write at once notice each other.
    stamp: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RegionVersion(Base):
    """A sheet as it was published at one time; the newest one counts."""

    __tablename__ = "region_version"
    __table_args__ = (UniqueConstraint("sheet", "number", name="uq_region_version_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    content: Mapped[Any] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(60))
    reviewer: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
