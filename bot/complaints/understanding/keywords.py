"""Rules made of words: any of these, or one of each group, and none of those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Stands = Callable[[str, int, int], bool]


@dataclass(frozen=True)
class Keywords:
    """A rule.

    Args:
        any: one of these words is enough.
        all: groups; one word of each is enough.
        unless: one of these words says that it is something else.
        near: within how many characters the groups' words must stand; 0 for anywhere.
    """

    any: tuple[str, ...] = ()
    all: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    near: int = 0

    @classmethod
    def of(cls, row: Mapping[str, Any], near: int = 0) -> Keywords:
        """The rule of a content row with ``any``, ``all`` and ``not``."""
        groups = tuple(tuple(map(str, group)) for group in row.get("all") or ())
        return cls(_words(row.get("any")), groups, _words(row.get("not")), near)

    def match(self, text: str, stands: Stands | None = None) -> bool:
        """Whether a text is about this.

        Args:
            text: what was said.
            stands: whether a word found between two positions counts (is not denied); all do
                without it.
        """
        if any(word in text for word in self.unless):
            return False
        if _places(text, self.any, stands):
            return True
        groups = [_places(text, group, stands) for group in self.all]
        if not groups or not all(groups):
            return False
        starts = [at for places in groups for at in places]
        return not self.near or any(self._together(groups, start) for start in starts)

    def count(self, text: str) -> int:
        """How many of the words, and of the groups, a text has, wherever they stand."""
        words = sum(word in text for word in self.any)
        return words + sum(any(word in text for word in group) for group in self.all)

    def _together(self, groups: list[list[int]], start: int) -> bool:
        return all(any(0 <= at - start <= self.near for at in places) for places in groups)


def starts_of(word: str, text: str) -> Iterator[int]:
    """Where a word begins in a text, none inside another.

    The lists have more words than Python remembers patterns, so as patterns each would be compiled
    anew for each text.

    >>> list(starts_of("米米", "米米米，米米"))
    [0, 4]
    """
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + max(len(word), 1))


def _places(text: str, words: Iterable[str], stands: Stands | None) -> list[int]:
    """Where the words that count begin."""
    return [
        at
        for word in words
        for at in starts_of(word, text)
        if stands is None or stands(text, at, at + len(word))
    ]


def _words(listed: Iterable[object] | None) -> tuple[str, ...]:
    return tuple(map(str, listed or ()))
