from __future__ import annotations

from datetime import timedelta

import pytest

from bot.complaints.case.bursts import BEFORE, RECENT, chance_of, find_bursts, is_burst
from bot.complaints.case.models import Case
from bot.kit.db import SessionFactory
from tests.complaints.conftest import NOW


@pytest.mark.parametrize(
    ("recent", "usual", "burst"),
    [
        (4, 0.0, False),
        (5, 0.0, True),
        (3, 0.0, False),
        (5, 3.0, False),
        (12, 3.0, True),
        (30, 25.0, False),
        (60, 25.0, True),
        (200, 10.0, True),
    ],
)
def test_many_against_the_usual_is_a_burst(recent: int, usual: float, burst: bool) -> None:
    assert is_burst(recent, usual) is burst


async def test_a_wave_of_one_product_is_seen_and_the_steady_one_is_not(
    sessions: SessionFactory,
) -> None:
    days = {"充电宝": [0, 0, 1, 1, 2, 2], "牛奶": list(range(0, 58, 2)) * 2}
    async with sessions.begin() as session:
        for product, when in days.items():
            for n, day in enumerate(when):
                session.add(
                    Case(
                        number=f"{product}{n}",
                        origin=f"{product}{n}",
                        code_hash=f"{product}{n}",
                        kind="report",
                        status="registered",
                        channel="web",
                        product=product,
                        registered_at=NOW - timedelta(days=day),
                    )
                )

    found = await sessions.run(lambda session: find_bursts(session, NOW))

    assert [(burst.subject, burst.name, burst.recent) for burst in found] == [("商品", "充电宝", 6)]


async def test_what_is_recent_and_what_was_before_ends_to_the_second(
    sessions: SessionFactory,
) -> None:
    second = timedelta(seconds=1)
    ages = [timedelta()] * 4 + [RECENT] + [RECENT + BEFORE] * 2 + [RECENT + BEFORE + second] * 9
    async with sessions.begin() as session:
        for n, age in enumerate(ages):
            session.add(
                Case(
                    number=f"{n}",
                    origin=f"{n}",
                    code_hash=f"{n}",
                    kind="report",
                    status="registered",
                    channel="web",
                    product="充电宝",
                    registered_at=NOW - age,
                )
            )

    (burst,) = await sessions.run(lambda session: find_bursts(session, NOW))

    assert burst.recent == 5
    assert burst.usual == pytest.approx(2 * (RECENT / BEFORE))


@pytest.mark.parametrize(
    ("recent", "usual", "is_unusual"),
    [(400, 300.0, True), (305, 300.0, False), (3000, 2000.0, True), (9000, 9010.0, False)],
)
def test_large_numbers_are_judged_too(recent: int, usual: float, is_unusual: bool) -> None:
    assert is_burst(recent, usual) is is_unusual


def test_both_ways_of_reckoning_agree_where_they_meet() -> None:
    below, above = chance_of(1000, 900.0), chance_of(1001, 900.0)

    assert above < below
    assert above == pytest.approx(below, rel=0.35)
