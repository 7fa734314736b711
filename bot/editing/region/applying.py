"""What else follows when content of the region is published: tables that mirror it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import Clocks
from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.case.models import Case, CaseDeadline, Holiday
from kb.models import Checked, Department, District
from kb.seeds import department_of, district_of, with_check

Rows = Sequence[Mapping[str, Any]]


def apply(session: Session, sheet: str, content: Any, rules: DeadlineRules, today: date) -> None:
    """Write what a sheet says into the tables that hold it, in the caller's transaction.

    Args:
        session: the open transaction.
        sheet: the one that is published.
        rules: the deadlines that count now, unless the sheet has them itself.
        today: the day of publication, on which the reviewer checked what is new.
    """
    step = _STEPS.get(sheet)
    if step is not None:
        step(session, content, rules, today)


def in_use(session: Session, sheet: str, content: Any) -> list[str]:
    """What cases still need and a content no longer has, a Chinese sentence each."""
    if sheet not in _NEEDED:
        return []
    key, column, what = _NEEDED[sheet]
    kept = {row[key] for row in content}
    used = session.scalars(select(column).distinct())
    return [f"还有事项在用{what} {one}，不能删掉。" for one in used if one and one not in kept]


_NEEDED: Mapping[str, tuple[str, Any, str]] = {
    "departments": ("slug", Case.department, "部门"),
    "categories": ("slug", Case.category, "分类"),
    "districts": ("name", Case.district, "区县"),
}


def _departments(session: Session, rows: Rows, _: DeadlineRules, today: date) -> None:
    kept = [row["slug"] for row in rows]
    session.execute(delete(Department).where(Department.slug.not_in(kept)))
    for row in rows:
        new = department_of(row)
        old = session.get(Department, new.slug)
        session.merge(with_check(new, old, Checked.STAFF, today))


def _districts(session: Session, rows: Rows, _: DeadlineRules, today: date) -> None:
    kept = [row["name"] for row in rows]
    session.execute(delete(District).where(District.name.not_in(kept)))
    for row in rows:
        new = district_of(row)
        old = session.get(District, new.name)
        session.merge(with_check(new, old, Checked.STAFF, today))


def _holidays(session: Session, rows: Rows, rules: DeadlineRules, _: date) -> None:
    session.execute(delete(Holiday))
    session.add_all(
        Holiday(
            day=date.fromisoformat(row["day"]),
            working=bool(row.get("working")),
            name=str(row.get("name") or "")[:40],
        )
        for row in rows
    )
    session.flush()
    _reckon(session, rules)


def _deadlines(session: Session, rows: Rows, _: DeadlineRules, today: date) -> None:
    _reckon(session, DeadlineRules.of(rows))


def _reckon(session: Session, rules: DeadlineRules) -> None:
    clocks = Clocks(rules)
    running = select(CaseDeadline.case_id).where(CaseDeadline.met_at.is_(None))
    for case in session.scalars(select(Case).where(Case.id.in_(running)).order_by(Case.id)):
        clocks.reckon(session, case)


_STEPS: Mapping[str, Callable[[Session, Rows, DeadlineRules, date], None]] = {
    "departments": _departments,
    "districts": _districts,
    "holidays": _holidays,
    "deadlines": _deadlines,
}
