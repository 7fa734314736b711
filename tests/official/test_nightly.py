from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import chores
from bot.kit.db import SessionFactory
from bot.official.visits import Visits
from bot.settings import Settings
from kb.models import Standard
from tests.fakes.official_platforms import FakeNational, FakeSacinfo
from tests.official.conftest import Moment
from tests.official.test_sync import newest_first


def settings(folder: Path, nightly: str) -> Settings:
    return Settings(_env_file=None, data_dir=folder, official_nightly=nightly)


async def test_nobody_is_visited_until_the_operator_says_so(
    sessions: SessionFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    fake = FakeNational(newest_first(5))
    visits = partial(Visits, transports={"national": fake.transport}, sleep=moment.sleep)
    monkeypatch.setattr("bot.chores.Visits", visits)

    assert await chores.visit_official(settings(tmp_path, ""), sessions) == {}

    assert fake.asked == []


async def test_one_silent_platform_does_not_stop_the_others(
    sessions: SessionFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    silent = FakeSacinfo([], fails={1, 2, 3})
    fake = FakeNational(newest_first(5))
    transports = {"national": fake.transport, "industry": silent.transport}
    visits = partial(Visits, transports=transports, sleep=moment.sleep, rest_on=lambda: ())
    monkeypatch.setattr("bot.chores.Visits", visits)

    await chores.visit_official(settings(tmp_path, "industry national"), sessions)

    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Standard)) == 5
