"""Of anonymous reports nothing knows the chat after filing, and every moment is kept to the hour

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_CASE = sa.table(
    "case", sa.column("id"), sa.column("anonymous", sa.Boolean()), sa.column("updated_at", _MOMENT)
)
_EVENT = sa.table(
    "case_event",
    sa.column("id"),
    sa.column("case_id"),
    sa.column("actor_kind"),
    sa.column("at", _MOMENT),
)
_FILE = sa.table(
    "attachment", sa.column("id"), sa.column("case_id"), sa.column("received_at", _MOMENT)
)
_TURN = sa.table(
    "turn",
    sa.column("id"),
    sa.column("conversation"),
    sa.column("private", sa.Boolean()),
    sa.column("received_at", _MOMENT),
    sa.column("leased_until", _MOMENT),
)


def upgrade() -> None:
    op.create_table(
        "filing_reply",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_filing_reply")),
    )
    with op.batch_alter_table("conversation_state") as table:
        table.add_column(sa.Column("case_in_hand", sa.Text(), nullable=False, server_default=""))
    # Which of the finished drafts were anonymous is sealed; all they are for is an hour's reminder.
    op.execute(sa.text("DELETE FROM case_draft WHERE finished"))
    anonymous = sa.select(_CASE.c.id).where(_CASE.c.anonymous)
    _to_the_hour(_CASE, "updated_at", _CASE.c.anonymous)
    _to_the_hour(_EVENT, "at", _EVENT.c.case_id.in_(anonymous) & (_EVENT.c.actor_kind == "citizen"))
    _to_the_hour(_FILE, "received_at", _FILE.c.case_id.in_(anonymous))
    for name in ("received_at", "leased_until"):
        _to_the_hour(_TURN, name, _TURN.c.private & (_TURN.c.conversation == ""))


def downgrade() -> None:
    with op.batch_alter_table("conversation_state") as table:
        table.drop_column("case_in_hand")
    op.drop_table("filing_reply")


def _to_the_hour(table: sa.TableClause, name: str, which: sa.ColumnElement[bool]) -> None:
    connection, column = op.get_bind(), table.c[name]
    for row in connection.execute(sa.select(table.c.id, column).where(which)).all():
        hour = row[1].replace(minute=0, second=0, microsecond=0)
        connection.execute(table.update().where(table.c.id == row.id).values({name: hour}))
