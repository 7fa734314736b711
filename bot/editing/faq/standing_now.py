"""How the golden questions stand, asked in the background: nobody waits for a thousand answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from bot.editing.faq.desk import FaqDesk
from bot.editing.faq.gate import Standing
from kb.answering import Answerer
from kb.knowledge import Snapshot
from kb.search.index import Hit

PATIENCE = 0.1  # seconds a page waits for them
SHOWN_NEAR = 3


class StandingNow:
    """Asks the golden questions of what is published now, once for all who want to see them.

    Args:
        desk: what is published, and the gate.
        answerer: finds what is near a question.
    """

    def __init__(self, desk: FaqDesk, answerer: Answerer) -> None:
        self._desk = desk
        self._answerer = answerer
        self._near: tuple[Snapshot | None, dict[str, Sequence[Hit]]] = (None, {})
        self._asking: asyncio.Task[list[Standing]] | None = None

    async def standings(self) -> list[Standing] | None:
        """How every one stands; None while they are being asked."""
        known = await self._desk.known_standings()
        if known is not None:
            return known
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        asking = self._asking
        await asyncio.wait({asking}, timeout=PATIENCE)
        if not asking.done():
            return None
        self._asking = None
        asking.result()  # what went wrong is told
        return await self._desk.known_standings()

    async def near(self, questions: Iterable[str]) -> Mapping[str, Sequence[Hit]]:
        """What is nearest to questions in what is published now; a search each, the first time."""
        snapshot = self._desk.knowledge.snapshot
        if self._near[0] is not snapshot:
            self._near = (snapshot, {})
        kept = self._near[1]
        new = [one for one in questions if one not in kept]
        if new:
            kept.update(await asyncio.to_thread(lambda: {one: self._nearest(one) for one in new}))
        return kept

    def _nearest(self, question: str) -> Sequence[Hit]:
        return [hit for hit in self._answerer.hits(question) if hit.confidence > 0][:SHOWN_NEAR]

    async def _ask(self) -> list[Standing]:
        found = await self._desk.standings()
        await self.near(one.golden.question for one in found if not one.right)
        return found
