"""Tables of the FAQ's editing: drafts, every published state, pictures, golden questions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.editing.drafts import Draft, Version
from kb.models import Base, UtcDateTime, digest_of


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


class FaqPicture(Base):
    """A picture of answers, drawn anew by us; named by what it shows, so it never changes."""

    __tablename__ = "faq_picture"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GoldenQuestion(Base):
    """A golden question that staff added to those of the files.

    ``entry`` is the reference of the entry that must answer it; without one nothing may.
    """

    __tablename__ = "golden_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), default=digest_of("question"), unique=True)
    entry: Mapped[str] = mapped_column(String(120))
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
