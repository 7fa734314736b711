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
from bot.outbox.sender import Again, CitizenGone, Sender, SendFailed
from bot.outbox.settling import speak

log = structlog.get_logger()

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
        told = await speak(claim.sender, claim.message, claim.route)
        if isinstance(told, SendFailed):
            return await self._failed(claim, told)
        now = self._now()
        await self._sessions.run(lambda session: self._claims.sent(session, claim, now, told))
        log.info("outbox.sent", message=claim.message.id, route=claim.route)
        await self._sleep(claim.sender.seconds_between)
        return OutboxStatus.SENT

    async def _failed(self, claim: Claim, failure: SendFailed) -> OutboxStatus:
        if isinstance(failure, Again) and failure.everybody:
            self._paused[claim.channel] = self._now() + timedelta(seconds=failure.after)
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
        status = self._claims.failed(session, claim, failure, self._now())
        if isinstance(failure, CitizenGone) and self._gone is not None:
            self._gone(session, claim.channel, claim.message.conversation, failure.why)
        return status

    def _now_paused(self) -> list[str]:
        now = self._now()
        self._paused = {name: until for name, until in self._paused.items() if until > now}
        return list(self._paused)
