"""Lexical retrieval: BM25 over segmented questions, and how much each token weighs."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Iterable, Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

# bm25s puts its own logger on DEBUG and would print a line for every index.
logging.getLogger("bm25s").setLevel(logging.WARNING)


class LexicalIndex:
    """BM25 (bm25s, Lucene's variant) over token lists.

    Args:
        units: one token list for each searchable text; empty ones are allowed.
    """

    def __init__(self, units: Sequence[Sequence[str]]) -> None:
        self._count = len(units)
        frequencies = Counter(token for unit in units for token in set(unit))
        self._idf = {
            token: math.log(1 + (len(units) - n + 0.5) / (n + 0.5))
            for token, n in frequencies.items()
        }
        self._rarest = math.log(1 + (len(units) + 0.5) / 0.5)
        self._bm25: bm25s.BM25 | None = None
        if frequencies:
            self._bm25 = bm25s.BM25(method="lucene")
            self._bm25.index([list(unit) for unit in units], show_progress=False)

    def scores(self, query: Sequence[str]) -> NDArray[np.float32]:
        """BM25 score of every unit, in the order they were given."""
        known = [token for token in query if token in self._idf]
        if self._bm25 is None or not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def weight(self, tokens: Iterable[str]) -> float:
        """Sum of idf; a token no unit has counts as the rarest."""
        return sum(map(self.weight_of, tokens))

    def weight_of(self, token: str) -> float:
        """The idf of a token."""
        return self._idf.get(token, self._rarest)
