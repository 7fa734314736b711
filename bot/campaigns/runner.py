"""What the worker does with broadcasts, for a while: begin, gather, send, end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.campaigns.broadcasts.mass import MassSending
from bot.campaigns.office import CampaignOffice
from bot.kit.db import SessionFactory
from bot.kit.job_lease import alone
from bot.kit.outage import Outage
from bot.outbox.bulk_delivery import BulkDeliverer

LOOK_AGAIN = 2.0  # seconds
MASS_JOB = "campaigns.mass"


@dataclass(frozen=True)
class CampaignRunner:
    """Runs broadcasts.

    Args:
        sessions: the database.
        office: the services.
        deliverer: sends to one recipient at a time.
        mass: sends by WeChat's mass message; None without an account.
    """

    sessions: SessionFactory
    office: CampaignOffice
    deliverer: BulkDeliverer
    mass: MassSending | None

    async def run(self, stop: asyncio.Event) -> dict[str, int]:
        """Go on until told to stop; how much was done."""
        sending = asyncio.create_task(self.deliverer.run(stop))
        done: Counter[str] = Counter()
        outage = Outage("campaigns.look_failed")
        while not stop.is_set():
            try:
                done.update(await self.look(stop))
                outage.over()
            except Exception as error:  # the database may be away for a while: outlived
                outage.tell(error)
            try:
                await asyncio.wait_for(stop.wait(), LOOK_AGAIN)
            except TimeoutError:
                pass
        await sending
        return dict(done)

    async def look(self, stop: asyncio.Event) -> dict[str, int]:
        """Move every broadcast one step on."""
        broadcasts = self.office.broadcasts
        begun = await self.sessions.run(broadcasts.begin_due)
        # First what was cancelled: a later broadcast of the same piece takes those rows over.
        await self._until_nothing(broadcasts.sweep_cancelled, stop)
        await self._until_nothing(broadcasts.gather, stop)
        await self._until_nothing(self._expire, stop)
        if self.mass is not None:
            # One process at a time: preparing takes longer than the next run is away.
            await alone(MASS_JOB, self.sessions, self.mass.run, self.mass.clock)
        ended = await self.sessions.run(broadcasts.finish)
        return {"begun": begun, "ended": ended}

    async def _until_nothing(self, work: Callable[[Session], int], stop: asyncio.Event) -> None:
        """Do some more of the work, each time in a short transaction."""
        while not stop.is_set():
            if not await self.sessions.run(work):
                return

    def _expire(self, session: Session) -> int:
        return self.office.queue.expire(session, self.office.broadcasts.clock())
