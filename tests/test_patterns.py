"""No text makes a pattern of the project take a time that grows with the square, or worse."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from typing import Any

import pytest

from bot.settings import ROOT
from tests import every_pattern

MOST_CPU = 900  # seconds; all take about eighty
# Each takes a tenth of a second in every run, until it is kept.
MOST_NEW = 150


def found(*patterns: str) -> dict[str, Any]:
    """What tests/every_pattern.py says of these patterns, or of all of the project's."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.every_pattern", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU)),
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_every_pattern_goes_over_a_text_once() -> None:
    told = found()

    assert told["problems"] == []
    assert told["seen"] > 250
    assert told["measured"] <= MOST_NEW, "python -m tests.every_pattern --write"


def test_what_was_tried_by_another_checker_or_is_written_otherwise_is_tried_again() -> None:
    one, other = re.compile("[a-z]+x"), re.compile("[a-z]+x", re.IGNORECASE)
    asked = every_pattern.measured({"here": [one, other, re.compile("ab")]})

    assert len(asked) == 2, "in the third nothing is repeated"
    key = every_pattern.digest(one)
    kept = f"{every_pattern.this_checker()}\n{key}\n"
    assert asked.keys() - every_pattern.tried(kept) == {every_pattern.digest(other)}
    assert every_pattern.tried(f"{'0' * 64}\n{key}\n") == every_pattern.tried("") == frozenset()


@pytest.mark.parametrize(
    ("pattern", "use", "text"),
    [
        (r"\d+x", "finditer", "1"),
        (r"\s*年?\s*x", "finditer", " "),
        (r"(?:想|想要|要)*x", "fullmatch", "想要"),
        (r"<a [^>]*>.*?</a>", "finditer", "<a "),
        (r"(?:公司|店)+$", "finditer", "公司"),
        (r"(?:\d+,?)+元", "finditer", "1"),
        (r"(?:谢谢|谢)+$", "fullmatch", "谢"),
        (r"^(?>(?:哈哈+|呵)+$|好)", "finditer", "哈"),
        (r"(?:(?:a|aa){0,60}){2}b", "finditer", "a"),
    ],
)
def test_a_pattern_that_tries_again_and_again_is_found(pattern: str, use: str, text: str) -> None:
    told = found(pattern)

    assert any(f"{use} of" in problem for problem in told["problems"]), text


def test_a_pattern_that_goes_over_a_text_once_is_not_blamed() -> None:
    assert (
        found(r"(?<!\d)\d++x", r"[^，。]{0,14}?买", r"(?:公司|店){1,6}$", r"(?:a|aa){0,4}b")[
            "problems"
        ]
        == []
    )
