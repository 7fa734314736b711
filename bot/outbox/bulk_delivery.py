"""Sends to many: each channel at its own pace, a few chunks on their way at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.outage import Outage
from bot.outbox.bulk_queue import BulkQueue, Chunk, Claimed, Settled, Wait
from bot.outbox.delivery import Gone
from bot.outbox.sender import CitizenGone, Sender, SendFailed
from bot.outbox.settling import speak

log = structlog.get_logger()

CHUNKS_AT_ONCE = 6
AFTER_FAULT = 5.0  # seconds


class BulkDeliverer:
    """Delivers until told to stop; several processes may run it at once.

    Args:
        sessions: the database.
        queue: rows.
        senders: by channel.
        now: present moment.
        sleep: waits some seconds.
        gone: told in the same transaction that a citizen can't be reached.
    """

    def __init__(
        self,
        sessions: SessionFactory,
        queue: BulkQueue,
        senders: Mapping[str, Sender],
        now: clock.Clock = clock.now,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        gone: Gone | None = None,
    ) -> None:
        self._sessions = sessions
        self._queue = queue
        self._senders = senders
        self._now = now
        self._sleep = sleep
        self._gone = gone

    async def run(self, stop: asyncio.Event) -> None:
        """Every channel side by side, until told to stop."""
        await asyncio.gather(*(self._lane(channel, stop) for channel in self._senders))

    async def run_once(self) -> int:
        """Send what is due now and can be claimed at once; how many rows were taken."""
        await self._sessions.run(lambda session: self._queue.recover(session, self._now()))
        taken = 0
        for channel in self._senders:
            while isinstance(chunk := await self._claim(channel), Chunk):
                taken += len(chunk.rows)
                await self._send(channel, chunk)
        return taken

    async def _lane(self, channel: str, stop: asyncio.Event) -> None:
        under_way: set[asyncio.Task[None]] = set()
        outage = Outage("bulk.lane_failed", channel=channel)
        while not stop.is_set():
            try:
                await self._sessions.run(lambda s: self._queue.recover(s, self._now()))
                await self._fill(channel, stop, under_way)
                outage.over()
            except Exception as error:  # the database may be away for a while: outlived
                outage.tell(error)
                await _wait(stop, AFTER_FAULT)
        if under_way:
            await asyncio.wait(under_way)

    async def _fill(
        self, channel: str, stop: asyncio.Event, under_way: set[asyncio.Task[None]]
    ) -> None:
        """Keep chunks on their way until there is nothing to send."""
        while not stop.is_set():
            if len(under_way) >= CHUNKS_AT_ONCE:
                await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                continue
            chunk = await self._claim(channel)
            if isinstance(chunk, Wait):
                await _wait(stop, chunk.seconds)
                if chunk.seconds >= 1.0:
                    return
                continue
            task = asyncio.create_task(self._send(channel, chunk))
            under_way.add(task)
            task.add_done_callback(under_way.discard)

    async def _claim(self, channel: str) -> Chunk | Wait:
        return await self._sessions.run(
            partial(self._claim_in, channel=channel, sender=self._senders[channel])
        )

    def _claim_in(self, session: Session, channel: str, sender: Sender) -> Chunk | Wait:
        return self._queue.claim(session, channel, sender, self._now())

    async def _send(self, channel: str, chunk: Chunk) -> None:
        begun = [
            self._send_at(
                channel, row, (chunk.starts + n * chunk.step - self._now()).total_seconds()
            )
            for n, row in enumerate(chunk.rows)
        ]
        done = await asyncio.gather(*begun)
        if done:
            await self._keep(channel, done)

    async def _keep(self, channel: str, done: list[Settled]) -> None:
        """Note what became of a chunk, in a second try if need be: what left can't be undone."""
        try:
            await self._sessions.run(lambda session: self._note(session, channel, done))
        except Exception:
            log.exception("bulk.not_noted", channel=channel)
            await self._sleep(AFTER_FAULT)
            await self._sessions.run(lambda session: self._note(session, channel, done))

    async def _send_at(self, channel: str, row: Claimed, seconds: float) -> Settled:
        if seconds > 0:
            await self._sleep(seconds)
        told = await speak(self._senders[channel], row.message, row.route)
        if isinstance(told, SendFailed):
            log.warning("bulk.not_sent", delivery=row.delivery, kind=type(told).__name__)
            return Settled(row, told)
        return Settled(row, None)

    def _note(self, session: Session, channel: str, done: list[Settled]) -> None:
        self._queue.settle(session, channel, done, self._now())
        for one in done:
            if isinstance(one.failure, CitizenGone) and self._gone is not None:
                self._gone(session, channel, one.row.message.conversation, one.failure.why)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        pass
