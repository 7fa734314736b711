"""What staff want to see of the cases, and the SQL conditions that say it."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.case.models import Case, CaseDeadline
from bot.complaints.case.numbers import CaseNumber
from bot.kit.clock import CHONGQING
from bot.staff.roles import CaseScope
from kb.text.standard_number import canonicalise

WORDS_SEARCHED = 5
LONGEST_SEARCH = 100
_SEARCHED = (Case.number, Case.respondent, Case.product, Case.standard, Case.summary)


class Due(enum.StrEnum):
    """How a list is narrowed by the clocks."""

    OVERDUE = "overdue"  # a running clock's last day is over
    SOON = "soon"  # not overdue, but inside a rule's warning days


class Sort(enum.StrEnum):
    """The order of a list."""

    DUE = "due"  # the next deadline first, cases without one last
    NEWEST = "newest"
    UPDATED = "updated"


@dataclass(frozen=True)
class Wanted:
    """A filter; what is left empty does not narrow.

    Args:
        statuses, kinds, channels, districts, departments, categories: any of these.
        officer: username; the empty text asks for cases nobody has.
        due: overdue or due soon.
        open_only: only cases that have not ended.
        proposed: only cases with a step that waits for confirmation.
        answered: only cases whose respondent said something nobody has seen yet.
        handed: only cases given to somebody who has done nothing with them yet.
        needs_staff: only cases whose category or route a person must decide.
        since, until: days of registration in Chongqing, both included.
        text: words that must all occur in number, respondent, product, standard or summary.
    """

    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    officer: str | None = None
    due: Due | None = None
    open_only: bool = False
    proposed: bool = False
    answered: bool = False
    handed: bool = False
    needs_staff: bool = False
    since: date | None = None
    until: date | None = None
    text: str = ""


def inside(scope: CaseScope) -> list[ColumnElement[bool]]:
    """The conditions of a scope; they say the same as :meth:`CaseScope.allows`."""
    if scope.everything:
        return []
    if scope.nothing:
        return [false()]
    return [
        *_any_of(Case.district, scope.districts),
        *_any_of(Case.department, scope.departments),
        *_any_of(Case.category, scope.categories),
    ]


def matching(
    wanted: Wanted, scope: CaseScope, rules: DeadlineRules, today: date
) -> list[ColumnElement[bool]]:
    """All conditions of a list.

    Args:
        wanted: the filter.
        scope: the cases the reader may see.
        rules: say how many days before its end a clock counts as due soon.
        today: the Chongqing day.
    """
    return [
        *inside(scope),
        *_any_of(Case.status, wanted.statuses),
        *_any_of(Case.kind, wanted.kinds),
        *_any_of(Case.channel, wanted.channels),
        *_any_of(Case.district, wanted.districts),
        *_any_of(Case.department, wanted.departments),
        *_any_of(Case.category, wanted.categories),
        *_working(wanted),
        *registered(wanted.since, wanted.until),
        *([] if wanted.due is None else [due(wanted.due, rules, today)]),
        *_saying(wanted.text),
    ]


def _working(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.officer is not None:
        found.append(Case.officer == wanted.officer)
    if wanted.open_only or wanted.needs_staff:
        found.append(Case.closed_at.is_(None))
    if wanted.proposed:
        found.append(Case.proposed_step != "")
    if wanted.answered:
        found.append(Case.respondent_said_at.is_not(None))
    if wanted.handed:
        found.append(Case.handed_at.is_not(None))
    if wanted.needs_staff:
        found.append(Case.needs_staff.is_(True))
    return found


def registered(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Registered on a Chongqing day of this range, both ends included."""
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(Case.registered_at >= day_begins(since))
    if until is not None:
        found.append(Case.registered_at < day_begins(until + timedelta(days=1)))
    return found


def day_begins(day: date) -> datetime:
    """The first moment of a Chongqing day."""
    return datetime.combine(day, time.min, CHONGQING)


def due(which: Due, rules: DeadlineRules, today: date) -> ColumnElement[bool]:
    """Overdue, or due soon by the days each rule names."""
    if which is Due.OVERDUE:
        return Case.next_due_on < today
    soon = or_(
        *(
            and_(
                CaseDeadline.rule == rule.slug,
                CaseDeadline.due_on <= today + timedelta(days=rule.due_soon_days),
            )
            for rule in rules
        )
    )
    clocks = select(CaseDeadline.case_id).where(
        CaseDeadline.met_at.is_(None), CaseDeadline.due_on >= today, soon
    )
    return and_(Case.next_due_on >= today, Case.id.in_(clocks))


def ordered(sort: Sort) -> list[UnaryExpression[Any]]:
    """The ORDER BY of a list; the last column makes it the same on every page."""
    if sort is Sort.DUE:
        return [Case.next_due_on.asc().nulls_last(), Case.id.desc()]
    newest = Case.updated_at if sort is Sort.UPDATED else Case.registered_at
    return [newest.desc(), Case.id.desc()]


def _any_of(column: InstrumentedAttribute[str], names: Iterable[str]) -> list[ColumnElement[bool]]:
    chosen = sorted(names)
    return [column.in_(chosen)] if chosen else []


def _saying(text: str) -> list[ColumnElement[bool]]:
    if (number := CaseNumber.find(text)) is not None:
        return [Case.number == str(number)]
    plain = canonicalise(unicodedata.normalize("NFKC", text[:LONGEST_SEARCH]))
    return [
        or_(*(column.icontains(word, autoescape=True) for column in _SEARCHED))
        for word in plain.split()[:WORDS_SEARCHED]
    ]
