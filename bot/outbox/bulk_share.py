"""Each person's share of pieces in a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.outbox.bulk_models import Delivery, DeliveryStatus
from bot.outbox.bulk_rules import Cap

_COUNTED = (DeliveryStatus.SENT.value, DeliveryStatus.UNKNOWN.value)
_ON_ITS_WAY = DeliveryStatus.SENDING.value


def full(session: Session, conversations: Sequence[str], cap: Cap, now: datetime) -> set[str]:
    """Who has had their share; what is on its way or may have arrived counts as arrived."""
    counted = (
        select(Delivery.conversation)
        .where(
            Delivery.conversation.in_(conversations),
            or_(
                Delivery.status == _ON_ITS_WAY,
                and_(Delivery.status.in_(_COUNTED), Delivery.sent_at > now - cap.within),
            ),
        )
        .group_by(Delivery.conversation)
        .having(func.count() >= cap.most)
    )
    return set(session.scalars(counted))
