"""Finds the words of a long list in a text; a pattern of 1,600 alternatives is slow on a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class WordFinder:
    """Finds the words of a list.

    Args:
        words: any number; empty ones are ignored.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(filter(None, words))
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)

    def spans(self, text: str) -> Iterator[tuple[int, str]]:
        """Start and word, from left to right, the longest at each place, none inside another.

        >>> list(WordFinder(["床", "床单"]).spans("床单和床"))
        [(0, '床单'), (3, '床')]
        """
        at = 0
        while at < len(text):
            word = next(
                (text[at : at + n] for n in self._lengths if text[at : at + n] in self._words), ""
            )
            if word:
                yield at, word
            at += len(word) or 1
