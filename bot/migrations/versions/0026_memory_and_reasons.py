"""What a conversation is about, why a turn was answered as it was, the English side of an entry

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turn") as table:
        table.add_column(sa.Column("reasons", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("faq") as table:
        table.add_column(sa.Column("english", sa.JSON(), nullable=True))
    with op.batch_alter_table("conversation_state") as table:
        table.add_column(sa.Column("memory", sa.JSON(), server_default="{}", nullable=False))
        table.add_column(sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conversation_state") as table:
        table.drop_column("remembered_at")
        table.drop_column("memory")
    with op.batch_alter_table("faq") as table:
        table.drop_column("english")
    with op.batch_alter_table("turn") as table:
        table.drop_column("reasons")
