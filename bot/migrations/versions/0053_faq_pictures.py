"""A picture with an answer of the FAQ

Revision ID: 0053
Revises: 0052
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_picture",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("media_type", sa.String(20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("faq", sa.Column("picture", sa.String(40), nullable=False, server_default=""))
    op.add_column("faq", sa.Column("picture_alt", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("faq") as table:
        table.drop_column("picture_alt")
        table.drop_column("picture")
    op.drop_table("faq_picture")
