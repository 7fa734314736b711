"""When numbers were compared with the official platforms, and what contradicts

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "official_check",
        sa.Column("undated", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("undated", name=op.f("pk_official_check")),
    )
    op.create_index(op.f("ix_official_check_asked_at"), "official_check", ["asked_at"])
    op.create_table(
        "official_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("against", sa.String(length=10), nullable=False),
        sa.Column("other", sa.String(length=200), nullable=False),
        sa.Column("theirs", sa.String(length=200), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_by", sa.String(length=60), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_finding")),
        sa.UniqueConstraint(
            "number", "field", "against", "other", "theirs", name="uq_official_finding_what"
        ),
    )
    op.create_index("ix_official_finding_state_id", "official_finding", ["state", "id"])


def downgrade() -> None:
    op.drop_table("official_finding")
    op.drop_table("official_check")
