"""Danger told of in a text, by its kind: who, what, what happened. It comes before everything.

What counts is content (``danger.yml``): groups of words, and for each kind which groups must stand
close together. So every alarm can be explained by the words that raised it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.complaints.understanding.danger_english import EnglishDangers
from kb.text.english import is_english
from kb.text.normalise import normalise

LONGEST_READ = 2000  # characters; danger is told at the beginning or at the end
_ASIDE = "…"  # in the content: a few characters may stand here
_DENIED_WITHIN = 4  # characters
_SUPPOSED_WITHIN = 12
_FEARED_WITHIN = 6
# What makes a story harmless must stand near the words that tell of danger: long complaints speak
# of much else.
_REACH = 30
_PAUSE = re.compile(r"[,，。.;；!！?？、\s]")
_AGO = (
    r"(?<![\d一二两三四五六七八九十几半])[\d一二两三四五六七八九十几半]++(?:多|来)?(?:天|个?月|年|周|个?星期|个?礼拜)(?:以|之)?前|"
    r"(?<!\d)\d++月\d++[日号]"
)
# 「上周六买的电瓶车冒烟了」: the day is that of the purchase.
_BOUGHT = re.compile(
    r"[^，。,;；]{0,14}?(?:买|购|装|换|订|提车|[才刚](?:修|检|保养)|(?:修|检|保养|维护)过的)"
)

Span = tuple[int, int]


@dataclass(frozen=True)
class Danger:
    """A danger and what to do first (facts rule: first safety, then the standard).

    Args:
        slug: its name.
        numbers: emergency numbers, the most urgent first.
        steps: what to do, in order.
        later: the one sentence behind the advice where there is nothing else to say.
        alone: whether no answer to a question may follow either.
        english: the same in English, for who writes so.
        later_english: the sentence behind it in English.
    """

    slug: str
    numbers: tuple[str, ...]
    steps: tuple[str, ...]
    later: str
    alone: bool = False
    english: str = ""
    later_english: str = ""

    @property
    def afterwards(self) -> str:
        """What is said behind the advice where there is nothing else to say."""
        return "\n".join(filter(None, (self.later_english, self.later)))

    @property
    def advice(self) -> str:
        """What the citizen is told."""
        told = f"先注意安全：{'；'.join(self.steps)}。"
        return f"{self.english}\n{told}" if self.english else told


@dataclass(frozen=True)
class Found:
    """A danger found in a text.

    Args:
        words: the words that tell of it, for explaining the alarm.
        certain: whether the words leave no doubt, however the rest sounds.
    """

    danger: Danger
    words: tuple[str, ...]
    certain: bool = False


@dataclass(frozen=True)
class _Words:
    """A group of words; what is part of a word in ``but`` doesn't count."""

    pattern: re.Pattern[str]
    but: re.Pattern[str]

    @classmethod
    def of(cls, row: Any) -> _Words:
        rows = row if isinstance(row, Mapping) else {"any": row}
        return cls(_any_of(rows["any"]), _any_of(rows.get("but") or ()))

    def spans(self, text: str) -> list[Span]:
        """Where they stand."""
        spans = [found.span(1) for found in self.pattern.finditer(text)]
        if not spans:
            return spans
        taken = [found.span() for found in self.but.finditer(text)]
        return [one for one in spans if not any(_overlap(one, other) for other in taken)]


@dataclass(frozen=True)
class _Tell:
    """One way of telling of a danger.

    Args:
        groups: names of groups that must stand together, in any order.
        near: within how many characters.
        sure: whether a question about standards or compensation doesn't make it harmless.
        excluded: one of these words says that it is something else.
        certain: whether the trained sense has no say about it.
        lasting: whether what other clauses say to be over is another thing: 「早就过了。不想活了」.
    """

    groups: tuple[str, ...]
    near: int
    sure: bool
    excluded: tuple[re.Pattern[str], ...]
    certain: bool
    lasting: bool


