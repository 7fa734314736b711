"""Tables of handovers; what was said is sealed."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime

TEXT_FIELD, ADDRESS_FIELD = "handover_message.text", "handover.address"
CONTACT_FIELD = "handover.contact"
FILE_FIELD = "handover_file.content"


class HandoverState(enum.StrEnum):
    """Where a handover stands."""

    WAITING = "waiting"  # for somebody to take it
    TAKEN = "taken"  # a person speaks
    CALLBACK = "callback"  # nobody was there; to be answered later
    ENDED = "ended"


LIVE = (HandoverState.WAITING.value, HandoverState.TAKEN.value)


class Handover(Base):
    """One conversation with a person."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    address_sealed: Mapped[str] = mapped_column(Text)
    # A telephone number the citizen wants to be called at.
    contact_sealed: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), index=True)
    staff: Mapped[str] = mapped_column(String(60), default="")
    callback_on: Mapped[date | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The last thing that happened; who watches the list looks at it.
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    staff_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HandoverMessage(Base):
    """Something said in it, by the citizen, the staff or the service."""

    __tablename__ = "handover_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(
        ForeignKey("handover.id", ondelete="CASCADE"), index=True
    )
    who: Mapped[str] = mapped_column(String(10))
    text_sealed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Whether the web page has fetched it; other channels get it by the outbox.
    fetched: Mapped[bool] = mapped_column(default=False)


class HandoverFile(Base):
    """A picture or a PDF that came with a message, or was sent with one."""

    __tablename__ = "handover_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(
        ForeignKey("handover_message.id", ondelete="CASCADE"), unique=True
    )
    # What its address is named by; nobody can guess it.
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    # Base64 of the bytes.
    content_sealed: Mapped[str] = mapped_column(Text)
