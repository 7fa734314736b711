"""Tables of the FAQ's editing: drafts, and every state that was ever published."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.editing.drafts import Draft, Version
from kb.models import Base


class FaqDraft(Draft, Base):
    """A change to an entry, or a new one."""

    __tablename__ = "faq_draft"
    __table_args__ = (Index("ix_faq_draft_state_changed_at", "state", "changed_at"),)

    slug: Mapped[str] = mapped_column(String(80), index=True)


class FaqVersion(Version, Base):
    """An entry as it was published at one time."""

    __tablename__ = "faq_version"
    __table_args__ = (UniqueConstraint("slug", "number", name="uq_faq_version_slug_number"),)

    slug: Mapped[str] = mapped_column(String(80))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("faq_draft.id", ondelete="SET NULL"))
