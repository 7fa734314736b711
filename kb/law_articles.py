"""Articles of laws, quoted to whoever names law and article: 「产品质量法第四十条说什么」.

The texts are public (Copyright Law, article 5); only laws whose whole text in force is at hand are
in ``data/seeds/laws/articles.jsonl``, so that a missing article is one the law lacks.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kb.scope import SEEDS

LONGEST = 400  # characters of a quotation: WeChat shows about 680 Chinese ones
_DIGITS = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ARTICLE = re.compile(r"第\s?(?P<number>[零〇一二三四五六七八九十百两]{1,7}|\d{1,3})\s?条")
_STATE = "中华人民共和国"
# What people call them.
_SHORT = {
    "消费者权益保护法": ("消法", "消保法", "消费者保护法", "消费者权益法"),
    "产品质量法": ("质量法",),
    "市场监督管理投诉举报处理办法": ("投诉举报处理办法", "投诉举报办法", "令第121号", "121号令"),
}
# Longer names that hold a shorter one are of something else: 《标准化法实施条例》.
_ANOTHER = re.compile(r"^(?:》)?(?:的)?(?:实施)?(?:条例|细则|办法)")


@dataclass(frozen=True)
class Article:
    """One article.

    Args:
        name: 「第四十条」.
        text: its words.
    """

    name: str
    text: str

    def quoted(self) -> str:
        """Its words, to the last whole sentence that fits."""
        if len(self.text) <= LONGEST:
            return self.text
        cut = self.text[:LONGEST]
        end = max(cut.rfind(mark) for mark in "。；")
        return f"{cut[: end + 1] if end > 0 else cut}……"


@dataclass(frozen=True)
class Law:
    """A law or rule with all its articles.

    Args:
        name: in full.
        effective: the day from which this text holds, ISO.
        articles: by number.
    """

    name: str
    effective: str
    articles: dict[int, Article] = field(default_factory=dict)


@dataclass(frozen=True)
class LawArticles:
    """Finds a law and an article in a question.

    Args:
        laws: by every name people use, longest first.
    """

    laws: tuple[tuple[str, Law], ...]

    def named_in(self, text: str) -> tuple[Law, int] | None:
        """The law and the number of the article a text names; None if it names no such pair."""
        said = _ARTICLE.search(text)
        if said is None:
            return None
        for name, law in self.laws:
            start = text.find(name)
            if start >= 0:
                after = text[start + len(name) :]
                return None if _ANOTHER.match(after) else (law, value_of(said["number"]))
        return None


def value_of(numeral: str) -> int:
    """A Chinese or Arabic numeral below a thousand.

    >>> value_of("一百四十八")
    148
    """
    if numeral.isdigit():
        return int(numeral)
    hundreds, _, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = 100 * _DIGITS.get(hundreds, 0)
    value += 10 * (_DIGITS.get(tens[-1:], 1) if ten else 0)
    return value + _DIGITS.get(ones[-1:], 0)


@lru_cache(maxsize=1)
def load_law_articles(folder: Path = SEEDS) -> LawArticles:
    """The laws of ``laws/articles.jsonl``."""
    laws: dict[str, Law] = {}
    lines = (folder / "laws" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines):
        law = laws.setdefault(row["law"], Law(row["law"], row["effective"]))
        law.articles[value_of(row["article"][1:-1])] = Article(row["article"], row["text"])
    named = {law.name.removeprefix(_STATE): law for law in laws.values()}
    for name, law in list(named.items()):
        named.update((short, law) for short in _SHORT.get(name, ()))
    return LawArticles(tuple(sorted(named.items(), key=lambda pair: -len(pair[0]))))
