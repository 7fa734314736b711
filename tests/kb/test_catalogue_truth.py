"""What the seed catalogue may claim: no check nobody made, no status without its day."""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.kit.db import SessionFactory
from bot.settings import ROOT
from kb.catalogue import Catalogue, Edition
from kb.models import Checked, Nature, Standard, StandardStatus
from kb.seeds import load_seeds
from kb.standards import stored
from kb.standards.edition import origins
from kb.text.standard_number import StandardNumber

TODAY = date(2026, 11, 27)


@pytest.fixture
async def editions(sessions: SessionFactory, tmp_path: Path) -> list[Edition]:
    # The standards alone: with a thousand entries beside them each test loads for seconds.
    shutil.copytree(ROOT / "data" / "seeds" / "standards", tmp_path / "standards")
    async with sessions.begin() as session:
        report = await load_seeds(session, tmp_path)
        rows = (await session.scalars(select(Standard).order_by(Standard.id))).all()
        assert report.problems == []
        return await session.run_sync(lambda sync: stored.editions(sync, rows))


def told(editions: list[Edition]) -> list[tuple[Edition, str]]:
    catalogue = Catalogue(editions)
    asked = [(edition, StandardNumber.parse(edition.number)) for edition in editions]
    return [(e, catalogue.describe(catalogue.look_up(n, TODAY), TODAY)) for e, n in asked]


async def test_nobody_compared_a_record_so_none_shows_a_day_of_checking(
    editions: list[Edition],
) -> None:
    assert {edition.checked for edition in editions} == {Checked.TEXT, Checked.UNCHECKED}
    for edition, text in told(editions):
        assert "核对日期" not in text, edition.number
        assert "尚未与官方平台核对" in text, edition.number
        assert edition.source in text, edition.number


async def test_what_is_remembered_is_marked_so_beside_its_status(editions: list[Edition]) -> None:
    for edition, text in told(editions):
        assert ("记忆" in edition.source) == (edition.checked is Checked.UNCHECKED), edition.number
        first = text.splitlines()[0]
        if edition.checked is Checked.UNCHECKED:
            assert "尚未与官方平台核对" in first or "没有核实到" in first, first
            assert "现行有效" not in first, first


async def test_without_its_day_no_status_is_asserted(editions: list[Edition]) -> None:
    for edition, text in told(editions):
        if edition.effective_on is not None:
            continue
        over = (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN)
        if edition.status in over:
            assert edition.ended_on is not None, edition.number
            continue
        assert "实施日期没有核实到" in text.splitlines()[0], edition.number
        assert "现行有效" not in text, edition.number
        assert "必须执行" not in text.splitlines()[1], edition.number


async def test_a_rumoured_successor_leaves_the_status_open(editions: list[Edition]) -> None:
    rumoured = {
        e.number: text for e, text in told(editions) if "新版" in e.note and "没有核实到" in e.note
    }

    assert {"GB 7258-2017", "GB/T 8939-2018", "GB/T 19001-2016"} <= rumoured.keys()
    for number, text in rumoured.items():
        assert "没有核实到，是否现行请到" in text.splitlines()[0], number
        assert "现行有效" not in text, number


async def test_successors_are_younger_and_take_over_on_the_day_the_old_one_ends(
    editions: list[Edition],
) -> None:
    known = {edition.number: edition for edition in editions}
    for edition in editions:
        own = StandardNumber.parse(edition.number).year or 0
        for number in edition.superseded_by:
            assert (StandardNumber.parse(number).year or 0) > own, (edition.number, number)
            successor = known.get(number)
            if successor and successor.effective_on and edition.ended_on:
                assert successor.effective_on == edition.ended_on, (edition.number, number)


async def test_no_edition_carries_a_day_of_another_edition(editions: list[Edition]) -> None:
    days: dict[tuple[str, date], list[str]] = defaultdict(list)
    for edition in editions:
        for day in {edition.published_on, edition.effective_on} - {None}:
            assert day is not None
            days[edition.undated, day].append(edition.number)

    assert {key: numbers for key, numbers in days.items() if len(numbers) > 1} == {}


@pytest.mark.parametrize(
    ("checked", "on", "said"),
    [
        (Checked.OFFICIAL, date(2026, 12, 1), "核对日期：2026-12-01"),
        (Checked.STAFF, date(2026, 12, 1), "核对日期：2026-12-01"),
        (Checked.TEXT, None, "尚未与官方平台核对"),
        (Checked.UNCHECKED, None, "尚未与官方平台核对"),
        # A day without a comparison is no check.
        (Checked.UNCHECKED, date(2026, 12, 1), "尚未与官方平台核对"),
    ],
)
def test_a_day_of_checking_is_shown_where_a_comparison_stands_behind_it(
    checked: Checked, on: date | None, said: str
) -> None:
    edition = Edition(
        number="GB 1-2020", undated="GB 1", title="甲", nature=Nature.MANDATORY,
        status=StandardStatus.IN_FORCE, published_on=None, effective_on=date(2021, 1, 1),
        ended_on=None, superseded_by=(), summary="", note="", source="平台", checked=checked,
        checked_on=on,
    )  # fmt: skip
    catalogue = Catalogue([edition])
    text = catalogue.describe(catalogue.look_up(StandardNumber.parse("GB 1"), TODAY), TODAY)

    assert said in text
    assert ("核对日期" in text) == said.startswith("核对日期")


# What an audit named that any such assistant must know, by number without year.
MUST_KNOW = """
GB/T 19001, GB/T 45001, GB/T 22000, GB 2626, GB 47372, GB 31241, GB 17761, GB 43854, GB 42296,
GB 811, GB 16410, GB 6675.1, GB 7718, GB 28050, GB 5749, GB 18580, GB 50325, GB/T 7588.1,
GB/T 31888, GB 27887, GB/T 18801, GB 38600, GB/T 14308, GB 31654, JJF 1070, GB/T 2099.1,
GB/T 2099.3, GB/T 1002, GB/T 5023.3, GB/T 24001, GB/T 27341, GB/T 19000, GB/T 38880,
GB/T 32610, GB 19083, YY 0469, YY/T 0969, GB 29993, GB 6932, GB 4706.12, GB 21519, GB 30981.1,
GB 18587, GB/T 18775, TSG T5002, GB 14748, GB 14746, GB/T 17713, GB 29539, GB/T 31771,
GB/T 31772, GB/T 20647.9, GB/T 27917.1, GB 7100, GB 2718, GB 2711, GB 19302, GB 2759, GB 10146,
GB/T 18186, GB 20517, GB 10631, GB 18383, GB 20400, GB 4706.8, GB 12021.2, GB 12021.4,
GB/T 16868, GB/T 33497, GB/T 1354
"""


async def test_what_any_such_assistant_must_know_is_there(editions: list[Edition]) -> None:
    wanted = [number.strip() for number in MUST_KNOW.replace("\n", " ").split(",")]
    known = {edition.undated for edition in editions}

    assert len(set(wanted)) == 70
    assert [number for number in wanted if number not in known] == []


async def test_of_several_records_the_source_and_the_check_are_told(
    editions: list[Edition],
) -> None:
    one, other = (next(e for e in editions if e.undated == n) for n in ("GB 25190", "GB 19645"))
    compared = replace(other, checked=Checked.STAFF, checked_on=TODAY, source="平台")

    assert origins([one]) == one.origin
    assert origins([one, other]).endswith("；尚未与官方平台核对")
    assert one.source in origins([one, other])
    assert origins([one, compared]) == (
        f"{one.number}：{one.source}；尚未与官方平台核对。"
        f"{other.number}：平台；核对日期：2026-11-27"
    )
