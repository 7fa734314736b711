"""Tables of the conversation: turns (the answer ledger), open choices, unanswered questions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime

PICKED = "pick_choice"  # the intent of a turn in which one of several choices was picked


class Turn(Base):
    """One message and its replies; its key makes a platform's retries one turn.

    ``key`` is a digest of the sender and the platform's message id together.

    A turn without replies whose lease has run out belongs to a process that died: whoever sees
    it takes it over.
    """

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("channel", "key", name="uq_turn_channel_key"),
        # The dashboard counts from the index alone; the rows hold long replies.
        Index(
            "ix_turn_figures",
            "received_at",
            "channel",
            "kind",
            "entry",
            "milliseconds",
            "degraded",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    conversation: Mapped[str] = mapped_column(String(64), index=True)
    question: Mapped[str] = mapped_column(Text)
    replies: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    intent: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(10), default="")
    entry: Mapped[str] = mapped_column(String(120), default="")
    score: Mapped[float | None]
    degraded: Mapped[bool] = mapped_column(default=False)
    # A turn of a case: the question isn't kept, the replies are sealed and soon erased.
    private: Mapped[bool] = mapped_column(default=False, server_default=false())
    milliseconds: Mapped[int | None]
    # Of that time the stages, in milliseconds by name (:mod:`bot.kit.stages`); stages may overlap.
    stages: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    # Who bid to answer, how sure and why, the one who spoke first (「为什么这样答」).
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    # Digest of what the entry given was made from (:class:`AnswerBasis`).
    basis: Mapped[str] = mapped_column(String(64), default="", server_default="")
    # How often the platform delivered the message, and how the answer left: ``passive`` in the
    # platform's own request, ``late`` by the outbox.
    tries: Mapped[int] = mapped_column(default=1, server_default="1")
    delivered: Mapped[str] = mapped_column(String(10), default="", server_default="")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))
    leased_until: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerBasis(Base):
    """What answers were made from, once for all turns with the same; nothing of a citizen's."""

    __tablename__ = "answer_basis"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class AnswerVote(Base):
    """Whether a citizen found an answer useful (有用、没用): the last word counts."""

    __tablename__ = "answer_vote"

    turn_id: Mapped[int] = mapped_column(
        ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True
    )
    entry: Mapped[str] = mapped_column(String(120), index=True)
    useful: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class OpenTurn(Base):
    """A turn whose answer has not left yet: the message, sealed, and who answers it.

    ``message_sealed`` is sealed for :data:`bot.conversation.open_turns.MESSAGE_FIELD`, with the
    address: also the answer of a private turn must find its way when a process dies.
    """

    __tablename__ = "open_turn"

    turn_id: Mapped[int] = mapped_column(
        ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True
    )
    # Stays until the answer has left, also when the turn loses its tie to the conversation.
    conversation: Mapped[str] = mapped_column(String(64), index=True)
    message_sealed: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=1)


class ConversationState(Base):
    """What must be remembered between two turns of one conversation."""

    __tablename__ = "conversation_state"

    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    in_form: Mapped[bool] = mapped_column(default=False)
    # Whether a case's form may be open; the draft itself says how it stands.
    case_open: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Sealed: the number of a case just opened by its code; erased by the next message or a sweep.
    case_in_hand: Mapped[str] = mapped_column(Text, default="", server_default="")
    rest: Mapped[str] = mapped_column(Text, default="")
    last_replies: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # Public words of the knowledge base only (:mod:`bot.conversation.memory`), and since when.
    memory: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    remembered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What was told before a form was opened (:mod:`bot.conversation.told`), and since when.
    told_sealed: Mapped[str] = mapped_column(Text, default="", server_default="")
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=lambda: datetime.now(UTC), onupdate=lambda: datetime.now(UTC)
    )


class UnansweredQuestion(Base):
    """A question kept for staff: unsure, unknown, or called wrong by the citizen."""

    __tablename__ = "unanswered_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(10))
    score: Mapped[float | None]
    channel: Mapped[str] = mapped_column(String(20))
    # Where it was asked, for as long as the turn is kept.
    turn_id: Mapped[int | None] = mapped_column(
        ForeignKey("turn.id", ondelete="SET NULL"), index=True
    )
    # The group it was put into; staff decide about groups.
    cluster_id: Mapped[int | None] = mapped_column(index=True)
    asked_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=lambda: datetime.now(UTC), index=True
    )
