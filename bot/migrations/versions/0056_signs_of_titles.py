"""SQLite's full-text index of standards tells at once what has a sign, and what begins with one

Whatever begins with a sign had to be gathered from the whole index.

Revision ID: 0056
Revises: 0055
"""

from __future__ import annotations

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

# Signs: one of a title; "beg:" and one.
_BEGINNINGS = ", prefix='1 5'"


def upgrade() -> None:
    _make_anew(_BEGINNINGS)


def downgrade() -> None:
    _make_anew("")


def _make_anew(beginnings: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("DROP TABLE standard_search")
    op.execute(
        "CREATE VIRTUAL TABLE standard_search USING fts5(terms, content='standard', "
        "content_rowid='id', detail=none, columnsize=0, "
        f"tokenize=\"ascii tokenchars ':._-'\"{beginnings})"
    )
    op.execute("INSERT INTO standard_search (standard_search) VALUES ('rebuild')")
