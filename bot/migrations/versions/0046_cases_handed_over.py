"""When a case was handed over, and the files of merchants

Revision ID: 0046
Revises: 0044
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kb.models import UtcDateTime

revision = "0046"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merchant",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("subject_key", sa.String(120), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=True, unique=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(60), nullable=False),
    )
    op.create_index("ix_merchant_subject_key", "merchant", ["subject_key"])
    op.create_table(
        "merchant_case",
        sa.Column(
            "case_id", sa.Integer(), sa.ForeignKey("case.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "merchant_id",
            sa.Integer(),
            sa.ForeignKey("merchant.id", ondelete="CASCADE"),
            nullable=False,
        ),
    )
    op.create_index("ix_merchant_case_merchant_id", "merchant_case", ["merchant_id"])
    op.add_column("case", sa.Column("handed_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "handed_at")
    op.drop_table("merchant_case")
    op.drop_table("merchant")
