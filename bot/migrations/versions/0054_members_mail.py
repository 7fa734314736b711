"""A member's own mail address, whether the day's mail is wanted, and when the last went

Revision ID: 0054
Revises: 0053
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = "staff_member"
    op.add_column(table, sa.Column("mail", sa.String(254), nullable=False, server_default=""))
    op.add_column(
        table, sa.Column("wants_mail", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column(table, sa.Column("mailed_on", sa.Date()))


def downgrade() -> None:
    with op.batch_alter_table("staff_member") as table:
        table.drop_column("mailed_on")
        table.drop_column("wants_mail")
        table.drop_column("mail")
