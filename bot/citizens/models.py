"""Tables of citizens: where those who agreed can be reached, and what they subscribed to."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


class CitizenAddress(Base):
    """Where a citizen with a named case can be told of changes.

    ``address_sealed`` is the platform's id (openid, chat id), sealed for the field
    ``citizen_address.address``; the key is the pseudonym, so nothing here names a person.
    """

    __tablename__ = "citizen_address"

    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    address_sealed: Mapped[str] = mapped_column(Text)
    consented_at: Mapped[datetime] = mapped_column(UtcDateTime, default=lambda: datetime.now(UTC))


class Subscriber(Base):
    """Somebody who asked for campaigns, until they stop everything.

    ``address_sealed`` is the platform's id, sealed for ``subscriber.address``; empty on the web,
    where the page comes and asks. ``audience`` and ``district`` are what they chose to say, empty
    otherwise. Who stopped has no topics and no address. ``opened_on`` is the day a browser was last
    here; None for who can be written to.
    """

    __tablename__ = "subscriber"
    __table_args__ = (Index("ix_subscriber_segment", "channel", "audience", "district"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[str] = mapped_column(String(20))
    address_sealed: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(20), default="")
    district: Mapped[str] = mapped_column(String(30), default="")
    subscribed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_on: Mapped[date | None]


class Subscription(Base):
    """One topic of one subscriber."""

    __tablename__ = "subscription"
    __table_args__ = (Index("ix_subscription_topic", "topic", "subscriber_id"),)

    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscriber.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(String(30), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class ConsentRecord(Base):
    """That somebody agreed or withdrew, when, and to which words (PIPL art. 14 and 15).

    The pseudonym is emptied when they leave the platform; what is left counts and names nobody.
    """

    __tablename__ = "consent_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(20), default="")
    district: Mapped[str] = mapped_column(String(30), default="")
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    given: Mapped[bool]
    wording: Mapped[str] = mapped_column(Text)
    via: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
