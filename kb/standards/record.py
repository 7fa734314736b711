"""A source's words about one standard, made into the fields of a record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from kb.models import Nature, StandardStatus
from kb.standards.plain_number import number_of
from kb.text.standard_number import StandardNumber

LONGEST_NUMBER = 60  # characters, as the column
LONGEST_TITLE = 400
TEXTS = ("ics", "ccs", "department", "district", "field", "summary", "note", "source")
_LONGEST = {"ics": 120, "ccs": 120, "department": 200, "district": 40, "field": 80}
DATES = ("published_on", "effective_on", "ended_on")
LISTS = ("superseded_by", "replaces")

_NATURES = {
    "强制": Nature.MANDATORY,
    "推荐": Nature.RECOMMENDED,
    "自愿": Nature.RECOMMENDED,
    "指导": Nature.GUIDANCE,
    "规范": Nature.REGULATION,
}
_STATUSES = {
    "现行": StandardStatus.IN_FORCE,
    "有效": StandardStatus.IN_FORCE,
    "即将实施": StandardStatus.UPCOMING,
    "未实施": StandardStatus.UPCOMING,
    "尚未实施": StandardStatus.UPCOMING,
    "被代替": StandardStatus.SUPERSEDED,
    "被替代": StandardStatus.SUPERSEDED,
    "已代替": StandardStatus.SUPERSEDED,
    "废止": StandardStatus.WITHDRAWN,
    "作废": StandardStatus.WITHDRAWN,
    "失效": StandardStatus.WITHDRAWN,
    "已废止": StandardStatus.WITHDRAWN,
    "待核对": StandardStatus.UNVERIFIED,
}
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d.*)?")
_DIGITS_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_BETWEEN = re.compile(r"[;；,，、|\n\t]+")
_PARTLY = re.compile(r"(?:[（(]\s{0,4})?部分(?:代替|替代)?(?:\s{0,4}[）)])?")
_NOTHING = frozenset(("", "-", "—", "--", "/", "无", "暂无", "null", "none", "nan"))
_SPACES = re.compile(r"\s+")


class BadRow(Exception):
    """A row can't be used; the message says why in Chinese."""


@dataclass
class Record:
    """What a source says of one edition.

    Args:
        number: canonical, with its year.
        fields: columns of the record that the source speaks of, as Python values; what it does not
            speak of is missing.
        flaws: in Chinese, what was left out of the row and why.
    """

    number: str
    fields: dict[str, Any] = field(default_factory=dict)
    flaws: list[str] = field(default_factory=list)


def record_of(words: Mapping[str, Any]) -> Record:
    """The record that a source's words describe.

    Args:
        words: what the source has for the columns of a record; dates as such or in one of the
            usual spellings, lists as one text.

    Raises:
        BadRow: number or title are missing or can't be used.
    """
    said = {column: text for column, value in words.items() if (text := _text(value))}
    number = _number(said.get("number", ""))
    record = Record(str(number))
    title = _SPACES.sub(" ", said.get("title", ""))
    if not title:
        raise BadRow("没有名称")
    if len(title) > LONGEST_TITLE:
        raise BadRow(f"名称有 {len(title)} 个字，超过 {LONGEST_TITLE} 个")
    record.fields["title"] = title
    for column in DATES:
        if column in said:
            _add_day(record, column, said[column])
    _add_nature(record, number, said.get("nature", ""))
    _add_status(record, said.get("status", ""))
    for column in LISTS:
        if column in said:
            _add_numbers(record, column, said[column])
    for column in TEXTS:
        if column in said:
            record.fields[column] = said[column][: _LONGEST.get(column)]
    days = [record.fields[column] for column in DATES if record.fields.get(column)]
    if days != sorted(days):
        raise BadRow(f"发布、实施、失效的日期前后颠倒：{'，'.join(map(str, days))}")
    published = record.fields.get("published_on")
    # A number of December is often issued in January; more than that is a slip.
    if published and number.year and abs(published.year - number.year) > 1:
        record.flaws.append(f"发布日期 {published} 和编号的年份对不上")
    return record


def nature_of(number: StandardNumber) -> Nature | None:
    """What the letters of a number say of its binding force; None where they leave it open."""
    return _nature_by(number.prefix.rstrip("- "))


@lru_cache(maxsize=4096)
def _nature_by(prefix: str) -> Nature | None:
    if prefix in ("TSG", "JJF", "JJG"):
        return Nature.REGULATION
    if prefix.endswith("/Z"):
        return Nature.GUIDANCE
    if prefix.endswith("/T") or prefix.startswith(("T/", "Q/", "ISO", "IEC")):
        return Nature.RECOMMENDED
    return Nature.MANDATORY if prefix in ("GB", "GBZ") else None


def _number(text: str) -> StandardNumber:
    if not text:
        raise BadRow("没有标准编号")
    try:
        number = number_of(text)
    except ValueError:
        raise BadRow(f"看不懂编号“{text[:60]}”") from None
    if number.year is None:
        raise BadRow(f"编号 {number} 没有年份")
    if len(number.members) > 1:
        raise BadRow(f"{number} 是一串编号，请一行写一个")
    if len(str(number)) > LONGEST_NUMBER:
        raise BadRow(f"编号超过 {LONGEST_NUMBER} 个字符")
    return number


def _text(value: Any) -> str:
    text = "" if value is None else str(value).replace("\x00", "").strip()
    return "" if text.lower() in _NOTHING else text


def _add_day(record: Record, column: str, text: str) -> None:
    if day := _day(text):
        record.fields[column] = day
    else:
        record.flaws.append(f"看不懂日期“{text[:30]}”，没有用")


@lru_cache(maxsize=1 << 14)
def _day(text: str) -> date | None:
    """The day a text names; lists name the same ones again and again."""
    found = _DAY.fullmatch(text) or _DIGITS_DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _add_nature(record: Record, number: StandardNumber, text: str) -> None:
    said = next((_NATURES[word] for word in _NATURES if text.startswith(word)), None)
    if text and said is None:
        record.flaws.append(f"看不懂性质“{text[:30]}”，没有用")
    by_letters = nature_of(number)
    if said and by_letters and said is not by_letters:
        record.flaws.append(f"写的是{said.value}性，编号 {number} 是{by_letters.value}性，按编号")
    if (nature := by_letters or said) is not None:
        record.fields["nature"] = nature


def _add_status(record: Record, text: str) -> None:
    if not text:
        return
    status = _STATUSES.get(text.removesuffix("标准").removeprefix("已")) or _STATUSES.get(text)
    if status is None:
        record.flaws.append(f"看不懂状态“{text[:30]}”，没有用")
        return
    record.fields["status"] = status


def _add_numbers(record: Record, column: str, text: str) -> None:
    """Other numbers named in a cell; what is no number, or the standard itself, is left out."""
    found: list[str] = []
    for part in filter(None, (one.strip() for one in _BETWEEN.split(text))):
        bare = _PARTLY.sub("", part).strip()
        try:
            other = str(StandardNumber.parse(bare))
        except ValueError:
            record.flaws.append(f"“{part[:30]}”不是标准编号，没有用")
            continue
        if other == record.number:
            record.flaws.append("写的是由自己代替，没有用")
            continue
        found.append(other)
        if bare != part:
            record.fields.setdefault("partly", []).append(other)
    if found:
        record.fields[column] = list(dict.fromkeys(found))
