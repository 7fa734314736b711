"""The table of watched standards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


class Watch(Base):
    """One thing somebody watches, until they stop or leave.

    ``target`` is an undated number, or ``product:`` and what it is called in products.yml.
    ``address_sealed`` is the platform's id, sealed for ``watch.address``; empty on the web, where
    the page comes and asks. ``seen`` is how each number stood when they were last told.
    ``opened_on`` is the day a browser was last here; None for who can be written to.
    """

    __tablename__ = "watch"
    __table_args__ = (UniqueConstraint("conversation", "target", name="uq_watch_target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(20))
    address_sealed: Mapped[str] = mapped_column(Text, default="")
    target: Mapped[str] = mapped_column(String(80))
    seen: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_on: Mapped[date | None]
