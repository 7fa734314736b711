"""Tables of the region's content: changes, and every state that was published."""

from __future__ import annotations

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.editing.drafts import Draft, Version
from kb.models import Base


class RegionDraft(Draft, Base):
    """A change to one sheet."""

    __tablename__ = "region_draft"
    __table_args__ = (Index("ix_region_draft_sheet_state", "sheet", "state"),)

    sheet: Mapped[str] = mapped_column(String(40))
    # Counts the changes, so that two who write at once notice each other.
    stamp: Mapped[int] = mapped_column(default=0)


class RegionVersion(Version, Base):
    """A sheet as it was published at one time."""

    __tablename__ = "region_version"
    __table_args__ = (UniqueConstraint("sheet", "number", name="uq_region_version_number"),)

    sheet: Mapped[str] = mapped_column(String(40))
