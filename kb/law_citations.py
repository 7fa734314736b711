"""Which articles of which laws a source names: 「《产品质量法》第二十七条、第三十九条」."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.law_articles import value_of

STATE = "中华人民共和国"
_NUMERAL = r"[零〇一二三四五六七八九十百千两\d]{1,9}"
_ONE = rf"第\s?{_NUMERAL}\s?条(?:之[一二三四五六七八九十]{{1,3}})?"
ARTICLE = re.compile(
    rf"第\s?(?P<number>{_NUMERAL})\s?条(?:之(?P<inserted>[一二三四五六七八九十]{{1,3}}))?"
)
_BRACKET = r"\s?[（(][^（()）]{1,40}[）)]"
_LISTED = re.compile(rf"(?:{_BRACKET})?\s?(?P<first>{_ONE})")
_NEXT = re.compile(
    rf"(?:第[一二三四五六七八九十\d]{{1,3}}[款项](?:第[（(]?[一二三四五六七八九十\d]{{1,3}}[）)]?项)?)?"
    rf"\s?(?P<between>[、，和及与]|以及|至|到|—|-)\s?(?P<next>{_ONE})"
)
# 「（2018年修正）」 tells a text; 「修正案（二）」 is a law of its own.
_NOT_OF_NAME = re.compile(
    rf"^{STATE}|\s?[（(](?:\d{{4}}\s?年?\s?)?(?:修订|修正|修改)(?:版|本|文本)?[）)]$"
)
# The court's interpretations are named without 《》.
_NAMED = re.compile(
    r"《(?P<name>[^《》]{2,60})》|(?P<bare>最高人民法院[^《》（(；。]{4,60}?(?:解释|规定|批复))"
)
_OF_LAW = re.compile(r"(?:法|条例|办法|规定|细则|解释|规则|法典|决定|批复)$")
# Titles of standards end so too, and stand beside their numbers.
_OF_LAW_ALONE = re.compile(r"(?:(?<![用方号])法|条例|办法|规定|细则|法典)$")
_NUMBER_BEFORE = re.compile(r"\d\s?$")
_NUMBER_BEHIND = re.compile(r"\s?[（(]?\s?[A-Z]{2,}")
_LONGEST_RANGE = 60
# Those of all entries are read for every snapshot, and there are 1,300 different ones.
_SOURCES = 4096


@dataclass(frozen=True)
class Citation:
    """One article, or a law as a whole, named in a text.

    Args:
        law: as named, without 《》 and without 「中华人民共和国」.
        key: of the article; empty for the law as a whole. See :func:`key_of`.
        label: 「第四十条」 as it stands there.
        start, end: where in the text.
    """

    law: str
    key: str
    label: str
    start: int
    end: int

    @property
    def title(self) -> str:
        """「《产品质量法》第四十条」."""
        return f"《{self.law}》{self.label}"


def short_name(law: str) -> str:
    """The name people look for: without the state's, without marks around and a year behind it."""
    return _NOT_OF_NAME.sub("", law.strip("《》 ")).strip()


def key_of(label: str) -> str:
    """What tells an article within its law.

    >>> key_of("第四十条"), key_of("第一百二十条之一")
    ('40', '120-1')

    Raises:
        ValueError: it names no article.
    """
    found = ARTICLE.search(label)
    if found is None:
        raise ValueError(label)
    inserted = f"-{value_of(found['inserted'])}" if found["inserted"] else ""
    return f"{value_of(found['number'])}{inserted}"


@lru_cache(maxsize=_SOURCES)
def citations(text: str) -> tuple[Citation, ...]:
    """Every article a text names with its law, and every law it names without an article."""
    return tuple(one for found in _NAMED.finditer(text) for one in _after(text, found))


def cited_in(texts: Iterable[str]) -> list[Citation]:
    """The articles and laws several texts name, each once."""
    found = {(one.law, one.key): one for text in reversed(list(texts)) for one in citations(text)}
    return list(reversed(found.values()))


def _after(text: str, found: re.Match[str]) -> Iterator[Citation]:
    law = short_name(found["name"] or found["bare"])
    if not _OF_LAW.search(law):
        return
    listed = _LISTED.match(text, found.end())
    if listed is None:
        is_standard = _NUMBER_BEFORE.search(text[: found.start()]) or _NUMBER_BEHIND.match(
            text, found.end()
        )
        if _OF_LAW_ALONE.search(law) and not is_standard:
            yield Citation(law, "", "", found.start(), found.end())
        return
    label, start, end = listed["first"], found.start(), listed.end()
    yield Citation(law, key_of(label), label, start, end)
    while (more := _NEXT.match(text, end)) is not None:
        if more["between"] in ("至", "到", "—", "-"):
            yield from _between(law, label, more)
        label, start, end = more["next"], more.start("next"), more.end()
        yield Citation(law, key_of(label), label, start, end)


def _between(law: str, first: str, more: re.Match[str]) -> Iterator[Citation]:
    """The articles inside a range; they have no place of their own in the text."""
    low, high = (int(key_of(label).partition("-")[0]) for label in (first, more["next"]))
    for number in range(low + 1, min(high, low + _LONGEST_RANGE)):
        place = more.start("between")
        yield Citation(law, str(number), label_of(number), place, place)


def label_of(number: int) -> str:
    """「第四十条」 of 40.

    >>> label_of(40), label_of(110), label_of(1203)
    ('第四十条', '第一百一十条', '第一千二百零三条')
    """
    digits, said, pending = "零一二三四五六七八九", "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            is_bare_ten = size == 10 and digit == 1 and not said
            said += ("零" if pending else "") + ("" if is_bare_ten else digits[digit]) + unit
        pending = not digit and bool(said)
    return f"第{said}条"


def cites(sources: Iterable[str], law: str, label: str) -> bool:
    """Whether one of some sources names this article of this law.

    >>> cites(["《产品质量法》第二十七条、第三十九条"], "中华人民共和国产品质量法", "第39条")
    True
    """
    wanted = short_name(law), key_of(label)
    return any((short_name(one.law), one.key) == wanted for one in cited_in(sources))


def is_article(text: str) -> bool:
    """Whether a text is nothing but one article of a law, as sources name it."""
    cited = citations(text)
    return len(cited) == 1 and bool(cited[0].key) and cited[0].end == len(text)
