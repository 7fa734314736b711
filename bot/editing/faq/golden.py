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
    """A question and what its answer must be; with neither facts nor entry it has none here.

    Args:
        question: in a citizen's words, not a phrasing of the knowledge base.
        must: each inner tuple holds alternatives of which one must occur.
        entry: reference of the entry that must be given.
        number: of the row, where staff added it; 0 for those of the files.
        by: who added it.
    """

    question: str
    must: tuple[tuple[str, ...], ...] = ()
    entry: str = ""
    number: int = 0
    by: str = ""

    @property
    def has_answer(self) -> bool:
        """Whether an answer is expected at all."""
        return bool(self.must or self.entry)


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