class Dangers:
    """Finds dangers.

    Args:
        content: ``danger.yml``.

    Raises:
        ValueError: a danger is told by a group of words that is not there.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._typos = {normalise(str(word)): str(to) for word, to in content["typos"].items()}
        self._typo = re.compile(_alternatives(self._typos))
        self._mask = re.compile(_alternatives(normalise(str(word)) for word in content["mask"]))
        self._past = re.compile(f"{_alternatives(content['past'])}|{_AGO}")
        self._now = _any_of(content["now"])
        self._asks = _any_of(content["asks"])
        self._calls = _any_of(content["calls"])
        self._told = _any_of(content["told"])
        self._denied = re.compile(
            f"(?:{_alternatives(content['denied'])})(?:再|被|会|有|发生|出现)?$"
        )
        self._supposed = _any_of(content["supposed"])
        self._feared = _any_of(content["feared"])
        self._told_how = {
            "now": self._now,
            "asks": self._asks,
            "calls": self._calls,
            "told": self._told,
            "supposed": self._supposed,
        }
        self._words = {name: _Words.of(row) for name, row in content["words"].items()}
        self._english = EnglishDangers(content["english"])
        later = str(content["later"])
        self._kinds = [
            (_danger(row, later), self._tells(row.get("tell") or ())) for row in content["dangers"]
        ]
        # Else nobody would notice before somebody in danger writes.
        groups = {group for _, tells in self._kinds for tell in tells for group in tell.groups}
        if unknown := groups - self._words.keys():
            raise ValueError(f"danger.yml names groups it doesn't have: {', '.join(unknown)}")

    def find(self, text: str) -> Danger | None:
        """The most urgent danger a text tells of; None if there is none.

        What is long over, only feared, or asked about for knowledge doesn't count; asking whom
        to call does.
        """
        found = self.explain(text)
        return found.danger if found else None

    def explain(self, text: str, *, certain: bool = False) -> Found | None:
        """The danger and the words that tell of it; None if there is none.

        Args:
            text: normalised.
            certain: whether only words count that leave no doubt.
        """
        if is_english(text):
            return self._in_english(text, certain=certain)
        plain = self._plain(text)
        spans = _Spans(partial(self._standing, plain))
        for danger, tells in self._kinds:
            for tell in tells:
                if certain and not tell.certain:
                    continue
                words = self._told_by(tell, plain, spans)
                if words and not self._is_harmless(tell, plain, words):
                    told = tuple(plain[start:end] for start, end in words)
                    return Found(danger, told, tell.certain)
        return None

    def _in_english(self, text: str, *, certain: bool) -> Found | None:
        found = self._english.find(text[:LONGEST_READ], certain=certain)
        if found is None:
            return None
        slug, advice, words, certain = found
        return Found(self._told_in_english(slug, advice), words, certain)

    def _told_in_english(self, slug: str, advice: str) -> Danger:
        danger = self.called(slug)
        later = self._english.later(alone=danger.alone)
        return replace(danger, english=advice, later_english=later)

    def circumstances(self, text: str) -> frozenset[str]:
        """Which groups of words about time, question and hearsay a text has, by their names."""
        plain = self._plain(text)
        told = {name for name, words in self._told_how.items() if words.search(plain)}
        return frozenset(told | ({"past"} if _is_over(self._past, plain) else set()))

    def called(self, slug: str) -> Danger:
        """The danger with this name; the last of the content, the broadest, if it lacks it."""
        named = (danger for danger, _ in self._kinds if danger.slug == slug)
        return next(named, self._kinds[-1][0])

    def called_in_english(self, slug: str) -> Danger:
        """The same, its advice in English too."""
        return self._told_in_english(slug, self._english.advice(slug))

    def _plain(self, text: str) -> str:
        half = LONGEST_READ // 2
        if len(text) > LONGEST_READ:
            text = f"{text[:half]}。{text[-half:]}"
        text = normalise(text).replace(" ", "")
        text = self._typo.sub(lambda found: self._typos[found[0]], text)
        return self._mask.sub("，", text)

    def _told_by(self, tell: _Tell, text: str, spans: _Spans) -> tuple[Span, ...]:
        """Where the words of a way of telling stand together; empty if they don't."""
        # Of most ways of telling the first group is nowhere: the others need not be looked for.
        if not all(spans[name] for name in tell.groups):
            return ()
        if any(pattern.search(text) for pattern in tell.excluded):
            return ()
        return _together([spans[name] for name in tell.groups], tell.near)

    def _standing(self, text: str, name: str) -> list[Span]:
        return [span for span in self._words[name].spans(text) if self._stands(text, *span)]

    def _stands(self, text: str, start: int, end: int) -> bool:
        """Whether a word tells of something real: not denied, supposed or feared."""
        clause = _PAUSE.split(text[max(0, start - _SUPPOSED_WITHIN) : start])[-1]
        if self._denied.search(clause[-_DENIED_WITHIN:]) or self._supposed.search(clause):
            return False
        feared = self._feared.search(clause[-_FEARED_WITHIN:])
        # 「可能吞了纽扣电池」: what may be has happened, if it has.
        told_after = feared and "了" in clause[-_FEARED_WITHIN:][feared.start() :]
        return "了" in text[start : end + 3] or not feared or bool(told_after)

    def _is_harmless(self, tell: _Tell, text: str, words: tuple[Span, ...]) -> bool:
        """Whether it is long over, told of elsewhere, or asked about for knowledge."""
        begin, end = min(start for start, _ in words), max(end for _, end in words)
        around = text[max(0, begin - _REACH) : end + _REACH]
        when = _PAUSE.split(text[:begin])[-1] + text[begin:end] if tell.lasting else around
        if self._now.search(around) is None and (
            _is_over(self._past, when) or self._told.search(around)
        ):
            return True
        asked = self._asks.search(around) is not None and self._calls.search(around) is None
        return asked and not tell.sure

    def _tells(self, rows: Iterable[Mapping[str, Any]]) -> tuple[_Tell, ...]:
        return tuple(self._tell(row) for row in rows)

    def _tell(self, row: Mapping[str, Any]) -> _Tell:
        excluded = [_any_of(row.get("not") or ())]
        if "unless" in row:
            excluded.append(self._words[row["unless"]].pattern)
        groups = tuple(map(str, row["of"]))
        near, sure, certain = int(row.get("near", 0)), bool(row.get("sure")), row.get("certain")
        lasting = bool(row.get("lasting"))
        return _Tell(groups, near, sure, tuple(excluded), bool(certain), lasting)


