"""How a number stands, and what is told of it when that changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.catalogue import Catalogue
from kb.models import StandardStatus
from kb.standards.edition import Edition
from kb.standing import Standing, Standings
from kb.text.standard_number import StandardNumber
from tests.content import standard

TODAY = date(2026, 11, 30)
OLD = Edition.of(standard("GB 7718-2011", "标签通则", "现行", "2012-04-20"), [])
NEW = Edition.of(standard("GB 7718-2025", "标签通则", "即将实施", "2027-03-16"), [])
BEFORE = Standing("GB 7718-2011", StandardStatus.IN_FORCE)
COMING = Standing("GB 7718-2011", StandardStatus.IN_FORCE, (), NEW.number, "2027-03-16")


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (
            COMING,
            ["新版 GB 7718-2025《标签通则》已发布，2027-03-16 起实施；实施前仍按 GB 7718-2011。"],
        ),
        # The catalogue may not have what replaces an edition: its number stands for it.
        (
            Standing("GB 7718-2011", StandardStatus.SUPERSEDED, ("GB 9999-2026",)),
            ["GB 7718-2011《标签通则》已被 GB 9999-2026 代替。"],
        ),
        (
            Standing("GB 7718-2025", StandardStatus.IN_FORCE),
            ["GB 7718-2025《标签通则》收进目录，代替 GB 7718-2011。"],
        ),
        (
            replace(BEFORE, amendments=("GB 7718-2011/XG1-2026",)),
            ["有新的修改单：GB 7718-2011/XG1-2026。"],
        ),
        (BEFORE, []),
    ],
)
def test_what_has_changed_is_told(now: Standing, told: list[str]) -> None:
    known = Standings({"GB 7718": now}, Catalogue([OLD, NEW]))

    assert known.news("GB 7718", BEFORE, TODAY) == told


def test_an_edition_that_begins_today_has_begun() -> None:
    now = Standing("GB 7718-2025", StandardStatus.IN_FORCE)
    known = Standings({"GB 7718": now}, Catalogue([OLD, NEW]))

    (told,) = known.news("GB 7718", BEFORE, date(2027, 3, 16))

    assert told == "GB 7718-2025《标签通则》 2027-03-16 起实施，代替 GB 7718-2011。"


def test_beside_the_edition_a_number_means_stand_the_others() -> None:
    found = Catalogue([OLD, NEW]).look_up(StandardNumber.parse("GB 7718"), TODAY)

    assert (found.found, found.others) == (OLD, (NEW,))


@pytest.mark.parametrize("status", [StandardStatus.WITHDRAWN, StandardStatus.SUPERSEDED])
def test_what_a_record_calls_over_is_over_though_no_day_is_known(status: StandardStatus) -> None:
    gone = replace(OLD, status=status)

    assert Catalogue([gone]).status_on(gone, TODAY) is status
