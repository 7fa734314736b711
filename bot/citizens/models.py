"""Tables of citizens: where those who agreed can be reached."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import String, Text
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
