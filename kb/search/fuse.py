"""Fusion of the lexical and the embedding view into one calibrated confidence."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from operator import mul
from pathlib import Path

FEATURES = (
    "cosine",  # best question or phrasing, e5
    "cosine_answer",  # answer text, e5
    "bm25",  # best unit, as a share of what the question could score at most
    "overlap",  # idf-weighted Jaccard with the best unit
    "coverage",  # idf-weighted share of the question found anywhere in the entry
    "bigrams",  # Dice coefficient of character pairs with the best unit
)

CALIBRATION_FILE = Path(__file__).with_name("calibration.json")
# English words meet English words, so nearness means something else there.
ENGLISH_FILE = Path(__file__).with_name("calibration_english.json")


@dataclass(frozen=True)
class Calibration:
    """Logistic regression over :data:`FEATURES`, and the two lines between the three answers.

    ``bench/calibrate.py`` fits the numbers; ``bench/answers.py`` shows what they give.

    Args:
        weights: one for each feature.
        bias: intercept.
        sure: confidence from which an answer is given.
        unsure: confidence from which an entry is offered as a choice.
    """

    weights: tuple[float, ...]
    bias: float
    sure: float
    unsure: float

    def confidence(self, features: tuple[float, ...]) -> float:
        """Probability that the entry answers the question."""
        z = self.bias + sum(map(mul, self.weights, features))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))

    @classmethod
    def load(cls, path: Path = CALIBRATION_FILE) -> Calibration:
        """Read the fitted numbers.

        Raises:
            ValueError: the file was fitted for other features.
        """
        data = json.loads(path.read_text(encoding="utf-8"))
        if tuple(data["features"]) != FEATURES:
            raise ValueError(f"{path.name} was fitted for other features")
        return cls(tuple(data["weights"]), data["bias"], data["sure"], data["unsure"])


def bigrams(text: str) -> frozenset[str]:
    """Character pairs of a text, lower case and without spaces."""
    joined = "".join(text.lower().split())
    return frozenset(joined[i : i + 2] for i in range(len(joined) - 1)) or frozenset({joined})
