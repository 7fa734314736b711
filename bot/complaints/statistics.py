"""Monthly statistics (月度统计): what came in, what was done in time, how content people were.

Each event counts in the month it happened: a case registered in May and closed in June counts as
received in May and as closed in June. No row leads to a person: names of businesses and products
appear only from three cases on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import accumulate
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, case, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.complaints.clocks import staff_calendar
from bot.complaints.models import Case, CaseDeadline, CaseStatus
from bot.complaints.wanted import day_begins, inside
from bot.kit.errors import InvalidInput
from bot.kit.working_days import WorkingDays
from bot.staff.roles import CaseScope

FEWEST_NAMED = 3  # cases about one business or product before its name is shown
MOST_NAMED = 20
LONGEST_RANGE = 36  # months
DIMENSIONS = ("kind", "channel", "category", "district", "standard")
NOBODY = date(2000, 1, 1)


@dataclass(frozen=True)
class Figures:
    """The figures of one month, one value of a dimension, or all together.

    Args:
        received: registered.
        accepted: 受理 decided.
        declined: 不予受理 decided.
        closed: ended in any way (办结、不予受理、转办、撤回).
        on_time: clocks fulfilled by their last day.
        late: clocks whose last day passed before.
        days_to_accept: median working days from registration to acceptance; None without any.
        days_to_close: median working days from registration to the end.
        satisfaction: average of the scores 1 to 5; None without any.
        rated: how many scores there are.
    """

    received: int
    accepted: int
    declined: int
    closed: int
    on_time: int
    late: int
    days_to_accept: float | None
    days_to_close: float | None
    satisfaction: float | None
    rated: int

    @property
    def on_time_share(self) -> float | None:
        """Clocks fulfilled in time, 0 to 1; None if none ended."""
        ended = self.on_time + self.late
        return self.on_time / ended if ended else None


@dataclass(frozen=True)
class Named:
    """Businesses or products with their number of cases; rare ones stay unnamed.

    Args:
        listed: name and number of cases, the most frequent first.
        unnamed: cases of all others together.
    """

    listed: Sequence[tuple[str, int]]
    unnamed: int


@dataclass(frozen=True)
class Statistics:
    """The statistics of a range of months.

    Args:
        first, last: months as ``2026-05``, both included.
        total: all months together.
        months: month to figures, every month of the range.
        by: dimension to value to figures, the most received first.
        respondents, products: what the cases received are about.
    """

    first: str
    last: str
    total: Figures
    months: Mapping[str, Figures]
    by: Mapping[str, Mapping[str, Figures]]
    respondents: Named
    products: Named

    def as_json(self) -> dict[str, Any]:
        """The same as JSON would hold it."""
        return asdict(self)


class _Event(NamedTuple):
    """Something that happened to a case; what it is follows from the list it stands in."""

    month: str
    kind: str
    channel: str
    category: str
    district: str
    standard: str
    registered_on: str = ""
    ended_on: str = ""
    status: str = ""
    score: int | None = None


@dataclass(frozen=True)
class _Events:
    received: Sequence[_Event]
    accepted: Sequence[_Event]
    closed: Sequence[_Event]
    on_time: Sequence[_Event]
    late: Sequence[_Event]

    def split(self, key: Callable[[_Event], str]) -> dict[str, _Events]:
        """The events of each value of a dimension."""
        parts: dict[str, tuple[list[_Event], ...]] = defaultdict(lambda: ([], [], [], [], []))
        lists = (self.received, self.accepted, self.closed, self.on_time, self.late)
        for place, events in enumerate(lists):
            for event in events:
                parts[key(event)][place].append(event)
        return {value: _Events(*found) for value, found in parts.items()}


def statistics(
    session: Session, scope: CaseScope, first: date, last: date, today: date
) -> Statistics:
    """The statistics of the months from that of ``first`` to that of ``last``.

    Args:
        session: the database, for reading.
        scope: the cases that count.
        first, last: any day of the first and the last month.
        today: the Chongqing day; what is not over yet is not late.

    Raises:
        InvalidInput: the range is empty or longer than three years.
    """
    months = months_between(first, last)
    begin, end = first.replace(day=1), _next_month(last)
    events = _events(session, scope, begin, end, today)
    days = _Days(staff_calendar(session), begin, end)
    by_month = events.split(lambda event: event.month)
    nothing = _Events([], [], [], [], [])
    return Statistics(
        first=months[0],
        last=months[-1],
        total=_figures(events, days),
        months={month: _figures(by_month.get(month, nothing), days) for month in months},
        by={name: _ranked(events, name, days) for name in DIMENSIONS},
        respondents=_named(session, scope, Case.subject_key, Case.respondent, begin, end),
        products=_named(session, scope, Case.product, Case.product, begin, end),
    )


def months_between(first: date, last: date) -> list[str]:
    """The months as ``2026-05``.

    Raises:
        InvalidInput: none, or more than three years of them.
    """
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count < 1:
        raise InvalidInput("起始月份不能晚于结束月份。")
    if count > LONGEST_RANGE:
        raise InvalidInput(f"一次最多统计 {LONGEST_RANGE} 个月。")
    start = first.year * 12 + first.month - 1
    return [f"{m // 12}-{m % 12 + 1:02d}" for m in range(start, start + count)]
