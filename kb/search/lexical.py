"""Lexical retrieval: BM25 over segmented questions, and how much each token weighs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.search.postings import Postings

# How soon a word said again counts for less, and how much the length of a text matters.
_K1, _B = 1.5, 0.75


class LexicalIndex:
    """BM25 (Lucene's variant) over token lists, every score worked out beforehand.

    Args:
        units: one token list for each searchable text; empty ones are allowed.
    """

    def __init__(self, units: Sequence[Sequence[str]]) -> None:
        self.postings = Postings(units)
        often, sizes = self.postings.times.astype(np.float32), self.postings.sizes
        self._idf = {
            token: math.log(1 + (len(units) - n + 0.5) / (n + 0.5))
            for token, n in zip(self.postings, self.postings.counts.tolist(), strict=True)
        }
        self._rarest = math.log(1 + (len(units) + 0.5) / 0.5)
        mean = sizes.sum() / max(1, len(sizes)) or 1.0
        lengths = (_B * sizes / mean)[self.postings.places]
        rare = self.postings.spread(self._idf.values(), np.float32)
        self._scores = (rare * (often / (_K1 * (1 - _B + lengths) + often))).astype(np.float32)

    def scores(self, query: Sequence[str]) -> NDArray[np.float32]:
        """BM25 score of every unit, in the order they were given."""
        found = np.zeros(len(self.postings.sizes), np.float32)
        for token in query:
            span = self.postings.span(token)
            found[self.postings.places[span]] += self._scores[span]
        return found

    def weight(self, tokens: Iterable[str]) -> float:
        """Sum of idf; a token no unit has counts as the rarest."""
        return sum(map(self.weight_of, tokens))

    def weight_of(self, token: str) -> float:
        """The idf of a token."""
        return self._idf.get(token, self._rarest)
