"""Danger told of in English: the rules, by whole words.

What no rule names the sense for English hears (``danger_sense_english.py``); it also has a say
about what a rule found, unless that is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_WORD = re.compile(r"[\w'-]+")
_CLAUSE = re.compile(r"[,.;!?\n]+")


@dataclass(frozen=True)
class _Tell:
    """One way of telling of a danger: a word of every group, near one another.

    Args:
        sure: whether it is real wherever told.
        near: within how many words.
        beside: whether it is real beside a question about standards.
        certain: whether the trained sense has no say about it.
    """

    slug: str
    advice: str
    groups: tuple[str, ...]
    sure: bool
    near: int
    beside: bool
    certain: bool


class EnglishDangers:
    """Finds dangers in English texts.

    Args:
        content: ``english`` of ``danger.yml``.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        near = int(content["near"])
        self._harmless = _any_of(content["not"])
        self._over, self._now = _any_of(content["over"]), _any_of(content["now"])
        self._asks = _any_of(content["asks"])
        self._long_ago = _any_of(content["long_ago"])
        self._words = {name: _any_of(words) for name, words in content["words"].items()}
        self._tells = [
            _Tell(
                row["slug"],
                row["advice"],
                tuple(row["of"]),
                bool(row.get("sure")),
                int(row.get("near", near)),
                bool(row.get("beside", True)),
                bool(row.get("certain")),
            )
            for row in content["dangers"]
        ]
        self._later, self._later_alone = str(content["later"]), str(content["later_alone"])
        self._advice = {tell.slug: tell.advice for tell in self._tells} | dict(content["advice"])

    def advice(self, slug: str) -> str:
        """What to do about a danger of this name."""
        return self._advice[slug]

    def later(self, *, alone: bool) -> str:
        """What is said behind the advice; of a danger that must stand alone another."""
        return self._later_alone if alone else self._later

    def find(
        self, text: str, *, certain: bool = False
    ) -> tuple[str, str, tuple[str, ...], bool] | None:
        """Name, advice in English, the words that tell of it, whether it is certain; or None.

        Asking about standards, what is long over and what is only supposed counts for nothing,
        unless any telling of it is to be taken for real.

        Args:
            text: normalised.
            certain: whether only words count that leave no doubt.
        """
        if self._over.search(text) and not self._now.search(text):
            return None
        if self._long_ago.search(text):
            return None
        told = self._told_in(text)
        for tell in self._tells:
            if certain and not tell.certain:
                continue
            for stretch in (text,) if tell.sure else told:
                if stretch != text and not tell.beside:
                    continue
                if words := self._told_by(tell, stretch):
                    return tell.slug, tell.advice, words, tell.certain
        return None

    def _told_in(self, text: str) -> tuple[str, ...]:
        """The stretches in which a danger counts that isn't to be taken for real wherever told.

        「our kitchen is on fire! is there a standard for stoves?」: the clause that asks makes only
        itself harmless.
        """
        if self._harmless.search(text):
            return ()
        if not self._asks.search(text):
            return (text,)
        return tuple(one for one in _CLAUSE.split(text) if not self._asks.search(one))

    def _told_by(self, tell: _Tell, text: str) -> tuple[str, ...]:
        found = [self._words[name].search(text) for name in tell.groups]
        told = [one for one in found if one is not None]
        if len(told) < len(found):
            return ()
        starts = [word.start() for word in _WORD.finditer(text)]
        places = [sum(start < one.start() for start in starts) for one in told]
        if max(places) - min(places) > tell.near:
            return ()
        return tuple(one[0] for one in told)


def _any_of(words: Iterable[object]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(str, words))})(?![\w])", re.IGNORECASE)
