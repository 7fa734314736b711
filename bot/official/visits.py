"""Puts a visit to the platforms together, for the command line and the nightly job."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.complaints.understanding.extract import load_products
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.official.checking import Checking, Source
from bot.official.fetching import Fetching, Platform, Wanted
from bot.official.guest import Guest, http_client
from bot.official.industry import INDUSTRY
from bot.official.local import local
from bot.official.national import National
from bot.official.sets import apply_next
from bot.settings import SEEDS, Settings
from bot.staff.audit import AuditLog
from kb.standards.change_set import PAUSE
from kb.yaml_file import read_yaml

Transport = httpx.AsyncBaseTransport
RestOn = Callable[[], Sequence[str]]
Sleep = Callable[[float], Awaitable[object]]


class UnknownPlace(Exception):
    """Nobody wrote down the platform's code of a place."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.for_staff = f"data/seeds/platforms.yml 里没有“{place}”的代号。"


def of_products() -> list[str]:
    """The standards that are named when somebody asks about a product."""
    return [number for product in load_products() for number in product.standards]


@dataclass(frozen=True)
class Visits:
    """Everything that goes to the platforms.

    Args:
        settings: addresses, pace, our name.
        sessions: the database.
        now: the present moment.
        transports: by slug, for tests; the network where there is none.
        sleep: waits some seconds.
        content: folder of content files.
        rest_on: numbers that answers rest on beside those of published entries.
    """

    settings: Settings
    sessions: SessionFactory
    now: Clock
    transports: Mapping[str, Transport] | None = None
    sleep: Sleep = asyncio.sleep
    content: Path = SEEDS
    rest_on: RestOn = of_products

    async def fetch(self, wanted: Wanted, made_by: str) -> int:
        """Read a platform's list into a change set; its number.

        Raises:
            UnknownPlace: the place has no code.
            Unavailable: see :meth:`Fetching.run`.
            ShapeChanged: see :meth:`Fetching.run`.
        """
        async with self._source(self._platform(wanted.scope)) as source:
            fetching = Fetching(self.sessions, source.guest, source.platform, self.now)
            return await fetching.run(wanted, made_by)

    async def apply(self, set_id: int) -> None:
        """Bring a complete set into the catalogue."""
        audit = AuditLog.of(self.settings, self.now)
        while await self.sessions.run(lambda session: apply_next(session, audit, set_id)):
            await self.sleep(PAUSE)

    async def check(self, most: int, made_by: str) -> Counter[str]:
        """Compare the records that answers rest on.

        Raises:
            Unavailable: see :meth:`Checking.run`.
            ShapeChanged: see :meth:`Checking.run`.
        """
        async with (
            self._source(National()) as national,
            self._source(INDUSTRY) as industry,
            self._source(local()) as places,
        ):
            sources = {"national": national, "industry": industry, "local": places}
            audit = AuditLog.of(self.settings, self.now)
            checking = Checking(self.sessions, sources, audit, self.now)
            return await checking.run(most, made_by, self.rest_on())

    def _platform(self, scope: str) -> Platform:
        name, _, place = scope.partition(":")
        if name == "national":
            return National()
        if name == "industry":
            return INDUSTRY
        codes: dict[str, str] = read_yaml(self.content / "platforms.yml")["local"]
        if place not in codes:
            raise UnknownPlace(place)
        return local(codes[place])

    @asynccontextmanager
    async def _source(self, platform: Platform) -> AsyncIterator[Source]:
        url: str = getattr(self.settings, f"official_{platform.slug}_url")
        transport = (self.transports or {}).get(platform.slug)
        async with http_client(url, self.settings.official_user_agent, transport) as http:
            pace = self.settings.official_seconds_between
            yield Source(platform, Guest(platform.title, http, pace, self.sleep))
