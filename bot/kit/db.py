"""Engine and sessions for SQLite (embedded default) and PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

SessionFactory = async_sessionmaker[AsyncSession]


def async_url(url: str) -> URL:
    """The given database address with the asynchronous driver this service uses.

    Args:
        url: ``sqlite:///file`` or ``postgresql://…``, with or without a driver name.

    Raises:
        ValueError: another kind of database was named.
    """
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    if kind not in drivers:
        raise ValueError(f"unsupported database: {kind}")
    return parsed.set(drivername=drivers[kind])


def create_engine(url: str) -> AsyncEngine:
    """An engine whose SQLite connections use WAL, foreign keys and a busy timeout of 5 s."""
    target = async_url(url)
    if target.get_backend_name() == "postgresql":
        return create_async_engine(target, pool_size=10, max_overflow=20, pool_pre_ping=True)
    engine = create_async_engine(target, connect_args={"timeout": 5})

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling is switched off so that BEGIN IMMEDIATE below
        # really takes the write lock first: an upgrade from a read lock fails at once in WAL.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def session_factory(engine: AsyncEngine) -> SessionFactory:
    """Sessions that keep their objects readable after commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


def read_session(sessions: SessionFactory) -> AsyncSession:
    """A session for reading only: on SQLite it takes no write lock."""
    engine = sessions.kw["bind"]
    return sessions(bind=engine.execution_options(sqlite_begin="DEFERRED"))
