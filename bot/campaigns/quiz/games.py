"""Short games: which of the drawn labels is wrong? (data/seeds/games.yml)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.campaigns.calendar import Slug
from bot.settings import SEEDS
from kb.yaml_file import read_yaml, stamp

FILE = SEEDS / "games.yml"
NAMES = ("甲", "乙", "丙")
_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Part):
    """A label as it is drawn; a gauge has one line, which zone its needle is in."""

    kind: Literal["hangtag", "food", "plate", "pack", "paper", "gauge"]
    lines: tuple[_Text, ...] = Field(min_length=1, max_length=4)


class GameQuestion(_Part):
    """A few labels, one of them wrong; ``wrong`` counts from 1."""

    question: _Text
    labels: tuple[Label, ...] = Field(min_length=2, max_length=len(NAMES))
    wrong: int = Field(ge=1)
    why: _Text
    source: _Text
    faq: _Text

    @model_validator(mode="after")
    def _check(self) -> GameQuestion:
        if self.wrong > len(self.labels):
            raise ValueError("wrong")
        return self

    def shown(self) -> list[tuple[str, int, Label]]:
        """Name, number from 0 and label, in an order that says nothing of the answer."""
        order = sorted(range(len(self.labels)), key=self._rank)
        return [(NAMES[at], number, self.labels[number]) for at, number in enumerate(order)]

    def name_of(self, number: int) -> str:
        """What the label with a number from 0 is called where it is shown."""
        return next(name for name, one, _ in self.shown() if one == number)

    def _rank(self, number: int) -> bytes:
        return hashlib.sha256(f"{number}:{self.question}".encode()).digest()


class Game(_Part):
    """A game for an age and an audience."""

    slug: Slug
    title: _Text
    who: _Text
    audience: Slug
    questions: tuple[GameQuestion, ...] = Field(min_length=1, max_length=9)

    def without(self, entries: frozenset[str]) -> Game:
        """The game without the questions that rest on entries staff withdrew."""
        left = tuple(one for one in self.questions if one.faq not in entries)
        return self.model_copy(update={"questions": left})

    def score(self, answers: Sequence[int]) -> int:
        """How many of the first questions were answered rightly; answers count from 0."""
        pairs = zip(self.questions, answers, strict=False)
        return sum(one.wrong - 1 == answer for one, answer in pairs)


def load_games(path: Path = FILE) -> Mapping[str, Game]:
    """The games by slug, in the file's order."""
    return _games(path, stamp(path))


@lru_cache(maxsize=2)
def _games(path: Path, state: tuple[int, int]) -> Mapping[str, Game]:
    return {one.slug: one for one in (Game.model_validate(row) for row in read_yaml(path))}
