"""Engine and sessions for SQLite (embedded default) and PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import create_engine as create_blocking_engine
from sqlalchemy import event, exc, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Engine
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session

from bot.kit.storage_fault import Faults

T = TypeVar("T")
# A failing statement is logged, and what citizens wrote is among its parameters.
_DISCREET = {"hide_parameters": True}
THREADS = 8  # for blocking transactions; on SQLite they take turns anyway


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
        return create_async_engine(
            target, pool_size=10, max_overflow=20, pool_pre_ping=True, **_DISCREET
        )
    engine = create_async_engine(target, connect_args={"timeout": 5}, pool_size=20, **_DISCREET)
    _configure_sqlite(engine.sync_engine)
    return engine


def _blocking_engine(engine: AsyncEngine) -> Engine:
    if engine.dialect.name == "postgresql":
        return create_blocking_engine(
            engine.url, pool_size=THREADS, pool_pre_ping=True, **_DISCREET
        )
    url = engine.url.set(drivername="sqlite+pysqlite")
    arguments = {"timeout": 5, "check_same_thread": False}
    blocking = create_blocking_engine(url, connect_args=arguments, **_DISCREET)
    _configure_sqlite(blocking)
    return blocking


def _configure_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling is switched off so that BEGIN IMMEDIATE below
        # really takes the write lock first: an upgrade from a read lock fails at once in WAL.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=5000")
        # What was acknowledged is on the disk: NORMAL may lose the last commits with the power.
        cursor.execute("PRAGMA synchronous=FULL")
        # What is erased is overwritten at once, not only when its page is used again.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {mode}")


def insert(session: Session, model: Any) -> Any:
    """An INSERT that knows ON CONFLICT, in the database's own dialect."""
    return insert_of(session.get_bind().dialect.name, model)


def insert_of(dialect: str, model: Any) -> Any:
    """As :func:`insert`, for a statement that is made before there is a session."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(model.__table__)


class _Queue:
    """The writers of one process, in order.

    While another program holds the file the first waits for as long as SQLite lets it. Those
    behind are refused together with it: each waiting as long again, one after the other, the last
    would hear nothing for minutes.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._refused = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait, then write alone.

        Raises:
            TimeoutError: SQLAlchemy's; somebody before was refused meanwhile.
        """
        before = self._refused
        async with self._lock:
            if self._refused != before:
                raise exc.TimeoutError("another program writes")
            try:
                yield
            except exc.OperationalError as error:
                code = getattr(error.orig, "sqlite_errorcode", 0)
                self._refused += code & 0xFF == sqlite3.SQLITE_BUSY
                raise


class SessionFactory:
    """Sessions for writing (:meth:`begin`) and for reading (calling the factory).

    On SQLite the writers of one process queue here, in order: left to SQLite's busy handler they
    poll against each other, and under load some are refused after the timeout.
    """

    def __init__(self, engine: AsyncEngine, info: Mapping[str, Any] | None = None) -> None:
        """Make no connection yet.

        Args:
            engine: the database.
            info: what every session carries for those who listen to its events.
        """
        self._engine = engine
        self._info = dict(info or {})
        self._blocking: Engine | None = None
        self._threads: ThreadPoolExecutor | None = None
        self._making = threading.Lock()
        self.faults = Faults()
        self._write = async_sessionmaker(engine, expire_on_commit=False, info=self._info)
        # On SQLite a deferred transaction takes no write lock.
        reading = engine.execution_options(sqlite_begin="DEFERRED")
        self._read = async_sessionmaker(reading, expire_on_commit=False)
        self._turn: Callable[[], AbstractAsyncContextManager[None]] = (
            _Queue().turn if engine.dialect.name == "sqlite" else nullcontext
        )

    def __call__(self) -> AsyncSession:
        """A session for reading."""
        return self._read()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A session in a transaction that is committed at the end of the block."""
        with self._noting():
            async with self._turn(), self._write.begin() as session:
                yield session

    async def run(self, work: Callable[[Session], T]) -> T:
        """Do a short piece of work in one transaction, in a thread.

        A statement over an asynchronous driver costs two switches between threads; a turn of
        conversation has a dozen. Here the whole transaction costs two.

        Args:
            work: gets the session and must not keep it.
        """
        with self._noting():
            async with self._turn():
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._pool(), self._in_transaction, work)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Do a short piece of reading in a thread; on SQLite it waits for no writer.

        Cheaper than a session by :meth:`__call__`, whose every step changes threads.

        Args:
            work: gets the session and must not keep it.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool(), self.read_here, work)

    def run_here(self, work: Callable[[Session], T]) -> T:
        """Do a short piece of work in one transaction, in the calling thread.

        For code that already runs in a thread of its own.
        """
        return self._in_transaction(work)

    def read_here(self, work: Callable[[Session], T]) -> T:
        """Do a short piece of reading in the calling thread; on SQLite it waits for no writer."""
        reading = self._engine_here().execution_options(sqlite_begin="DEFERRED")
        with self._noting(), Session(reading, expire_on_commit=False) as session:
            return work(session)

    async def empty_log(self) -> bool:
        """Bring SQLite's write-ahead log into the file and empty it, for it repeats old pages.

        Returns:
            Whether it is empty; a reader may have been in the way. True on PostgreSQL, where
            VACUUM and the server's own log are the operator's.
        """
        if self._engine.dialect.name != "sqlite":
            return True
        loop = asyncio.get_running_loop()
        async with self._turn():
            return await loop.run_in_executor(self._pool(), self._empty_log)

    async def dispose(self) -> None:
        """Close the threads' connections; the engine given is the caller's to close."""
        if self._threads is not None:
            self._threads.shutdown()
        if self._blocking is not None:
            self._blocking.dispose()

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Remember what was wrong with the storage, for ``/readyz``."""
        try:
            yield
        except Exception as error:
            self.faults.note(error)
            raise

    def _in_transaction(self, work: Callable[[Session], T]) -> T:
        with (
            self._noting(),
            Session(self._engine_here(), expire_on_commit=False, info=self._info) as session,
            session.begin(),
        ):
            return work(session)

    def _empty_log(self) -> bool:
        connection = self._engine_here().raw_connection()
        try:
            found = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        return bool(found[0] == 0)

    def _engine_here(self) -> Engine:
        if self._blocking is None:
            with self._making:
                self._blocking = self._blocking or _blocking_engine(self._engine)
        return self._blocking

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        return self._threads
