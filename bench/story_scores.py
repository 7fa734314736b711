"""Whether what was read from a story is what it says.

A row of a file of stories (JSON lines) has ``text``; ``fields``: a regular expression the value
must hold, ``amount`` in yuan (a list: any of them; null: none may be named), ``date`` as days
(:func:`days_meant`); and ``traps``, which a value, where there is one, must match as well.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.complaints.understanding.festivals import last_festival

FIELDS = {
    "merchant": "respondent", "product": "product", "date": "day", "place": "where",
    "amount": "amount", "wish": "wanted", "what": "what", "name": "name", "phone": "phone",
    "identity": "identity", "standard": "standard",
}  # fmt: skip
# A name, not a sentence.
_LONGEST = {"merchant": 28, "product": 16}
_SHOWN = {"anonymous": "匿名", "named": "实名"}
_DAY = timedelta(days=1)
Days = tuple[date, date]


def days_meant(spec: list[Any], today: date) -> list[Days]:
    """The stretches of days a story's ``date`` means, any of which is right.

    A part is a number of days from today, an ISO day, a year, or: ``w:-1:3`` Wednesday of last
    week, ``last:1`` the last Monday, ``md:12-05`` the last 5 December, ``mon:8`` the last August,
    ``m:-1`` last month, ``m:-1:20`` its 20th, ``y-1:05-20`` 20 May of last year, ``y-1:5`` its
    May, ``dom:1`` the last first of a month, ``cny:2`` days after the Spring Festival,
    ``fest:端午:1`` the day after it.
    """
    if spec and isinstance(spec[0], list):
        return [days for part in spec for days in days_meant(part, today)]
    first, last = _days(spec[0], today)[0], _days(spec[-1], today)[1]
    return [(first, last if last >= first else today)]


def is_right(name: str, wanted: Any, read: Mapping[str, str], today: date) -> bool:
    """Whether a field was read as the story means it."""
    if name == "amount":
        return _is_sum(wanted, read)
    value = read.get(FIELDS[name], "")
    if not value:
        return False
    if name == "date":
        day, until = (date.fromisoformat(read.get(key) or value) for key in ("day", "until"))
        return any(first <= day and until <= last for first, last in days_meant(wanted, today))
    if len(value) > _LONGEST.get(name, 10_000):
        return False
    if name in _LONGEST and re.search(r"[，。；！？,;!?\n]", value):
        return False
    if name == "place" and read.get("district", "") not in value:
        value = f"{read['district']}，{value}"
    return re.search(wanted, _SHOWN.get(value, value), re.DOTALL) is not None


def _is_sum(wanted: Any, read: Mapping[str, str]) -> bool:
    shown = f"{read.get('amount', '')} {read.get('wanted', '')}"
    sums = {round(float(number), 2) for number in re.findall(r"\d+(?:\.\d+)?", shown)}
    if wanted is None:
        return not sums - {1.0, 3.0, 10.0}
    meant = wanted if isinstance(wanted, list) else [wanted]
    return bool(sums & {round(float(one), 2) for one in meant})


def _days(part: int | str, today: date) -> Days:
    if isinstance(part, int):
        return _one(today + part * _DAY)
    head, *rest = part.split(":")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", part):
        return _one(date.fromisoformat(part))
    if re.fullmatch(r"\d{4}", part):
        return date(int(part), 1, 1), date(int(part), 12, 31)
    monday = today - today.weekday() * _DAY
    if head == "w":
        return _one(monday + (7 * int(rest[0]) + int(rest[1]) - 1) * _DAY)
    if head == "last":
        return _one(today - ((today.isoweekday() - int(rest[0])) % 7 or 7) * _DAY)
    if head == "md":
        day = date.fromisoformat(f"{today.year}-{rest[0]}")
        return _one(day if day <= today else day.replace(year=day.year - 1))
    if head == "dom":
        back = 0 if int(rest[0]) <= today.day else 1
        return _one(_month(today.year, today.month - back)[0].replace(day=int(rest[0])))
    if head in ("cny", "fest"):
        # Counted from the feast so that the day itself has been.
        name, add = ("春节", int(rest[0])) if head == "cny" else (rest[0], int(rest[1]))
        feast = last_festival(name, today - add * _DAY)
        return _one(feast + add * _DAY) if feast else _one(today)
    return _month_or_year(head, rest, today)


def _month_or_year(head: str, rest: list[str], today: date) -> Days:
    if head == "mon":
        year = today.year if int(rest[0]) <= today.month else today.year - 1
        first, last = _month(year, int(rest[0]))
        return first, min(last, today)
    if head == "m":
        first, last = _month(today.year, today.month + int(rest[0]))
        if len(rest) == 1:
            return first, last
        return _one(first.replace(day=min(int(rest[1]), last.day)))
    year = today.year + int(head.removeprefix("y"))
    if "-" in rest[0]:
        return _one(date.fromisoformat(f"{year}-{rest[0]}"))
    return _month(year, int(rest[0]))


def _one(day: date) -> Days:
    return day, day


def _month(year: int, month: int) -> Days:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
