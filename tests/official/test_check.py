from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.official.checking import due_numbers, platform_of
from bot.official.guest import Unavailable
from bot.official.models import FindingState, OfficialCheck, OfficialFinding
from bot.official.record import ShapeChanged
from bot.official.sets import undo_next
from bot.official.settling import Settling
from bot.staff.audit import AuditLog
from bot.staff.models import AuditEntry
from kb.models import Checked, Standard, StandardStatus
from kb.standards.change_set import Proposed, open_set, propose, undo_batch
from kb.standards.difference import Mark
from kb.standards.models import ChangeKind, StandardChange, StandardSet
from kb.standards.record import Record
from kb.text.standard_number import StandardNumber
from tests.content import faq
from tests.content import standard as ours
from tests.fakes.official_platforms import FakeNational, FakeSacinfo, standard
from tests.official.conftest import MakeVisits, Moment

BIKES = standard("GB 17761-2024", "2024-12-31", "2025-09-01", "电动自行车安全技术规范")
OLD_BIKES = standard(
    "GB 17761-2018", "2018-05-15", "2019-04-15", "电动自行车安全技术规范", "被代替"
)
PARTS = standard("GB 17761.1-2020", "2020-01-01", "2021-01-01", "另一个编号")


def record(number: str, effective: str, checked: Checked = Checked.UNCHECKED) -> Standard:
    row = ours(number, "电动自行车安全技术规范", "现行", effective)
    row.checked, row.checked_on = checked, None
    return row


async def rows(sessions: SessionFactory, table: Any) -> list[Any]:
    key = table.undated if table is OfficialCheck else table.id
    async with sessions() as session:
        return list(await session.scalars(select(table).order_by(key)))


async def fill(sessions: SessionFactory, *content: object) -> None:
    async with sessions.begin() as session:
        session.add_all(content)


@pytest.fixture
async def bikes(sessions: SessionFactory) -> None:
    await fill(
        sessions,
        record("GB 17761-2024", "2025-09-01"),
        faq("ebike", "电动自行车有什么标准", "看 GB 17761。", standards=("GB 17761-2024",)),
    )


