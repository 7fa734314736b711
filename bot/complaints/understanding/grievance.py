"""A sense for stories: whether somebody tells of a wrong done or seen, without saying 投诉.

The weights are content (``data/told/sense.json``), made by ``scripts/train_told.py`` from the
sentences beside them, the training texts of cases and the questions of the knowledge base.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.complaints.understanding.asking import asks, ends_asking
from bot.complaints.understanding.danger_signs import pieces_of, weighed
from bot.settings import ROOT
from kb.search.embedding import Vector

FOLDER = ROOT / "data" / "told"
SENSE = FOLDER / "sense.json"
# Numbers and doors say nothing about whether something went wrong, and there are too many of them.
_DIGITS = re.compile(r"[\d０-９]+")
_SIZES = (10, 20, 30, 45, 70)  # characters
A_FEW_WORDS = 13  # characters


@dataclass(frozen=True)
class GrievanceSense:
    """Plain arrays: no pickle is ever loaded.

    Args:
        weights, bias: of stories against everything else, for the embedding.
        pieces: weights of one to three characters in a row.
        offer: odds from which registering is offered.
        offer_short: the same for a few words, 「鞋子开胶」, that ask nothing.
        hint: odds from which a message may be the beginning of a story.
        made_from: digest of the sentences.
    """

    weights: NDArray[np.float64]
    bias: float
    pieces: Mapping[str, float]
    offer: float
    offer_short: float
    hint: float
    made_from: str

    @classmethod
    @cache
    def load(cls, path: Path = SENSE) -> GrievanceSense:
        """The committed weights."""
        return cls.made(json.loads(path.read_text("utf-8")))

    @classmethod
    def made(cls, data: Mapping[str, Any]) -> GrievanceSense:
        """From what the training wrote."""
        return cls(
            np.array(data["weights"]),
            float(data["bias"]),
            dict(data["pieces"]),
            float(data["offer"]),
            float(data["offer_short"]),
            float(data["hint"]),
            str(data["made_from"]),
        )

    def line(self, text: str) -> float:
        """The odds from which registering is offered to a normalised text.

        A few words have little to sound like a story with; told outright, less is enough.
        """
        is_short = len(text) <= A_FEW_WORDS and not ends_asking(text)
        return self.offer_short if is_short else self.offer

    def odds(self, text: str, vector: Vector) -> float:
        """Logarithm of the odds that a normalised text with this embedding tells a story."""
        return float(self.weights @ vector) + self.bias + weighed(self.pieces, story_pieces(text))


def story_pieces(text: str) -> set[str]:
    """All one to three characters in a row, every number the same, and how the text asks."""
    return pieces_of(_DIGITS.sub("0", text)) | _manner(text)


def _manner(text: str) -> set[str]:
    """A short text that ends asking is a question, a long one may still be a story."""
    size = sum(len(text) > least for least in _SIZES)
    manner = "end" if ends_asking(text) else "within" if asks(text) else "told"
    return {f"<{manner}>", f"<{size}>", f"<{manner} {size}>"}


def sentences(folder: Path = FOLDER) -> list[tuple[bool, str]]:
    """The training sentences: whether it is a story, and the text."""
    return [
        (is_story, line.strip())
        for name, is_story in (("told", True), ("ordinary", False))
        for line in (folder / f"{name}.txt").read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
