"""Standards are found in the database: by key, serial, words of the title and what replaces what

The full-text table and the table of links are kept by triggers, whoever writes a standard.

Revision ID: 0038
Revises: 0037
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kb.standards.terms import key_of, serial_of, terms_of

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

BATCH = 1000
_LINK_OF_SQLITE = """
INSERT OR IGNORE INTO standard_link (said_by, old, new, partly)
  SELECT new.number, new.number, j.value,
         EXISTS (SELECT 1 FROM json_each(new.partly) p WHERE p.value = j.value)
  FROM json_each(new.superseded_by) j
  UNION
  SELECT new.number, j.value, new.number,
         EXISTS (SELECT 1 FROM json_each(new.partly) p WHERE p.value = j.value)
  FROM json_each(new.replaces) j;
"""
_UNLINK = "DELETE FROM standard_link WHERE said_by = old.number;"
_TERMS_GONE = (
    "INSERT INTO standard_search (standard_search, rowid, terms) "
    "VALUES ('delete', old.id, old.terms);"
)
_TERMS_ADDED = "INSERT INTO standard_search (rowid, terms) VALUES (new.id, new.terms);"
_HAS_LINKS = "WHEN new.superseded_by <> '[]' OR new.replaces <> '[]'"
SQLITE = (
    # The terms are pairs of signs already: every blank divides, nothing else does.
    "CREATE VIRTUAL TABLE standard_search USING fts5(terms, content='standard', "
    "content_rowid='id', detail=none, columnsize=0, "
    "tokenize=\"ascii tokenchars ':._-'\")",
    f"CREATE TRIGGER standard_added AFTER INSERT ON standard BEGIN {_TERMS_ADDED} END",
    f"CREATE TRIGGER standard_linked AFTER INSERT ON standard {_HAS_LINKS} "
    f"BEGIN {_LINK_OF_SQLITE} END",
    f"CREATE TRIGGER standard_gone AFTER DELETE ON standard BEGIN {_TERMS_GONE} {_UNLINK} END",
    "CREATE TRIGGER standard_changed AFTER UPDATE OF terms ON standard "
    f"WHEN old.terms <> new.terms BEGIN {_TERMS_GONE} {_TERMS_ADDED} END",
    "CREATE TRIGGER standard_linked_anew AFTER UPDATE OF number, superseded_by, replaces, partly "
    f"ON standard BEGIN {_UNLINK} {_LINK_OF_SQLITE} END",
)
POSTGRESQL = (
    "CREATE TABLE standard_search (id integer PRIMARY KEY, terms tsvector NOT NULL)",
    "CREATE INDEX ix_standard_search_terms ON standard_search USING gin (terms)",
    """
CREATE FUNCTION standard_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM standard_search WHERE id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO standard_search VALUES
      (NEW.id, array_to_tsvector(array_remove(string_to_array(NEW.terms, ' '), '')));
  END IF;
  RETURN NULL;
END $$
""",
    """
CREATE FUNCTION standard_keep_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM standard_link WHERE said_by = OLD.number;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO standard_link (said_by, old, new, partly)
      SELECT DISTINCT NEW.number, NEW.number, j, NEW.partly::jsonb ? j
      FROM json_array_elements_text(NEW.superseded_by) j
      UNION
      SELECT DISTINCT NEW.number, j, NEW.number, NEW.partly::jsonb ? j
      FROM json_array_elements_text(NEW.replaces) j
      ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$
""",
    "CREATE TRIGGER standard_added AFTER INSERT ON standard FOR EACH ROW "
    "EXECUTE FUNCTION standard_keep_search()",
    "CREATE TRIGGER standard_gone AFTER DELETE ON standard FOR EACH ROW "
    "EXECUTE FUNCTION standard_keep_search()",
    "CREATE TRIGGER standard_changed AFTER UPDATE ON standard FOR EACH ROW "
    "WHEN (OLD.terms <> NEW.terms) EXECUTE FUNCTION standard_keep_search()",
    "CREATE TRIGGER standard_linked AFTER INSERT ON standard FOR EACH ROW "
    "WHEN (NEW.superseded_by::text <> '[]' OR NEW.replaces::text <> '[]') "
    "EXECUTE FUNCTION standard_keep_links()",
    "CREATE TRIGGER standard_linked_anew AFTER UPDATE OF number, superseded_by, replaces, partly "
    "ON standard FOR EACH ROW EXECUTE FUNCTION standard_keep_links()",
    "CREATE TRIGGER standard_unlinked AFTER DELETE ON standard FOR EACH ROW "
    "EXECUTE FUNCTION standard_keep_links()",
)
TRIGGERS = (
    "standard_added", "standard_gone", "standard_changed", "standard_linked",
    "standard_linked_anew", "standard_unlinked",
)  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    sorted_text = sa.String(length=80, collation=None if is_sqlite else "C")
    for name, kind in (("key", sorted_text), ("serial", sorted_text), ("terms", sa.Text())):
        op.add_column("standard", sa.Column(name, kind, nullable=False, server_default=""))
    op.create_index(op.f("ix_standard_key"), "standard", ["key"])
    op.create_index(op.f("ix_standard_serial"), "standard", ["serial"])
    op.create_table(
        "standard_link",
        sa.Column("said_by", sa.String(length=60), nullable=False),
        sa.Column("old", sa.String(length=60), nullable=False),
        sa.Column("new", sa.String(length=60), nullable=False),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("said_by", "old", "new", name=op.f("pk_standard_link")),
    )
    op.create_index(op.f("ix_standard_link_old"), "standard_link", ["old"])
    op.create_index(op.f("ix_standard_link_new"), "standard_link", ["new"])
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        op.execute(statement)
    _fill(connection, is_sqlite)


def _fill(connection: sa.Connection, is_sqlite: bool) -> None:
    """Give the records there are their terms; the triggers do the rest."""
    table = sa.Table("standard", sa.MetaData(), autoload_with=connection)
    if is_sqlite:
        # The index has nothing of these rows yet, and an update would take it out first.
        op.execute("DROP TRIGGER standard_changed")
    last = 0
    while True:
        query = sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(BATCH)
        rows = connection.execute(query).mappings().all()
        if not rows:
            break
        for row in rows:
            found = {
                "key": key_of(row["number"]),
                "serial": serial_of(row["undated"]),
                "terms": terms_of(row),
                "superseded_by": row["superseded_by"],
            }
            connection.execute(table.update().where(table.c.id == row["id"]).values(found))
        last = rows[-1]["id"]
    if is_sqlite:
        op.execute("INSERT INTO standard_search (standard_search) VALUES ('rebuild')")
        op.execute(next(one for one in SQLITE if "standard_changed" in one))


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {name}{'' if is_sqlite else ' ON standard'}")
    op.execute("DROP TABLE standard_search")
    if not is_sqlite:
        op.execute("DROP FUNCTION standard_keep_search()")
        op.execute("DROP FUNCTION standard_keep_links()")
    op.drop_table("standard_link")
    for name in ("key", "serial"):
        op.drop_index(op.f(f"ix_standard_{name}"), "standard")
    with op.batch_alter_table("standard") as table:
        for name in ("key", "serial", "terms"):
            table.drop_column(name)