@pytest.mark.usefixtures("bikes")
async def test_what_agrees_gets_its_day_and_unknown_editions_are_added(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    fake = FakeNational([BIKES, OLD_BIKES, PARTS])

    counts = await visits(fake).check(10, "命令行")

    assert counts == Counter(changed=1)
    known = {row.number: row for row in await rows(sessions, Standard)}
    bike = known["GB 17761-2024"]
    assert (bike.checked, bike.checked_on) == (Checked.OFFICIAL, date(2026, 11, 28))
    assert known["GB 17761-2018"].status is StandardStatus.SUPERSEDED
    assert "GB 17761.1-2020" not in known
    assert [r.url.params.get("searchText") for r in fake.asked] == ["GB 17761", None]
    # The raw row keeps the platform's marks, as evidence.
    raw = (await rows(sessions, StandardChange))[0].raw
    assert raw["C_STD_CODE"] == "<sacinfo>GB 17761</sacinfo>-2024"


@pytest.mark.usefixtures("bikes")
async def test_a_list_that_contradicts_its_own_page_marks_nothing(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    fake = FakeNational([BIKES], details={"GB 17761-2024": {"实施日期": "2025-12-01"}})

    counts = await visits(fake).check(10, "命令行")

    assert counts == Counter(contradicts=1)
    [bike] = await rows(sessions, Standard)
    assert bike.checked is Checked.UNCHECKED
    [finding] = await rows(sessions, OfficialFinding)
    assert (finding.against, finding.other, finding.theirs) == (
        "detail", "2025-12-01", "2025-09-01",
    )  # fmt: skip
    [change] = await rows(sessions, StandardChange)
    assert change.raw["（详情页）"]["effective_on"] == "2025-12-01"


async def test_what_answers_rest_on_comes_first_and_is_not_asked_again_at_once(
    sessions: SessionFactory, visits: MakeVisits, moment: Moment
) -> None:
    await fill(
        sessions,
        record("GB 5-2020", "2021-01-01"),
        record("QB/T 7-2020", "2021-01-01"),
        record("T/CAS 1-2020", "2021-01-01"),
        faq("one", "一", "答一。", standards=("GB 9-2020", "T/CAS 1-2020")),
    )
    moment_now = moment()

    def due(most: int) -> Any:
        return lambda session: due_numbers(session, moment_now, most, ["DB50/T 3-2020"])

    assert await sessions.run(due(2)) == ["GB 9", "DB50/T 3"]
    assert await sessions.run(due(9)) == ["GB 9", "DB50/T 3", "GB 5", "QB/T 7"]

    counts = await visits(FakeNational([])).check(2, "夜间任务")

    assert counts["not_found"] == 2
    asked = [row.undated for row in await rows(sessions, OfficialCheck)]
    assert len(asked) == 2
    assert "GB 9" in asked


@pytest.mark.parametrize(
    ("number", "platform"),
    [
        ("GB/T 1-2020", "national"), ("GB/Z 1-2020", "national"), ("DB50/T 1-2020", "local"),
        ("QB/T 1-2020", "industry"), ("T/CAS 1-2020", ""), ("TSG T7001-2023", ""),
        ("Q/ABC 001S-2020", ""), ("ISO 9001:2015", ""), ("JJF 1001-2011", ""),
    ],
)  # fmt: skip
def test_each_number_has_its_platform(number: str, platform: str) -> None:
    assert platform_of(StandardNumber.parse(number)) == platform


@pytest.mark.usefixtures("bikes")
async def test_a_number_that_gets_no_answer_is_asked_last_the_next_time(
    sessions: SessionFactory, visits: MakeVisits, moment: Moment
) -> None:
    await fill(sessions, faq("two", "二", "答二。", standards=("GB 9-2020",)))

    with pytest.raises(Unavailable):
        await visits(FakeNational([BIKES], fails={1, 2, 3})).check(10, "夜间任务")
    moment.now += timedelta(days=31)
    due = await sessions.run(lambda s: due_numbers(s, moment.now, 2))

    assert due == ["GB 9", "GB 17761"]


@pytest.mark.usefixtures("bikes")
async def test_what_was_compared_before_a_platform_went_silent_counts(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    await fill(sessions, faq("two", "二", "答二。", standards=("GB 9-2020",)))

    with pytest.raises(Unavailable):
        await visits(FakeNational([BIKES], fails={3, 4, 5})).check(10, "夜间任务")

    assert (await rows(sessions, Standard))[0].checked is Checked.OFFICIAL


@pytest.mark.usefixtures("bikes")
async def test_another_shape_marks_nothing_and_the_next_run_begins_anew(
    sessions: SessionFactory, visits: MakeVisits
) -> None:
    await fill(sessions, faq("two", "二", "答二。", standards=("DB50/T 9-2020",)))
    changed = FakeSacinfo([], shape={1: lambda answer: []})

    with pytest.raises(ShapeChanged):
        await visits(FakeNational([BIKES]), changed).check(10, "夜间任务")
    assert (await rows(sessions, Standard))[0].checked is Checked.UNCHECKED
    await visits(FakeNational([BIKES])).check(10, "夜间任务")

    sets = await rows(sessions, StandardSet)
    assert [one.cursor.get("refused") for one in sets] == [None]


async def test_what_a_refused_run_compared_is_due_again_and_nothing_of_it_is_to_be_settled(
    sessions: SessionFactory, visits: MakeVisits, moment: Moment
) -> None:
    await fill(
        sessions,
        record("GB 17761-2024", "2025-12-01"),
        faq("one", "一", "答一。", standards=("GB 17761-2024",)),
        faq("two", "二", "答二。", standards=("DB50/T 9-2020",)),
    )
    changed = FakeSacinfo([], shape={1: lambda answer: []})

    with pytest.raises(ShapeChanged):
        await visits(FakeNational([BIKES]), changed).check(10, "夜间任务")

    settling = Settling(sessions, AuditLog("k" * 32, moment), moment)
    assert await rows(sessions, OfficialCheck) == []
    assert (await settling.overview()).findings == {}
    assert await visits(FakeNational([BIKES])).check(1, "夜间任务") == Counter(contradicts=1)
    assert list((await settling.overview()).findings) == ["GB 17761-2024"]


@pytest.fixture
async def contradicted(sessions: SessionFactory, visits: MakeVisits, moment: Moment) -> Settling:
    await fill(
        sessions,
        record("GB 17761-2024", "2025-12-01"),
        faq("ebike", "电动自行车有什么标准", "看 GB 17761。", standards=("GB 17761-2024",)),
    )
    assert await visits(FakeNational([BIKES])).check(10, "命令行") == Counter(contradicts=1)
    return Settling(sessions, AuditLog("k" * 32, moment), moment)


async def test_staff_take_what_the_platform_says_and_can_undo_it(
    sessions: SessionFactory, contradicted: Settling
) -> None:
    seen = await contradicted.overview()
    assert list(seen.findings) == ["GB 17761-2024"]

    await contradicted.take("GB 17761-2024", "reviewer")

    [row] = await rows(sessions, Standard)
    assert (row.effective_on, row.checked) == (date(2025, 9, 1), Checked.OFFICIAL)
    assert row.checked_on == date(2026, 11, 28)
    assert (await contradicted.overview()).findings == {}
    entries = [(e.actor, e.object_id) for e in await rows(sessions, AuditEntry)]
    *_, compared, made = [one.id for one in await rows(sessions, StandardSet)]
    assert entries == [("命令行", str(compared)), ("reviewer", "GB 17761-2024")]
    await sessions.run(lambda session: undo_batch(session, made))
    assert (await rows(sessions, Standard))[0].effective_on == date(2025, 12, 1)
    with pytest.raises(NotFound):
        await contradicted.take("GB 17761-2024", "reviewer")


async def test_staff_take_the_platforms_word_and_no_imported_lists(
    sessions: SessionFactory, contradicted: Settling
) -> None:
    def imported(session: Session) -> None:
        row = session.scalars(select(Standard)).one()
        row.checked, row.checked_on = Checked.STAFF, date(2026, 1, 1)
        session.flush()
        one = open_set(session, "list:1", "清单.csv", "命令行", Mark(Checked.UNCHECKED))
        wrong = Record("GB 17761-2024", {"title": "写错的名称", "effective_on": date(1999, 1, 1)})
        propose(session, one.id, [Proposed(1, {"编号": "GB 17761-2024"}, wrong)])

    await sessions.run(imported)
    assert [c.kind for c in await rows(sessions, StandardChange)] == [ChangeKind.CONTRADICTORY] * 2

    await contradicted.take("GB 17761-2024", "reviewer")

    [row] = await rows(sessions, Standard)
    assert (row.title, row.effective_on) == ("电动自行车安全技术规范", date(2025, 9, 1))


async def test_what_was_taken_and_undone_is_to_be_settled_again(
    sessions: SessionFactory, contradicted: Settling, visits: MakeVisits, moment: Moment
) -> None:
    await contradicted.take("GB 17761-2024", "reviewer")
    made = (await rows(sessions, StandardSet))[-1].id
    await sessions.run(lambda session: undo_batch(session, made))
    moment.now += timedelta(days=31)

    await visits(FakeNational([BIKES])).check(10, "命令行")

    assert list((await contradicted.overview()).findings) == ["GB 17761-2024"]


@pytest.mark.usefixtures("bikes")
async def test_a_comparison_that_is_undone_counts_no_longer(
    sessions: SessionFactory, visits: MakeVisits, moment: Moment
) -> None:
    await visits(FakeNational([BIKES])).check(10, "夜间任务")
    audit, [made] = AuditLog("k" * 32, moment), await rows(sessions, StandardSet)

    await sessions.run(lambda session: undo_next(session, audit, made.id, "命令行"))

    assert await sessions.run(lambda s: due_numbers(s, moment(), 10)) == ["GB 17761"]
    assert await rows(sessions, OfficialCheck) == []


async def test_what_staff_kept_is_not_brought_up_again(
    sessions: SessionFactory, contradicted: Settling, visits: MakeVisits, moment: Moment
) -> None:
    await contradicted.keep("GB 17761-2024", "reviewer")
    moment.now += timedelta(days=31)

    await visits(FakeNational([BIKES])).check(10, "命令行")

    assert (await contradicted.overview()).findings == {}
    [row] = await rows(sessions, Standard)
    assert (row.effective_on, row.checked) == (date(2025, 12, 1), Checked.UNCHECKED)


async def test_what_contradicts_no_more_is_gone(
    sessions: SessionFactory, contradicted: Settling, visits: MakeVisits, moment: Moment
) -> None:
    moment.now += timedelta(days=31)

    await visits(FakeNational([{**BIKES, "effective": "2025-12-01"}])).check(10, "命令行")

    assert (await contradicted.overview()).findings == {}
    assert (await rows(sessions, OfficialFinding))[0].state == FindingState.GONE.value
    assert (await rows(sessions, Standard))[0].checked is Checked.OFFICIAL
