"""Lists of cases for staff: filtered, searched, counted and paged in SQL; identities masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.complaints.case.deadlines import DeadlineRules, DeadlineState, state
from bot.complaints.case.models import Case, CaseDeadline
from bot.complaints.case.wanted import Due, Sort, Wanted, due, inside, matching, ordered
from bot.complaints.understanding.masking import masked_person
from bot.complaints.work.casework import CaseNotFound
from bot.kit.sealing import Keyring
from bot.staff.roles import CaseScope

PAGE_SIZE = 20
LARGEST_PAGE = 200
_COLUMNS = (
    Case.id, Case.number, Case.kind, Case.status, Case.anonymous, Case.channel, Case.respondent,
    Case.product, Case.standard, Case.district, Case.category, Case.department, Case.officer,
    Case.needs_staff, Case.registered_at, Case.updated_at, Case.closed_at, Case.next_due_on,
    Case.escalated_at, Case.proposed_step, Case.respondent_said_at, Case.handed_at,
    Case.name_sealed, Case.phone_sealed, Case.purged_at,
)  # fmt: skip


@dataclass(frozen=True)
class CaseRow:
    """One case in a list.

    Args:
        person: who filed it, masked: 「张** 138****5678」 or 「匿名」.
        next_due_on: the last day of the nearest running clock; None while paused or ended.
        proposed_step: slug of a step that waits for confirmation; empty without one.
        respondent_said: whether the respondent said something nobody has seen yet.
        is_handed: whether it was given to somebody and nothing was done with it since.
        is_paused: whether a clock stands still for time that doesn't count.
        due_rule: slug of that clock's rule; empty without one.
        due_state: how that clock stands; None without one.
    """

    id: int
    number: str
    kind: str
    status: str
    channel: str
    person: str
    respondent: str
    product: str
    standard: str
    district: str
    category: str
    department: str
    officer: str
    needs_staff: bool
    registered_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    next_due_on: date | None
    is_escalated: bool
    proposed_step: str
    respondent_said: bool
    is_handed: bool
    is_paused: bool
    due_rule: str
    due_state: DeadlineState | None


@dataclass(frozen=True)
class CasePage:
    """One page of a list.

    Args:
        total: cases in the whole list.
        page: from 1.
        size: cases on a full page.
    """

    rows: Sequence[CaseRow]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True)
class Counts:
    """How many cases there are.

    Args:
        by_status: every status that occurs.
        open: not ended.
        overdue, due_soon: by their clocks.
        unassigned: open and nobody's.
        needs_staff: open, and a person must decide category or route.
        proposed: a step waits for confirmation.
        answered: the respondent said something nobody has seen yet.
        handed: given to somebody, and nothing was done with them since.
    """

    by_status: Mapping[str, int]
    open: int
    overdue: int
    due_soon: int
    unassigned: int
    needs_staff: int
    proposed: int
    answered: int
    handed: int


@dataclass(frozen=True)
class CaseQueries:
    """Reads cases for staff; every method works inside the caller's reading session.

    Args:
        keyring: opens names and phones, which leave only masked.
        rules: the deadline table.
    """

    keyring: Keyring
    rules: DeadlineRules

    def page(
        self,
        session: Session,
        scope: CaseScope,
        wanted: Wanted,
        today: date,
        *,
        sort: Sort = Sort.DUE,
        page: int = 1,
        size: int = PAGE_SIZE,
    ) -> CasePage:
        """One page of a list.

        Args:
            session: the database.
            scope: the cases the reader may see.
            wanted: the filter.
            today: the Chongqing day.
            sort: the order.
            page: from 1; one past the end gives the last page.
            size: cases a page, at most 200.
        """
        size = min(max(size, 1), LARGEST_PAGE)
        where = matching(wanted, scope, self.rules, today)
        total = _counted(session, where)
        page = min(max(page, 1), max(1, -(-total // size)))
        query = select(*_COLUMNS).where(*where).order_by(*ordered(sort))
        found = session.execute(query.limit(size).offset((page - 1) * size)).all()
        clocks = self._running(session, [row.id for row in found])
        rows = [self._row(row, clocks.get(row.id, ()), today) for row in found]
        return CasePage(rows, total, page, size)

    def count(self, session: Session, scope: CaseScope, wanted: Wanted, today: date) -> int:
        """How many cases of a scope a filter leaves."""
        return _counted(session, matching(wanted, scope, self.rules, today))

    def counts(self, session: Session, scope: CaseScope, today: date) -> Counts:
        """How many cases of a scope stand where."""
        grouped = (
            select(
                Case.status,
                func.count(Case.id).label("all"),
                _how_many(Case.closed_at.is_(None)).label("open"),
                _how_many(Case.next_due_on < today).label("overdue"),
                _how_many(Case.closed_at.is_(None) & (Case.officer == "")).label("nobody"),
                _how_many(Case.closed_at.is_(None) & Case.needs_staff).label("undecided"),
                _how_many(Case.proposed_step != "").label("proposed"),
                _how_many(Case.respondent_said_at.is_not(None)).label("answered"),
                _how_many(Case.handed_at.is_not(None)).label("handed"),
            )
            .where(*inside(scope))
            .group_by(Case.status)
        )
        rows = session.execute(grouped).all()
        soon = select(func.count(Case.id)).where(*inside(scope), due(Due.SOON, self.rules, today))
        return Counts(
            by_status={row.status: row.all for row in rows},
            open=sum(row.open for row in rows),
            overdue=sum(row.overdue for row in rows),
            due_soon=session.scalar(soon) or 0,
            unassigned=sum(row.nobody for row in rows),
            needs_staff=sum(row.undecided for row in rows),
            proposed=sum(row.proposed for row in rows),
            answered=sum(row.answered for row in rows),
            handed=sum(row.handed for row in rows),
        )

    def one(self, session: Session, scope: CaseScope, number: str) -> Case:
        """The case with a number.

        Raises:
            CaseNotFound: there is none, or the reader may not see it; the two look alike.
        """
        case = session.scalar(select(Case).where(Case.number == number, *inside(scope)))
        if case is None:
            raise CaseNotFound
        return case

    def _running(self, session: Session, ids: Sequence[int]) -> dict[int, list[CaseDeadline]]:
        """The running clocks of cases, the nearest first, those that stand still last."""
        query = (
            select(CaseDeadline)
            .where(CaseDeadline.case_id.in_(ids), CaseDeadline.met_at.is_(None))
            .order_by(CaseDeadline.due_on.asc().nulls_last(), CaseDeadline.id)
        )
        found: dict[int, list[CaseDeadline]] = {}
        for clock in session.scalars(query) if ids else ():
            found.setdefault(clock.case_id, []).append(clock)
        return found

    def _row(self, row: Any, clocks: Sequence[CaseDeadline], today: date) -> CaseRow:
        others = {"name_sealed", "phone_sealed", "anonymous", "purged_at", "escalated_at"}
        others |= {"respondent_said_at", "handed_at"}
        plain = {name: value for name, value in row._mapping.items() if name not in others}
        clock = next((one for one in clocks if one.due_on is not None), None)
        standing = None
        if clock is not None:
            standing = state(self.rules[clock.rule], clock.due_on, today, is_met=False)
        return CaseRow(
            **plain,
            person=masked_person(self.keyring, row),
            is_escalated=row.escalated_at is not None,
            respondent_said=row.respondent_said_at is not None,
            is_handed=row.handed_at is not None,
            is_paused=any(one.due_on is None for one in clocks),
            due_rule="" if clock is None else clock.rule,
            due_state=standing,
        )


def _counted(session: Session, where: Sequence[Any]) -> int:
    return session.scalar(select(func.count(Case.id)).where(*where)) or 0


def _how_many(condition: Any) -> Any:
    return func.count().filter(condition)
