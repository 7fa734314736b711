"""A sense for danger: e5 embeddings, pieces, words and what the rules say, in one regression.

The weights are content (``data/danger/sense.json``), made by ``scripts/train_danger.py`` from the
sentences beside them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.complaints.understanding.danger_signs import (
    pieces_of,
    stretches_of,
    weighed,
    words_of,
)
from bot.settings import ROOT
from kb.search.embedding import Vector

FOLDER = ROOT / "data" / "danger"
SENSE = FOLDER / "sense.json"
NONE = "none"


@dataclass(frozen=True)
class Sensed:
    """What a text sounds like.

    Args:
        kind: the likeliest kind of danger, a slug of ``danger.yml``.
        odds: logarithm of the odds that it is danger at all.
    """

    kind: str
    odds: float


@dataclass(frozen=True)
class DangerSense:
    """Plain arrays: no pickle is ever loaded.

    Args:
        weights, bias: of danger against ordinary, for the embedding.
        pieces: weights of one to three characters in a row.
        words: weights of words and pairs of them.
        signs: weights of how it is told and whether a rule knows it.
        stretches: weights of how dangerous the parts of the text sound by themselves.
        kind_weights, kind_bias: which kind, by kind.
        alarm: odds from which a text is danger.
        made_from: digest of the sentences.
    """

    weights: NDArray[np.float64]
    bias: float
    pieces: Mapping[str, float]
    words: Mapping[str, float]
    signs: Mapping[str, float]
    stretches: Stretches
    kinds: tuple[str, ...]
    kind_weights: NDArray[np.float64]
    kind_bias: NDArray[np.float64]
    alarm: float
    made_from: str

    @classmethod
    @cache
    def load(cls, path: Path = SENSE) -> DangerSense:
        """The committed weights."""
        return cls.made(json.loads(path.read_text("utf-8")))

    @classmethod
    def made(cls, data: Mapping[str, Any]) -> DangerSense:
        """From what the training wrote."""
        return cls(
            np.array(data["weights"]),
            float(data["bias"]),
            dict(data["pieces"]),
            dict(data["words"]),
            dict(data["signs"]),
            Stretches.made(data["stretches"]),
            tuple(data["kinds"]),
            np.array(data["kind_weights"]),
            np.array(data["kind_bias"]),
            float(data["alarm"]),
            str(data["made_from"]),
        )

    def of(self, text: str, vector: Vector, signs: Iterable[str]) -> Sensed:
        """What a normalised text with this embedding and these signs sounds like."""
        odds = float(self.weights @ vector) + self.bias
        odds += weighed(self.pieces, pieces_of(text)) + weighed(self.words, words_of(text))
        odds += sum(self.signs.get(sign, 0.0) for sign in signs) + self.stretches.of(text)
        kind = int((self.kind_weights @ vector + self.kind_bias).argmax())
        return Sensed(self.kinds[kind], odds)


@dataclass(frozen=True)
class Stretches:
    """How dangerous the parts of a text sound by themselves: the worst of them and their mean.

    Args:
        pieces, bias: of one stretch.
        weights: of what :meth:`heard` gives.
    """

    pieces: Mapping[str, float]
    bias: float
    weights: tuple[float, ...]

    @classmethod
    def made(cls, data: Mapping[str, Any]) -> Stretches:
        """From what the training wrote."""
        return cls(dict(data["pieces"]), float(data["bias"]), tuple(data["weights"]))

    def of(self, text: str) -> float:
        """What the stretches add to the odds of a text."""
        return sum(w * x for w, x in zip(self.weights, self.heard(text), strict=True))

    def sounds(self, stretch: str) -> float:
        """The odds of one stretch."""
        return self.bias + weighed(self.pieces, pieces_of(stretch))

    def heard(self, text: str) -> tuple[float, float, float, float]:
        """The worst odds; of a text of several stretches again, and their mean, and one."""
        odds = [self.sounds(one) for one in stretches_of(text)]
        worst = max(odds)
        if len(odds) == 1:
            return worst, 0.0, 0.0, 0.0
        return worst, worst, sum(odds) / len(odds), 1.0


def sentences(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """The training sentences: kind (``none`` for ordinary ones) and text."""
    return [one for batch in batches(folder).values() for one in batch]


def batches(folder: Path = FOLDER) -> dict[str, list[tuple[str, str]]]:
    """The training sentences by file: each was written at one go, by one hand."""
    told = [*folder.glob("told.txt"), *sorted((folder / "told").glob("*.txt"))]
    ordinary = [*folder.glob("ordinary.txt"), *sorted((folder / "ordinary").glob("*.txt"))]
    return {
        **{str(path): [_told(line) for line in _lines(path)] for path in told},
        **{str(path): [(NONE, line) for line in _lines(path)] for path in ordinary},
    }


def _told(line: str) -> tuple[str, str]:
    kind, text = line.split("\t", 1)
    return kind, text


def digest_of(examples: list[tuple[str, str]]) -> str:
    """A digest of training sentences, in their order."""
    joined = "\n".join(f"{kind}\t{text}" for kind, text in examples)
    return hashlib.sha256(joined.encode()).hexdigest()


def _lines(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
