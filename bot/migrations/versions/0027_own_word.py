"""A citizen's own word: withdrawals that can be undone, requests about their data

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case") as table:
        table.add_column(sa.Column("withdrawing_since", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("rights_due_on", sa.Date(), nullable=True))
        table.create_index(op.f("ix_case_withdrawing_since"), ["withdrawing_since"])
        table.create_index(op.f("ix_case_rights_due_on"), ["rights_due_on"])


def downgrade() -> None:
    with op.batch_alter_table("case") as table:
        table.drop_index(op.f("ix_case_rights_due_on"))
        table.drop_index(op.f("ix_case_withdrawing_since"))
        table.drop_column("rights_due_on")
        table.drop_column("withdrawing_since")
