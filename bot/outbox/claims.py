"""Taking messages out of the queue and noting what became of them: one transaction each."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from bot.kit.sealing import Keyring, SealBroken
from bot.outbox.counters import Grant
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.quota import QuotaLedger
from bot.outbox.sender import (
    ADDRESS_FIELD,
    Again,
    Body,
    CitizenGone,
    NeedsOperator,
    NotThisWay,
    Outgoing,
    Sender,
    SendFailed,
)
from bot.outbox.settling import write_down

LEASE = timedelta(minutes=3)  # far longer than five parts with all their timeouts
MOST_TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 3600.0  # seconds

NO_SENDER = "这个渠道不能主动发消息，市民下次来时先送。"
NO_WAY = "现在没有可用的发送方式（不在允许的时间内、次数用完或没有同意通知），市民下次来时先送。"
INTERRUPTED = "发送时程序中断，不能确定市民是否收到，不会自动重发，请人工核对。"
NO_ADDRESS = "不知道发到哪里（市民离开过），市民下次来时先送。"
NO_TRACE = {"address_sealed": "", "body_sealed": ""}
UNREADABLE = "消息内容无法解密，请检查密钥设置。"


@dataclass(frozen=True, repr=False)
class Claim:
    """A message that is ours to send, marked SENDING, with what it may use up."""

    message: Outgoing
    channel: str
    route: str
    grant: Grant
    attempts: int
    sender: Sender


class Claims:
    """The queue in the database.

    Args:
        ledger: asked before anything is marked SENDING.
        keyring: opens addresses and bodies.
        senders: by channel.
    """

    def __init__(
        self, ledger: QuotaLedger, keyring: Keyring, senders: Mapping[str, Sender]
    ) -> None:
        self._ledger = ledger
        self._keyring = keyring
        self._senders = senders

    def recover(self, session: Session, now: datetime) -> int:
        """Look at what a dead process left in SENDING; returns how many.

        It is repeated only where the platform recognises a repetition; otherwise nobody knows.
        """
        left = session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.status == OutboxStatus.SENDING.value,
                OutboxMessage.leased_until < now,
            )
            .with_for_update(skip_locked=True)
        ).all()
        for row in left:
            sender = self._senders.get(row.channel)
            again = sender is not None and sender.repeatable(row.route)
            row.status = (OutboxStatus.QUEUED if again else OutboxStatus.UNKNOWN).value
            row.reason = INTERRUPTED if not again else ""
            row.leased_until = None
            if not again:
                _leave_no_trace(row)
        return len(left)

    def next(
        self, session: Session, now: datetime, paused: Collection[str]
    ) -> Claim | OutboxStatus | None:
        """The next message to send; a status when one was put aside; None when none is due.

        The mark SENDING, the route and the quota are written together, before we speak.
        """
        row = session.scalar(_due(now, paused))
        if row is None:
            return None
        sender = self._senders.get(row.channel)
        if sender is None:
            return _aside(row, OutboxStatus.HELD, NO_SENDER)
        try:
            message = self._outgoing(row)
        except SealBroken:
            return _aside(row, OutboxStatus.FAILED, UNREADABLE)
        if not message.address:
            return _aside(row, OutboxStatus.HELD, row.reason or NO_ADDRESS)
        for route in row.routes:
            grant = self._ledger.take_for(session, row, sender.plan(message, route), now)
            if grant is not None:
                row.status, row.route = OutboxStatus.SENDING.value, route
                row.attempts += 1
                row.leased_until = now + LEASE
                return Claim(message, row.channel, route, grant, row.attempts, sender)
        return _aside(row, OutboxStatus.HELD, row.reason or NO_WAY)

    def sent(self, session: Session, claim: Claim, now: datetime, platform_id: str) -> None:
        """It reached the platform, even if a colleague has called it unknown in the meantime."""
        sent = OutboxStatus.SENT
        self._save(session, claim, sent, reason="", sent_at=now, platform_id=platform_id[:64])

    def failed(
        self, session: Session, claim: Claim, failure: SendFailed, now: datetime
    ) -> OutboxStatus:
        """What a failure makes of a message: again, by another route, failed or unknown."""
        self._ledger.settle(session, claim.grant, failure)
        reason = failure.for_staff[:300]
        if isinstance(failure, NotThisWay):
            return self._without_route(session, claim, reason)
        if isinstance(failure, Again):
            return self._again(session, claim, failure, reason, now)
        is_gone = isinstance(failure, CitizenGone)
        status = OutboxStatus.FAILED if is_gone else OutboxStatus.UNKNOWN
        self._save(session, claim, status, reason=reason)
        return status

    def _again(
        self, session: Session, claim: Claim, failure: Again, reason: str, now: datetime
    ) -> OutboxStatus:
        """Back into the queue for later; after too many tries it is kept for the citizen."""
        counts = not isinstance(failure, NeedsOperator)
        if counts and claim.attempts >= MOST_TRIES:
            self._save(session, claim, OutboxStatus.HELD, reason=reason)
            return OutboxStatus.HELD
        pause = max(failure.after, min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (claim.attempts - 1)))
        moment = now + timedelta(seconds=pause * random.uniform(1.0, 1.1))
        attempts = claim.attempts if counts else claim.attempts - 1
        later = {"not_before": moment, "attempts": attempts}
        self._save(session, claim, OutboxStatus.QUEUED, reason=reason, **later)
        return OutboxStatus.QUEUED

    def _without_route(self, session: Session, claim: Claim, reason: str) -> OutboxStatus:
        """This route is closed to this message: the others are tried at once."""
        row = session.get_one(OutboxMessage, claim.message.id)
        if row.status == OutboxStatus.SENDING.value:
            row.routes = [route for route in row.routes if route != claim.route]
            row.status, row.reason = OutboxStatus.QUEUED.value, reason
            row.leased_until = None
        return OutboxStatus(row.status)

    def _save(self, session: Session, claim: Claim, status: OutboxStatus, **values: object) -> None:
        if not claim.message.conversation and status is not OutboxStatus.QUEUED:
            values |= NO_TRACE
            status = OutboxStatus.SENT if status is OutboxStatus.SENT else OutboxStatus.FAILED
        write_down(session, OutboxMessage, claim.message.id, status=status.value, **values)

    def _outgoing(self, row: OutboxMessage) -> Outgoing:
        address = self._keyring.open(row.address_sealed, ADDRESS_FIELD)
        body = Body.opened(row.body_sealed, self._keyring)
        return Outgoing(row.id, row.purpose, row.conversation, address, body)


def _due(now: datetime, paused: Collection[str]) -> Select[OutboxMessage]:
    """The message that is due longest, unless an older one of the same citizen is on its way.

    What is planned for a later hour holds nothing up; what waits for another try does, so that
    「已受理」 never arrives after 「已办结」.
    """
    older = aliased(OutboxMessage)
    waiting = (older.status == OutboxStatus.QUEUED.value) & (
        (older.attempts > 0) | (older.not_before <= now)
    )
    on_its_way = exists().where(
        older.channel == OutboxMessage.channel,
        older.conversation == OutboxMessage.conversation,
        older.id < OutboxMessage.id,
        waiting | (older.status == OutboxStatus.SENDING.value),
    )
    return (
        select(OutboxMessage)
        .where(
            OutboxMessage.status == OutboxStatus.QUEUED.value,
            OutboxMessage.not_before <= now,
            OutboxMessage.channel.not_in(list(paused)),
            ~on_its_way,
        )
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _aside(row: OutboxMessage, status: OutboxStatus, reason: str) -> OutboxStatus:
    row.status, row.reason = status.value, reason
    _leave_no_trace(row)
    return OutboxStatus(row.status)


def _leave_no_trace(row: OutboxMessage) -> None:
    """What belongs to no conversation can't wait for its next message, and is kept no longer."""
    if not row.conversation:
        row.status = OutboxStatus.FAILED.value
        row.address_sealed = row.body_sealed = ""
