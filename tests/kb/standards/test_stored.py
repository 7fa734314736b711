from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from typing import Any, TypeVar

import pytest
from sqlalchemy import delete, event, select, text
from sqlalchemy.orm import Session

from bot.kit.db import SessionFactory
from kb.catalogue import Catalogue
from kb.models import Standard, StandardStatus
from kb.standards import newest
from kb.standards.edition import Edition
from kb.standards.editions import MOST_COMPARED
from kb.standards.models import StandardLink
from kb.standards.stored import Known, StoredEditions, families
from kb.standards.terms import Filters, beginning, key_of, terms_of, wanted
from kb.standards.written import add_records
from kb.text.standard_number import StandardNumber
from tests.content import standard

T = TypeVar("T")
TODAY = date(2026, 11, 28)


def rows() -> list[Standard]:
    whole = standard("GB 17761-2018", "电动自行车安全技术规范", "现行", "2019-04-15")
    new = standard("GB 17761-2024", "电动自行车安全技术规范", "现行", "2025-09-01")
    new.replaces = ["GB 17761-2018"]  # the old record does not say so
    part = standard("GB/T 1.1-2009", "标准化工作导则 第1部分", "现行", "2010-01-01")
    part.superseded_by, part.partly = ["GB/T 1.2-2020"], ["GB/T 1.2-2020"]
    vinegar = standard("GB/T 18187-2000", "酿造食醋", "现行", "2001-09-01")
    vinegar.ics, vinegar.department = "67.220.10", "国家粮食和物资储备局"
    overlap = standard("GB 14748-2006", "儿童推车安全要求", "现行", "2007-01-01", "GB 14748-2025")
    overlap.ended_on = date(2027, 1, 1)
    return [
        whole,
        new,
        part,
        vinegar,
        overlap,
        standard("GB/T 1.2-2020", "标准化工作导则 第2部分", "现行", "2021-06-01"),
        standard("GB 14748-2025", "儿童推车安全要求", "现行", "2026-01-01"),
        standard("DB50/T 17761-2030", "LED 灯具 通用要求", "即将实施", "2030-01-01"),
    ]


@pytest.fixture
def editions(sessions: SessionFactory) -> StoredEditions:
    sessions.run_here(lambda session: session.add_all(rows()))
    return StoredEditions(sessions.read_here)


async def test_numbers_are_found_by_number_family_serial_and_part(editions: StoredEditions) -> None:
    def numbers(found: object) -> list[str]:
        return [e.number for e in found]  # type: ignore[attr-defined]

    assert editions.get("GB 17761-2024") is not None
    assert editions.get("GB 17761-2019") is None
    assert numbers(editions.family("GB 17761")) == ["GB 17761-2024", "GB 17761-2018"]
    assert editions.with_serial("17761") == ["GB 17761", "DB50/T 17761"]
    assert editions.parts("GB/T 1") == ["GB/T 1.1", "GB/T 1.2"]
    assert numbers(editions.upcoming(TODAY, 9)) == ["DB50/T 17761-2030"]
    assert editions.count() == 8


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([["电瓶车", "电动自行车"]], ["GB 17761-2024", "GB 17761-2018"]),
        ([["自行车"], ["规范"]], ["GB 17761-2024", "GB 17761-2018"]),
        ([["醋"]], ["GB/T 18187-2000"]),
        ([["led"]], ["DB50/T 17761-2030"]),
        ([["自行车"], ["食醋"]], []),
        ([["自车"]], []),  # pairs that stand apart are no word
        ([["'\" OR * NEAR("]], []),
    ],
)  # fmt: skip
async def test_titles_are_found_by_words_and_their_other_names(
    editions: StoredEditions, words: list[list[str]], found: list[str]
) -> None:
    assert [e.number for e in editions.search(words, Filters(), TODAY, 9)] == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(ics="67"), {"GB/T 18187-2000"}),
        (Filters(department="国家粮食"), {"GB/T 18187-2000"}),
        (Filters(nature="推荐", ics="13"), set()),
        (Filters(status="即将实施"), {"DB50/T 17761-2030"}),
    ],
)  # fmt: skip
async def test_filters_narrow_what_is_found(
    editions: StoredEditions, filters: Filters, found: set[str]
) -> None:
    assert {e.number for e in editions.search([], filters, TODAY, 9)} == found


