"""The queue of what is sent to many: rows are taken in small chunks, each in one transaction."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from bot.citizens.models import Subscriber
from bot.citizens.subscriptions import ADDRESS_FIELD
from bot.kit.db import insert
from bot.kit.sealing import Keyring, SealBroken
from bot.outbox.bulk_models import BulkRun, Delivery, DeliveryStatus, SendingPace
from bot.outbox.bulk_rules import BulkRules, Cap, Copy
from bot.outbox.bulk_share import full
from bot.outbox.counters import Grant
from bot.outbox.quota import QuotaLedger
from bot.outbox.sender import (
    ALL_ROUTES,
    Again,
    CitizenGone,
    NeedsOperator,
    NotThisWay,
    Outgoing,
    Sender,
    SendFailed,
)
from bot.outbox.settling import write_down

PURPOSE = "campaign"
LEASE = timedelta(minutes=3)
MOST_TRIES = 5
BUSY_FOR = timedelta(minutes=30)
# A chunk may be claimed this long before its first message is due, so that no time is lost.
AHEAD = timedelta(seconds=0.3)
SMALLEST, LARGEST = 4, 100

LEFT = "已经退订或离开，没有发送。"
TOO_MANY = "这位市民近期收到的推送已到上限，没有发送。"
NO_WAY = "没有可用的发送方式（不在 48 小时内、次数用完或没有同意订阅通知）。"
UNREADABLE = "接收地址无法解密，请检查密钥设置。"
TOO_LATE = "过了发送的时限，没有发送。"
INTERRUPTED = "发送时程序中断，不能确定是否收到，不会自动重发。"
GAVE_UP = "多次发送没有成功："


@dataclass(frozen=True, repr=False)
class Claimed:
    """A row that is ours to send, marked SENDING."""

    delivery: int
    message: Outgoing
    route: str
    grant: Grant
    attempts: int


@dataclass(frozen=True)
class Chunk:
    """Rows to send one after another.

    Args:
        rows: marked SENDING.
        starts: when the first may leave.
        step: time between two.
    """

    rows: tuple[Claimed, ...]
    starts: datetime
    step: timedelta


@dataclass(frozen=True)
class Wait:
    """Nothing to send for some seconds."""

    seconds: float


@dataclass(frozen=True, repr=False)
class Settled:
    """What became of a claimed row; no failure means that it left."""

    row: Claimed
    failure: SendFailed | None


class BulkQueue:
    """Takes rows and notes what became of them; every method is one transaction's work.

    Args:
        ledger: asked before a row is marked SENDING.
        keyring: opens addresses.
        rules: words and whom not to disturb.
        cap: how many pieces one person may get.
        lease: after this a row left in SENDING belongs to a dead process.
    """

    def __init__(
        self,
        ledger: QuotaLedger,
        keyring: Keyring,
        rules: BulkRules,
        cap: Cap,
        lease: timedelta = LEASE,
    ) -> None:
        self._ledger = ledger
        self._keyring = keyring
        self._rules = rules
        self._cap = cap
        self._lease = lease

    def recover(self, session: Session, now: datetime) -> int:
        """Call what a dead process left in SENDING unknown; returns how many."""
        done = session.execute(
            update(Delivery)
            .where(Delivery.status == DeliveryStatus.SENDING.value, Delivery.leased_until < now)
            .values(
                status=DeliveryStatus.UNKNOWN.value,
                reason=INTERRUPTED,
                leased_until=None,
                sent_at=now,
            )
            .execution_options(synchronize_session=False)
        )
        return int(done.rowcount)  # type: ignore[attr-defined]

    def claim(self, session: Session, channel: str, sender: Sender, now: datetime) -> Chunk | Wait:
        """The next rows of a channel, marked SENDING before anybody speaks.

        The pace row is locked first: the processes of a channel take turns, and together keep to
        its limit.
        """
        if (opens := self._rules.opens(now)) > now:
            return Wait(min(60.0, (opens - now).total_seconds()))
        pace = _pace(session, channel, now)
        if pace.next_at > now + AHEAD:
            return Wait((pace.next_at - AHEAD - now).total_seconds())
        step = timedelta(seconds=sender.seconds_between)
        rows = self._due(session, channel, now, _size(sender.seconds_between))
        if not rows:
            return Wait(1.0)
        claimed = self._take(session, rows, sender, now)
        starts = max(now, pace.next_at)
        pace.next_at = starts + step * len(claimed)
        session.flush()
        return Chunk(tuple(claimed), starts, step)

    def settle(
        self, session: Session, channel: str, done: Sequence[Settled], now: datetime
    ) -> None:
        """Note what became of a chunk."""
        if any(isinstance(one.failure, Again) for one in done):
            # The pace comes first, as in claim: two who lock in turn don't block each other.
            _pace(session, channel, now)
        changes = [(one.row.delivery, self._outcome(session, channel, one, now)) for one in done]
        for number, change in changes:
            write_down(session, Delivery, number, **change)

    def expire(self, session: Session, now: datetime, most: int = 5000) -> int:
        """Fail what is still queued after its broadcast's time; returns how many (at most)."""
        late = select(BulkRun.broadcast_id).where(BulkRun.until < now)
        ids = select(Delivery.id).where(
            Delivery.status == DeliveryStatus.QUEUED.value, Delivery.broadcast_id.in_(late)
        )
        done = session.execute(
            update(Delivery)
            .where(Delivery.id.in_(ids.limit(most).scalar_subquery()))
            .values(status=DeliveryStatus.FAILED.value, reason=TOO_LATE)
            .execution_options(synchronize_session=False)
        )
        return int(done.rowcount)  # type: ignore[attr-defined]

    def fetch(
        self, session: Session, conversation: str, now: datetime
    ) -> list[tuple[int, Outgoing]]:
        """What waits for a citizen's visit to the page; it counts as sent from here on.

        Returns:
            The piece's number and the message, oldest first.
        """
        query = _for_visit(select(Delivery), conversation, now)
        rows = session.scalars(
            query.order_by(Delivery.id).limit(5).with_for_update(of=Delivery)
        ).all()
        found = []
        for row in rows:
            if not self._rules.asked(session, row.broadcast_id, [conversation]):
                _aside(row, LEFT)
                continue
            row.status, row.route, row.sent_at = DeliveryStatus.SENT.value, "inbox", now
            found.append((row.piece_id, self._outgoing(session, row, "")))
        return found

    @staticmethod
    def waiting(session: Session, conversation: str, now: datetime) -> int:
        """How many pieces a citizen's visit would find; they go on waiting."""
        query = _for_visit(select(func.count()).select_from(Delivery), conversation, now)
        return session.scalar(query) or 0

    def _due(self, session: Session, channel: str, now: datetime, most: int) -> list[Delivery]:
        """The rows that are due, of the broadcast that began first."""
        runs = session.scalars(
            select(BulkRun.broadcast_id)
            .where(BulkRun.running, BulkRun.until >= now)
            .order_by(BulkRun.broadcast_id)
        ).all()
        for broadcast in runs:
            rows = list(session.scalars(_queued(channel, broadcast, now, most)))
            if rows:
                return rows
        return []

    def _take(
        self, session: Session, rows: Sequence[Delivery], sender: Sender, now: datetime
    ) -> list[Claimed]:
        conversations = [row.conversation for row in rows]
        asked = self._rules.asked(session, rows[0].broadcast_id, conversations)
        addresses = self._addresses(session, asked)
        busy = self._rules.busy(session, conversations)
        served = full(session, conversations, self._cap, now)
        claimed = []
        for row in rows:
            sealed = addresses.get(row.conversation)
            if sealed is None:
                _aside(row, LEFT)
            elif row.conversation in served:
                _aside(row, TOO_MANY)
            elif row.conversation in busy:
                row.not_before = now + BUSY_FOR
            elif (one := self._claim(session, row, sealed, sender, now)) is not None:
                claimed.append(one)
        return claimed

    def _claim(
        self, session: Session, row: Delivery, sealed: str, sender: Sender, now: datetime
    ) -> Claimed | None:
        try:
            address = self._keyring.open(sealed, ADDRESS_FIELD)
        except SealBroken:
            _aside(row, UNREADABLE)
            return None
        message = self._outgoing(session, row, address)
        for route in _routes_left(row):
            grant = self._ledger.take_for(session, row, sender.plan(message, route), now)
            if grant is None:
                continue
            row.status, row.route, row.reason = DeliveryStatus.SENDING.value, route, ""
            row.attempts += 1
            row.leased_until = now + self._lease
            return Claimed(row.id, message, route, grant, row.attempts)
        _aside(row, row.reason or NO_WAY)
        return None

    def _outgoing(self, session: Session, row: Delivery, address: str) -> Outgoing:
        copy = Copy(row.piece_id, row.channel, row.audience, row.district)
        return Outgoing(row.id, PURPOSE, row.conversation, address, self._rules.body(session, copy))

    def _addresses(self, session: Session, conversations: Collection[str]) -> dict[str, str]:
        found = session.execute(
            select(Subscriber.conversation, Subscriber.address_sealed).where(
                Subscriber.conversation.in_(conversations), Subscriber.address_sealed != ""
            )
        )
        return {conversation: sealed for conversation, sealed in found}

    def _outcome(
        self, session: Session, channel: str, one: Settled, now: datetime
    ) -> dict[str, object]:
        row, failure = one.row, one.failure
        if failure is None:
            return {"status": DeliveryStatus.SENT.value, "reason": "", "sent_at": now}
        self._ledger.settle(session, row.grant, failure)
        reason = failure.for_staff[:200]
        if isinstance(failure, Again):
            return self._again(session, channel, row, failure, now)
        if isinstance(failure, NotThisWay):
            return {"status": DeliveryStatus.QUEUED.value, "reason": reason}
        if isinstance(failure, CitizenGone):
            return {"status": DeliveryStatus.FAILED.value, "reason": reason}
        # Nobody knows whether it arrived; it counts for the person's share.
        return {"status": DeliveryStatus.UNKNOWN.value, "reason": reason, "sent_at": now}

    def _again(
        self, session: Session, channel: str, row: Claimed, failure: Again, now: datetime
    ) -> dict[str, object]:
        if failure.everybody:
            pace = _pace(session, channel, now)
            pace.next_at = max(pace.next_at, now + timedelta(seconds=failure.after))
            session.flush()
        counts = not isinstance(failure, NeedsOperator)
        if counts and row.attempts >= MOST_TRIES:
            reason = f"{GAVE_UP}{failure.for_staff}"[:200]
            return {"status": DeliveryStatus.FAILED.value, "reason": reason}
        return {
            "status": DeliveryStatus.QUEUED.value,
            "route": "",
            "reason": failure.for_staff[:200],
            "not_before": now + timedelta(seconds=failure.after * random.uniform(1.0, 1.2)),
            "attempts": row.attempts if counts else row.attempts - 1,
        }


