"""What a delivery to many asks of whoever made it: the words, and whom not to disturb now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from bot.outbox.sender import Body


@dataclass(frozen=True)
class Copy:
    """One recipient's copy of a piece.

    Args:
        piece: its number.
        channel: the platform.
        audience: slug, empty for the base version.
        district: name, empty if it isn't known.
    """

    piece: int
    channel: str
    audience: str
    district: str


class BulkRules(Protocol):
    """Decides what each recipient gets, and when."""

    def body(self, session: Session, copy: Copy) -> Body:
        """The words for a recipient; the same for all with the same copy."""

    def busy(self, session: Session, conversations: Collection[str]) -> set[str]:
        """Those in the middle of something a message would disturb."""

    def asked(self, session: Session, broadcast: int, conversations: Collection[str]) -> set[str]:
        """Those who still want what the broadcast brings."""

    def opens(self, now: datetime) -> datetime:
        """The end of the quiet hours if they are now, else the moment itself."""


@dataclass(frozen=True)
class Cap:
    """At most ``most`` pieces for one person within a time."""

    most: int
    within: timedelta
