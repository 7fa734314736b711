"""Working days of the Chinese calendar, make-up Saturdays and Sundays (调休) included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import chinese_calendar

_ONE_DAY = timedelta(days=1)
_FIRST_KNOWN = int(min(chinese_calendar.holidays).year)
_LAST_KNOWN = int(max(chinese_calendar.holidays).year)


class WorkingDays:
    """Counts working days.

    The library knows the State Council's holiday notices of 2004 to 2026. A later year falls back
    to weekends and the table staff keep; such days are not certain until the table has them.

    Args:
        extra: days staff entered, with whether they are working days; they win over the library.
    """

    def __init__(self, extra: Mapping[date, bool] | None = None) -> None:
        self._extra = dict(extra or {})
        self._years = {day.year for day in self._extra}

    def is_working(self, day: date) -> bool:
        """Whether offices work on a day."""
        if day in self._extra:
            return self._extra[day]
        if self._is_known(day):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5

    def is_certain(self, day: date) -> bool:
        """Whether the holidays of the day's year are known."""
        return self._is_known(day) or day.year in self._years

    def add(self, start: date, working_days: int) -> date:
        """The last day of a period of working days; the first day isn't counted.

        Source: 令第121号第四十五条 (期间开始的当日不计算在内).
        """
        day = start
        while working_days:
            day += _ONE_DAY
            working_days -= self.is_working(day)
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself, or the first working day after a day off."""
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def is_holiday(self, day: date) -> bool:
        """Whether a day belongs to a statutory holiday as the year's notice lays it out.

        An ordinary weekend is none; see docs/decisions/0004-what-stops-a-clock.md.
        """
        if day in self._extra:
            return not self._extra[day]
        return day in chinese_calendar.holidays

    def after_holidays(self, day: date) -> date:
        """The day itself, or the first day after the statutory holiday it falls on.

        Source: 令第121号第四十五条, 《市场监督管理行政处罚程序规定》第八十条 (期间届满的最后一日是
        法定节假日的，以法定节假日后的第一日为期间届满的日期).
        """
        while self.is_holiday(day):
            day += _ONE_DAY
        return day

    def count(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``; 0 if ``end`` is not later."""
        days = (end - start).days
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, days + 1))

    @staticmethod
    def _is_known(day: date) -> bool:
        return _FIRST_KNOWN <= day.year <= _LAST_KNOWN
