"""What the seed catalogue may claim: no check nobody made, no status without its day."""

from __future__ import annotations

import shutil
from collections import defaultdict
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
