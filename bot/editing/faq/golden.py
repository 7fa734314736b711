"""The golden questions: content that says what answers must hold, and what has no answer here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from bot.settings import ROOT
from kb.yaml_file import read_yaml

FOLDER = ROOT / "data" / "seeds" / "golden"
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


def load_golden(folder: Path = FOLDER) -> list[Golden]:
    """All questions with an answer."""
    rows = read_yaml(folder / "answers.yml")
    return [Golden(row["q"], tuple(tuple(map(str, alt)) for alt in row["must"])) for row in rows]


def load_unanswerable(folder: Path = FOLDER) -> list[str]:
    """All questions this service has no answer to."""
    return [str(row["q"]) for row in read_yaml(folder / "unanswerable.yml")]


def matches(text: str, must: tuple[tuple[str, ...], ...]) -> bool:
    """Whether every required fact occurs, ignoring width, case and white space."""
    folded = _fold(text)
    return all(any(_fold(option) in folded for option in options) for options in must)


def _fold(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).lower()
