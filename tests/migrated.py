"""New databases with all tables: migrated once in a process of tests, then copied.

The migrations take half a second of CPU on SQLite and more on PostgreSQL. What they do, and that a
program runs them, ``tests/migrations`` and the tests of ``yubiao migrate`` look at.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from bot.app.schema import migrate

_TEMPLATE = "with_tables"


def with_tables(url: str) -> None:
    """Make a SQLite file that has the newest tables.

    Args:
        url: of a file that is not there yet.
    """
    file = Path(str(make_url(url).database))
    with file.open("xb") as new:
        new.write(_tables())


@cache
def _tables() -> bytes:
    with tempfile.TemporaryDirectory(prefix="yubiao-tables-") as folder:
        file = Path(folder) / "yubiao.db"
        migrate(f"sqlite:///{file}")
        return file.read_bytes()


@cache
def template(server: str) -> str:
    """The database of a PostgreSQL server that has the newest tables, to be copied.

    Args:
        server: its address.
    """
    address = make_url(server)
    dsn = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {_TEMPLATE}".encode())
    migrate(address.set(database=_TEMPLATE).render_as_string(hide_password=False))
    return _TEMPLATE
