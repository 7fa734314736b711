"""Pictures and files that go to and fro while a person speaks

Revision ID: 0052
Revises: 0051
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover_file",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "message_id",
            sa.Integer(),
            sa.ForeignKey("handover_message.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("reference", sa.String(32), nullable=False, unique=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("content_sealed", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("handover_file")
