"""Long texts are told apart by a digest of the whole

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Table, its key, column with the text, old unique constraint, new one.
_TABLES = (
    (
        "asker_wish",
        "id",
        "question",
        ("uq_asker_wish_question", ["conversation", "question"]),
        ("uq_asker_wish_digest", ["conversation", "digest"]),
    ),
    (
        "training_example",
        "id",
        "text",
        ("uq_training_example_text", ["text"]),
        ("uq_training_example_digest", ["digest"]),
    ),
    (
        "foreign_question",
        "id",
        "text",
        ("uq_foreign_question_text", ["text"]),
        ("uq_foreign_question_digest", ["digest"]),
    ),
    (
        "piece_link",
        "code",
        "target",
        ("uq_piece_link_piece_id", ["piece_id", "target"]),
        ("uq_piece_link_digest", ["piece_id", "digest"]),
    ),
)
_LONGEST_BEFORE = 500


def upgrade() -> None:
    for table, key, text, (old, _), (new, columns) in _TABLES:
        with op.batch_alter_table(table) as changed:
            changed.add_column(
                sa.Column("digest", sa.String(length=64), nullable=False, server_default="")
            )
        _fill(table, key, text)
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(old, type_="unique")
            changed.alter_column(text, type_=sa.Text(), existing_nullable=False)
            changed.alter_column("digest", server_default=None)
            changed.create_unique_constraint(new, columns)


def downgrade() -> None:
    for table, key, text, (old, columns), (new, _) in _TABLES:
        _shorten(table, key, text, columns)
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(new, type_="unique")
            changed.drop_column("digest")
            changed.alter_column(
                text, type_=sa.String(length=_LONGEST_BEFORE), existing_nullable=False
            )
            changed.create_unique_constraint(old, columns)


def _fill(table: str, key: str, text: str) -> None:
    connection, rows = op.get_bind(), _rows(table, key, text, "digest")
    for name, said in connection.execute(sa.select(rows.c[key], rows.c[text])).all():
        digest = hashlib.sha256(said.encode()).hexdigest()
        connection.execute(rows.update().where(rows.c[key] == name).values(digest=digest))


def _shorten(table: str, key: str, text: str, columns: list[str]) -> None:
    """Cut texts as they were; of those that become the same the first stays."""
    connection, rows = op.get_bind(), _rows(table, key, *columns)
    seen: set[tuple[str, ...]] = set()
    for row in connection.execute(sa.select(rows).order_by(rows.c[key])).mappings().all():
        short = row[text][:_LONGEST_BEFORE]
        mine = tuple(short if name == text else row[name] for name in columns)
        this = rows.c[key] == row[key]
        connection.execute(
            rows.delete().where(this)
            if mine in seen
            else rows.update().where(this).values({text: short})
        )
        seen.add(mine)


def _rows(table: str, *columns: str) -> sa.TableClause:
    return sa.table(table, *(sa.column(name) for name in columns))
