"""The turn a kept question came from, what citizens say of answers, golden questions of staff

Revision ID: 0042
Revises: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_TURN = "fk_unanswered_question_turn_id_turn"


def upgrade() -> None:
    with op.batch_alter_table("unanswered_question") as batch:
        batch.add_column(sa.Column("turn_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(_TURN, "turn", ["turn_id"], ["id"], ondelete="SET NULL")
        batch.create_index(batch.f("ix_unanswered_question_turn_id"), ["turn_id"])
    op.create_table(
        "answer_vote",
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"],
            ["turn.id"],
            name=op.f("fk_answer_vote_turn_id_turn"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_answer_vote")),
    )
    op.create_index(op.f("ix_answer_vote_entry"), "answer_vote", ["entry"])
    op.create_table(
        "golden_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.String(length=120), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_golden_question")),
        sa.UniqueConstraint("digest", name=op.f("uq_golden_question_digest")),
    )


def downgrade() -> None:
    op.drop_table("golden_question")
    op.drop_table("answer_vote")
    with op.batch_alter_table("unanswered_question") as batch:
        batch.drop_index(batch.f("ix_unanswered_question_turn_id"))
        batch.drop_constraint(_TURN, type_="foreignkey")
        batch.drop_column("turn_id")
