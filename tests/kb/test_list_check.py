from __future__ import annotations

import re
from datetime import date

import pytest

from bot.kit.db import SessionFactory
from kb.list_check import MOST, Line, Verdict, check, numbers_of
from kb.new_standards import new_standards
from kb.standing import standings
from tests.content import standard

TODAY = date(2026, 11, 28)
STANDARDS: tuple[tuple[str, ...], ...] = (
    ("GB 17761-2018", "电动自行车安全技术规范", "现行", "2019-04-15", "GB 17761-2024"),
    ("GB 17761-2024", "电动自行车安全技术规范", "现行", "2025-09-01"),
    ("GB 42295-2022", "电动自行车电气安全要求", "现行", "2024-01-01"),
    ("GB/T 31888-2015", "中小学生校服", "现行", "2015-06-30"),
    ("GB 7718-2025", "预包装食品标签通则", "即将实施", "2027-03-16"),
    ("GB 5296.7-2008", "玩具使用说明", "废止", "2009-10-01"),
    ("DB50/T 1234-2023", "地方的一项", "待核对", ""),
)


@pytest.fixture
async def filled(sessions: SessionFactory) -> SessionFactory:
    async with sessions.begin() as session:
        session.add_all(standard(*row) for row in STANDARDS)
    return sessions


async def checked(sessions: SessionFactory, text: str) -> list[Line]:
    typed = numbers_of(text.splitlines())
    return await sessions.run(lambda session: check(session, typed, TODAY))


async def test_each_number_is_told_its_own(filled: SessionFactory) -> None:
    lines = await checked(
        filled,
        "序号 标准号\n1 GB 17761-2018 旧车\nGB/T 31888\n\nGB 7718-2025\n"
        "GB 5296.7-2008\nDB50/T 1234-2023\nGB 99999-2020\n",
    )

    assert [(line.number, line.verdict) for line in lines] == [
        ("GB 17761-2018", Verdict.REPLACED),
        ("GB/T 31888-2015", Verdict.VALID),
        ("GB 7718-2025", Verdict.UPCOMING),
        ("GB 5296.7-2008", Verdict.WITHDRAWN),
        ("DB50/T 1234-2023", Verdict.UNVERIFIED),
        ("GB 99999-2020", Verdict.NOT_FOUND),
    ]
    assert lines[0].successors == ("GB 17761-2024",)
    assert [line.typed.place for line in lines] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("GB 17716-2024", "GB 17761-2024"),  # two digits changed places
        ("GB 1776-2024", "GB 17761-2024"),  # one is missing
        ("GB 177661-2024", "GB 17761-2024"),  # one is doubled
        ("GB 42285-2022", "GB 42295-2022"),  # one is wrong
        ("GB 17761-2023", "GB 17761-2024"),  # the year
        ("GB 31898-2015", "GB/T 31888-2015"),  # a digit, and the /T left out
        ("GN 42295-2022", "GB 42295-2022"),  # the letters
        ("17761-2024", "GB 17761-2024"),  # no letters at all
    ],
)
async def test_a_slip_is_named_with_the_number_that_may_be_meant(
    filled: SessionFactory, typed: str, meant: str
) -> None:
    [line] = await checked(filled, typed)

    assert line.verdict is Verdict.TYPO
    assert numbers_named(line) == [meant]


def numbers_named(line: Line) -> list[str]:
    return [edition.number for edition in line.near.editions]


NEIGHBOURS = (
    ("GB 1001-2020", "铸铁锅", "现行", "2021-01-01"),
    ("GB 1003-2020", "儿童餐椅", "现行", "2021-01-01"),
    ("GB 1012-2020", "塑料桌布", "现行", "2021-01-01"),
    ("GB 1022-2020", "搪瓷杯", "现行", "2021-01-01"),
    ("GB 1050-2018", "纸杯", "现行", "2019-01-01"),
    ("GB 1050-2020", "纸杯", "现行", "2021-01-01"),
)


@pytest.fixture
async def neighbours(filled: SessionFactory) -> SessionFactory:
    """Numbers of which one slip leads from one to another."""
    async with filled.begin() as session:
        session.add_all(standard(*row) for row in NEIGHBOURS)
    return filled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("GB 1006-2020", ["GB 1001-2020", "GB 1003-2020"]),
        ("GB 1050-2019", ["GB 1050-2018", "GB 1050-2020"]),  # two editions
    ],
)
async def test_those_that_are_equally_near_are_all_named(
    neighbours: SessionFactory, typed: str, meant: list[str]
) -> None:
    [line] = await checked(neighbours, typed)

    assert (line.verdict, numbers_named(line)) == (Verdict.TYPO, meant)
    assert re.search(rf"是不是 {meant[0]}《.*》 或者 {meant[1]}《", line.remark)


