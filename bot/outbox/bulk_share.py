"""Each person's share of pieces in a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.outbox.bulk_models import Delivery, DeliveryStatus
from bot.outbox.bulk_rules import Cap

_COUNTED = (DeliveryStatus.SENT.value, DeliveryStatus.UNKNOWN.value)


def full(session: Session, conversations: Sequence[str], cap: Cap, now: datetime) -> set[str]:
    """Who has had their share; what may have arrived counts as arrived."""
    counted = (
        select(Delivery.conversation)
        .where(
            Delivery.conversation.in_(conversations),
            Delivery.status.in_(_COUNTED),
            Delivery.sent_at > now - cap.within,
        )
        .group_by(Delivery.conversation)
        .having(func.count() >= cap.most)
    )
    return set(session.scalars(counted))
