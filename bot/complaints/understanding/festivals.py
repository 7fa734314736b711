"""Days by their festival or by the lunar calendar (农历), as dates of the common calendar."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

_SOLAR = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "三八节": (3, 8), "五一": (5, 1),
    "劳动节": (5, 1), "青年节": (5, 4), "六一": (6, 1), "儿童节": (6, 1), "618": (6, 18),
    "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1), "双十一": (11, 11), "双11": (11, 11),
    "双十二": (12, 12), "双12": (12, 12),
    "平安夜": (12, 24), "圣诞": (12, 25), "圣诞节": (12, 25),
}  # fmt: skip
_LUNAR = {
    "春节": (1, 1), "过年": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7),
    "中元": (7, 15), "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8),
}  # fmt: skip
_REST = {"国庆": 7, "十一": 7, "春节": 7, "过年": 7, "五一": 5, "劳动节": 5}
_EVE = ("除夕", "大年三十", "年三十")  # the last day of the lunar year
FESTIVALS = (*_SOLAR, *_LUNAR, *_EVE, "清明")
_calling = threading.Lock()


def festival_in(year: int, name: str) -> date | None:
    """The day of a festival in a year; None where it isn't known.

    >>> festival_in(2026, "中秋")
    datetime.date(2026, 9, 25)
    """
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    if name in _LUNAR:
        return lunar_day(year, *_LUNAR[name])
    if name in _EVE:
        first = lunar_day(year, 1, 1)
        return first - timedelta(days=1) if first else None
    return _clear_and_bright(year)


def last_festival(name: str, today: date) -> date | None:
    """The day of a festival, the latest that isn't to come."""
    return _latest(lambda year: festival_in(year, name), today)


def rest_days(name: str) -> int:
    """How many days the holiday of a festival has; three where nothing else is known."""
    return _REST.get(name, 3)


def last_lunar_day(month: int, day: int, today: date) -> date | None:
    """The day of the lunar calendar, the latest that isn't to come; None if no year has it."""
    return _latest(lambda year: lunar_day(year, month, day), today)


@cache
def lunar_day(year: int, month: int, day: int) -> date | None:
    """The day of the common calendar; None where the lunar year has no such day."""
    with _calling, contextlib.redirect_stdout(io.StringIO()):
        import jionlp

        try:
            found: date = jionlp.lunar2solar(year, month, day, False).date()
        except ValueError:
            return None
    return found


def _latest(day_in: Callable[[int], date | None], today: date) -> date | None:
    for year in (today.year, today.year - 1):
        day = day_in(year)
        if day is not None and day <= today:
            return day
    return day_in(today.year - 2)


def _clear_and_bright(year: int) -> date:
    # 4 or 5 April; the rule of the almanac for this century.
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)
