from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, Holiday
from bot.complaints.lists.statistics import KeptStatistics, Statistics, statistics
from bot.complaints.work.casework import CITIZEN, Actor
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput
from bot.staff.roles import CaseScope
from tests.complaints.made import EVERYTHING, Bureau, bureau, made, stepped

pytestmark = pytest.mark.every_case

OFFICER = Actor("officer", "li")
TODAY = date(2026, 11, 30)


def at(day: str, hour: int = 10) -> datetime:
    """An hour of a Chongqing day of 2026."""
    return datetime.fromisoformat(f"2026-{day}T{hour:02d}:00:00+08:00").astimezone(UTC)


class Year:
    """Works cases through 2026 and reads the statistics.

    Args:
        office: works on cases.
        sessions: the database.
    """

    def __init__(self, office: Bureau, sessions: SessionFactory) -> None:
        self.office, self.sessions = office, sessions

    async def case(
        self, day: str, *steps: tuple[str, str, Mapping[str, str]], score: int = 0, **case: Any
    ) -> None:
        """A case registered on a day, with steps as (day, step, what is given)."""

        def work(session: Session) -> None:
            one = made(self.office, session, at(day), **case)
            for when, step, given in steps:
                if step == "withdraw":
                    self.office.casework.take_step(session, one, step, CITIZEN, at(when))
                else:
                    stepped(self.office.casework, session, one, step, at(when), given)
            if score:
                self.office.casework.rate(session, one, score, "", at(steps[-1][0]))

        await self.sessions.run(work)

    async def read(
        self, first: str = "2026-09", last: str = "2026-11", scope: CaseScope = EVERYTHING
    ) -> Statistics:
        days = (date.fromisoformat(f"{month}-01") for month in (first, last))
        async with self.sessions() as session:
            return await session.run_sync(lambda s: statistics(s, scope, *days, TODAY))


@pytest.fixture
def year(sessions: SessionFactory) -> Year:
    return Year(bureau(), sessions)


DONE = {"reason": "已调解", "ground": "paper", "evidence": "调解书 1 号"}


async def test_every_event_counts_in_its_own_month(year: Year) -> None:
    await year.case(
        "09-28",
        ("09-30", "accept", {}),
        ("10-08", "mediate", {}),
        ("10-20", "settle", DONE),
        score=4,
    )

    found = await year.read()
    months = {m: (f.received, f.accepted, f.closed) for m, f in found.months.items()}
    assert months == {"2026-09": (1, 1, 0), "2026-10": (0, 0, 1), "2026-11": (0, 0, 0)}
    assert (found.total.satisfaction, found.total.rated) == (4.0, 1)


async def test_working_days_leave_out_the_national_day_holidays(year: Year) -> None:
    # 29 September to 9 October 2026: 30 September, 8 and 9 October (1 to 7 are holidays).
    await year.case("09-29", ("10-09", "accept", {}))

    assert (await year.read()).total.days_to_accept == 3


async def test_the_median_is_not_the_average(year: Year) -> None:
    for day in ("11-03", "11-04", "11-13"):
        await year.case("11-02", (day, "accept", {}))

    assert (await year.read()).total.days_to_accept == 2


async def test_a_month_begins_at_midnight_in_chongqing(year: Year) -> None:
    def work(session: Session) -> None:
        made(year.office, session, at("11-01", hour=7))

    await year.sessions.run(work)

    found = await year.read()
    assert (found.months["2026-10"].received, found.months["2026-11"].received) == (0, 1)


async def test_a_clock_is_late_in_the_month_its_last_day_passed(year: Year) -> None:
    await year.case("10-12", ("10-15", "accept", {}))
    await year.case("10-12", ("11-10", "accept", {}))
    await year.case("11-02")

    found = await year.read()
    marks = {m: (f.on_time, f.late) for m, f in found.months.items()}
    assert marks == {"2026-09": (0, 0), "2026-10": (1, 1), "2026-11": (0, 1)}
    assert found.months["2026-10"].on_time_share == 0.5
    assert found.months["2026-09"].on_time_share is None


async def test_a_case_that_ends_without_its_decision_is_never_on_time(year: Year) -> None:
    await year.case("11-02", ("11-04", "withdraw", {}))
    await year.case(
        "11-02",
        ("11-04", "refer", {"reason": "分送", "referred_to": "万州区局", "ground": "passed_on"}),
    )
    assert (await year.read()).total.on_time_share is None
    await year.case("11-02", ("11-20", "withdraw", {}))

    total = (await year.read()).total
    assert (total.on_time, total.late) == (0, 1)


