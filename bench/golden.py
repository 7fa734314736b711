"""The golden set: loading it, and telling whether an answer holds the required facts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import yaml

from bot.settings import ROOT

GOLDEN = ROOT / "tests" / "golden"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Golden:
    """A question and the facts its answer must hold.

    Args:
        question: in a citizen's words, not a phrasing of the knowledge base.
        must: each inner tuple holds alternatives of which one must occur.
    """

    question: str
    must: tuple[tuple[str, ...], ...]


def load_golden() -> list[Golden]:
    """All questions with an answer."""
    rows = yaml.safe_load((GOLDEN / "answers.yml").read_text(encoding="utf-8"))
    return [Golden(row["q"], tuple(tuple(map(str, alt)) for alt in row["must"])) for row in rows]


def load_unanswerable() -> list[str]:
    """All questions this service has no answer to."""
    rows = yaml.safe_load((GOLDEN / "unanswerable.yml").read_text(encoding="utf-8"))
    return [str(row["q"]) for row in rows]


def load_spellings() -> list[tuple[str, str]]:
    """Pairs of a spelling and the number of the record it means."""
    rows = yaml.safe_load((GOLDEN / "spellings.yml").read_text(encoding="utf-8"))
    return [(str(spelling), row["number"]) for row in rows for spelling in row["spellings"]]


def matches(text: str, must: tuple[tuple[str, ...], ...]) -> bool:
    """Whether every required fact occurs, ignoring width, case and white space."""
    folded = _fold(text)
    return all(any(_fold(option) in folded for option in options) for options in must)


def _fold(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).lower()
