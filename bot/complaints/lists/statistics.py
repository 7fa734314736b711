"""Monthly statistics (月度统计): what came in, what was done in time, how content people were.

Each event counts in the month it happened: a case registered in May and closed in June counts as
received in May and as closed in June. No row leads to a person: names of businesses and products
appear only from three cases on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from statistics import fmean, median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.complaints.case.clocks import staff_calendar
from bot.complaints.case.models import Case, CaseEvent, Holiday, RoutingCorrection
from bot.complaints.case.wanted import inside, registered
from bot.complaints.lists.happened import DIMENSIONS, Happened, Months, happened
from bot.kit.errors import InvalidInput
from bot.staff.roles import CaseScope

FEWEST_NAMED = 3  # cases about one business or product before its name is shown
MOST_NAMED = 20
LONGEST_RANGE = 36  # months
MOST_KEPT = 50  # ranges in memory


@dataclass(frozen=True)
class Figures:
    """The figures of one month, one value of a dimension, or all together.

    Args:
        received: registered.
        accepted: 受理 decided.
        declined: 不予受理 decided.
        closed: ended in any way (办结、不予受理、转办、撤回).
        on_time: clocks whose own decision was taken by their last day.
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
        """Decisions taken in time, 0 to 1; None if none was taken or due."""
        ended = self.on_time + self.late
        return self.on_time / ended if ended else None


_NOTHING = Figures(0, 0, 0, 0, 0, 0, None, None, None, 0)


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
    months = Months.between(first, last)
    if len(months.names) > LONGEST_RANGE:
        raise InvalidInput(f"一次最多统计 {LONGEST_RANGE} 个月。")
    events = happened(session, scope, months, staff_calendar(session), today)
    by_month = _split(events, "month")
    return Statistics(
        first=months.names[0],
        last=months.names[-1],
        total=_split(events, "all").get("", _NOTHING),
        months={month: by_month.get(month, _NOTHING) for month in months.names},
        by={name: _ranked(_split(events, name)) for name in DIMENSIONS},
        respondents=_named(session, scope, Case.subject_key, Case.respondent, months),
        products=_named(session, scope, Case.product, Case.product, months),
    )


def _ranked(figures: dict[str, Figures]) -> dict[str, Figures]:
    return dict(sorted(figures.items(), key=lambda item: (-item[1].received, item[0])))


def _split(events: Happened, name: str) -> dict[str, Figures]:
    """The figures of each value of a dimension, of each month, or of all together."""
    received, accepted = events.received.counts(name), events.accepted.counts(name)
    closed, declined = events.closed.counts(name), events.declined.counts(name)
    on_time, late = events.on_time.counts(name), events.late.counts(name)
    to_accept, to_close = events.accepted.days_of(name), events.closed.days_of(name)
    scores = events.closed.scores_of(name)
    return {
        value: Figures(
            received[value],
            accepted[value],
            declined[value],
            closed[value],
            on_time[value],
            late[value],
            _median(to_accept.get(value, ())),
            _median(to_close.get(value, ())),
            _average(scores.get(value, ())),
            len(scores.get(value, ())),
        )
        for value in {*received, *accepted, *closed, *on_time, *late}
    }


def _median(days: Sequence[int]) -> float | None:
    return float(median(days)) if days else None


def _average(scores: Sequence[int]) -> float | None:
    return round(fmean(scores), 2) if scores else None


def _named(
    session: Session,
    scope: CaseScope,
    key: InstrumentedAttribute[str],
    name: InstrumentedAttribute[str],
    months: Months,
) -> Named:
    query = (
        select(func.min(name), func.count())
        .where(key != "", *inside(scope), *registered(months.begin, months.last_day))
        .group_by(key)
        .order_by(func.count().desc(), func.min(name))
    )
    found = [(str(words), int(count)) for words, count in session.execute(query)]
    listed = [pair for pair in found if pair[1] >= FEWEST_NAMED][:MOST_NAMED]
    return Named(listed, sum(n for _, n in found) - sum(n for _, n in listed))


class KeptStatistics:
    """Statistics kept in memory until something happens to a case; then they are made anew.

    Everything that moves a figure leaves an event in a case's story, a correction, or a holiday.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Hashable, Statistics]] = OrderedDict()

    def read(
        self, session: Session, scope: CaseScope, first: date, last: date, today: date
    ) -> Statistics:
        """As :func:`statistics`."""
        asked = (scope, first, last, today)
        stamp = _stamp(session)
        known = self._kept.pop(asked, None)
        fresh = known is not None and known[0] == stamp
        found = known[1] if known and fresh else statistics(session, scope, first, last, today)
        self._kept[asked] = (stamp, found)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found


def _stamp(session: Session) -> Hashable:
    # Counted as well: on PostgreSQL a smaller id may appear after a larger one.
    tables = (CaseEvent.id, RoutingCorrection.id)
    parts = [part for column in tables for part in (func.max(column), func.count(column))]
    query = select(
        *(select(part).scalar_subquery() for part in parts),
        select(func.count(Holiday.day)).scalar_subquery(),
    )
    return tuple(session.execute(query).one())
