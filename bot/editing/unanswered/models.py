"""Tables of the inbox: groups of questions, askers who wait, examples for training."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime, digest_of

ADDRESS_FIELD = "asker_wish.address"


class ClusterState(enum.StrEnum):
    """What staff made of a group."""

    OPEN = "open"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    NOT_OURS = "not_ours"
    IGNORED = "ignored"


class QuestionCluster(Base):
    """Questions that mean the same; the vector is that of the first one."""

    __tablename__ = "question_cluster"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12), default=ClusterState.OPEN.value, index=True)
    # The FAQ that answers it: the slug of its draft.
    faq: Mapped[str] = mapped_column(String(80), default="")
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AskerWish(Base):
    """Somebody who wants to hear when there is an answer; gone once told, or after a while."""

    __tablename__ = "asker_wish"
    __table_args__ = (UniqueConstraint("conversation", "digest", name="uq_asker_wish_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(20))
    address_sealed: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), default=digest_of("question"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TrainingExample(Base):
    """An utterance staff gave an intent, for the next training."""

    __tablename__ = "training_example"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), default=digest_of("text"), unique=True)
    intent: Mapped[str] = mapped_column(String(60))
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
