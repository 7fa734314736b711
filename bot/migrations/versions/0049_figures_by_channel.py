"""Openings and clicks of pieces by the channel that brought them, beside the other figures

Revision ID: 0049
Revises: 0048
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "piece_arrival",
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece_id"],
            ["piece.id"],
            name=op.f("fk_piece_arrival_piece_id_piece"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "piece_id", "what", "day", "channel", name=op.f("pk_piece_arrival")
        ),
    )


def downgrade() -> None:
    op.drop_table("piece_arrival")
