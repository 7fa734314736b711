"""What both queues do alike with a message that is theirs: speak, write down what came of it."""

from __future__ import annotations

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.outbox.bulk_models import Delivery, DeliveryStatus
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.sender import Outgoing, Sender, SendFailed, Uncertain

log = structlog.get_logger()

UNEXPECTED = "发送时出现意外错误，不能确定市民是否收到，请人工核对。"
# A colleague may have called a message unknown that arrives after all; what a person has settled
# stays as they did.
_OPEN = {
    OutboxMessage: (OutboxStatus.SENDING.value, OutboxStatus.UNKNOWN.value),
    Delivery: (DeliveryStatus.SENDING.value, DeliveryStatus.UNKNOWN.value),
}


async def speak(sender: Sender, message: Outgoing, route: str) -> str | SendFailed:
    """Send a message: the platform's id of it, or what kept it from leaving."""
    try:
        return await sender.send(message, route)
    except SendFailed as failure:
        return failure
    except Exception:
        log.exception("outbox.unexpected", message=message.id, purpose=message.purpose, route=route)
        return Uncertain(UNEXPECTED)


def write_down(
    session: Session, queue: type[OutboxMessage | Delivery], number: int, **values: object
) -> None:
    """What became of a row that was marked SENDING."""
    session.execute(
        update(queue)
        .where(queue.id == number, queue.status.in_(_OPEN[queue]))
        .values(leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )
