"""A SQLite database into an archive and out of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.app.backup import left_out
from bot.app.backup.counting import Counted, count_rows
from bot.app.backup.errors import BackupProblem

DAMAGED = "数据库文件已损坏，没有做备份。请停止服务，用以前的备份恢复。"


def copy(source: Path, target: Path) -> None:
    """A consistent copy while others write, without what no backup holds.

    SQLite's backup in one step reads one state of a database in WAL mode; writers don't wait.

    Raises:
        BackupProblem: the file is damaged.
        sqlite3.Error: it can't be read.
    """
    with (
        closing(sqlite3.connect(source, timeout=30)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there, pages=-1)
        # One file, nothing beside it; and what is taken out is overwritten.
        there.execute("PRAGMA journal_mode=MEMORY")
        there.execute("PRAGMA secure_delete=ON")
        with there:
            for table, condition in left_out.ROWS.items():
                there.execute(f'DELETE FROM "{table}" WHERE NOT ({condition})')
            for table in left_out.TABLES:
                there.execute(f'DELETE FROM "{table}"')
        if not is_whole(there):
            raise BackupProblem(DAMAGED)


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing wrong."""
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def counted(connection: sqlite3.Connection) -> dict[str, Counted]:
    """Every table's rows."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    names = [name for (name,) in connection.execute(query) if left_out.is_counted(name)]
    return {name: count_rows(_rows(connection, name)) for name in names}


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    columns = sorted(row[1] for row in connection.execute(f'PRAGMA table_info("{table}")'))
    listed = ", ".join(f'"{column}"' for column in columns)
    yield from connection.execute(f'SELECT {listed} FROM "{table}"')


def files_of(connection: sqlite3.Connection) -> list[str]:
    """The names of the evidence files that the rows have."""
    query = "SELECT reference, has_original, has_copy FROM attachment ORDER BY reference"
    return [
        f"{reference}.{part}"
        for reference, original, copied in connection.execute(query)
        for part, there in (("original", original), ("copy", copied))
        if there
    ]


def revision(connection: sqlite3.Connection) -> str:
    """Which migration the tables are at; empty without tables."""
    query = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(query).fetchone() is None:
        return ""
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else ""


def is_empty(path: Path) -> bool:
    """Whether a database has no tables, or is not there."""
    if not path.exists() or not path.stat().st_size:
        return True
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    except sqlite3.DatabaseError:
        return False  # something is there, and it isn't ours to write over
