from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.kit.db import SessionFactory
from kb.models import Checked, KnowledgeRevision, Standard, StandardStatus
from kb.standards import change_set, written
from kb.standards.change_set import Proposed, WrongState
from kb.standards.difference import COLUMNS, Mark, stored
from kb.standards.models import ChangeKind, Outcome, SetState, StandardChange, StandardSet
from kb.standards.record import record_of
from kb.text.standard_number import StandardNumber
from tests.content import standard

TODAY = date(2026, 11, 28)
LIST = Mark(Checked.UNCHECKED)
OFFICIAL = Mark(Checked.OFFICIAL, TODAY)


def row(place: int, number: str, title: str = "名称", **words: Any) -> Proposed:
    raw = {"number": number, "title": title, "source": "清单", **words}
    return Proposed(place, raw, record_of(raw))


def propose(session: Session, rows: list[Proposed], mark: Mark = LIST, key: str = "k") -> int:
    one = change_set.open_set(session, key, "清单.csv", "li", mark)
    change_set.propose(session, one.id, rows)
    change_set.finish_reading(session, one.id)
    return one.id


def run_through(session: Session, set_id: int, step: Callable[..., bool], most: int = 1000) -> None:
    while step(session, set_id, most):
        pass


def catalogue(session: Session) -> dict[str, dict[str, Any]]:
    query = select(Standard).order_by(Standard.number).execution_options(populate_existing=True)
    rows = session.scalars(query)
    return {row.number: stored({c: getattr(row, c) for c in COLUMNS}) for row in rows}


def told(session: Session, set_id: int) -> list[tuple[ChangeKind, str]]:
    return [(change.kind, change.reason) for change in change_set.changes_of(session, set_id)]


async def test_a_list_is_compared_field_by_field_before_anything_is_written(
    sessions: SessionFactory,
) -> None:
    def work(session: Session) -> None:
        known = standard("GB 1-2020", "旧名", "现行", "2020-05-01")
        known.checked, known.checked_on, known.source = Checked.UNCHECKED, None, "清单"
        session.add_all([known, KnowledgeRevision(id=1, revision=1)])
        session.flush()
        before = catalogue(session)
        set_id = propose(
            session,
            [
                row(2, "GB 1-2020", "新名"),
                row(3, "GB/T 2-2021", status="现行", effective_on="2021-07-01"),
                Proposed(4, {"number": "甲"}, None, "看不懂编号“甲”"),
            ],
        )

        changes = change_set.changes_of(session, set_id)
        assert [(c.place, c.kind) for c in changes] == [
            (2, ChangeKind.CHANGED), (3, ChangeKind.NEW), (4, ChangeKind.BAD),
        ]  # fmt: skip
        assert changes[0].before == {"title": "旧名"}
        assert (changes[0].after or {})["title"] == "新名"
        assert changes[2].raw == {"number": "甲"}
        assert catalogue(session) == before

        run_through(session, set_id, change_set.apply_batch)
        after = catalogue(session)
        assert after["GB 1-2020"]["title"] == "新名"
        assert after["GB/T 2-2021"]["status"] == StandardStatus.IN_FORCE
        assert session.scalar(select(KnowledgeRevision.revision)) == 2

    await sessions.run(work)


async def test_what_was_applied_is_undone_whole_but_not_over_later_work(
    sessions: SessionFactory,
) -> None:
    def work(session: Session) -> None:
        first = standard("GB 1-2020", "一", "现行", "2020-05-01")
        second = standard("GB 2-2020", "二", "现行", "2020-05-01")
        session.add_all([first, second])
        session.flush()
        before = catalogue(session)
        rows = [row(n, f"GB {n}-2020", "改", effective_on="2020-06-01") for n in (1, 2, 3, 4)]
        set_id = propose(session, rows, OFFICIAL)
        run_through(session, set_id, change_set.apply_batch, 1)
        assert catalogue(session)["GB 1-2020"]["checked"] == Checked.OFFICIAL

        later = session.scalars(select(Standard).where(Standard.number == "GB 4-2020")).one()
        later.title = "后来改的"
        session.flush()
        run_through(session, set_id, change_set.undo_batch, 1)

        after = catalogue(session)
        assert after.pop("GB 4-2020")["title"] == "后来改的"
        assert after == before
        assert change_set.summary(session, set_id).outcomes == {Outcome.LEFT: 1}
        assert not change_set.undo_batch(session, set_id)

    await sessions.run(work)


