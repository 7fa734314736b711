"""Browsers in which members of staff want notices

Revision ID: 0055
Revises: 0054
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_push",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("subscription_sealed", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
            name=op.f("fk_staff_push_staff_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_staff_push")),
    )
    op.create_index(op.f("ix_staff_push_staff_id"), "staff_push", ["staff_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_staff_push_staff_id"), table_name="staff_push")
    op.drop_table("staff_push")
