"""A law or rule read from a file the operator gives: its articles are told by 「第…条」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kb.documents import DocumentError, read_document
from kb.law_citations import key_of, label_of
from kb.law_package import ReadArticle, ReadLaw
from kb.models import LawStatus

_ARTICLE = re.compile(
    r"^#*\s*(?P<label>第\s?[零〇一二三四五六七八九十百千两\d]{1,9}\s?条(?:之[一二三四五六七八九十]{1,3})?)"
    r"(?![的、，和至及之所规第]|款|项)[\s　:：]*(?P<text>.*)$"
)
_CHAPTER = re.compile(r"^#*\s*(第\s?[零〇一二三四五六七八九十百\d]{1,5}\s?[编章节]\s*.{0,30})$")
_END = re.compile(r"^#*\s*附\s?[件录表]\s*[\d一二三四五六七八九十]*\s*(?:[:：].*)?$")
_DAY = r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
# 「自2004年7月1日起施行的《……》同时废止」 is the day of the rule it repeals.
_STARTS = re.compile(rf"自\s?{_DAY}\s?起\s?(?:施行|实施|生效)(?!\s?的)")
# Up to the first such word, and not over the next date: each has its own.
_AT_ONCE = re.compile(rf"{_DAY}(?!\s?起)(?:(?!\d{{4}}\s?年).){{0,60}}?(?:公布|发布|通过|修订|修正)")
_NAME = re.compile(r"[\u4e00-\u9fff、]{2,60}(?:法|条例|办法|规定|细则|规则|解释|决定)")
_MARKS = re.compile(r"[（(][^）)]{0,60}[）)]|[《》\s]")


def read_law(
    path: Path,
    *,
    name: str = "",
    status: LawStatus = LawStatus.UNVERIFIED,
    version_on: date | None = None,
    effective_on: date | None = None,
    source: str = "",
) -> tuple[ReadLaw, list[str]]:
    """A law from a text, Word, PDF or HTML file, and what looks wrong with it.

    Args:
        path: the file.
        name: in full; the title that stands in the file, else the file's name, when not given.
        status: as the operator knows it; nobody else does.
        version_on, effective_on: read from the file when not given and written there.
        source: shown to citizens; the file's name when not given.

    Raises:
        DocumentError: it can't be read, has no articles, or holds two laws.
    """
    contents = read_document(path)
    lines = [line.strip() for line in contents.text.splitlines() if line.strip()]
    articles = tuple(_articles(lines, path.name))
    if not articles:
        raise DocumentError(f"{path.name} 里没有找到以“第…条”开头的条文。")
    titled = name or _named(lines) or _MARKS.sub("", contents.title) or path.stem
    law = ReadLaw(
        titled,
        status,
        version_on or _passed(lines),
        effective_on or _starts(lines),
        "",
        source or path.name,
        articles,
    )
    return law, [*contents.remarks, *_gaps(articles)]


def _articles(lines: list[str], file: str) -> Iterator[ReadArticle]:
    """The articles in order.

    A line inside an article may begin with another one's number, so an article is only one whose
    number comes after the last.
    """
    label = chapter = above = ""
    last, said = 0, list[str]()
    for line in lines:
        found = _ARTICLE.match(line)
        number = _number(found["label"]) if found else 0
        if found and last and number == 1:
            raise DocumentError(f"{file} 里不止一部法规（又从第一条开始），请分成几个文件。")
        if found and (number > last or (number == last and "之" in found["label"])):
            if label:
                yield _article(label, above, said)
            label, said, last = found["label"].replace(" ", ""), [found["text"]], number
            above = chapter
        elif heading := _CHAPTER.match(line):
            chapter = heading[1]
        elif label and _END.match(line):
            break
        elif label:
            said.append(line)
    if label:
        yield _article(label, above, said)


def _article(label: str, chapter: str, said: list[str]) -> ReadArticle:
    return ReadArticle(key_of(label), label, chapter, "\n".join(filter(None, said)))


def _number(label: str) -> int:
    return int(key_of(label).partition("-")[0])


def _gaps(articles: tuple[ReadArticle, ...]) -> Iterator[str]:
    numbers = {_number(article.label) for article in articles}
    missing = [label_of(n) for n in range(1, max(numbers)) if n not in numbers]
    if missing:
        some = "、".join(missing[:10]) + ("等" if len(missing) > 10 else "")
        yield f"文件里没有{some}，请核对文本是否完整。"


def _named(lines: list[str]) -> str:
    """The name that stands above the first chapter or article; orders have much else before it."""
    for line in reversed(_above(lines)):
        plain = _MARKS.sub("", line.lstrip("# "))
        if _NAME.fullmatch(plain):
            return plain
    return ""


def _above(lines: list[str]) -> list[str]:
    """The lines before the first chapter or article; all if there is none."""
    stops = (n for n, line in enumerate(lines) if _ARTICLE.match(line) or _CHAPTER.match(line))
    return lines[: next(stops, len(lines))]


def _starts(lines: list[str]) -> date | None:
    """The day it says it starts; the last one said, for the end of a rule says it of itself."""
    found = [match for line in (*lines[:12], *lines[-12:]) for match in _STARTS.finditer(line)]
    return _day(found[-1]) if found else None


def _passed(lines: list[str]) -> date | None:
    """The latest day on which it was passed or amended, as the lines below its title say."""
    days = [_day(match) for line in _above(lines) for match in _AT_ONCE.finditer(line)]
    return max((day for day in days if day), default=None)


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
