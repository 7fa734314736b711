"""How much a question shares with each of many texts, for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
from numpy.typing import NDArray

from kb.search.postings import Postings

Scores = NDArray[np.float32]


class Shared:
    """Texts as sets of features (words, pairs of signs), by feature.

    Args:
        postings: the features of each.
        weight: of one feature.
    """

    def __init__(self, postings: Postings, weight: Callable[[str], float]) -> None:
        self._weight = weight
        self._postings = postings
        weights = postings.spread(map(weight, postings), np.float64)
        totals = np.bincount(postings.places, weights, minlength=len(postings.sizes))
        self._totals: Scores = totals.astype(np.float32)

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
            shared[self._postings.places[self._postings.span(feature)]] += weight
        return shared, total
