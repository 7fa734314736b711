"""Visits to fake platforms on each database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.kit.db import SessionFactory
from bot.official.visits import Visits
from bot.settings import Settings
from tests.fakes.official_platforms import FakeNational, FakeSacinfo

NIGHT = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)  # 28 November in Chongqing


class Moment:
    """The present, moved by what waits."""

    def __init__(self) -> None:
        self.now = NIGHT

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


MakeVisits = Callable[..., Visits]


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def visits(sessions: SessionFactory, moment: Moment) -> MakeVisits:
    """Makes visits to the platforms given."""

    def make(
        national: FakeNational | None = None,
        local: FakeSacinfo | None = None,
        industry: FakeSacinfo | None = None,
    ) -> Visits:
        fakes = {
            "national": national or FakeNational([]),
            "local": local or FakeSacinfo([]),
            "industry": industry or FakeSacinfo([]),
        }
        transports = {slug: fake.transport for slug, fake in fakes.items()}
        settings = Settings(_env_file=None)
        return Visits(settings, sessions, moment, transports, moment.sleep, rest_on=lambda: ())

    return make
