"""What answers were made from, and how the standards of an entry stood when it was looked at

Revision ID: 0035
Revises: 0034
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_basis",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_answer_basis")),
    )
    with op.batch_alter_table("turn") as table:
        table.add_column(
            sa.Column("basis", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("faq") as table:
        table.add_column(sa.Column("basis", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("faq") as table:
        table.drop_column("basis")
    with op.batch_alter_table("turn") as table:
        table.drop_column("basis")
    op.drop_table("answer_basis")
