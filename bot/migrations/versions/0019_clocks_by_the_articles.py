"""Clocks as the articles have them: what stopped them, and which decision met them

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# The decisions of each period, by the steps that took them; the old steps that merely ended a case
# (转办、撤回) are none.
_DECISIONS = {
    "decide_acceptance": {"accept": "accepted", "decline": "declined"},
    "mediate": {"end_mediation": "mediation_ended", "close": "closed"},
    "tell_mediation_end": {"close": "closed"},
    "verify_report": {"file_case": "verified", "close": "closed"},
}
# Days, whether they are working days, and days of an extension; staff may have published others.
_PERIODS: Mapping[str, tuple[int, bool, int]] = {
    "decide_acceptance": (7, True, 0),
    "mediate": (60, False, 0),
    "tell_mediation_end": (7, True, 0),
    "verify_report": (15, True, 15),
}
# Sentences that promised a suspension no article knows; without them the software's own count.
_WRONG = {
    "asked_supplement": "补充期间办理时限暂停",
    "supplemented": "办理时限继续计算",
}

_deadline = sa.table(
    "case_deadline",
    sa.column("id", sa.Integer), sa.column("case_id", sa.Integer), sa.column("rule", sa.String),
    sa.column("started_on", sa.Date), sa.column("due_on", sa.Date),
    sa.column("extended", sa.Integer), sa.column("pauses", sa.JSON),
    sa.column("met_at", sa.DateTime), sa.column("met_by", sa.String),
)  # fmt: skip
_event = sa.table(
    "case_event",
    sa.column("case_id", sa.Integer), sa.column("at", sa.DateTime), sa.column("action", sa.String),
)  # fmt: skip
_case = sa.table(
    "case",
    sa.column("id", sa.Integer), sa.column("closed_at", sa.DateTime),
    sa.column("next_due_on", sa.Date),
)  # fmt: skip
_holiday = sa.table("holiday", sa.column("day", sa.Date), sa.column("working", sa.Boolean))
_contents = [
    sa.table(
        name,
        sa.column("id", sa.Integer),
        sa.column("sheet", sa.String),
        sa.column("content", sa.JSON),
    )
    for name in ("region_version", "region_draft")
]


def upgrade() -> None:
    with op.batch_alter_table("case_deadline") as table:
        # A case closed and reopened on one day has two clocks of one rule that began on it.
        table.drop_constraint("uq_case_deadline_rule", type_="unique")
        table.add_column(
            sa.Column("met_by", sa.String(length=40), nullable=False, server_default="")
        )
    connection = op.get_bind()
    _name_decisions(connection)
    periods = _periods(connection)
    _reckon(connection, periods)
    _forget_sentences(connection)


def downgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_deadline.c.id, _deadline.c.pauses)).all()
    for row in rows:
        pairs = [pause[:2] for pause in row.pauses]
        connection.execute(_deadline.update().where(_deadline.c.id == row.id).values(pauses=pairs))
    newer = _deadline.alias()
    twice = sa.select(newer.c.id).where(
        newer.c.case_id == _deadline.c.case_id,
        newer.c.rule == _deadline.c.rule,
        newer.c.started_on == _deadline.c.started_on,
        newer.c.id > _deadline.c.id,
    )
    connection.execute(_deadline.delete().where(twice.exists()))
    with op.batch_alter_table("case_deadline") as table:
        table.drop_column("met_by")
        table.create_unique_constraint("uq_case_deadline_rule", ["case_id", "rule", "started_on"])


def _name_decisions(connection: sa.Connection) -> None:
    for rule, steps in _DECISIONS.items():
        for action, event in steps.items():
            taken = sa.select(_event.c.case_id).where(
                _event.c.case_id == _deadline.c.case_id,
                _event.c.at == _deadline.c.met_at,
                _event.c.action == action,
            )
            connection.execute(
                _deadline.update()
                .where(_deadline.c.rule == rule, taken.exists())
                .values(met_by=event)
            )


def _periods(connection: sa.Connection) -> dict[str, tuple[int, bool, int]]:
    versions = _contents[0]
    newest = connection.execute(
        sa.select(versions.c.content)
        .where(versions.c.sheet == "deadlines")
        .order_by(versions.c.id.desc())
    ).scalar()
    published = {
        row["slug"]: (
            int(row["length"]), row["unit"] == "working_days", int(row.get("extendable_by") or 0)
        )
        for row in newest or ()
    }  # fmt: skip
    return {slug: published.get(slug, period) for slug, period in _PERIODS.items()}


def _reckon(connection: sa.Connection, periods: Mapping[str, tuple[int, bool, int]]) -> None:
    """Running clocks lose their pauses: they all waited for a citizen, and no article has that."""
    holidays = {row.day: row.working for row in connection.execute(sa.select(_holiday)).all()}
    rows = connection.execute(sa.select(_deadline)).all()
    for row in rows:
        changed: dict[str, Any] = {"pauses": [[*pause[:2], ""] for pause in row.pauses]}
        if row.met_at is None and row.rule in periods:
            due = _due(periods[row.rule], row.started_on, bool(row.extended), holidays)
            changed = {"pauses": [], "due_on": due}
        connection.execute(_deadline.update().where(_deadline.c.id == row.id).values(**changed))
    soonest = (
        sa.select(sa.func.min(_deadline.c.due_on))
        .where(_deadline.c.case_id == _case.c.id, _deadline.c.met_at.is_(None))
        .scalar_subquery()
    )
    connection.execute(
        _case.update().where(_case.c.closed_at.is_(None)).values(next_due_on=soonest)
    )


def _due(
    period: tuple[int, bool, int], start: date, extended: bool, holidays: Mapping[date, bool]
) -> date:
    """As bot.complaints.case.deadlines.due_on reckoned when this was written."""
    days, are_working, extension = period
    days += extension if extended else 0
    day, known = start, {one.year for one in chinese_calendar.holidays}

    def is_working(day: date) -> bool:
        if day in holidays:
            return holidays[day]
        return chinese_calendar.is_workday(day) if day.year in known else day.weekday() < 5

    if are_working:
        while days:
            day += timedelta(days=1)
            days -= is_working(day)
        return day
    day += timedelta(days=days)
    while not holidays.get(day, day not in chinese_calendar.holidays):
        day += timedelta(days=1)
    return day


def _forget_sentences(connection: sa.Connection) -> None:
    for contents in _contents:
        query = sa.select(contents).where(contents.c.sheet == "templates")
        for row in connection.execute(query).all():
            kept = {
                key: text
                for key, text in row.content.items()
                if key not in _WRONG or _WRONG[key] not in text
            }
            connection.execute(
                contents.update().where(contents.c.id == row.id).values(content=kept)
            )
