"""Finds the words of a long list in a text; a pattern of 1,600 alternatives is slow on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator


class WordFinder:
    """Finds the words of a list.

    Args:
        words: any number; empty ones are ignored.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(filter(None, words))
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._words:
            lengths[word[0]].add(len(word))
        # Few words begin with a sign, and most signs begin none.
        self._lengths = {sign: sorted(of, reverse=True) for sign, of in lengths.items()}

    def spans(self, text: str) -> Iterator[tuple[int, str]]:
        """Start and word, from left to right, the longest at each place, none inside another.

        >>> list(WordFinder(["床", "床单"]).spans("床单和床"))
        [(0, '床单'), (3, '床')]
        """
        at = 0
        while at < len(text):
            for length in self._lengths.get(text[at], ()):
                word = text[at : at + length]
                if word in self._words:
                    yield at, word
                    at += len(word)
                    break
            else:
                at += 1
