"""Lawful steps: a second person's word, an end of supplements, statuses of reports

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

from datetime import UTC, date, timedelta, timezone

import chinese_calendar
import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_CHONGQING = timezone(timedelta(hours=8))
_DECIDE_DAYS = 90  # 《市场监督管理行政处罚程序规定》第六十四条
# What the old workflow called 办理中 before anything was decided.
_UNDECIDED = {
    "complaint": ("decide_acceptance", "registered"),
    "report": ("verify_report", "verifying"),
}
_BACK = {"verifying": "in_progress", "filed": "in_progress", "unsettled": "in_progress"}

_case = sa.table(
    "case",
    sa.column("id", sa.Integer), sa.column("kind", sa.String), sa.column("status", sa.String),
    sa.column("waiting_from", sa.String), sa.column("closed_at", sa.DateTime),
    sa.column("next_due_on", sa.Date),
)  # fmt: skip
_event = sa.table(
    "case_event",
    sa.column("id", sa.Integer), sa.column("case_id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)), sa.column("action", sa.String),
    sa.column("from_status", sa.String),
)  # fmt: skip
_deadline = sa.table(
    "case_deadline",
    sa.column("case_id", sa.Integer), sa.column("rule", sa.String),
    sa.column("started_on", sa.Date), sa.column("due_on", sa.Date),
    sa.column("extended", sa.Integer), sa.column("pauses", sa.JSON),
    sa.column("met_at", sa.DateTime), sa.column("met_by", sa.String),
    sa.column("certain", sa.Boolean),
)  # fmt: skip
_holiday = sa.table("holiday", sa.column("day", sa.Date), sa.column("working", sa.Boolean))


def upgrade() -> None:
    with op.batch_alter_table("case") as table:
        table.add_column(
            sa.Column("waiting_from", sa.String(length=12), nullable=False, server_default="")
        )
        table.add_column(sa.Column("supplement_due_on", sa.Date(), nullable=True))
        table.add_column(
            sa.Column("proposed_step", sa.String(length=40), nullable=False, server_default="")
        )
        table.add_column(
            sa.Column("proposed_by", sa.String(length=60), nullable=False, server_default="")
        )
        table.add_column(sa.Column("proposal_event", sa.Integer(), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_case).where(_case.c.closed_at.is_(None))).all():
        _place(connection, row.id, row.kind, row.status)


def downgrade() -> None:
    connection = op.get_bind()
    for new, old in _BACK.items():
        connection.execute(_case.update().where(_case.c.status == new).values(status=old))
    connection.execute(_deadline.delete().where(_deadline.c.rule == "decide_case"))
    # Not in a batch: SQLite would make the table anew, and the events of its cases go with the old.
    for name in ("proposal_event", "proposed_by", "proposed_step", "supplement_due_on"):
        op.drop_column("case", name)
    op.drop_column("case", "waiting_from")


def _place(connection: sa.Connection, case: int, kind: str, status: str) -> None:
    """Put an open case where the lawful workflow has it."""
    if status == "waiting":
        before = _last(connection, case, "ask_supplement")
        came = "registered" if before is None else before.from_status
        values = {"waiting_from": _lawful(connection, case, kind, came)}
    else:
        values = {"status": _lawful(connection, case, kind, status)}
    connection.execute(_case.update().where(_case.c.id == case).values(**values))
    if kind == "report" and "in_progress" in values.values():
        _start_decision(connection, case)


def _lawful(connection: sa.Connection, case: int, kind: str, status: str) -> str:
    """办理中 or 调解中 without the decision before it is undone: the decision is still due."""
    if status not in ("in_progress", "mediating"):
        return status
    rule, undecided = _UNDECIDED.get(kind, ("", ""))
    running = sa.select(_deadline.c.case_id).where(
        _deadline.c.case_id == case, _deadline.c.rule == rule, _deadline.c.met_at.is_(None)
    )
    if rule and connection.execute(running).first() is not None:
        return undecided
    ended = _last(connection, case, "end_mediation")
    since = _last(connection, case, "accept")
    if kind == "complaint" and ended and (since is None or ended.id > since.id):
        return "unsettled"
    return status


def _last(connection: sa.Connection, case: int, action: str) -> sa.Row[tuple[object, ...]] | None:
    return connection.execute(
        sa.select(_event)
        .where(_event.c.case_id == case, _event.c.action == action)
        .order_by(_event.c.id.desc())
    ).first()


def _start_decision(connection: sa.Connection, case: int) -> None:
    """The period for the decision after 立案, which the old table did not have."""
    filed = _last(connection, case, "file_case")
    if filed is None:
        return
    start = _day(filed.at)
    due = start + timedelta(days=_DECIDE_DAYS)
    holidays = {row.day: row.working for row in connection.execute(sa.select(_holiday)).all()}
    while not holidays.get(due, due not in chinese_calendar.holidays):
        due += timedelta(days=1)
    connection.execute(
        _deadline.insert().values(
            case_id=case,
            rule="decide_case",
            started_on=start,
            due_on=due,
            extended=0,
            pauses=[],
            met_at=None,
            met_by="",
            certain=due.year <= max(chinese_calendar.holidays).year,
        )
    )
    soonest = sa.select(sa.func.min(_deadline.c.due_on)).where(
        _deadline.c.case_id == case, _deadline.c.met_at.is_(None)
    )
    connection.execute(
        _case.update().where(_case.c.id == case).values(next_due_on=soonest.scalar_subquery())
    )


def _day(moment: object) -> date:
    """The Chongqing day; SQLite gives moments back without their zone, in UTC."""
    at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # type: ignore[attr-defined]
    return at.astimezone(_CHONGQING).date()
