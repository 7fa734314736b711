"""Delivery: takes what is due, speaks, and notes at once what became of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.outage import Outage
from bot.kit.sealing import Keyring
from bot.outbox.claims import Claim, Claims
from bot.outbox.models import OutboxStatus
from bot.outbox.quota import QuotaLedger
from bot.outbox.sender import (
    CitizenGone,
    NeedsOperator,
    NotThisWay,
    Sender,
    SendFailed,
    TryLater,
    Uncertain,
)

log = structlog.get_logger()

OPERATOR_PAUSE = 600.0  # seconds
UNEXPECTED = "发送时出现意外错误，不能确定市民是否收到，请人工核对。"
Gone = Callable[[Session, str, str, str], None]


class Deliverer:
    """Sends what is in the outbox; several processes may run it at once.

    Args:
        sessions: the database.
        ledger: the one quota ledger.
        keyring: opens addresses and bodies.
        senders: by channel; messages of other channels are kept for the citizen's next visit.
        now: present moment.
        sleep: waits some seconds.
        gone: told in the same transaction that a citizen can't be reached: channel, pseudonym and
            a word (unfollowed, blocked …).
    """

    def __init__(
        self,
        sessions: SessionFactory,
        ledger: QuotaLedger,
        keyring: Keyring,
        senders: Mapping[str, Sender],
        now: clock.Clock = clock.now,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        gone: Gone | None = None,
    ) -> None:
        self._sessions = sessions
        self._claims = Claims(ledger, keyring, senders)
        self._now = now
        self._sleep = sleep
        self._gone = gone
        self._paused: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event, every: float = 2.0) -> None:
        """Deliver until told to stop, looking every few seconds."""
        outage = Outage("outbox.run_failed")
        while not stop.is_set():
            try:
                await self.run_once()
                outage.over()
            except Exception as error:  # the database may be away for a while: outlived
                outage.tell(error)
            try:
                await asyncio.wait_for(stop.wait(), every)
            except TimeoutError:
                pass

    async def run_once(self, most: int = 100) -> Counter[str]:
        """Deliver what is due now, at most ``most`` messages; how many ended in which state."""
        await self._sessions.run(lambda session: self._claims.recover(session, self._now()))
        counts: Counter[str] = Counter()
        for _ in range(most):
            now, paused = self._now(), self._now_paused()
            taken = await self._sessions.run(partial(self._claims.next, now=now, paused=paused))
            if taken is None:
                break
            status = await self._deliver(taken) if isinstance(taken, Claim) else taken
            counts[status.value] += 1
        return counts

    async def _deliver(self, claim: Claim) -> OutboxStatus:
        failure: SendFailed
        try:
            platform_id = await claim.sender.send(claim.message, claim.route)
        except SendFailed as error:
            failure = error
        except Exception:
            log.exception("outbox.unexpected", message=claim.message.id, channel=claim.channel)
            failure = Uncertain(UNEXPECTED)
        else:
            now = self._now()
            await self._sessions.run(
                lambda session: self._claims.sent(session, claim, now, platform_id)
            )
            log.info("outbox.sent", message=claim.message.id, route=claim.route)
            await self._sleep(claim.sender.seconds_between)
            return OutboxStatus.SENT
        return await self._failed(claim, failure)

    async def _failed(self, claim: Claim, failure: SendFailed) -> OutboxStatus:
        self._pause(claim.channel, failure)
        status = await self._sessions.run(lambda session: self._note(session, claim, failure))
        log.warning(
            "outbox.not_sent",
            message=claim.message.id,
            purpose=claim.message.purpose,
            channel=claim.channel,
            route=claim.route,
            kind=type(failure).__name__,
            status=status.value,
            hint=failure.for_staff,
        )
        return status

    def _note(self, session: Session, claim: Claim, failure: SendFailed) -> OutboxStatus:
        claims, reason = self._claims, failure.for_staff
        if isinstance(failure, TryLater):
            return claims.again(session, claim, self._now(), reason, failure.after)
        if isinstance(failure, NeedsOperator):
            pause = OPERATOR_PAUSE
            return claims.again(session, claim, self._now(), reason, pause, counts=False)
        if isinstance(failure, NotThisWay):
            return claims.without_route(session, claim, reason, spent=failure.spent)
        if isinstance(failure, CitizenGone):
            claims.settle(session, claim, OutboxStatus.FAILED, reason)
            if self._gone is not None:
                self._gone(session, claim.channel, claim.message.conversation, failure.why)
            return OutboxStatus.FAILED
        claims.settle(session, claim, OutboxStatus.UNKNOWN, reason)
        return OutboxStatus.UNKNOWN

    def _pause(self, channel: str, failure: SendFailed) -> None:
        seconds = 0.0
        if isinstance(failure, NeedsOperator):
            seconds = OPERATOR_PAUSE
        elif isinstance(failure, TryLater) and failure.everybody:
            seconds = failure.after
        if seconds:
            self._paused[channel] = self._now() + timedelta(seconds=seconds)

    def _now_paused(self) -> list[str]:
        now = self._now()
        self._paused = {name: until for name, until in self._paused.items() if until > now}
        return list(self._paused)
