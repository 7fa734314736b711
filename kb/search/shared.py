"""How much a question shares with each of many texts, for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


class Shared:
    """Texts as sets of features (words, pairs of signs), by feature.

    Args:
        texts: the features of each.
        weight: of one feature.
    """

    def __init__(self, texts: Sequence[Collection[str]], weight: Callable[[str], float]) -> None:
        self._weight = weight
        found: dict[str, list[int]] = defaultdict(list)
        for place, features in enumerate(texts):
            for feature in features:
                found[feature].append(place)
        self._places = {feature: np.array(p, np.int32) for feature, p in found.items()}
        self._totals = np.array([sum(map(weight, text)) for text in texts], np.float32)

    def jaccard(self, question: Collection[str]) -> Scores:
        """Weight of what both have, as a share of what either has, from 0 to 1."""
        shared, total = self._shared(question)
        share: Scores = shared / np.maximum(total + self._totals - shared, 1e-6)
        return share

    def dice(self, question: Collection[str]) -> Scores:
        """Twice the weight of what both have, as a share of the sum of both, from 0 to 1."""
        shared, total = self._shared(question)
        share: Scores = 2 * shared / np.maximum(total + self._totals, 1e-6)
        return share

    def _shared(self, question: Collection[str]) -> tuple[Scores, float]:
        shared = np.zeros(len(self._totals), np.float32)
        total = 0.0
        for feature in question:
            weight = self._weight(feature)
            total += weight
            if (places := self._places.get(feature)) is not None:
                shared[places] += weight
        return shared, total
