"""The soak's table tells of each fault what was waited for because of it."""

from __future__ import annotations

import time

from bench.soak import SILENCE, Line, quiet_of
from bench.soak_citizens import Said

FAULT = Line("kill -9", begun=100.0, mended=101.0, answered=108.0, whole=130.0)


def cells(*said: Said) -> list[str]:
    return [one.strip() for one in FAULT.told(list(said)).strip("|").split("|")]


def test_only_what_met_the_fault_counts() -> None:
    before = Said("web", "a", sent=10.0, heard=90.0, answered=90.0)
    during = Said("web", "b", sent=99.0, heard=104.0, answered=106.0)
    later = Said("web", "c", sent=109.0, heard=200.0, answered=200.0)

    assert cells(before, during, later) == [
        "kill -9", "1", "5.0", "7.0", "7.0", "29.0", "",
    ]  # fmt: skip


def test_what_has_not_been_answered_waits_to_the_end() -> None:
    assert cells(Said("web", "a", sent=100.5))[2:4] == ["7.5", "7.5"]


def test_silence_is_broken_by_any_word_and_by_the_customer_service() -> None:
    now = time.monotonic()
    told_to_wait = Said("web", "a", sent=now - 60, heard=now - 50)
    late = Said("wechat", "b", sent=now - 60, heard=now - 20, answered=now - 20, late=True)
    nothing = Said("web", "c", sent=now - SILENCE - 5)

    assert [quiet_of(one) > 0 for one in (told_to_wait, late, nothing)] == [False, False, True]
