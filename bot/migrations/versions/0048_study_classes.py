"""Classes and communities that play together: rounds, their codes, plays without names

Revision ID: 0048
Revises: 0047
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "class_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_digest", sa.String(64), nullable=False),
        sa.Column("title", sa.String(20), nullable=False),
        sa.Column("task", sa.String(60), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_round")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_class_round_key_digest")),
    )
    op.create_index(op.f("ix_class_round_ends_on"), "class_round", ["ends_on"])
    op.create_table(
        "study_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["class_round.id"],
            name=op.f("fk_study_class_round_id_class_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_class")),
        sa.UniqueConstraint("code", name=op.f("uq_study_class_code")),
    )
    op.create_index(op.f("ix_study_class_round_id"), "study_class", ["round_id"])
    op.create_table(
        "class_play",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("player", sa.String(64), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["study_class.id"],
            name=op.f("fk_class_play_class_id_study_class"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_play")),
        sa.UniqueConstraint("class_id", "place", name="uq_class_play_place"),
    )
    op.create_index("ix_class_play_player", "class_play", ["class_id", "player"])


def downgrade() -> None:
    op.drop_table("class_play")
    op.drop_table("study_class")
    op.drop_table("class_round")
