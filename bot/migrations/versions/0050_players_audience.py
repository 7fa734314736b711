"""Plays of a quiz say for which audience their players came

Revision ID: 0050
Revises: 0049
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "quiz_play", sa.Column("audience", sa.String(20), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("quiz_play", "audience")
