"""Editing the FAQ: drafts, versions, wordings for audiences, days of validity

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("hands", sa.JSON(), nullable=False),
        sa.Column("reviewer", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_draft")),
    )
    op.create_index(op.f("ix_faq_draft_slug"), "faq_draft", ["slug"])
    op.create_index("ix_faq_draft_state_changed_at", "faq_draft", ["state", "changed_at"])
    op.create_table(
        "faq_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("reviewer", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["faq_draft.id"],
            name=op.f("fk_faq_version_draft_id_faq_draft"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_version")),
        sa.UniqueConstraint("slug", "number", name="uq_faq_version_slug_number"),
    )
    with op.batch_alter_table("faq") as faq:
        faq.add_column(sa.Column("versions", sa.JSON(), nullable=False, server_default="{}"))
        faq.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        faq.add_column(sa.Column("valid_to", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("faq") as faq:
        for column in ("versions", "valid_from", "valid_to"):
            faq.drop_column(column)
    op.drop_table("faq_version")
    op.drop_index("ix_faq_draft_state_changed_at", table_name="faq_draft")
    op.drop_index(op.f("ix_faq_draft_slug"), table_name="faq_draft")
    op.drop_table("faq_draft")
