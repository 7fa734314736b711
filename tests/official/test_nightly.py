from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app.tasks import standards
from bot.kit.db import SessionFactory
from bot.official.fetching import Wanted
from bot.official.visits import Visits
from bot.settings import Settings
from bot.staff.models import AuditEntry
from kb.models import Standard
from kb.standards.models import SetState, StandardSet
from tests.fakes.official_platforms import FakeNational, FakeSacinfo
from tests.official.conftest import MakeVisits, Moment
from tests.official.test_check import BIKES, OLD_BIKES, record
from tests.official.test_sync import newest_first


def settings(folder: Path, nightly: str) -> Settings:
    return Settings(_env_file=None, data_dir=folder, official_nightly=nightly)


async def test_nobody_is_visited_until_the_operator_says_so(
    sessions: SessionFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    fake = FakeNational(newest_first(5))
    visits = partial(Visits, transports={"national": fake.transport}, sleep=moment.sleep)
    monkeypatch.setattr("bot.app.tasks.standards.Visits", visits)

    assert await standards.visit_official(settings(tmp_path, ""), sessions) == {}

    assert fake.asked == []


async def test_one_silent_platform_does_not_stop_the_others(
    sessions: SessionFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    silent = FakeSacinfo([], fails={1, 2, 3})
    fake = FakeNational(newest_first(5))
    transports = {"national": fake.transport, "industry": silent.transport}
    visits = partial(Visits, transports=transports, sleep=moment.sleep, rest_on=lambda: ())
    monkeypatch.setattr("bot.app.tasks.standards.Visits", visits)

    await standards.visit_official(settings(tmp_path, "industry national"), sessions)

    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Standard)) == 5


async def test_what_an_operator_only_looked_at_waits_for_their_word(
    sessions: SessionFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: Moment,
    visits: MakeVisits,
) -> None:
    operator = visits(FakeNational(newest_first(5)))
    looked_at = await operator.fetch(Wanted("national"), "命令行")
    fake = FakeNational(newest_first(3, 2019))
    made = partial(Visits, transports={"national": fake.transport}, sleep=moment.sleep)
    monkeypatch.setattr("bot.app.tasks.standards.Visits", made)

    for _ in range(2):
        await standards.visit_official(settings(tmp_path, "national"), sessions)

    async with sessions() as session:
        known = set(await session.scalars(select(Standard.number)))
        assert (await session.get_one(StandardSet, looked_at)).state is SetState.PROPOSED
    assert known == {f"GB/T {number}-2019" for number in (1000, 1001, 1002)}
    await operator.apply(await operator.fetch(Wanted("national"), "命令行"))
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Standard)) == 8


async def test_whatever_the_night_changes_is_in_the_log(
    sessions: SessionFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    async with sessions.begin() as session:
        session.add(record("GB 17761-2024", "2025-09-01"))
    fake = FakeNational([BIKES, OLD_BIKES])
    made = partial(
        Visits,
        transports=dict.fromkeys(("national", "industry", "local"), fake.transport),
        sleep=moment.sleep,
        rest_on=lambda: ("GB 17761",),
    )
    monkeypatch.setattr("bot.app.tasks.standards.Visits", made)

    for _ in range(2):  # nothing is left to apply the second time
        await standards.visit_official(settings(tmp_path, "check national"), sessions)

    async with sessions() as session:
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
        sets = list(await session.scalars(select(StandardSet.id).order_by(StandardSet.id)))
    assert [entry.object_id for entry in entries] == list(map(str, sets))
    assert {(e.actor, e.action) for e in entries} == {("夜间任务", "standards.imported")}
    assert entries[0].details["有变化"] == 1
