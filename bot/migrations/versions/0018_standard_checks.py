"""What stands behind the record of a standard; a day only where it was compared

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("standard") as table:
        table.add_column(
            sa.Column(
                "checked",
                sa.Enum(
                    "official",
                    "staff",
                    "text",
                    "unchecked",
                    name="checked",
                    native_enum=False,
                    length=16,
                ),
                nullable=False,
                server_default="unchecked",
            )
        )
        table.alter_column("checked_on", existing_type=sa.Date(), nullable=True)
    # Nobody had compared a record with the official platform: the day was that of writing it.
    op.execute("UPDATE standard SET checked_on = NULL")


def downgrade() -> None:
    op.execute("UPDATE standard SET checked_on = '2026-11-23' WHERE checked_on IS NULL")
    with op.batch_alter_table("standard") as table:
        table.alter_column("checked_on", existing_type=sa.Date(), nullable=False)
        table.drop_column("checked")
