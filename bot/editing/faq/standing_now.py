"""How the golden questions stand, asked in the background: nobody waits for a thousand answers."""

from __future__ import annotations

import asyncio

from bot.editing.faq.desk import FaqDesk
from bot.editing.faq.gate import Standing

PATIENCE = 0.1  # seconds a page waits for them


class StandingNow:
    """Asks the golden questions of what is published now, once for all who want to see them.

    Args:
        desk: what is published, and the gate.
    """

    def __init__(self, desk: FaqDesk) -> None:
        self._desk = desk
        self._asking: asyncio.Task[list[Standing]] | None = None

    async def standings(self) -> list[Standing] | None:
        """How every one stands; None while they are being asked."""
        known = await self._desk.known_standings()
        if known is not None:
            return known
        if self._asking is None:
            self._asking = asyncio.create_task(self._desk.standings())
        asking = self._asking
        await asyncio.wait({asking}, timeout=PATIENCE)
        if not asking.done():
            return None
        self._asking = None
        asking.result()  # what went wrong is told
        return await self._desk.known_standings()