async def test_what_is_not_due_yet_is_neither_on_time_nor_late(year: Year) -> None:
    await year.case("11-27")

    assert (await year.read()).total.on_time_share is None


async def test_declined_and_withdrawn_cases_end_too(year: Year) -> None:
    await year.case("11-02", ("11-03", "decline", {"reason": "不属于", "ground": "not_ours"}))
    await year.case("11-02", ("11-04", "withdraw", {}))

    total = (await year.read()).total
    assert (total.declined, total.closed, total.days_to_close) == (1, 2, 1.5)


@pytest.mark.parametrize("dimension", ["kind", "channel", "category", "district", "standard"])
async def test_the_parts_of_a_dimension_add_up(year: Year, dimension: str) -> None:
    await year.case("11-02", ("11-03", "accept", {}), district="渝中区", category="ebike")
    await year.case("11-02", district="万州区", category="food", channel="wechat")
    await year.case("11-02", kind="report", said={"standard": ""}, district="万州区")

    found = await year.read()
    parts = found.by[dimension]
    assert len(parts) == 2
    assert sum(figures.received for figures in parts.values()) == 3
    assert sum(figures.accepted for figures in parts.values()) == 1


async def test_a_scope_counts_only_its_own(year: Year) -> None:
    await year.case("11-02", district="渝中区")
    await year.case("11-02", district="万州区")

    found = await year.read(scope=CaseScope(districts=frozenset({"万州区"})))
    assert found.total.received == 1
    assert list(found.by["district"]) == ["万州区"]


async def test_names_of_rare_businesses_are_not_listed(year: Year) -> None:
    for respondent in ("永辉超市", "永辉超市有限公司", "永辉超市", "小卖部", "小卖部"):
        await year.case("11-02", said={"respondent": respondent})

    found = await year.read()
    assert [count for _, count in found.respondents.listed] == [3]
    assert found.respondents.unnamed == 2
    assert "小卖部" not in json.dumps(found.as_json(), ensure_ascii=False)


async def test_the_json_holds_no_case_and_no_person(year: Year) -> None:
    await year.case("11-02")

    text = json.dumps((await year.read()).as_json(), ensure_ascii=False)
    assert json.loads(text)["total"]["received"] == 1
    for secret in ("雅迪", "张三丰", "CQ2026", "冒烟", "13812345678"):
        assert secret not in text


async def test_nothing_at_all_gives_zeros(year: Year) -> None:
    total = (await year.read()).total

    assert (total.received, total.days_to_close, total.satisfaction) == (0, None, None)


@pytest.mark.parametrize(("first", "last"), [("2026-11", "2026-10"), ("2020-01", "2026-11")])
async def test_a_range_must_make_sense(year: Year, first: str, last: str) -> None:
    with pytest.raises(InvalidInput):
        await year.read(first, last)


async def test_kept_statistics_notice_everything_that_happens(year: Year) -> None:
    kept = KeptStatistics()
    days = (date(2026, 11, 1), date(2026, 11, 1))

    async def read() -> Statistics:
        async with year.sessions() as session:
            return await session.run_sync(lambda s: kept.read(s, EVERYTHING, *days, TODAY))

    assert (await read()).total.received == 0
    await year.case("11-02")
    first = await read()
    assert first.total.received == 1
    assert await read() is first

    def correct(session: Session) -> None:
        (case,) = session.scalars(select(Case))
        year.office.casework.reclassify(session, case, OFFICER, "food", "market", case.district)

    await year.sessions.run(correct)
    assert list((await read()).by["category"]) == ["food"]
    async with year.sessions.begin() as session:
        session.add(Holiday(day=date(2026, 11, 3), working=False))
    assert await read() is not first


async def test_kept_statistics_do_not_mix_scopes(year: Year) -> None:
    await year.case("11-02", district="渝中区")
    kept, days = KeptStatistics(), (date(2026, 11, 1), date(2026, 11, 1))
    scopes = (EVERYTHING, CaseScope(districts=frozenset({"万州区"})))

    async with year.sessions() as session:
        found = [
            await session.run_sync(lambda s, c=scope: kept.read(s, c, *days, TODAY))
            for scope in scopes
        ]
    assert [one.total.received for one in found] == [1, 0]