def every_kind_of_record() -> list[Standard]:
    """Each status with each end and each beginning, and with each kind of newer one."""
    days = ("", "2026-11-28", "2026-11-29")
    newer_ones = [None, *product(("现行", "即将实施"), days)]
    found = []
    for n, (status, begins, ends, newer) in enumerate(
        product(StandardStatus, days, days, newer_ones), 1
    ):
        old = standard(f"GB {n}-2001", "轮椅", status, begins)
        old.ended_on = date.fromisoformat(ends) if ends else None
        found.append(old)
        if newer is not None:
            one = standard(f"GB {n}-2026", "拐杖", *newer)
            one.replaces = [old.number]
            found.append(one)
    return found


async def test_a_status_is_the_one_of_the_day_not_the_recorded_one(
    sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("kb.catalogue", "kb.standards.title_search"):
        monkeypatch.setattr(f"{module}.MOST_COMPARED", 999)
    rows = every_kind_of_record()
    numbers = [row.number for row in rows if row.title == "轮椅"]
    sessions.run_here(lambda session: session.add_all(rows))
    catalogue = Catalogue(StoredEditions(sessions.read_here))
    known = [one for number in numbers if (one := catalogue.get(number)) is not None]
    assert len(known) == 5 * 3 * 3 * 7

    for status in StandardStatus:
        filters = Filters(status=status)
        right = {e.number for e in known if catalogue.status_on(e, TODAY) is status}
        with_words = catalogue.search([["轮椅"]], filters, TODAY, 999)
        without = catalogue.search([], filters, TODAY, 999)
        assert right
        assert {e.number for e in with_words} == right
        assert {e.number for e in without if e.title == "轮椅"} == right


@pytest.mark.parametrize("status", ["已经作废", "现行 OR 1"])
async def test_there_is_nothing_of_a_status_there_is_not(
    editions: StoredEditions, status: str
) -> None:
    assert editions.search([["食醋"]], Filters(status=status), TODAY, 9) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("gb177", "GB 17761-2018"),
        ("gb/t 18", "GB/T 18187-2000"),
        ("gb18", "GB/T 18187-2000"),
        ("1818", "GB/T 18187-2000"),
        ("电动自", "GB 17761-2024"),
        ("酿", "GB/T 18187-2000"),
        ("推车", "GB 14748-2025"),
    ],
)  # fmt: skip
async def test_what_is_typed_is_completed(editions: StoredEditions, typed: str, first: str) -> None:
    assert [e.number for e in editions.suggested(typed, 8)][:1] == [first]


async def test_replacement_is_known_whichever_record_says_it(editions: StoredEditions) -> None:
    catalogue = Catalogue(editions)
    old, new, part, overlap = (
        catalogue.look_up(StandardNumber.parse(number), TODAY).found
        for number in ("GB 17761-2018", "GB 17761-2024", "GB/T 1.1-2009", "GB 14748-2006")
    )
    assert old is not None
    assert new is not None
    assert part is not None
    assert overlap is not None
    assert old.superseded_by == ("GB 17761-2024",)
    assert catalogue.status_on(old, TODAY) is StandardStatus.SUPERSEDED
    assert [e.number for e in catalogue.replaced_by(new)] == ["GB 17761-2018"]
    # A part replaced is not the whole, and both are valid in a time of transition.
    assert catalogue.status_on(part, TODAY) is StandardStatus.IN_FORCE
    assert "其中一部分内容由 GB/T 1.2-2020" in catalogue.describe(
        catalogue.look_up(StandardNumber.parse("GB/T 1.1-2009"), TODAY), TODAY
    )
    assert catalogue.status_on(overlap, TODAY) is StandardStatus.IN_FORCE
    assert catalogue.status_on(overlap, date(2027, 1, 1)) is StandardStatus.SUPERSEDED
    told = catalogue.describe(catalogue.look_up(StandardNumber.parse(overlap.number), TODAY), TODAY)
    assert "本标准 2027-01-01 起失效" in told