async def test_of_more_than_three_it_is_said_how_many_there_are(
    neighbours: SessionFactory,
) -> None:
    [line] = await checked(neighbours, "GB 1002-2020")

    assert len(numbers_named(line)) == 3
    assert "等 4 个里的一个" in line.remark


async def test_without_a_year_too_many_are_near_to_say_it_is_a_slip(
    neighbours: SessionFactory,
) -> None:
    [line] = await checked(neighbours, "GB 1002")

    assert (line.verdict, numbers_named(line)) == (Verdict.NOT_FOUND, [])
    assert "差一个字的有 4 个，请把年份写全" in line.remark


@pytest.mark.parametrize(
    "typed", ["GB 1002-2020 搪瓷杯", "搪瓷杯\tGB 1002-2020\t3 只", "3. 《搪瓷杯》GB1002-2020"]
)
async def test_the_name_beside_it_tells_which_is_meant(
    neighbours: SessionFactory, typed: str
) -> None:
    [line] = await checked(neighbours, typed)

    assert (line.verdict, numbers_named(line)) == (Verdict.TYPO, ["GB 1022-2020"])


async def test_a_known_number_with_the_name_of_another_is_no_match(
    neighbours: SessionFactory,
) -> None:
    wrong, right, said_otherwise = await checked(
        neighbours,
        "GB 1003-2020 铸铁锅和铸铁盖\nGB 1001-2020 铸铁锅\nGB 1003-2020 由李四采购，已经验收",
    )

    assert (wrong.verdict, numbers_named(wrong)) == (Verdict.OTHER_NAME, ["GB 1001-2020"])
    assert "这个编号是《儿童餐椅》" in wrong.remark
    assert [right.verdict, said_otherwise.verdict] == [Verdict.VALID, Verdict.VALID]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("GB 17761-224", "GB 17761-2024"),  # a digit is missing
        ("GB 17761-20024", "GB 17761-2024"),  # one is doubled
        ("GB 17761-2108", "GB 17761-2018"),  # two changed places
        ("GB/T 31888-15", "GB/T 31888-2015"),  # the short form
        ("GB17761_2024", "GB 17761-2024"),  # another dash
        ("GB 5296,7-2008", "GB 5296.7-2008"),  # a comma for the dot
    ],
)
async def test_a_year_that_cannot_be_read_is_not_passed_over(
    filled: SessionFactory, typed: str, meant: str
) -> None:
    [line] = await checked(filled, typed)

    assert (line.verdict, numbers_named(line)) == (Verdict.TYPO, [meant])


@pytest.mark.parametrize("typed", ["GB 17761：3 件", "GB 17761-3 件", "GB 17761，2024 年买的"])
async def test_a_count_behind_a_number_is_no_year(filled: SessionFactory, typed: str) -> None:
    [line] = await checked(filled, typed)

    assert (line.verdict, line.number) == (Verdict.VALID, "GB 17761-2024")


@pytest.mark.parametrize("typed", ["GB/T 5023", "GB 5023", "gbt5023 电缆"])
async def test_a_series_is_told_by_its_parts(filled: SessionFactory, typed: str) -> None:
    async with filled.begin() as session:
        session.add(standard("GB/T 5023.3-2008", "电缆 第3部分", "现行", "2009-05-01"))
        session.add(standard("GB/T 5023.4-2008", "电缆 第4部分", "现行", "2009-05-01"))
        session.add(standard("GB/T 50231-2009", "机械", "现行", "2009-10-01"))

    [line] = await checked(filled, typed)

    assert (line.verdict, line.parts) == (Verdict.SERIES, ("GB/T 5023.3-2008", "GB/T 5023.4-2008"))
    assert "2 个部分，比如 GB/T 5023.3-2008，请写明是哪一部分" in line.remark


async def test_a_local_number_has_parts_too(filled: SessionFactory) -> None:
    async with filled.begin() as session:
        session.add(standard("DB50/418.2-2016", "排放 第2部分", "现行", "2016-05-01"))

    [line] = await checked(filled, "DB50/418")

    assert line.parts == ("DB50/418.2-2016",)


