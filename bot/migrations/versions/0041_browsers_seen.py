"""The day a browser that subscribes or watches was last here

Revision ID: 0041
Revises: 0040
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("subscriber", "watch"):
        op.add_column(table, sa.Column("opened_on", sa.Date(), nullable=True))
        # When those that are there already were last here nobody knows: their time begins now.
        op.execute(f"UPDATE {table} SET opened_on = CURRENT_DATE WHERE channel = 'web'")


def downgrade() -> None:
    for table in ("watch", "subscriber"):
        op.drop_column(table, "opened_on")