async def test_the_indexes_follow_every_change(sessions: SessionFactory) -> None:
    sessions.run_here(lambda session: session.add_all(rows()))

    def change(session: object) -> None:
        one = session.scalars(select(Standard).where(Standard.number == "GB/T 18187-2000")).one()  # type: ignore[attr-defined]
        one.title, one.superseded_by = "食用盐", ["GB/T 18187-2030"]

    sessions.run_here(change)
    editions = StoredEditions(sessions.read_here)
    assert editions.search([["食醋"]], Filters(), TODAY, 9) == []
    assert [e.number for e in editions.titled("食用盐")] == ["GB/T 18187-2000"]

    sessions.run_here(lambda session: session.execute(delete(Standard)))

    editions = StoredEditions(sessions.read_here)
    assert editions.titled("食用盐") == []
    assert sessions.run_here(lambda s: s.scalars(select(StandardLink.old)).all()) == []


async def test_what_was_read_with_the_entries_is_not_looked_up_again(
    sessions: SessionFactory,
) -> None:
    sessions.run_here(lambda session: session.add_all(rows()))
    stored = StoredEditions(sessions.read_here)
    looked: list[object] = []

    def read(work: Callable[[Session], T]) -> T:
        looked.append(work)
        return sessions.read_here(work)

    whole = {"GB 17761", "GB/T 1.1"}
    editions = sessions.run_here(lambda session: families(session, whole))
    ahead = StoredEditions(read, Known(editions, whole))

    for undated in whole:
        assert list(ahead.family(undated)) == list(stored.family(undated)) != []
    for edition in editions:
        assert ahead.get(edition.number) == stored.get(edition.number) == edition
    assert not looked
    # It only takes the place of one of them: it need not be all there is of its number.
    assert list(ahead.family("GB/T 1.2")) == list(stored.family("GB/T 1.2")) != []
    assert len(looked) == 1


def test_terms_are_pairs_of_signs_and_filters() -> None:
    row = {"title": "食醋 LED-2", "nature": "推荐", "status": "现行", "ics": "67.220; 01.040"}

    assert terms_of(row).split() == [
        "食醋", "醋", "led", "2", "beg:食醋", "nat:推荐", "ics:67.220", "ics:01.040",
    ]  # fmt: skip
    assert wanted([["食醋", "醋"], ["？"]]).as_tsquery() == "(('食醋') | ('醋':*))"
    assert beginning("食").as_fts5() == '(("beg:食" *))'
    assert [key_of(n) for n in ("GB/T 1.1-2020", "ISO 9001:2015", "ｔ/cas 1")] == [
        "GBT1.1-2020", "ISO9001-2015", "TCAS1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "looked"),
    [([["食醋"]], 1), ([["食醋", "酿造醋"]], 2), ([["酿造"]], 2)],
    ids=["many begin with it", "another name", "few begin with it"],
)
async def test_where_many_titles_begin_with_the_words_no_others_are_looked_for(
    sessions: SessionFactory, words: list[list[str]], looked: int
) -> None:
    asked: list[str] = []

    def work(session: Session) -> Sequence[Edition]:
        def note(_c: Any, _cursor: Any, said: str, *_more: Any) -> None:
            asked.extend(said for _ in range("standard_search" in said))

        said = {
            "nature": "推荐",
            "status": "现行",
            "source": "清单",
            "checked": "unchecked",
            "origin": "staff",
        }
        titles = [*(f"食醋{n}" for n in range(MOST_COMPARED)), "酿造食醋"]
        told = ((f"GB {n}-2020", {**said, "title": t}) for n, t in enumerate(titles, 10))
        add_records(session, told)
        event.listen(session.connection(), "before_cursor_execute", note)
        return StoredEditions(lambda do: do(session)).search(words, Filters(), TODAY, 3)

    found = await sessions.run(work)

    assert len(asked) == looked
    assert found[0].title.startswith(words[0][0])


def filled(sessions: SessionFactory, titles: Sequence[str]) -> StoredEditions:
    """Records of these titles, the last one the newest."""
    said = {
        "nature": "推荐",
        "status": "现行",
        "source": "清单",
        "checked": "unchecked",
        "origin": "staff",
    }
    told = [(f"GB {n}-2020", {**said, "title": t}) for n, t in enumerate(titles, 10)]
    sessions.run_here(lambda session: add_records(session, told))
    return StoredEditions(sessions.read_here)


MANY = [f"{n}号用具" for n in range(MOST_COMPARED + 20)]


