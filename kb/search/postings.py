"""Which of many texts have a word or a pair of signs, and how often: all worked out at one go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Postings:
    """Texts by what they consist of.

    Args:
        texts: the words or pairs of signs of each.
    """

    def __init__(self, texts: Sequence[Collection[str]]) -> None:
        self._numbers: dict[str, int] = {}
        self.sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        numbers = self._numbers
        named = (numbers.setdefault(one, len(numbers)) for text in texts for one in text)
        found = np.fromiter(named, np.int64, int(self.sizes.sum()))
        # By what it is, then by text: each with how often it is there.
        count = max(1, len(texts))
        keys, self.times = np.unique(
            found * count + np.repeat(np.arange(len(texts)), self.sizes), return_counts=True
        )
        self.places = (keys % count).astype(np.int32)
        ends = np.searchsorted(keys, np.arange(len(numbers) + 1) * count)
        self.counts = np.diff(ends)
        self._ends: list[int] = ends.tolist()

    def __iter__(self) -> Iterator[str]:
        """What there is, in the order of :attr:`counts`."""
        return iter(self._numbers)

    def span(self, one: str) -> slice:
        """Where in :attr:`places` the texts stand that have it."""
        number = self._numbers.get(one)
        return slice(0) if number is None else slice(self._ends[number], self._ends[number + 1])

    def spread(self, values: Iterable[float], kind: Any) -> NDArray[Any]:
        """Of each place the value of what it has, the values in the order of :attr:`counts`."""
        return np.repeat(np.fromiter(values, kind, len(self.counts)), self.counts)
