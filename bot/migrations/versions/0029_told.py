"""What was told before a form was opened, sealed, for half an hour

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation_state") as table:
        table.add_column(sa.Column("told_sealed", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conversation_state") as table:
        table.drop_column("told_at")
        table.drop_column("told_sealed")
