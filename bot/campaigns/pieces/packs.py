"""Packs: pieces and questions that come with the software (data/seeds/campaigns/)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.campaigns.calendar import CalendarError, Slug
from bot.campaigns.models import PieceKind
from bot.campaigns.pieces.content import PieceContent, Version
from bot.settings import ROOT
from kb.yaml_file import read_yaml

FOLDER = ROOT / "data" / "seeds" / "campaigns"


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = ""
    digest: str = ""
    body: str = ""


class _Piece(_Words):
    slug: Slug
    kind: PieceKind
    sources: tuple[str, ...] = Field(min_length=1)
    standards: tuple[str, ...] = ()
    faq: tuple[str, ...] = ()
    versions: dict[str, _Words] = Field(default_factory=dict)


class PackQuestion(BaseModel):
    """A question of a pack; ``answer`` counts from 1."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=200)
    options: tuple[str, ...] = Field(min_length=2, max_length=4)
    answer: int = Field(ge=1, le=4)
    explanation: str = Field(min_length=1, max_length=400)
    source: str = Field(min_length=1, max_length=200)
    faq: str = ""


class PackQuiz(BaseModel):
    model_config = ConfigDict(extra="forbid")

    slug: Slug
    title: str = Field(min_length=1, max_length=60)
    questions: tuple[PackQuestion, ...] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pieces: tuple[_Piece, ...]
    quiz: PackQuiz


@dataclass(frozen=True)
class Pack:
    """What a pack brings.

    Args:
        pieces: kind and content, in order; the last one invites to the quiz.
        quiz: its questions.
    """

    pieces: tuple[tuple[PieceKind, PieceContent], ...]
    quiz: PackQuiz

    @classmethod
    def load(cls, name: str, folder: Path = FOLDER) -> Pack:
        """Read one.

        Raises:
            CalendarError: something in it is wrong.
        """
        path = folder / f"{name}.yml"
        try:
            file = _File.model_validate(read_yaml(path))
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise CalendarError(f"{path.name} 的 {where} 有误。") from None
        pieces = [(piece.kind, _content(piece)) for piece in file.pieces]
        return cls((*pieces, _invitation(file.quiz)), file.quiz)


def packs(names: Iterable[str], folder: Path = FOLDER) -> dict[str, Pack]:
    return {name: Pack.load(name, folder) for name in names if name}


def _content(piece: _Piece) -> PieceContent:
    return PieceContent(
        Version(piece.title, piece.digest, piece.body),
        {name: Version(**words.model_dump()) for name, words in piece.versions.items()},
        piece.sources,
        piece.standards,
        piece.faq,
        slug=piece.slug,
    )


def _invitation(quiz: PackQuiz) -> tuple[PieceKind, PieceContent]:
    count = len(quiz.questions)
    body = f"{quiz.title}：共 {count} 题，每题答完马上看到讲解和出处，答完可以领一张纪念证书。"
    sources = tuple(dict.fromkeys(question.source for question in quiz.questions))
    base = Version(quiz.title, body[:100], body)
    return PieceKind.QUIZ, PieceContent(base, {}, sources, quiz=quiz.slug, slug=quiz.slug)
