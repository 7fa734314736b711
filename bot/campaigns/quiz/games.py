"""Short games: which of the drawn labels is wrong? (data/seeds/games.yml)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.calendar import Slug
from bot.settings import SEEDS
from kb.models import Faq, FaqStatus
from kb.yaml_file import read_yaml, stamp

FILE = SEEDS / "games.yml"
NAMES = ("甲", "乙", "丙")
LEVELS = ("第一关", "第二关", "第三关")
PASSED = 0.8  # share of right answers that opens the next level
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
    """A game for an age and an audience; those of one title are its levels."""

    slug: Slug
    title: _Text
    level: int = Field(1, ge=1, le=len(LEVELS))
    who: _Text
    audience: Slug
    questions: tuple[GameQuestion, ...] = Field(min_length=1, max_length=9)

    @property
    def level_name(self) -> str:
        """Which level it is."""
        return LEVELS[self.level - 1]

    @property
    def name(self) -> str:
        """The title; from the second level on with the level."""
        return self.title if self.level == 1 else f"{self.title} {self.level_name}"

    @property
    def to_pass(self) -> int:
        """How many right answers pass it."""
        return math.ceil(PASSED * len(self.questions))

    def without(self, entries: frozenset[str]) -> Game:
        """The game without the questions that rest on entries staff withdrew."""
        left = tuple(one for one in self.questions if one.faq not in entries)
        return self.model_copy(update={"questions": left})

    def score(self, answers: Sequence[int]) -> int:
        """How many of the first questions were answered rightly; answers count from 0."""
        pairs = zip(self.questions, answers, strict=False)
        return sum(one.wrong - 1 == answer for one, answer in pairs)


def withdrawn_of(session: Session, game: Game) -> frozenset[str]:
    """The entries behind a game's questions that staff took back."""
    entries = [one.faq for one in game.questions]
    query = select(Faq.slug).where(Faq.slug.in_(entries), Faq.status != FaqStatus.PUBLISHED)
    return frozenset(session.scalars(query))


def levels_of(games: Mapping[str, Game]) -> list[list[Game]]:
    """The games by title, each list from its first level up."""
    found: dict[str, list[Game]] = {}
    for game in games.values():
        found.setdefault(game.title, []).append(game)
    return [sorted(levels, key=lambda game: game.level) for levels in found.values()]


def after(games: Mapping[str, Game], game: Game) -> Game | None:
    """The level above one; None above the last."""
    wanted = (game.title, game.level + 1)
    return next((one for one in games.values() if (one.title, one.level) == wanted), None)


def load_games(path: Path = FILE) -> Mapping[str, Game]:
    """The games by slug, in the file's order."""
    return _games(path, stamp(path))


@lru_cache(maxsize=2)
def _games(path: Path, state: tuple[int, int]) -> Mapping[str, Game]:
    return {one.slug: one for one in (Game.model_validate(row) for row in read_yaml(path))}
