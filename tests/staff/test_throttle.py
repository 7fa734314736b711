from __future__ import annotations

from datetime import timedelta

import pytest

from bot.staff.throttle import FailureLimit, network_of
from tests.staff.conftest import Hands


@pytest.fixture
def limit(clock: Hands) -> FailureLimit:
    return FailureLimit(3, timedelta(minutes=15), clock)


def test_failures_of_one_name_are_limited_and_forgotten(limit: FailureLimit, clock: Hands) -> None:
    assert [limit.take("a") for _ in range(5)] == [True, True, True, False, False]
    assert limit.take("b")
    clock.move(minutes=15)

    assert limit.take("a")


def test_good_attempts_cost_nothing(limit: FailureLimit) -> None:
    for _ in range(50):
        assert limit.take("office")
        limit.give_back("office")


def test_giving_back_what_was_not_taken_is_harmless(limit: FailureLimit) -> None:
    limit.give_back("a")

    assert limit.take("a")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("unknown", "unknown"),
    ],
)
def test_addresses_are_counted_by_who_holds_them(address: str, name: str) -> None:
    assert network_of(address) == name