async def test_a_record_changed_since_the_comparison_is_not_overwritten(
    sessions: SessionFactory,
) -> None:
    def work(session: Session) -> None:
        known = standard("GB 1-2020", "一", "现行", "2020-05-01")
        session.add(known)
        session.flush()
        set_id = propose(session, [row(2, "GB 1-2020", "二")], OFFICIAL)
        known.title = "工作人员改的"
        session.flush()
        run_through(session, set_id, change_set.apply_batch)

        assert catalogue(session)["GB 1-2020"]["title"] == "工作人员改的"
        assert change_set.summary(session, set_id).outcomes == {Outcome.OVERTAKEN: 1}

    await sessions.run(work)


async def test_an_unchecked_list_never_overrules_what_somebody_compared(
    sessions: SessionFactory,
) -> None:
    def work(session: Session) -> None:
        session.add(standard("GB 1-2020", "核对过", "现行", "2020-05-01"))
        session.add(standard("GB 2-2020", "核对过", "现行", "2020-05-01"))
        session.flush()
        rows = [row(2, "GB 1-2020", "别的"), row(3, "GB 2-2020", "核对过", ics="13.020")]
        set_id = propose(session, rows)
        assert told(session, set_id) == [
            (ChangeKind.CONTRADICTORY, "名称：核对过 ≠ 别的"), (ChangeKind.CHANGED, ""),
        ]  # fmt: skip
        run_through(session, set_id, change_set.apply_batch)
        after = catalogue(session)
        assert after["GB 1-2020"]["title"] == "核对过"
        assert after["GB 2-2020"]["ics"] == "13.020"
        assert after["GB 2-2020"]["checked"] == Checked.STAFF

    await sessions.run(work)


async def test_the_same_number_twice_is_said_and_the_first_row_counts(
    sessions: SessionFactory,
) -> None:
    def work(session: Session) -> None:
        one = change_set.open_set(session, "k", "清单.csv", "li", LIST)
        change_set.propose(session, one.id, [row(2, "GB 1-2020"), row(3, "GB 1-2020", "另一个")])
        change_set.propose(session, one.id, [row(2, "GB 1-2020"), row(5, "GB 1-2020", "第三个")])
        assert told(session, one.id) == [
            (ChangeKind.NEW, ""),
            (ChangeKind.BAD, "和前面第 2 行是同一个编号，内容不同，以那一行为准"),
            (ChangeKind.UNCHANGED, "和前面第 2 行是同一个编号，内容一样"),
            (ChangeKind.BAD, "和前面第 2 行是同一个编号，内容不同，以那一行为准"),
        ]

    await sessions.run(work)


async def test_a_set_broken_off_is_taken_up_where_it_stands(sessions: SessionFactory) -> None:
    def begin(session: Session) -> int:
        one = change_set.open_set(session, "k", "清单.csv", "li", OFFICIAL)
        change_set.propose(session, one.id, [row(2, "GB 1-2020")], {"page": 2})
        return one.id

    set_id = await sessions.run(begin)

    def go_on(session: Session) -> None:
        later = Mark(Checked.OFFICIAL, date(2026, 11, 29))
        one = change_set.open_set(session, "k", "清单.csv", "li", later)
        assert (one.id, one.read, one.cursor) == (set_id, 1, {"page": 2})
        assert one.checked_on == TODAY  # nothing was compared later than it says
        change_set.propose(session, one.id, [row(3, "GB 2-2020")])
        with pytest.raises(WrongState, match="正在读取"):
            change_set.apply_batch(session, one.id)
        change_set.finish_reading(session, one.id)
        assert change_set.apply_batch(session, one.id, 1)
        assert one.state is SetState.APPLYING
        again = change_set.open_set(session, "k", "清单.csv", "li", OFFICIAL)
        assert again.id == one.id
        run_through(session, one.id, change_set.apply_batch, 1)
        assert list(catalogue(session)) == ["GB 1-2020", "GB 2-2020"]
        assert change_set.open_set(session, "k", "清单.csv", "li", OFFICIAL).id != one.id

    await sessions.run(go_on)


