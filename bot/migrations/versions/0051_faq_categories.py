"""Shelves of the FAQ that staff keep, and words of theirs to find entries by

Revision ID: 0051
Revises: 0050
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_category",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("into", sa.String(40), nullable=False, server_default=""),
        sa.Column("place", sa.Integer(), nullable=False),
    )
    op.add_column("faq", sa.Column("tags", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("faq", "tags")
    op.drop_table("faq_category")
