"""What happened to cases in a range of months, read in two queries and counted in many ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, CaseDeadline, CaseStatus
from bot.complaints.case.wanted import day_begins, inside
from bot.kit.day_numbers import day_number, day_of_number, sql_day
from bot.kit.errors import InvalidInput
from bot.kit.working_days import WorkingDays
from bot.staff.roles import CaseScope

DIMENSIONS = ("kind", "channel", "category", "district", "standard")
_COLUMNS = (Case.kind, Case.channel, Case.category, Case.district, Case.standard)
# Where things stand in a row of _cases, behind the dimensions.
_REGISTERED, _ACCEPTED, _CLOSED, _STATUS, _SCORE, _ID = range(5, 11)


@dataclass(frozen=True)
class Events:
    """Everything of one sort that happened, column by column: counting columns is fast.

    Args:
        columns: name of a dimension, ``month`` or ``all`` to its value in each event.
        days: working days from registration to each event; empty where nobody asks.
        scores: the citizen's satisfaction with each event's case.
    """

    columns: Mapping[str, Sequence[str]]
    days: Sequence[int] = ()
    scores: Sequence[int | None] = ()

    @classmethod
    def of(
        cls,
        rows: Sequence[Any],
        months: Sequence[str],
        days: Sequence[int] = (),
        scores: Sequence[int | None] = (),
    ) -> Events:
        """Events from rows that begin with the dimensions.

        Args:
            rows: one an event.
            months: when each happened, as ``2026-05``.
            days, scores: see the class.
        """
        # Not zip(*rows): ten thousand iterators at once wake the garbage collector.
        columns = {name: [row[n] for row in rows] for n, name in enumerate(DIMENSIONS)}
        return cls({**columns, "month": months, "all": [""] * len(rows)}, days, scores)

    def counts(self, name: str) -> Counter[str]:
        """How many events each value of a column has."""
        return Counter(self.columns[name])

    def days_of(self, name: str) -> dict[str, list[int]]:
        """The working days of each value of a column."""
        return _collected(self.columns[name], self.days)

    def scores_of(self, name: str) -> dict[str, list[int]]:
        """The scores of each value of a column; events without one are left out."""
        return _collected(self.columns[name], self.scores)


@dataclass(frozen=True)
class Happened:
    """The events of a range, by what they are."""

    received: Events
    accepted: Events
    declined: Events
    closed: Events
    on_time: Events
    late: Events


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

    @property
    def end(self) -> datetime:
        """The first moment after the range."""
        return day_begins(self.last_day + timedelta(days=1))

    def by_day(self) -> dict[int, str]:
        """The number of each day of the range to the name of its month."""
        days = range(day_number(self.begin), day_number(self.last_day) + 1)
        return {day: f"{day_of_number(day):%Y-%m}" for day in days}


def happened(
    session: Session, scope: CaseScope, months: Months, calendar: WorkingDays, today: date
) -> Happened:
    """Everything that happened in the months.

    A clock counts as on time in the month its decision was taken, and as late in the month its last
    day passed, so that the figures of a past month stay what they were. One that ended before with
    its case (withdrawn, passed on) counts as neither.

    Args:
        session: the database, for reading.
        scope: the cases that count.
        months: the range.
        calendar: the working days.
        today: the Chongqing day; what is not over yet is not late.
    """
    cases = _cases(session, scope, months)
    month_of, until = months.by_day(), _working_days_until(calendar, cases, months)

    def events(rows: Sequence[Any], when: int) -> Events:
        days = [until[row[when]] - until[row[_REGISTERED]] for row in rows]
        scores = [row[_SCORE] for row in rows]
        return Events.of(rows, [month_of[row[when]] for row in rows], days, scores)

    closed = [case for case in cases if case[_CLOSED] in month_of]
    return Happened(
        received=events([c for c in cases if c[_REGISTERED] in month_of], _REGISTERED),
        accepted=events([c for c in cases if c[_ACCEPTED] in month_of], _ACCEPTED),
        declined=events([c for c in closed if c[_STATUS] == CaseStatus.DECLINED.value], _CLOSED),
        closed=events(closed, _CLOSED),
        **_clocks(session, cases, months, today),
    )


def _cases(session: Session, scope: CaseScope, months: Months) -> Sequence[Any]:
    """Every case that something can have happened to: there before the end, open at the begin."""
    moments = (Case.registered_at, Case.accepted_at, Case.closed_at)
    days = [sql_day(session, column) for column in moments]
    query = select(*_COLUMNS, *days, Case.status, Case.satisfaction, Case.id).where(
        Case.registered_at < months.end,
        or_(Case.closed_at.is_(None), Case.closed_at >= day_begins(months.begin)),
        *inside(scope),
    )
    # On the connection: nothing here is an object, and ten thousand rows are read.
    return session.connection().execute(query).all()


def _clocks(
    session: Session, cases: Sequence[Any], months: Months, today: date
) -> dict[str, Events]:
    due, met = CaseDeadline.due_on, CaseDeadline.met_at
    query = select(
        CaseDeadline.case_id,
        sql_day(session, due, is_moment=False),
        sql_day(session, met),
        CaseDeadline.met_by,
    ).where(
        or_(
            (met >= day_begins(months.begin)) & (met < months.end),
            due.between(months.begin, months.last_day),
        ),
        due.is_not(None),
    )
    clocks: Sequence[Any] = session.connection().execute(query).all()
    # Clocks of cases outside the scope find no case.
    case_of = {case[_ID]: case for case in cases}
    month_of, now = months.by_day(), day_number(today)
    kept: tuple[list[Any], list[str]] = ([], [])
    missed: tuple[list[Any], list[str]] = ([], [])
    for case_id, last_day, met_on, met_by in clocks:
        is_met = met_on is not None and met_on <= last_day
        if is_met and not met_by:
            continue  # it ended with its case before its last day, without its decision
        ended = met_on if is_met else last_day
        if case_id in case_of and ended in month_of and (is_met or last_day < now):
            cases_then, months_then = kept if is_met else missed
            cases_then.append(case_of[case_id])
            months_then.append(month_of[ended])
    return {"on_time": Events.of(*kept), "late": Events.of(*missed)}


def _collected(values: Iterable[str], numbers: Iterable[int | None]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for value, number in zip(values, numbers, strict=True):
        if number is not None:
            found[value].append(number)
    return found


def _working_days_until(
    calendar: WorkingDays, cases: Sequence[Any], months: Months
) -> dict[int, int]:
    """For each day how many working days there were since the first one needed."""
    first = min((case[_REGISTERED] for case in cases), default=day_number(months.begin))
    last = max(day_number(months.last_day), first)
    days = range(first, last + 1)
    working = accumulate(calendar.is_working(day_of_number(day)) for day in days)
    return dict(zip(days, working, strict=True))
