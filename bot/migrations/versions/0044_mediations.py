"""What was mediated on a case, and its number on the 12315 platform

Revision ID: 0044
Revises: 0043
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kb.models import UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case", sa.Column("platform_number", sa.String(40), nullable=False, server_default="")
    )
    op.create_table(
        "mediation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "case_id", sa.Integer(), sa.ForeignKey("case.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("recovered_fen", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("noted_by", sa.String(60), nullable=False),
    )
    op.create_index("ix_mediation_case_id", "mediation", ["case_id"])


def downgrade() -> None:
    op.drop_table("mediation")
    op.drop_column("case", "platform_number")
