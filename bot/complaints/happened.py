"""What happened to cases in a range of months, read in two queries and counted in many ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.complaints.models import Case, CaseDeadline
from bot.complaints.wanted import day_begins, inside
from bot.kit.errors import InvalidInput
from bot.kit.working_days import WorkingDays
from bot.staff.roles import CaseScope

_DIMENSIONS = (Case.kind, Case.channel, Case.category, Case.district, Case.standard)
_EPOCH = date(1970, 1, 1)
# Chongqing has kept UTC+8 without summer time since 1992.
_OFFSET, _DAY = 8 * 3600, 24 * 3600  # seconds


class Moment(NamedTuple):
    """Something that happened to a case; what it was follows from the list it stands in.

    Args:
        kind, channel, category, district, standard: of the case.
        month: when it happened, as ``2026-05``.
        days: working days since registration; 0 where nobody asks.
        status: of the case now.
        score: the citizen's satisfaction.
    """

    kind: str
    channel: str
    category: str
    district: str
    standard: str
    month: str
    days: int = 0
    status: str = ""
    score: int | None = None


@dataclass(frozen=True)
class Happened:
    """The moments of a range, by what they are."""

    received: Sequence[Moment]
    accepted: Sequence[Moment]
    closed: Sequence[Moment]
    on_time: Sequence[Moment]
    late: Sequence[Moment]


@dataclass(frozen=True)
class Months:
    """A range of months.

    Args:
        begin: its first day.
        last_day: its last day.
        names: the months as ``2026-05``.
    """

    begin: date
    last_day: date
    names: tuple[str, ...]

    @classmethod
    def between(cls, first: date, last: date) -> Months:
        """The months from that of one day to that of another.

        Raises:
            InvalidInput: the first lies after the last.
        """
        start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month
        if start >= end:
            raise InvalidInput("起始月份不能晚于结束月份。")
        names = tuple(f"{m // 12}-{m % 12 + 1:02d}" for m in range(start, end))
        after = date(end // 12, end % 12 + 1, 1)
        return cls(first.replace(day=1), after - timedelta(days=1), names)

    def holds(self, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """Whether a moment lies in the range."""
        end = day_begins(self.last_day + timedelta(days=1))
        return (column >= day_begins(self.begin)) & (column < end)

    def by_day(self) -> dict[int, str]:
        """The number of each day of the range to the name of its month."""
        days = range(day_number(self.begin), day_number(self.last_day) + 1)
        return {day: f"{_EPOCH + timedelta(day):%Y-%m}" for day in days}


def day_number(day: date) -> int:
    """Days since 1 January 1970: what is compared in SQL and counted here."""
    return (day - _EPOCH).days


def happened(
    session: Session, scope: CaseScope, months: Months, calendar: WorkingDays, today: date
) -> Happened:
    """Everything that happened in the months.

    A clock counts as on time in the month it was fulfilled, and as late in the month its last day
    passed, so that the figures of a past month stay what they were.

    Args:
        session: the database, for reading.
        scope: the cases that count.
        months: the range.
        calendar: the working days.
        today: the Chongqing day; what is not over yet is not late.
    """
    cases = _cases(session, scope, months)
    month_of = months.by_day()
    until = _working_days_until(calendar, cases, months)
    # Registered, accepted and closed are day numbers behind the five dimensions.
    return Happened(
        received=[_moment(c, month_of[c[5]]) for c in cases if c[5] in month_of],
        accepted=[
            _moment(c, month_of[c[6]], until[c[6]] - until[c[5]]) for c in cases if c[6] in month_of
        ],
        closed=[
            _moment(c, month_of[c[7]], until[c[7]] - until[c[5]], c[8], c[9])
            for c in cases
            if c[7] in month_of
        ],
        **_clocks(session, scope, months, today),
    )


def counted(moments: Iterable[Moment], name: str) -> Counter[str]:
    """How many moments each value of a dimension or month has."""
    return Counter(map(attrgetter(name), moments))


def collected(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The numbers that belong to each value."""
    found: dict[str, list[int]] = defaultdict(list)
    for value, number in pairs:
        found[value].append(number)
    return found


def _moment(row: Any, month: str, days: int = 0, status: str = "", score: Any = None) -> Moment:
    return Moment(row[0], row[1], row[2], row[3], row[4], month, days, status, score)


def _cases(session: Session, scope: CaseScope, months: Months) -> list[Any]:
    moments = (Case.registered_at, Case.accepted_at, Case.closed_at)
    days = [_day(session, column) for column in moments]
    query = select(*_DIMENSIONS, *days, Case.status, Case.satisfaction).where(
        or_(*(months.holds(column) for column in moments)), *inside(scope)
    )
    return list(session.execute(query).all())


def _clocks(
    session: Session, scope: CaseScope, months: Months, today: date
) -> dict[str, list[Moment]]:
    due, met = CaseDeadline.due_on, CaseDeadline.met_at
    query = (
        select(*_DIMENSIONS, _day(session, due, is_moment=False), _day(session, met))
        .join(Case, Case.id == CaseDeadline.case_id)
        .where(
            or_(months.holds(met), due.between(months.begin, months.last_day)),
            due.is_not(None),
            *inside(scope),
        )
    )
    month_of, now = months.by_day(), day_number(today)
    clocks: list[Any] = list(session.execute(query).all())
    kept = [c for c in clocks if c[6] is not None and c[6] <= c[5]]
    missed = [c for c in clocks if (c[6] is None and c[5] < now) or (c[6] or 0) > c[5]]
    return {
        "on_time": [_moment(c, month_of[c[6]]) for c in kept if c[6] in month_of],
        "late": [_moment(c, month_of[c[5]]) for c in missed if c[5] in month_of],
    }


def _working_days_until(
    calendar: WorkingDays, cases: Sequence[Any], months: Months
) -> dict[int, int]:
    """For each day how many working days there were since the first one needed."""
    first = min((case[5] for case in cases), default=day_number(months.begin))
    last = max(day_number(months.last_day), first)
    days = range(first, last + 1)
    working = accumulate(calendar.is_working(_EPOCH + timedelta(day)) for day in days)
    return dict(zip(days, working, strict=True))


def _day(session: Session, column: Any, *, is_moment: bool = True) -> ColumnElement[int]:
    """The SQL that gives the number of a day, or of a moment's day in Chongqing."""
    offset = _OFFSET if is_moment else 0
    if session.get_bind().dialect.name == "sqlite":
        return (cast(func.strftime("%s", column), Integer) + offset) // _DAY
    return cast(func.floor((func.date_part("epoch", column) + offset) / _DAY), Integer)
