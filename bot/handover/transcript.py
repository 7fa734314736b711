"""What is said in a handover: kept, sent to the citizen, and whether it has arrived."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handover.models import ADDRESS_FIELD, TEXT_FIELD, Handover, HandoverMessage, HandoverState
from bot.kit.clock import Clock
from bot.kit.sealing import Keyring
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.sender import Body
from bot.outbox.service import NewMessage, Outbox

CITIZEN, STAFF, SERVICE = "citizen", "staff", "service"
# Said among staff only: it goes to no citizen, and into no export of their data.
NOTE = "note"
PURPOSE = "handover"
FETCHED_WITHIN = timedelta(seconds=60)  # an open page asks every few seconds
PRESSED_TWICE = timedelta(seconds=10)


class Delivery(enum.Enum):
    """Where what staff said is on its way to the citizen."""

    ARRIVED = "送到了"
    ON_THE_WAY = "正在送"
    NOT_SHOWN = "市民的网页还没有取走，可能关掉了"
    HELD = "没有送到，市民下次来时先送"
    FAILED = "没有送到"
    UNKNOWN = "不知道送到没有"

    @property
    def is_missed(self) -> bool:
        """Whether the citizen has, or may have, not got it."""
        return self not in (Delivery.ARRIVED, Delivery.ON_THE_WAY)


_BY_STATUS = {
    OutboxStatus.QUEUED.value: Delivery.ON_THE_WAY,
    OutboxStatus.SENDING.value: Delivery.ON_THE_WAY,
    OutboxStatus.SENT.value: Delivery.ARRIVED,
    OutboxStatus.UNKNOWN.value: Delivery.UNKNOWN,
    OutboxStatus.FAILED.value: Delivery.FAILED,
    OutboxStatus.HELD.value: Delivery.HELD,
}


@dataclass(frozen=True, repr=False)
class Said:
    """One message of a handover, opened.

    Args:
        delivery: None for what goes to nobody, or of what nothing is known any more.
        number: of the message.
    """

    who: str
    text: str
    at: datetime
    delivery: Delivery | None = None
    number: int = 0


@dataclass(frozen=True)
class Transcript:
    """Writes and reads the messages of handovers.

    Args:
        keyring: seals what is said, and addresses.
        outbox: carries it on channels that are sent to.
        clock: the present moment.
    """

    keyring: Keyring
    outbox: Outbox
    clock: Clock

    def said(self, session: Session, handover: Handover) -> list[Said]:
        """What was said, oldest first."""
        rows = list(
            session.scalars(
                select(HandoverMessage)
                .where(HandoverMessage.handover_id == handover.id)
                .order_by(HandoverMessage.id)
            )
        )
        sent = select(OutboxMessage.dedupe_key, OutboxMessage.status).where(
            OutboxMessage.purpose == PURPOSE, OutboxMessage.conversation == handover.conversation
        )
        # The key is 「handover:number:moment」.
        statuses = {key.split(":")[1]: status for key, status in session.execute(sent)}
        return [
            Said(
                row.who,
                self.keyring.open(row.text_sealed, TEXT_FIELD),
                row.at,
                _delivery(handover, row, statuses, self.clock()),
                row.id,
            )
            for row in rows
        ]

    def is_repeated(self, session: Session, row: Handover, words: str) -> bool:
        """Whether these were the last words just now: a button was pressed twice."""
        last = session.scalar(
            select(HandoverMessage)
            .where(HandoverMessage.handover_id == row.id)
            .order_by(HandoverMessage.id.desc())
            .limit(1)
        )
        return (
            last is not None
            and last.who == STAFF
            and self.clock() - last.at < PRESSED_TWICE
            and self.keyring.open(last.text_sealed, TEXT_FIELD) == words
        )

    @staticmethod
    def awaits_word(session: Session, row: Handover) -> bool:
        """Whether the citizen spoke last."""
        last = session.scalar(
            select(HandoverMessage.who)
            .where(HandoverMessage.handover_id == row.id, HandoverMessage.who.in_((CITIZEN, STAFF)))
            .order_by(HandoverMessage.id.desc())
            .limit(1)
        )
        return last == CITIZEN

    def end(self, row: Handover) -> None:
        """The conversation is over."""
        row.state, row.changed_at = HandoverState.ENDED.value, self.clock()
        # Needed no longer: what was said is kept for a while, how to reach somebody isn't.
        row.address_sealed = row.contact_sealed = ""

    def tell(self, session: Session, row: Handover, text: str) -> None:
        """Say something of the service's own."""
        self.send(session, row, self.keep(session, row, SERVICE, text), text)

    def keep(self, session: Session, row: Handover, who: str, text: str) -> int:
        """Write down what somebody said; the number of the message."""
        kept = HandoverMessage(
            handover_id=row.id,
            who=who,
            text_sealed=self.keyring.seal(text, TEXT_FIELD),
            at=self.clock(),
        )
        session.add(kept)
        session.flush()
        return kept.id

    def send(self, session: Session, row: Handover, message: int, text: str) -> None:
        """Let what was kept leave for the citizen, where their channel is sent to."""
        address = self.keyring.open(row.address_sealed, ADDRESS_FIELD) if row.address_sealed else ""
        if not address:
            return  # the web page fetches it
        sealed = NewMessage.seal(
            self.keyring,
            purpose=PURPOSE,
            # With the moment: SQLite gives the number of a deleted row again.
            dedupe_key=f"handover:{message}:{self.clock().isoformat()}",
            conversation=row.conversation,
            channel=row.channel,
            address=address,
            body=Body(text),
        )
        self.outbox.put_in(session, sealed)


def _delivery(
    handover: Handover, row: HandoverMessage, statuses: Mapping[str, str], now: datetime
) -> Delivery | None:
    if row.who not in (STAFF, SERVICE):
        return None
    if (status := statuses.get(str(row.id))) is not None:
        return _BY_STATUS[status]
    if handover.channel != "web":
        return None
    if row.fetched:
        return Delivery.ARRIVED
    return Delivery.ON_THE_WAY if now - row.at < FETCHED_WITHIN else Delivery.NOT_SHOWN
