"""How long each stage of an answer took

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turn", sa.Column("stages", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("turn", "stages")
