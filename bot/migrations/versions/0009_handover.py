"""Handing conversations to people

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address_sealed", sa.Text(), nullable=False),
        sa.Column("contact_sealed", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("staff", sa.String(length=60), nullable=False),
        sa.Column("callback_on", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    for column in ("conversation", "state", "changed_at"):
        op.create_index(op.f(f"ix_handover_{column}"), "handover", [column])
    op.create_table(
        "handover_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=10), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["handover.id"],
            name=op.f("fk_handover_message_handover_id_handover"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_message")),
    )
    op.create_index(op.f("ix_handover_message_handover_id"), "handover_message", ["handover_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_handover_message_handover_id"), table_name="handover_message")
    op.drop_table("handover_message")
    for column in ("conversation", "state", "changed_at"):
        op.drop_index(op.f(f"ix_handover_{column}"), table_name="handover")
    op.drop_table("handover")
