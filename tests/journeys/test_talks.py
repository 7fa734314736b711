"""Conversations as ten people typed them, through the real processes; the floors only ever rise.

``tests/talks/open.jsonl`` was written by somebody who saw neither code nor content. A new way of
asking that failed goes in by one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bench.talks import Judged, play
from tests.journeys.conftest import Running

RIGHT, LATER, SURE = 0.78, 0.70, 0.08


@pytest.fixture(scope="module")
def judged(running: Running) -> list[Judged]:
    def say(text: str, sender: str) -> list[Mapping[str, Any]]:
        return list(running.say(text, sender))

    return list(play(say))


def share(judged: list[Judged], *, of: str) -> float:
    return sum(getattr(one, of) for one in judged) / len(judged)


def test_most_turns_are_answered_right(judged: list[Judged]) -> None:
    assert len(judged) >= 170
    assert share(judged, of="right") >= RIGHT, [one.said for one in judged if not one.right]


def test_later_turns_are_understood_from_what_was_said_before(judged: list[Judged]) -> None:
    later = [one for one in judged if one.later]

    assert share(later, of="right") >= LATER, [one.said for one in later if not one.right]


def test_little_is_said_wrongly_as_if_it_were_known(judged: list[Judged]) -> None:
    assert share(judged, of="sure") <= SURE, [one.said for one in judged if one.sure]


def test_whoever_is_in_danger_is_told_what_helps(judged: list[Judged]) -> None:
    assert all(one.right for one in judged if one.kind == "danger")
