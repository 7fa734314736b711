"""Danger told of in a text: gas, fire, a stuck lift, poisoning. It comes before everything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.complaints.keywords import Keywords

_DENIED = re.compile(
    r"(?:没有?|没得|莫得|未|不|容易|可能|差点儿?|险些|禁止)(?:再|被|会|有|发生|出现)?$|"
    r"(?:怕|担心|万一|如果|要是|防|防止|以免|避免|预防)[^，。,]{0,4}$"
)
_WHETHER = re.compile(r"会不会[^，。,]{0,6}$")
_MAYBE = re.compile(r"会[^，。,]{0,4}$")
_ASKED = re.compile(r".{0,4}(?:吗|么|[?？]|不$|嘛$|不嘛$)")
_AGO = (
    r"[\d一二两三四五六七八九十几半]+(?:多|来)?(?:天|个?月|年|周|个?星期|个?礼拜)(?:以|之)?前|"
    r"\d+月\d+[日号]"
)
# 「上周六买的电瓶车冒烟了」: the day is that of the purchase.
_BOUGHT = re.compile(r"[^，。,;；]{0,14}?(?:买|购|装|换|订|提车)")


@dataclass(frozen=True)
class Danger:
    """A danger and what to do first (facts rule: first safety, then the standard).

    Args:
        slug: its name.
        numbers: emergency numbers, the most urgent first.
        steps: what to do, in order.
    """

    slug: str
    numbers: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def advice(self) -> str:
        """What the citizen is told."""
        return f"先注意安全：{'；'.join(self.steps)}。"


class Dangers:
    """Finds dangers.

    Args:
        content: ``danger.yml``.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._rules = [(Keywords.of(row), _danger(row)) for row in content["dangers"]]
        self._mask = _any_of(content["mask"])
        self._past = re.compile(f"{_any_of(content['past']).pattern}|{_AGO}")
        self._now = _any_of(content["now"])
        self._asks = _any_of(content["asks"])
        self._calls = _any_of(content["calls"])

    def find(self, text: str) -> Danger | None:
        """The most urgent danger a text tells of; None if there is none.

        What is long over, only feared, or asked about for knowledge doesn't count; asking whom
        to call does.
        """
        plain = self._mask.sub("，", text)
        if self._is_over(plain) or self._is_asked_for_knowledge(plain):
            return None
        found = (danger for rule, danger in self._rules if rule.match(plain, _stands))
        return next(found, None)

    def _is_over(self, text: str) -> bool:
        if self._now.search(text):
            return False
        past = self._past.finditer(text)
        return any(_BOUGHT.match(text, found.end()) is None for found in past)

    def _is_asked_for_knowledge(self, text: str) -> bool:
        return self._asks.search(text) is not None and self._calls.search(text) is None


def _stands(text: str, start: int, end: int) -> bool:
    """Whether a word tells of something real: not denied, feared or asked about."""
    before, after = text[max(0, start - 12) : start], text[end:]
    if _DENIED.search(before) or _WHETHER.search(before):
        return False
    return not (_MAYBE.search(before) and _ASKED.match(after))


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _danger(row: Mapping[str, Any]) -> Danger:
    return Danger(row["slug"], tuple(row["numbers"]), tuple(row["steps"]))
