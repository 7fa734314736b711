"""The inbox: groups of unanswered questions, askers who wait, examples, what is not ours

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_cluster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("faq", sa.String(length=80), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_cluster")),
    )
    op.create_index(op.f("ix_question_cluster_state"), "question_cluster", ["state"])
    op.create_table(
        "asker_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address_sealed", sa.Text(), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asker_wish")),
        sa.UniqueConstraint("conversation", "question", name="uq_asker_wish_question"),
    )
    op.create_table(
        "training_example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_example")),
        sa.UniqueConstraint("text", name="uq_training_example_text"),
    )
    op.create_table(
        "foreign_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_question")),
        sa.UniqueConstraint("text", name=op.f("uq_foreign_question_text")),
    )
    with op.batch_alter_table("unanswered_question") as question:
        question.add_column(sa.Column("cluster_id", sa.Integer(), nullable=True))
        question.create_index(op.f("ix_unanswered_question_cluster_id"), ["cluster_id"])


def downgrade() -> None:
    with op.batch_alter_table("unanswered_question") as question:
        question.drop_index(op.f("ix_unanswered_question_cluster_id"))
        question.drop_column("cluster_id")
    for table in ("foreign_question", "training_example", "asker_wish"):
        op.drop_table(table)
    op.drop_index(op.f("ix_question_cluster_state"), table_name="question_cluster")
    op.drop_table("question_cluster")
