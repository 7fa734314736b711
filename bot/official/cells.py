"""Single values of platforms' answers: tags, entities, days, statuses; never names of people."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from typing import Any

from bot.kit.clock import CHONGQING
from kb.models import Nature, StandardStatus
from kb.text.standard_number import StandardNumber

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff]")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T][0-9:.]+)?")
_MILLISECONDS = re.compile(r"-?[0-9]{9,14}")
_YEARS = range(1900, 2101)
# Who drafted, checked or signed: of no use to us, so it is never stored.
_OF_PEOPLE = re.compile(
    r"STAFF|PERSON|DRAFTER|AUTHOR(?!I)|CONTACT|LINKMAN|PHONE|MOBILE|EMAIL", re.I
)
_LONGEST_RAW = 2000  # characters of one value

STATUSES = {
    "现行": StandardStatus.IN_FORCE,
    "即将实施": StandardStatus.UPCOMING,
    "废止": StandardStatus.WITHDRAWN,
    "被代替": StandardStatus.SUPERSEDED,
}
_NATURES = {
    "强制": Nature.MANDATORY,
    "推荐": Nature.RECOMMENDED,
    "指导": Nature.GUIDANCE,
}


def plain(value: Any) -> str:
    """A value as text: no tags (<sacinfo> marks hits), no entities, single blanks."""
    if value is None:
        return ""
    text = html.unescape(_TAG.sub("", str(value)))
    return " ".join(_NO_TEXT.sub("", text).split())


def day_of(value: Any) -> date | None:
    """A calendar day: YYYY-MM-DD, or milliseconds since 1970 that mean midnight in Beijing.

    Raises:
        ValueError: it is something else.
    """
    text = plain(value)
    if not text:
        return None
    try:
        day = _day(text)
    except (ValueError, OverflowError, OSError):
        day = None
    if day is None or day.year not in _YEARS:
        raise ValueError(f"日期读不懂：{text[:30]}")
    return day


def _day(text: str) -> date | None:
    if found := _DAY.fullmatch(text):
        return date(*map(int, found.groups()))
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, CHONGQING).date()
    return None


def number_of(value: Any) -> StandardNumber:
    """A whole number with its year.

    Raises:
        ValueError: it is none.
    """
    text = plain(value)
    try:
        number = StandardNumber.parse(text)
    except ValueError:
        raise ValueError(f"编号读不懂：{text[:40]}") from None
    if number.year is None:
        raise ValueError(f"编号没有年份：{text[:40]}")
    return number


def status_of(said: Any, effective_on: date | None, today: date) -> StandardStatus:
    """What a status word may be taken for on a day.

    现行 with a day to come is 即将实施: the platforms write the first for both. Without a day
    neither is asserted.
    """
    status = STATUSES.get(plain(said), StandardStatus.UNVERIFIED)
    if status not in (StandardStatus.IN_FORCE, StandardStatus.UPCOMING):
        return status
    if effective_on is None:
        return StandardStatus.UNVERIFIED
    return StandardStatus.UPCOMING if effective_on > today else StandardStatus.IN_FORCE


def nature_of(said: Any) -> Nature | None:
    """强制性, 推荐性 or 指导性 (技术文件); None for another word."""
    text = plain(said)
    return next((nature for word, nature in _NATURES.items() if text.startswith(word)), None)


def numbers_in(value: Any) -> tuple[str, ...]:
    """The dated numbers of a text that lists several."""
    found = StandardNumber.find_all(plain(value))
    return tuple(dict.fromkeys(str(number) for number in found if number.year is not None))


def without_people(row: dict[str, Any]) -> dict[str, Any]:
    """A row as it may be kept: no names of people, nothing a database refuses, no endless text."""
    return {
        _NO_TEXT.sub("", str(name))[:100]: _kept(value)
        for name, value in row.items()
        if not _OF_PEOPLE.search(str(name))
    }


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return without_people(value)
    if isinstance(value, list):
        return [_kept(one) for one in value[:200]]
    if isinstance(value, str):
        return _NO_TEXT.sub("", value)[:_LONGEST_RAW]
    return value if isinstance(value, int | float | bool) or value is None else str(value)
