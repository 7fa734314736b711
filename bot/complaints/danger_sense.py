"""A sense for danger told of in words no rule knows: e5 embeddings and a logistic regression.

The weights are content (``data/danger/sense.json``), made by ``scripts/train_danger.py`` from the
sentences beside them.
"""

from __future__ import annotations

import hashlib
import json
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
        classes: kinds of danger, and ``none``.
        weights, bias: of the regression, by class.
        alarm: odds from which a text is danger although no rule knows its words.
        harmless: odds below which it is none although a rule knows its words.
        made_from: digest of the sentences.
    """

    classes: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    alarm: float
    harmless: float
    made_from: str

    @classmethod
    def load(cls, path: Path = SENSE) -> DangerSense:
        """The committed weights."""
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return cls(
            tuple(data["classes"]),
            np.array(data["weights"]),
            np.array(data["bias"]),
            float(data["alarm"]),
            float(data["harmless"]),
            str(data["made_from"]),
        )

    def of(self, vector: Vector) -> Sensed:
        """What the text with this embedding sounds like."""
        scores = self.weights @ vector + self.bias
        none = self.classes.index(NONE)
        dangers = np.delete(scores, none)
        kinds = [kind for kind in self.classes if kind != NONE]
        odds = float(np.logaddexp.reduce(dangers) - scores[none])
        return Sensed(kinds[int(dangers.argmax())], odds)


def sentences(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """The training sentences: kind (``none`` for ordinary ones) and text."""
    told = [line.split("\t", 1) for line in _lines(folder / "told.txt")]
    ordinary = [(NONE, line) for line in _lines(folder / "ordinary.txt")]
    return [*((kind, text) for kind, text in told), *ordinary]


def digest_of(examples: list[tuple[str, str]]) -> str:
    """A digest of training sentences, in their order."""
    joined = "\n".join(f"{kind}\t{text}" for kind, text in examples)
    return hashlib.sha256(joined.encode()).hexdigest()


def _lines(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
