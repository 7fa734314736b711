from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.kit.db import SessionFactory
from bot.official.fetching import Wanted
from bot.official.guest import Unavailable
from bot.official.models import FindingState, OfficialFinding
from bot.official.record import ShapeChanged
from bot.official.visits import UnknownPlace
from bot.settings import ROOT
from kb.models import Checked, Nature, Standard, StandardStatus
from kb.standards.models import ChangeKind, StandardChange, StandardSet
from tests.content import standard as ours
from tests.fakes.official_platforms import FakeNational, FakeSacinfo, standard
from tests.killed import in_own_process
from tests.official.conftest import MakeVisits, Moment

NATIONAL = Wanted("national")


def newest_first(count: int, year: int = 2020) -> list[dict[str, Any]]:
    """So many standards, issued one a day."""
    first = date(year, 1, 1)
    return [
        standard(
            f"GB/T {1000 + n}-{year}",
            str(first + timedelta(days=n)),
            str(first + timedelta(days=n + 200)),
            f"第 {n} 种产品",
        )
        for n in reversed(range(count))
    ]


async def rows(sessions: SessionFactory, table: Any) -> list[Any]:
    async with sessions() as session:
        return list(await session.scalars(select(table).order_by(table.id)))


async def catalogue(sessions: SessionFactory) -> dict[str, Standard]:
    return {row.number: row for row in await rows(sessions, Standard)}


async def the_set(sessions: SessionFactory) -> StandardSet:
    found: StandardSet = (await rows(sessions, StandardSet))[-1]
    return found


async def test_everything_is_read_page_by_page_and_applied(
    sessions: SessionFactory, visits: MakeVisits, moment: Moment
) -> None:
    fake = FakeNational(newest_first(45), largest=20)
    visit, begun = visits(fake), moment.now

    await visit.apply(await visit.fetch(NATIONAL, "命令行"))

    known = await catalogue(sessions)
    assert len(known) == 45
    assert len(fake.asked) == 3
    assert moment.now - begun == timedelta(seconds=2)
    row = known["GB/T 1044-2020"]
    assert (row.checked, row.checked_on) == (Checked.OFFICIAL, date(2026, 11, 28))
    assert (row.status, row.nature) == (StandardStatus.IN_FORCE, Nature.RECOMMENDED)
    raw = (await rows(sessions, StandardChange))[0].raw
    assert raw["C_STD_CODE"] == "GB/T 1044-2020"
    assert "DRAFT_STAFF" not in raw


async def test_the_next_run_stops_at_what_is_known(
    sessions: SessionFactory, visits: MakeVisits, moment: Moment
) -> None:
    old = newest_first(60)
    first = visits(FakeNational(old))
    await first.apply(await first.fetch(NATIONAL, "命令行"))
    moment.now += timedelta(days=1)
    fake = FakeNational([*newest_first(3, 2026), *old])
    second = visits(fake)

    await second.apply(await second.fetch(NATIONAL, "命令行"))

    assert len(fake.asked) == 2
    assert len(await catalogue(sessions)) == 63


