"""Openings and clicks of pieces say through which channel they came

Revision ID: 0049
Revises: 0048
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_KEY = ("piece_id", "what", "day", "audience", "district")
_OLD = f"SELECT {', '.join(_KEY)}, sum(count) AS count FROM piece_figure GROUP BY {', '.join(_KEY)}"


def upgrade() -> None:
    _make_anew((*_KEY, "channel"), "'' AS channel")


def downgrade() -> None:
    _make_anew(_KEY)


def _make_anew(key: tuple[str, ...], *more: str) -> None:
    """The primary key changes, so the table is made anew; the figures move through a copy."""
    op.execute(f"CREATE TABLE piece_figure_copy AS {_OLD}")
    op.drop_table("piece_figure")
    columns = [
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("district", sa.String(30), nullable=False),
    ]
    if "channel" in key:
        columns.append(sa.Column("channel", sa.String(20), nullable=False))
    op.create_table(
        "piece_figure",
        *columns,
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece_id"],
            ["piece.id"],
            name=op.f("fk_piece_figure_piece_id_piece"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_piece_figure")),
    )
    names, values = ", ".join((*key, "count")), ", ".join((*_KEY, *more, "count"))
    op.execute(f"INSERT INTO piece_figure ({names}) SELECT {values} FROM piece_figure_copy")
    op.drop_table("piece_figure_copy")