async def test_a_set_announces_itself_once_and_only_if_there_was_something_to_do(
    sessions: SessionFactory,
) -> None:
    def work(session: Session) -> None:
        session.add(KnowledgeRevision(id=1, revision=1))
        rows = [row(n, f"GB {n}-2020") for n in range(1, 6)]
        first = propose(session, rows)
        run_through(session, first, change_set.apply_batch, most=2)
        assert revision(session) == 2

        run_through(session, propose(session, rows, key="again"), change_set.apply_batch, most=2)
        assert revision(session) == 2

        run_through(session, first, change_set.undo_batch, most=2)
        assert revision(session) == 3

    def revision(session: Session) -> int | None:
        return session.scalar(select(KnowledgeRevision.revision))

    sessions.run_here(work)


async def test_a_set_that_was_not_applied_can_be_forgotten(sessions: SessionFactory) -> None:
    def work(session: Session) -> None:
        set_id = propose(session, [row(2, "GB 1-2020")])
        change_set.discard(session, set_id)
        session.flush()
        assert session.scalars(select(StandardSet)).all() == []
        assert session.scalars(select(StandardChange)).all() == []

    await sessions.run(work)


@pytest.mark.parametrize(
    "number",
    ["GB/T 1.1-2020", "ISO 9001:2015", "DB50/105-2006", "TSG 08-2026", "GB 2760-2014/XG1-2023"],
)
def test_a_number_loses_its_year_as_the_parser_takes_it(number: str) -> None:
    assert written._undated(number) == str(StandardNumber.parse(number).undated)


async def test_a_record_is_not_taken_away_when_somebody_has_added_to_it(
    sessions: SessionFactory,
) -> None:
    def work(session: Session) -> None:
        set_id = propose(session, [row(2, "GB 1-2020"), row(3, "GB 2-2020")])
        run_through(session, set_id, change_set.apply_batch)
        session.scalars(
            select(Standard).where(Standard.number == "GB 1-2020")
        ).one().note = "后加的"
        session.flush()
        run_through(session, set_id, change_set.undo_batch)

        assert list(catalogue(session)) == ["GB 1-2020"]
        assert change_set.summary(session, set_id).outcomes == {Outcome.LEFT: 1}

    await sessions.run(work)


async def test_a_batch_takes_as_many_statements_whatever_its_size(
    sessions: SessionFactory,
) -> None:
    def statements(session: Session, first: int, count: int) -> list[str]:
        run: list[str] = []

        def note(_c: Any, _cursor: Any, said: str, _p: Any, _context: Any, many: bool) -> None:
            run.append(f"{many} {said[:40]}")

        connection = session.connection()
        listening = (connection, "before_cursor_execute", note)
        event.listen(*listening)
        for title in ("名称", "改了"):
            rows = [row(n, f"GB {n}-2020", title) for n in range(first, first + count)]
            set_id = propose(session, rows, key=f"{first} {title}")
            run_through(session, set_id, change_set.apply_batch)
        run_through(session, set_id, change_set.undo_batch)
        event.remove(*listening)
        return run

    def work(session: Session) -> None:
        session.add(KnowledgeRevision(id=1, revision=1))
        session.flush()
        few, many = statements(session, 1000, 3), statements(session, 2000, 300)

        assert few == many
        assert not [said for said in many if said.startswith("True")]
        assert catalogue(session)["GB 2299-2020"]["title"] == "名称"

    await sessions.run(work)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the other knows sizes
async def test_rows_met_before_are_looked_for_by_their_numbers_not_in_the_whole_set(
    sessions: SessionFactory,
) -> None:
    def work(session: Session) -> list[str]:
        asked: list[str] = []

        def note(_c: Any, _cursor: Any, said: str, parameters: Any, *_more: Any) -> None:
            if said.startswith("SELECT standard_change.number"):
                asked.extend((said, parameters))

        event.listen(session.connection(), "before_cursor_execute", note)
        propose(session, [row(n, f"GB {n}-2020") for n in range(1, 9)])
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", asked[1])
        return [step.detail for step in plan]

    plan = await sessions.run(work)

    assert any("ix_standard_change_number" in step for step in plan), plan
