"""What happened to cases in a range of months, read once and split in many ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.complaints.models import Case, CaseDeadline
from bot.complaints.wanted import day_begins, inside
from bot.kit.errors import InvalidInput
from bot.kit.working_days import WorkingDays
from bot.staff.roles import CaseScope

_DIMENSIONS = (Case.kind, Case.channel, Case.category, Case.district, Case.standard)


class CaseMoment(NamedTuple):
    """Something that happened to a case; what it was follows from the list it stands in.

    Args:
        kind, channel, category, district, standard: of the case.
        ended_on: the Chongqing day it happened.
        registered_on: the Chongqing day of registration; empty where nobody asks.
        status: of the case now.
        score: the citizen's satisfaction.
    """

    kind: str
    channel: str
    category: str
    district: str
    standard: str
    ended_on: str
    registered_on: str = ""
    status: str = ""
    score: int | None = None

    @property
    def month(self) -> str:
        """The month it happened, as ``2026-05``."""
        return self.ended_on[:7]


@dataclass(frozen=True)
class Happened:
    """The moments of a range, by what they are."""

    received: Sequence[CaseMoment] = ()
    accepted: Sequence[CaseMoment] = ()
    closed: Sequence[CaseMoment] = ()
    on_time: Sequence[CaseMoment] = ()
    late: Sequence[CaseMoment] = ()

    def split(self, key: Callable[[CaseMoment], str]) -> dict[str, Happened]:
        """The moments of each value of a key."""
        parts: dict[str, tuple[list[CaseMoment], ...]] = defaultdict(lambda: ([], [], [], [], []))
        lists = (self.received, self.accepted, self.closed, self.on_time, self.late)
        for place, moments in enumerate(lists):
            for moment in moments:
                parts[key(moment)][place].append(moment)
        return {value: Happened(*found) for value, found in parts.items()}


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


class WorkingDaysApart:
    """Working days between two days, as a period counts them: the first day is not counted.

    Args:
        calendar: the working days.
        moments: the cases that will be asked about.
    """

    def __init__(self, calendar: WorkingDays, moments: Iterable[CaseMoment]) -> None:
        days = [day for m in moments for day in (m.registered_on, m.ended_on)]
        first, last = (min(days), max(days)) if days else ("2026-01-01", "2026-01-01")
        begin = date.fromisoformat(first)
        span = [begin + timedelta(n) for n in range((date.fromisoformat(last) - begin).days + 1)]
        counted = accumulate(calendar.is_working(day) for day in span)
        self._until = {day.isoformat(): n for day, n in zip(span, counted, strict=True)}

    def __call__(self, moment: CaseMoment) -> int:
        """The working days from a case's registration to what happened."""
        return self._until[moment.ended_on] - self._until[moment.registered_on]


def happened(session: Session, scope: CaseScope, months: Months, today: date) -> Happened:
    """Everything that happened in the months.

    A clock counts as on time in the month it was fulfilled, and as late in the month its last day
    passed, so that the figures of a past month stay what they were.
    """
    on_time, late = _clocks(session, scope, months, today)
    return Happened(
        received=_moments(session, scope, months, Case.registered_at),
        accepted=_moments(session, scope, months, Case.accepted_at),
        closed=_moments(session, scope, months, Case.closed_at),
        on_time=on_time,
        late=late,
    )


def _moments(
    session: Session, scope: CaseScope, months: Months, column: InstrumentedAttribute[Any]
) -> list[CaseMoment]:
    day = _local_day(session)
    query = select(
        *_DIMENSIONS, day(column), day(Case.registered_at), Case.status, Case.satisfaction
    ).where(months.holds(column), *inside(scope))
    return [CaseMoment._make(row) for row in session.execute(query).all()]


def _clocks(
    session: Session, scope: CaseScope, months: Months, today: date
) -> tuple[list[CaseMoment], list[CaseMoment]]:
    met_on = _local_day(session)(CaseDeadline.met_at)
    query = (
        select(*_DIMENSIONS, CaseDeadline.due_on, met_on)
        .join(Case, Case.id == CaseDeadline.case_id)
        .where(
            or_(
                months.holds(CaseDeadline.met_at),
                CaseDeadline.due_on.between(months.begin, months.last_day),
            ),
            CaseDeadline.due_on.is_not(None),
            *inside(scope),
        )
    )
    on_time, late = [], []
    rows: Any = session.execute(query)
    for *dimensions, due, met in rows:
        last_day = due.isoformat()
        if met is not None and met <= last_day:
            on_time.append(CaseMoment._make([*dimensions, met, "", "", None]))
        elif due < today:
            late.append(CaseMoment._make([*dimensions, last_day, "", "", None]))
    return _within(on_time, months), _within(late, months)


def _within(moments: Sequence[CaseMoment], months: Months) -> list[CaseMoment]:
    names = frozenset(months.names)
    return [moment for moment in moments if moment.month in names]


def _local_day(session: Session) -> Callable[[Any], ColumnElement[str]]:
    """The SQL that gives a moment's Chongqing day as text."""
    if session.get_bind().dialect.name == "sqlite":
        # Chongqing has kept UTC+8 without summer time since 1992.
        return lambda column: func.date(column, "+8 hours", type_=String)
    return lambda column: func.to_char(
        func.timezone("Asia/Shanghai", column), "YYYY-MM-DD", type_=String
    )