def _is_over(past: re.Pattern[str], text: str) -> bool:
    return any(_BOUGHT.match(text, found.end()) is None for found in past.finditer(text))


class _Spans(dict[str, list[Span]]):
    """Where each group of words stands in one text, looked for once."""

    def __init__(self, look: Callable[[str], list[Span]]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, name: str) -> list[Span]:
        self[name] = found = self._look(name)
        return found


def _together(
    groups: list[list[Span]], near: int, chosen: tuple[Span, ...] = ()
) -> tuple[Span, ...]:
    """One span of each group, none overlapping, all within ``near`` characters; else empty."""
    if not groups:
        return chosen
    for span in groups[0]:
        if any(_overlap(span, other) for other in chosen):
            continue
        together = (*chosen, span)
        begin, end = min(s for s, _ in together), max(e for _, e in together)
        if len(together) > 1 and end - begin > near + sum(e - s for s, e in together):
            continue
        if found := _together(groups[1:], near, together):
            return found
    return ()


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _alternatives(words: Iterable[object]) -> str:
    escaped = map(re.escape, sorted(map(str, words), key=len, reverse=True))
    return "|".join(word.replace(_ASIDE, "[^,，。;；!！?？]{0,6}?") for word in escaped)


def _any_of(words: Iterable[object]) -> re.Pattern[str]:
    # A lookahead finds words inside and across other words: 「摔下」 also in 「摔下来」.
    return re.compile(f"(?=({_alternatives(words) or '(?!)'}))")


def _danger(row: Mapping[str, Any], later: str) -> Danger:
    steps, alone = tuple(row["steps"]), bool(row.get("alone"))
    return Danger(row["slug"], tuple(row["numbers"]), steps, str(row.get("later", later)), alone)
