"""PostgreSQL's full-text index of standards tells on which shelf of 32,768 records one stands

Revision ID: 0047
Revises: 0046
"""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_INDEX = "ix_standard_search_terms"
_TERMS = "array_remove(string_to_array({row}terms, ' '), '')"
_SHELVED = _TERMS + " || ('#' || CAST({row}id >> 15 AS text))"
_KEEP = """
CREATE OR REPLACE FUNCTION standard_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM standard_search WHERE id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO standard_search VALUES (NEW.id, array_to_tsvector({terms}));
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    _fill_anew(_SHELVED)


def downgrade() -> None:
    _fill_anew(_TERMS)


def _fill_anew(terms: str) -> None:
    if op.get_bind().dialect.name == "sqlite":  # reads its index from the newest record on
        return
    op.execute(_KEEP.format(terms=terms.format(row="NEW.")))
    # 40 s with 3,000,000 records; row by row into the index it would be many minutes.
    op.execute(f"DROP INDEX {_INDEX}")
    op.execute("TRUNCATE standard_search")
    op.execute(
        f"INSERT INTO standard_search SELECT id, array_to_tsvector({terms.format(row='')}) "
        "FROM standard ORDER BY id"
    )
    op.execute(f"CREATE INDEX {_INDEX} ON standard_search USING gin (terms)")
    op.execute("ANALYZE standard_search")
