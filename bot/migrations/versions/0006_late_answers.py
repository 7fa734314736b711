"""Late answers: how often a message was delivered, and how its answer left

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turn") as turn:
        turn.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="1"))
        turn.add_column(
            sa.Column("delivered", sa.String(length=10), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("turn") as turn:
        turn.drop_column("delivered")
        turn.drop_column("tries")
