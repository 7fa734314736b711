"""The range of days a dashboard shows, cut into days, weeks or months."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.kit.clock import CHONGQING
from bot.kit.day_numbers import day_number
from bot.kit.errors import InvalidInput

LONGEST = 180  # days; turns are not kept longer


class Unit(enum.StrEnum):
    """How a range is cut."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def name_of(self, day: date) -> str:
        """The piece a day lies in: the day, its Monday, or its month."""
        if self is Unit.MONTH:
            return f"{day:%Y-%m}"
        return str(day - timedelta(day.weekday()) if self is Unit.WEEK else day)


@dataclass(frozen=True)
class Period:
    """Days in Chongqing.

    Args:
        first, last: both included.
        unit: how they are cut.
    """

    first: date
    last: date
    unit: Unit = Unit.DAY

    def __post_init__(self) -> None:
        """Refuse what can't be shown.

        Raises:
            InvalidInput: the range is empty, or longer than turns are kept.
        """
        if self.first > self.last:
            raise InvalidInput("开始日期不能晚于结束日期。")
        if self.days > LONGEST:
            raise InvalidInput(f"一次最多看 {LONGEST} 天：对话记录只保存这么久。")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def begin(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), CHONGQING)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(1), time(), CHONGQING)

    @property
    def before(self) -> Period:
        """As many days, directly before."""
        return Period(self.first - timedelta(self.days), self.first - timedelta(1), self.unit)

    def pieces(self) -> dict[int, str]:
        """The number of each day to the name of its piece, in order."""
        days = (self.first + timedelta(n) for n in range(self.days))
        return {day_number(day): self.unit.name_of(day) for day in days}