@pytest.mark.parametrize(
    ("titles", "word", "best"),
    [
        ([*MANY, "用水"], "用", "用水"),  # begins with it
        (["用水", *MANY], "用", "用水"),  # the oldest of all, and begins with it
        (["水杯", *MANY], "水", "水杯"),
        (["杯水", *MANY], "水", "杯水"),  # rare, and long ago
    ],
)
async def test_one_sign_is_found_wherever_it_stands(
    sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch, titles: list[str], word: str,
    best: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(newest, "_LOOKED_THROUGH", MOST_COMPARED + 10)
    editions = filled(sessions, titles)

    found = editions.search([[word]], Filters(), TODAY, 5)
    suggested = editions.suggested(word, 5)

    assert found[0].title == suggested[0].title == best


async def test_of_a_frequent_sign_postgresqls_index_gathers_nothing(
    sessions: SessionFactory,
) -> None:
    editions, asked = filled(sessions, MANY), list[str]()

    def work(session: Session) -> Sequence[Edition]:
        def note(_c: Any, _cursor: Any, said: str, *_more: Any) -> None:
            asked.extend(said for _ in range("standard_search" in said))

        event.listen(session.connection(), "before_cursor_execute", note)
        return StoredEditions(lambda do: do(session)).search([["号"]], Filters(), TODAY, 5)

    found = await sessions.run(work)

    assert len(found) == len(editions.suggested("号", 5)) == 5
    # For those that begin with it; SQLite's index has each sign by itself.
    assert len(asked) == 1 + await sessions.run(newest.is_sqlite)


@pytest.mark.parametrize("filters", [Filters(), Filters(nature="推荐")])
async def test_a_sign_beside_a_word_is_asked_of_the_titles(
    sessions: SessionFactory, filters: Filters
) -> None:
    old = "家用燃气灶的具体要求"
    none_fits = filled(sessions, [old, *(f"家用燃气灶{n}" for n in range(MOST_COMPARED + 5))])

    found = none_fits.search([["燃气灶"], ["具"]], filters, TODAY, 3)

    assert [one.title for one in found] == [old]


FAR = 20  # shelves


def on_many_shelves(sessions: SessionFactory) -> StoredEditions:
    """Some old records, then a long gap, and more new ones than are compared."""
    old = filled(sessions, [*(f"旧食醋{n}" for n in range(40)), "酱油"])

    def leave_a_gap(session: Session) -> None:
        if newest.is_sqlite(session):
            return
        name = "pg_get_serial_sequence('standard', 'id')"
        session.execute(text(f"SELECT setval({name}, nextval({name}) + {FAR * newest.SHELF})"))

    sessions.run_here(leave_a_gap)
    said = {
        "nature": "推荐", "status": "现行", "source": "清单", "checked": "unchecked",
        "origin": "staff", "effective_on": "2020-01-01",
    }  # fmt: skip
    told = [(f"QB {n}-2020", {**said, "title": f"新食醋{n}"}) for n in range(MOST_COMPARED + 5)]
    told += [(f"QB {n}-2021", {**said, "title": f"陈皮{n}"}) for n in range(MOST_COMPARED)]
    sessions.run_here(lambda session: add_records(session, told))
    return old


async def told_and_asked(
    sessions: SessionFactory, words: list[list[str]], filters: Filters
) -> tuple[list[str], list[str]]:
    """Titles found, and what the full-text table was asked for."""

    def work(session: Session) -> tuple[list[str], list[str]]:
        asked: list[str] = []

        def note(_c: Any, _cursor: Any, said: str, given: Any, *_more: Any) -> None:
            asked.extend(f"{said} {given}" for _ in range("standard_search" in said))

        event.listen(session.connection(), "before_cursor_execute", note)
        found = StoredEditions(lambda do: do(session)).search(words, filters, TODAY, 5)
        return [one.title for one in found], asked

    return await sessions.run(work)


@pytest.mark.every_case
@pytest.mark.parametrize("filters", [Filters(), Filters(nature="推荐"), Filters(status="现行")])
@pytest.mark.parametrize(
    ("near", "word", "best", "shelves", "whole"),
    [
        (1000, "食醋", "新食醋", 0, 0),  # enough among the newest
        (300, "食醋", "新食醋", 1, 0),  # some there: enough on the newest shelves
        (300, "陈皮", "陈皮", 0, 0),
        (300, "旧食", "旧食醋", 0, 1),  # none there: all
        (1000, "酱油", "酱油", 0, 1),
    ],
)
async def test_the_newest_are_looked_through_before_the_index_gathers_all(
    sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch, filters: Filters, near: int,
    word: str, best: str, shelves: int, whole: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(newest, "_NEAR", near)
    on_many_shelves(sessions)

    found, asked = await told_and_asked(sessions, [[word]], filters)

    if filters.status and best in ("旧食醋", "酱油"):
        assert found == []  # without the day of effect nobody says that it is in force
    else:
        assert found[0].startswith(best)
    if await sessions.run(newest.is_sqlite):
        assert not any("#" in one for one in asked)
        return
    of_all = [one for one in asked if "beg:" not in one and "IS TRUE" not in one]
    on_shelves = [one for one in of_all if "#" in one]
    assert len(on_shelves) == shelves
    assert len(of_all) - len(on_shelves) == whole


async def test_what_stands_before_the_shelves_that_were_asked_is_found_too(
    sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "_NEAR", 210)  # five of the new ones, which promise many more
    on_many_shelves(sessions)
    sessions.run_here(
        lambda session: session.execute(
            delete(Standard).where(Standard.title.like("新食醋%"), Standard.number < "QB 200-")
        )
    )

    found, _ = await told_and_asked(sessions, [["旧食"]], Filters())
    every, _ = await told_and_asked(sessions, [["食醋"]], Filters())

    assert len(found) == len(every) == 5
    assert all(title.startswith("旧食醋") for title in found)


async def test_where_the_newest_promised_too_much_some_more_are_looked_through_before_all(
    sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "_NEAR", 100)
    said = {
        "nature": "强制", "status": "现行", "source": "清单", "checked": "unchecked",
        "origin": "staff", "effective_on": "2020-01-01",
    }  # fmt: skip
    # Of the last 100 records 60 have the sign, of the last 500 only 150, before that all.
    signs = "用" * 500 + "茶" * 310 + "用" * 90 + "茶" * 40 + "用" * 60
    told = [(f"GB {n}-2020", {**said, "title": f"号{s}具{n}"}) for n, s in enumerate(signs)]
    sessions.run_here(lambda session: add_records(session, told))

    found, asked = await told_and_asked(sessions, [["用"]], Filters(nature="强制"))

    assert all("用" in title for title in found)
    if not await sessions.run(newest.is_sqlite):
        assert not [one for one in asked if "beg:" not in one and "IS TRUE" not in one]


@pytest.mark.parametrize(
    ("filters", "best"),
    [
        (Filters(nature="强制"), "很久以前用过的"),  # few, and long ago
        (Filters(nature="推荐"), "号用具"),
        (Filters(status="现行"), "号用具"),
    ],
)
async def test_one_sign_is_found_among_filtered_records(
    sessions: SessionFactory, filters: Filters, best: str
) -> None:
    said = {"status": "现行", "source": "清单", "checked": "unchecked", "origin": "staff"}
    said |= {"effective_on": "2020-01-01"}
    told = [("GB 1-2020", {**said, "nature": "强制", "title": "很久以前用过的"})]
    told += [
        (f"GB/T {n}-2020", {**said, "nature": "推荐", "title": title})
        for n, title in enumerate(MANY, 10)
    ]
    sessions.run_here(lambda session: add_records(session, told))

    found, _ = await told_and_asked(sessions, [["用"]], filters)

    assert found
    assert all(best in title for title in found)


async def test_where_few_have_the_terms_sqlite_is_not_asked_again_for_a_status(
    editions: StoredEditions, sessions: SessionFactory
) -> None:
    found, asked = await told_and_asked(sessions, [["食醋"]], Filters(status="即将实施"))

    assert found == []
    if await sessions.run(newest.is_sqlite):
        assert len(asked) == 2  # for those that begin with it, and for all


async def test_of_a_status_few_have_every_record_is_tried(
    sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "_TRIED", MOST_COMPARED)
    monkeypatch.setattr(newest, "_NEAR", MOST_COMPARED)
    said = {"source": "清单", "checked": "unchecked", "origin": "staff", "nature": "推荐"}
    rare = ("GB/T 1-2020", {**said, "status": "废止", "title": "食醋"})
    told = [rare]
    told += [
        (f"GB/T {n}-2020", {**said, "status": "现行", "title": f"食醋{n}"})
        for n in range(10, 2 * MOST_COMPARED)
    ]
    sessions.run_here(lambda session: add_records(session, told))
    editions = StoredEditions(sessions.read_here)

    found = editions.search([["食醋"]], Filters(status="废止"), TODAY, 5)

    assert [one.number for one in found] == ["GB/T 1-2020"]