async def test_everything_goes_on_behind_what_is_known(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    old = newest_first(60)
    first = visits(FakeNational(old))
    await first.apply(await first.fetch(NATIONAL, "命令行"))
    old[50]["status"] = "废止"
    again = visits(FakeNational(old))

    await again.apply(await again.fetch(Wanted("national", everything=True), "命令行"))

    row = (await catalogue(sessions))[old[50]["number"]]
    assert row.status is StandardStatus.WITHDRAWN


async def test_a_list_in_another_order_is_read_to_its_end(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    wanted, known = Wanted("industry"), newest_first(40)
    first = visits(industry=FakeSacinfo(known))
    await first.apply(await first.fetch(wanted, "命令行"))
    mixed = FakeSacinfo([known[5], *known, *newest_first(2, 2026)])
    second = visits(industry=mixed)

    await second.apply(await second.fetch(wanted, "命令行"))

    assert len(await catalogue(sessions)) == 42


async def test_only_what_was_issued_since_a_day_is_read(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    fake = FakeNational([*newest_first(5, 2026), *newest_first(100)])

    await visits(fake).fetch(Wanted("national", since=date(2026, 1, 1)), "命令行")

    assert len(fake.asked) == 2


async def test_doubled_and_missing_rows_are_counted(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    fake = FakeNational(newest_first(45), doubled=2)
    visit = visits(fake)

    await visit.apply(await visit.fetch(NATIONAL, "命令行"))

    cursor = (await the_set(sessions)).cursor
    assert (cursor["doubled"], cursor["missing"]) == (4, 4)
    assert len(await catalogue(sessions)) == 41


async def test_a_total_that_is_too_large_ends_with_the_empty_page(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    fake = FakeNational(newest_first(20), pretend=3)

    await visits(fake).fetch(NATIONAL, "命令行")

    assert len(fake.asked) == 2
    assert (await the_set(sessions)).cursor["missing"] == 3


async def test_three_failures_stop_and_the_next_day_goes_on_there(
    sessions: SessionFactory, visits: MakeVisits, moment: Moment
) -> None:
    fake = FakeNational(newest_first(45), fails={2, 3, 4})
    visit = visits(fake)

    with pytest.raises(Unavailable):
        await visit.fetch(NATIONAL, "夜间任务")
    assert await catalogue(sessions) == {}
    moment.now += timedelta(days=1)
    await visit.apply(await visit.fetch(NATIONAL, "夜间任务"))

    assert [r.url.params["pageNumber"] for r in fake.asked] == ["1", "2", "2", "2", "2", "3"]
    known = await catalogue(sessions)
    assert len(known) == 45
    # Nothing was compared later than it says.
    assert {row.checked_on for row in known.values()} == {date(2026, 11, 28)}


async def test_another_shape_changes_nothing_and_the_next_run_begins_anew(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    fake = FakeNational(newest_first(45), shape={2: lambda answer: {"data": answer["rows"]}})
    visit = visits(fake)

    with pytest.raises(ShapeChanged):
        await visit.fetch(NATIONAL, "命令行")
    assert await catalogue(sessions) == {}
    assert "目录没有改动" in (await the_set(sessions)).cursor["refused"]
    fake.shape = {}
    await visit.apply(await visit.fetch(NATIONAL, "命令行"))

    assert len(await catalogue(sessions)) == 45


@pytest.mark.parametrize(
    "gone_wrong",
    [
        {"STATE": "有效版本"},
        {"ISSUE_DATE": "2030-01-01"},
        {"C_STD_CODE": ""},
        {"C_STD_CODE": "某号"},
    ],
)
async def test_when_every_row_has_gone_wrong_nothing_is_believed(
    sessions: SessionFactory, visits: MakeVisits, gone_wrong: dict[str, str]
) -> None:
    known = newest_first(25)
    first = visits(FakeNational(known))
    await first.apply(await first.fetch(NATIONAL, "命令行"))
    wrong = [{**one, "row": gone_wrong} for one in known]

    with pytest.raises(ShapeChanged):
        await visits(FakeNational(wrong)).fetch(Wanted("national", everything=True), "命令行")

    assert "目录没有改动" in (await the_set(sessions)).cursor["refused"]
    assert {r.status for r in (await catalogue(sessions)).values()} == {StandardStatus.IN_FORCE}


async def test_a_few_strange_rows_are_the_platforms(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    strange = {"row": {"STATE": "暂缓实施"}}
    known = [{**one, **strange} if n < 5 else one for n, one in enumerate(newest_first(9))]
    visit = visits(FakeNational(known))

    await visit.apply(await visit.fetch(NATIONAL, "命令行"))

    found = [row.status for row in (await catalogue(sessions)).values()]
    assert found.count(StandardStatus.UNVERIFIED) == 5
    assert found.count(StandardStatus.IN_FORCE) == 4


async def test_a_platform_that_repeats_its_page_is_no_endless_run(visits: MakeVisits) -> None:
    standards = newest_first(20)
    fake = FakeNational(standards, pretend=40)
    fake.page = lambda *_: standards  # type: ignore[method-assign, assignment]

    with pytest.raises(ShapeChanged, match="同样"):
        await visits(fake).fetch(NATIONAL, "命令行")

    assert len(fake.asked) == 2


async def test_chongqing_has_its_own_list(sessions: SessionFactory, visits: MakeVisits) -> None:
    one = standard("DB50/T 1234-2023", "2023-01-01", "2023-04-01", ministry="cqzjj")
    other = standard("DB51/T 77-2023", "2023-01-01", "2023-04-01", ministry="sczjj")
    visit = visits(local=FakeSacinfo([one, other]))

    await visit.apply(await visit.fetch(Wanted("local:重庆"), "命令行"))

    row = (await catalogue(sessions))["DB50/T 1234-2023"]
    assert (row.effective_on, row.nature) == (date(2023, 4, 1), Nature.RECOMMENDED)
    assert "DB51/T 77-2023" not in await catalogue(sessions)
    with pytest.raises(UnknownPlace, match="亚特兰蒂斯"):
        await visit.fetch(Wanted("local:亚特兰蒂斯"), "命令行")


@pytest.mark.parametrize("checked", [Checked.STAFF, Checked.TEXT, Checked.UNCHECKED])
async def test_what_contradicts_our_record_is_for_staff_to_settle(
    sessions: SessionFactory, visits: MakeVisits, checked: Checked
) -> None:
    mine = ours("GB/T 1000-2020", "第 0 种产品", "现行", "2020-07-01")
    mine.checked, mine.checked_on = checked, mine.checked_on if checked is Checked.STAFF else None
    async with sessions.begin() as session:
        session.add(mine)
    visit = visits(FakeNational(newest_first(2)))

    await visit.apply(await visit.fetch(NATIONAL, "命令行"))

    row = (await catalogue(sessions))["GB/T 1000-2020"]
    assert (row.effective_on, row.checked) == (date(2020, 7, 1), checked)
    [finding] = await rows(sessions, OfficialFinding)
    assert (finding.number, finding.field, finding.against) == (
        "GB/T 1000-2020", "effective_on", "ours",
    )  # fmt: skip
    assert (finding.other, finding.theirs) == ("2020-07-01", "2020-07-19")
    kinds = {c.number: c.kind for c in await rows(sessions, StandardChange)}
    assert kinds["GB/T 1000-2020"] is ChangeKind.CONTRADICTORY
    assert kinds["GB/T 1001-2020"] is ChangeKind.NEW


async def test_what_contradicted_in_a_run_that_is_begun_anew_is_gone_with_it(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    async with sessions.begin() as session:
        session.add(ours("GB/T 1000-2020", "第 0 种产品", "现行", "2020-07-01"))
    await visits(FakeNational(newest_first(2))).fetch(NATIONAL, "命令行")

    await visits(FakeNational([])).fetch(Wanted("national", everything=True), "命令行")

    [finding] = await rows(sessions, OfficialFinding)
    assert finding.state == FindingState.GONE.value


async def test_what_we_did_not_know_is_filled_in(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    mine = ours("GB/T 1000-2020", "第0种产品", "待核对", "")
    mine.checked, mine.checked_on = Checked.UNCHECKED, None
    mine.summary = "我们写的说明"
    async with sessions.begin() as session:
        session.add(mine)
    visit = visits(FakeNational(newest_first(1)))

    await visit.apply(await visit.fetch(NATIONAL, "命令行"))

    row = (await catalogue(sessions))["GB/T 1000-2020"]
    assert (row.status, row.effective_on) == (StandardStatus.IN_FORCE, date(2020, 7, 19))
    assert (row.checked, row.summary) == (Checked.OFFICIAL, "我们写的说明")
    assert await rows(sessions, OfficialFinding) == []


async def test_what_the_platform_said_before_may_change(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    known = newest_first(1)
    first = visits(FakeNational(known))
    await first.apply(await first.fetch(NATIONAL, "命令行"))
    known[0] |= {"status": "废止"}
    second = visits(FakeNational(known))

    await second.apply(await second.fetch(NATIONAL, "命令行"))

    assert (await catalogue(sessions))["GB/T 1000-2020"].status is StandardStatus.WITHDRAWN
    assert await rows(sessions, OfficialFinding) == []


KILLED = """
import asyncio, sys
from datetime import datetime, UTC
from bot.kit.db import SessionFactory, create_engine
from bot.official.fetching import Wanted
from bot.official.visits import Visits
from bot.settings import Settings
from tests.fakes.official_platforms import FakeNational
from tests.killed import killed
from tests.official.test_sync import newest_first

async def no_pause(seconds): pass

async def run(step):
    engine = create_engine(sys.argv[1])
    sessions = SessionFactory(engine)
    fake = FakeNational(newest_first(90), heard=step)
    now = lambda: datetime(2026, 11, 28, tzinfo=UTC)
    visits = Visits(Settings(_env_file=None), sessions, now, {"national": fake.transport}, no_pause)
    await visits.apply(await visits.fetch(Wanted("national"), "x"))
    await sessions.dispose()
    await engine.dispose()

print(killed(lambda step: asyncio.run(run(step))))
"""


async def test_killed_at_ten_points_it_ends_as_if_nothing_had_been(
    sessions: SessionFactory, visits: MakeVisits, database_url: str
) -> None:
    ran = await asyncio.to_thread(in_own_process, KILLED, database_url)

    assert ran.stdout.strip() == "10", ran.stderr
    assert len(await catalogue(sessions)) == 90
    kept = [row.number for row in await rows(sessions, StandardChange)]
    assert len(kept) == len(set(kept)) == 90
    assert [one.read for one in await rows(sessions, StandardSet)] == [90]


def test_the_adapters_are_the_only_ones_that_know_the_platforms() -> None:
    known = {"national.py", "sacinfo.py", "industry.py", "local.py"}
    for path in Path(ROOT / "bot" / "official").glob("*.py"):
        if path.name not in known:
            text = path.read_text(encoding="utf-8")
            assert "C_STD_CODE" not in text
            assert "stdQueryList" not in text
