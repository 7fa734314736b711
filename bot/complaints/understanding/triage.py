"""Triage: danger first, then whose matter it is, then what kind of case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.complaints.understanding.danger import Danger, Dangers, Found
from bot.complaints.understanding.keywords import Keywords
from bot.complaints.understanding.kinds import KindGuess, guess_kind, kind_of
from bot.settings import SEEDS
from kb.text.english import is_english
from kb.yaml_file import read_yaml, stamp

__all__ = ["Danger", "Jurisdiction", "KindGuess", "Triage", "guess_kind", "kind_of", "take_along"]
# Wages owed by a restaurant, a bag stolen in a shop: words of a purchase change nothing.
_WHOEVER_SELLS = frozenset({"labour", "police", "police_fraud"})
_NEAR = 12  # characters between words of one matter, so that a long story doesn't hit by chance


@dataclass(frozen=True)
class Jurisdiction:
    """A matter that market supervision doesn't handle.

    Args:
        slug: its name.
        department: who is in charge.
        said: where to turn, in words.
        numbers: telephone numbers, the first is the best.
    """

    slug: str
    department: str
    said: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class _Matter:
    where: Jurisdiction
    words: Keywords
    sure: bool
    of_goods: bool
    english: re.Pattern[str] | None


class Triage:
    """Knows dangers and the matters of other bodies.

    Args:
        dangers: ``danger.yml``.
        matters: ``jurisdiction.yml``.
    """

    def __init__(self, dangers: Mapping[str, Any], matters: Mapping[str, Any]) -> None:
        self._dangers = Dangers(dangers)
        self._ours = tuple(map(str, matters["ours"]))
        self._ours_english = _english(matters["ours_english"])
        self._matters = [_matter(row) for row in matters["matters"]]

    @classmethod
    def load(cls, folder: Path = SEEDS) -> Triage:
        """Read ``danger.yml`` and ``jurisdiction.yml``."""
        dangers, matters = folder / "danger.yml", folder / "jurisdiction.yml"
        return _loaded(dangers, stamp(dangers), matters, stamp(matters))

    def danger(self, text: str) -> Danger | None:
        """The danger a text tells of; None if there is none."""
        return self._dangers.find(text)

    def danger_called(self, slug: str) -> Danger:
        """The danger with this name."""
        return self._dangers.called(slug)

    def danger_in_english(self, slug: str) -> Danger:
        """The danger with this name, its advice in English too."""
        return self._dangers.called_in_english(slug)

    def explain(self, text: str, *, certain: bool = False) -> Found | None:
        """The danger a text tells of, and the words; with ``certain`` only such beyond doubt."""
        return self._dangers.explain(text, certain=certain)

    def circumstances(self, text: str) -> frozenset[str]:
        """Words about time, question and hearsay in a text, by the names of their groups."""
        return self._dangers.circumstances(text)

    def elsewhere(self, text: str, business: str = "") -> Jurisdiction | None:
        """The other body a text's matter belongs to; None if it looks like ours.

        Args:
            text: what was told.
            business: its business; what goods are in its name were not therefore bought there.

        What has to do with goods, prices, measures or prepaid cards stays here, as officers, not
        the bot, decide about it (令第121号第十六条).
        """
        if is_english(text):
            return self._in_english(text)
        looks_ours = self.looks_ours(text)
        goods = text.replace(business, "") if business else text
        for matter in self._matters:
            words = goods if matter.of_goods else text
            if not matter.sure and looks_ours:
                continue
            # What speaks against it counts in the name as well.
            if matter.words.match(words) and matter.words.match(text):
                return matter.where
        return None

    def _in_english(self, text: str) -> Jurisdiction | None:
        is_ours = self._ours_english is not None and self._ours_english.search(text)
        told = (one.where for one in self._matters if one.english and one.english.search(text))
        found = next(told, None)
        return None if is_ours and found and found.slug not in _WHOEVER_SELLS else found

    def looks_ours(self, text: str) -> bool:
        """Whether a text has a word of goods, prices, measures or prepaid cards."""
        return any(word in text for word in self._ours)

    def words_in(self, text: str) -> dict[str, int]:
        """How many words of each matter a text has, at most two; matters without any left out."""
        counts = {one.where.slug: min(one.words.count(text), 2) for one in self._matters}
        return {slug: count for slug, count in counts.items() if count}

    def body_called(self, slug: str) -> Jurisdiction:
        """The body of the matter with this name."""
        return next(one.where for one in self._matters if one.where.slug == slug)


def take_along(facts: Mapping[str, str]) -> str:
    """A text to take along to another body.

    Args:
        facts: what is known, by field: ``when``, ``where``, ``respondent``, ``product``,
            ``what``, ``wanted``. What another field already says isn't repeated.
    """
    what = facts.get("what", "").strip(" ，,。")
    before = [facts.get(name, "").strip() for name in ("when", "where", "respondent", "product")]
    story = "，".join([*(part for part in before if part and part not in what), what])
    wanted = facts.get("wanted", "").strip(" ，,。")
    asked = f"我的请求：{wanted}。" if wanted and wanted not in what else ""
    return f"我要反映的事情：{story.strip('，')}。{asked}"


def _matter(row: Mapping[str, Any]) -> _Matter:
    where = Jurisdiction(row["slug"], row["department"], row["said"], tuple(row["numbers"]))
    words = Keywords.of(row, _NEAR)
    english = _english(row.get("english") or ())
    return _Matter(where, words, bool(row.get("sure")), bool(row.get("goods")), english)


def _english(words: Iterable[object]) -> re.Pattern[str] | None:
    """Any of these phrases; 「…」 stands for some words between."""
    phrases = [re.escape(str(one)).replace("…", r"\b.{0,40}?\b") for one in words]
    return re.compile(rf"\b(?:{'|'.join(phrases)})", re.IGNORECASE) if phrases else None


@lru_cache(maxsize=4)
def _loaded(
    dangers: Path, dangers_state: tuple[int, int], matters: Path, matters_state: tuple[int, int]
) -> Triage:
    """Made once for a state of both files: some hundred patterns are compiled."""
    return Triage(_content(dangers), _content(matters))


def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(path)
    return content
