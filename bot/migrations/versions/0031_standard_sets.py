"""Change sets of standards, what replaces what, and the fields lists and platforms have

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

LISTS = ("replaces", "partly")
TEXTS = {"ics": 120, "ccs": 120, "department": 200, "district": 40}


def upgrade() -> None:
    for name in LISTS:
        op.add_column("standard", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    for name, length in TEXTS.items():
        column = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
        op.add_column("standard", column)
    op.create_table(
        "standard_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_set")),
    )
    op.create_index(op.f("ix_standard_set_key"), "standard_set", ["key"])
    op.create_table(
        "standard_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["standard_set.id"],
            name=op.f("fk_standard_change_set_id_standard_set"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_change")),
    )
    op.create_index("ix_standard_change_set_id_id", "standard_change", ["set_id", "id"])
    op.create_index(op.f("ix_standard_change_number"), "standard_change", ["number"])


def downgrade() -> None:
    op.drop_table("standard_change")
    op.drop_table("standard_set")
    with op.batch_alter_table("standard") as table:
        for name in (*LISTS, *TEXTS):
            table.drop_column(name)
