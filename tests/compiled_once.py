"""A statement is compiled once in a process of tests, and not anew for the engine of each test.

SQLAlchemy keeps what it compiled with the engine, and a service has one engine for all its life. A
test has its own, so a quarter of the CPU time of those with a database went into compiling.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg, PGDialectAsync_psycopg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

# Those of one class speak alike here: one version of each database, no settings of their own.
DIALECTS = (
    PGDialect_psycopg,
    PGDialectAsync_psycopg,
    SQLiteDialect_aiosqlite,
    SQLiteDialect_pysqlite,
)
STATEMENTS = 5_000  # those used least go
_COMPILED: LRUCache[Any, Any] = LRUCache(STATEMENTS)


def install() -> None:
    """From now on all engines share what they compile; a statement is found by its dialect too."""
    for dialect in DIALECTS:
        dialect.__eq__ = _are_alike  # type: ignore[assignment,method-assign]
        dialect.__hash__ = _hash  # type: ignore[assignment,method-assign]
    Engine._compiled_cache = property(lambda _: _COMPILED, lambda *_: None)  # type: ignore[assignment]


def _are_alike(one: object, other: object) -> bool:
    return type(one) is type(other)


def _hash(dialect: object) -> int:
    return hash(type(dialect))
