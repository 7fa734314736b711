"""A sense for danger told of in words no rule knows: e5 embeddings, pieces of words, a regression.

The weights are content (``data/danger/sense.json``), made by ``scripts/train_danger.py`` from the
sentences beside them.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        kinds: kinds of danger.
        kind_weights, kind_bias: which kind, by kind.
        alarm: odds from which a text is danger although no rule knows its words.
        harmless: odds below which it is none although a rule knows its words.
        made_from: digest of the sentences.
    """

    weights: NDArray[np.float64]
    bias: float
    pieces: Mapping[str, float]
    kinds: tuple[str, ...]
    kind_weights: NDArray[np.float64]
    kind_bias: NDArray[np.float64]
    alarm: float
    harmless: float
    made_from: str

    @classmethod
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
            tuple(data["kinds"]),
            np.array(data["kind_weights"]),
            np.array(data["kind_bias"]),
            float(data["alarm"]),
            float(data["harmless"]),
            str(data["made_from"]),
        )

    def of(self, text: str, vector: Vector) -> Sensed:
        """What a normalised text with this embedding sounds like."""
        known = [self.pieces[piece] for piece in pieces_of(text) if piece in self.pieces]
        # Divided by the length of the vector of ones, as in training: long texts have more pieces.
        said = sum(known) / math.sqrt(len(known)) if known else 0.0
        odds = float(self.weights @ vector) + self.bias + said
        kind = int((self.kind_weights @ vector + self.kind_bias).argmax())
        return Sensed(self.kinds[kind], odds)


def pieces_of(text: str) -> set[str]:
    """All one to three characters in a row."""
    plain = "".join(text.lower().split())
    return {plain[i : i + n] for n in (1, 2, 3) for i in range(len(plain) - n + 1)}


def sentences(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """The training sentences: kind (``none`` for ordinary ones) and text."""
    return [one for batch in batches(folder) for one in batch]


def batches(folder: Path = FOLDER) -> list[list[tuple[str, str]]]:
    """The training sentences by file: each was written at one go, by one hand."""
    told = [folder / "told.txt", *sorted((folder / "told").glob("*.txt"))]
    ordinary = [folder / "ordinary.txt", *sorted((folder / "ordinary").glob("*.txt"))]
    return [
        *([_told(line) for line in _lines(path)] for path in told),
        *([(NONE, line) for line in _lines(path)] for path in ordinary),
    ]


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