def _size(seconds_between: float) -> int:
    """About a tenth of a second's messages: few are unknown if the process dies."""
    if seconds_between <= 0:
        return LARGEST
    return max(SMALLEST, min(LARGEST, round(0.1 / seconds_between)))


def _for_visit(query: Select[Any], conversation: str, now: datetime) -> Select[Any]:
    return query.join(BulkRun, BulkRun.broadcast_id == Delivery.broadcast_id).where(
        Delivery.conversation == conversation,
        Delivery.channel == "web",
        Delivery.status == DeliveryStatus.QUEUED.value,
        Delivery.not_before <= now,
        BulkRun.running,
        BulkRun.until >= now,
    )


def _queued(channel: str, broadcast: int, now: datetime, most: int) -> Select[Delivery]:
    return (
        select(Delivery)
        .where(
            Delivery.channel == channel,
            Delivery.status == DeliveryStatus.QUEUED.value,
            Delivery.broadcast_id == broadcast,
            Delivery.not_before <= now,
        )
        .order_by(Delivery.not_before, Delivery.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )


def _pace(session: Session, channel: str, now: datetime) -> SendingPace:
    """The channel's pace, locked until the transaction ends."""
    session.execute(
        insert(session, SendingPace)
        .values(channel=channel, next_at=now)
        .on_conflict_do_nothing(index_elements=["channel"])
    )
    query = select(SendingPace).where(SendingPace.channel == channel).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _routes_left(row: Delivery) -> Sequence[str]:
    """The ways not tried yet: a row that came back names the one that was closed."""
    if row.route not in ALL_ROUTES:
        return ALL_ROUTES
    return ALL_ROUTES[ALL_ROUTES.index(row.route) + 1 :]


def _aside(row: Delivery, reason: str) -> None:
    row.status, row.reason = DeliveryStatus.FAILED.value, reason
