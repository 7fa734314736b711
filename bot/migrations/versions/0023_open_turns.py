"""Turns that are not settled yet

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "open_turn",
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("message_sealed", sa.Text(), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turn.id"], name=op.f("fk_open_turn_turn_id_turn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_open_turn")),
    )
    op.create_index(op.f("ix_open_turn_conversation"), "open_turn", ["conversation"])


def downgrade() -> None:
    op.drop_index(op.f("ix_open_turn_conversation"), table_name="open_turn")
    op.drop_table("open_turn")