async def test_a_code_without_its_t_is_named(filled: SessionFactory) -> None:
    [left_out, right, added] = await checked(
        filled, "GB 31888-2015\nGB/T 31888-2015\nGB/T 17761-2018"
    )

    assert left_out.remark == "您写的是 GB 31888-2015，代号不同；2015-06-30 起实施。"
    assert "代号不同" not in right.remark
    assert added.remark == "您写的是 GB/T 17761-2018，代号不同；由 GB 17761-2024 代替。"


async def test_an_edition_that_is_not_known_is_no_slip(filled: SessionFactory) -> None:
    [line] = await checked(filled, "GB 17761-1999")

    assert line.verdict is Verdict.NOT_FOUND
    assert "目录里有的是 GB 17761-2018《" in line.remark
    assert "GB 17761-2024《" in line.remark


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12 G8 42295-2022", "GB 42295-2022"),
        ("GB/I 31888-2015", "GB/T 31888-2015"),
        ("HB/T 31888-2015", "GB/T 31888-2015"),  # letters that are another code
        ("DB51/T 1234-2023", "DB50/T 1234-2023"),  # another province's
    ],
)
async def test_a_wrong_letter_is_named(filled: SessionFactory, typed: str, meant: str) -> None:
    [line] = await checked(filled, typed)

    assert (line.verdict, numbers_named(line)) == (Verdict.TYPO, [meant])


async def test_another_year_is_no_proof_for_another_number(filled: SessionFactory) -> None:
    [line] = await checked(filled, "GB 17762-2009")

    assert (line.verdict, numbers_named(line)) == (Verdict.NOT_FOUND, [])


def test_names_and_headings_are_no_numbers() -> None:
    assert numbers_of(["产品清单", "名称", "电动自行车 3 辆", ""]) == []


def test_several_numbers_of_a_line_are_all_taken() -> None:
    typed = numbers_of(["GB 1-2020、GB 2-2020；GB/T 3-2020"])

    assert [str(one.number) for one in typed] == ["GB 1-2020", "GB 2-2020", "GB/T 3-2020"]


def test_a_list_that_is_too_long_is_not_read_to_its_end() -> None:
    lines = iter([f"GB {number}-2020" for number in range(1001, 2 * MOST + 1001)])

    assert len(numbers_of(lines)) == MOST + 1

    assert len(list(lines)) > MOST // 2


@pytest.fixture
async def replaced(sessions: SessionFactory) -> SessionFactory:
    """One that only its successor says is replaced, one of which only a part is."""
    new = standard("GB/T 2001-2020", "新的", "现行", "2021-01-01")
    new.replaces = ["GB/T 1001-2010"]
    part = standard("GB/T 1002-2010", "一部分", "现行", "2011-01-01", "GB/T 2002-2020")
    part.partly = ["GB/T 2002-2020"]
    async with sessions.begin() as session:
        session.add_all([new, part, standard("GB/T 1001-2010", "旧的", "现行", "2011-01-01")])
        session.add(standard("GB/T 2002-2020", "新的一部分", "现行", "2021-01-01"))
    return sessions


async def test_what_only_the_newer_record_says_counts_and_a_part_is_not_the_whole(
    replaced: SessionFactory,
) -> None:
    [whole, part] = await checked(replaced, "GB/T 1001-2010\nGB/T 1002-2010")

    assert (whole.verdict, whole.successors) == (Verdict.REPLACED, ("GB/T 2001-2020",))
    assert (part.verdict, part.successors) == (Verdict.VALID, ())


async def test_who_watches_is_told_the_same(replaced: SessionFactory) -> None:
    numbers = ["GB/T 1001", "GB/T 1002"]

    known = await replaced.run(lambda session: standings(session, numbers, TODAY))

    whole, part = (known.by_number[number] for number in numbers)
    assert (whole.status, whole.after) == ("被代替", ("GB/T 2001-2020",))
    assert (part.status, part.after) == ("现行", ())


async def test_what_is_new_names_its_successors_by_either_record(sessions: SessionFactory) -> None:
    old = standard("GB/T 1003-2026", "刚开始", "现行", "2026-11-20")
    new = standard("GB/T 1003-2027", "接着来", "即将实施", "2027-06-01")
    new.replaces = [old.number]
    async with sessions.begin() as session:
        session.add_all([old, new])

    found = await sessions.run(lambda session: new_standards(session, TODAY))

    [begun] = found.begun
    assert begun.superseded_by == ("GB/T 1003-2027",)
