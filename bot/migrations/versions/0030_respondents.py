"""Codes by which respondents answer, what they write, and which files are theirs

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "respondent_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
            name=op.f("fk_respondent_code_case_id_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondent_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_respondent_code_code_hash")),
    )
    op.create_index(op.f("ix_respondent_code_case_id"), "respondent_code", ["case_id"])
    op.create_table(
        "respondent_draft",
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"],
            ["respondent_code.id"],
            name=op.f("fk_respondent_draft_code_id_respondent_code"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_respondent_draft")),
    )
    with op.batch_alter_table("case") as table:
        table.add_column(sa.Column("respondent_said_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("attachment") as table:
        table.add_column(
            sa.Column("from_respondent", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("attachment") as table:
        table.drop_column("from_respondent")
    with op.batch_alter_table("case") as table:
        table.drop_column("respondent_said_at")
    op.drop_table("respondent_draft")
    op.drop_index(op.f("ix_respondent_code_case_id"), table_name="respondent_code")
    op.drop_table("respondent_code")
