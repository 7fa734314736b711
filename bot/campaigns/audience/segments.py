"""Segments (人群): who of the subscribers a piece goes to, as one condition in SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from bot.citizens.models import Subscriber, Subscription
from bot.conversation.models import Turn

MOST_DAYS = 180  # turns are kept that long


@dataclass(frozen=True)
class Segment:
    """Subscribers who fulfil every condition; an empty one doesn't narrow.

    Args:
        topics: subscribed to at least one of them.
        audiences: slugs; an empty text in it means those who said nothing.
        districts: names.
        channels: platforms.
        active_days: wrote something in the last so many days; 0 for any.
    """

    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    active_days: int = 0

    def to_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Segment:
        """What :meth:`to_json` wrote."""
        lists = {name: tuple(data.get(name, ())) for name in _LISTS}
        return cls(**lists, active_days=int(data.get("active_days", 0)))

    @property
    def key(self) -> str:
        """The same for the same segment; names its tag."""
        written = json.dumps(
            {**{name: sorted(getattr(self, name)) for name in _LISTS}, "days": self.active_days},
            ensure_ascii=False,
            sort_keys=True,
        )
        return hashlib.sha256(written.encode()).hexdigest()

    def condition(self, now: datetime) -> ColumnElement[bool]:
        """Of a :class:`Subscriber` row."""
        asked = exists().where(Subscription.subscriber_id == Subscriber.id)
        if self.topics:
            asked = asked.where(Subscription.topic.in_(self.topics))
        found: ColumnElement[bool] = asked
        for column, wanted in (
            (Subscriber.audience, self.audiences),
            (Subscriber.district, self.districts),
            (Subscriber.channel, self.channels),
        ):
            if wanted:
                found = found & column.in_(wanted)
        if self.active_days:
            since = now - timedelta(days=self.active_days)
            found = found & exists().where(
                Turn.conversation == Subscriber.conversation, Turn.received_at >= since
            )
        return found

    def page(self, after: int, now: datetime, most: int) -> Select[Any]:
        """Subscribers in the order of their numbers, from the one after ``after``."""
        return (
            select(Subscriber)
            .where(Subscriber.id > after, self.condition(now))
            .order_by(Subscriber.id)
            .limit(most)
        )

    def count(self, session: Session, now: datetime) -> dict[str, int]:
        """How many there are, by channel."""
        rows = session.execute(
            select(Subscriber.channel, func.count())
            .where(self.condition(now))
            .group_by(Subscriber.channel)
        )
        return {channel: count for channel, count in rows}


_LISTS = ("topics", "audiences", "districts", "channels")
