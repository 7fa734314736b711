from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, event, text

from bot.kit.db import SessionFactory, create_engine
from bot.kit.storage_fault import Fault, fault_of

FULL = 2  # https://www.sqlite.org/pragma.html#pragma_synchronous


async def test_what_sqlite_acknowledged_survives_the_loss_of_power(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    sessions = SessionFactory(engine)

    def setting(connection: Connection) -> int:
        return int(connection.execute(text("PRAGMA synchronous")).scalar_one())

    async with engine.connect() as connection:
        assert await connection.run_sync(setting) == FULL
    assert await sessions.run(lambda session: setting(session.connection())) == FULL
    await sessions.dispose()
    await engine.dispose()


async def test_who_queues_behind_one_that_another_program_kept_waiting_is_refused_with_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.db"
    engine = create_engine(f"sqlite:///{path}")
    sessions = SessionFactory(engine)
    # The one connection of those who write one after the other.
    await sessions.run(lambda s: s.connection().exec_driver_sql("PRAGMA busy_timeout=50"))
    tried = []

    def note(_: Connection) -> None:
        tried.append(1)

    event.listen(Engine, "begin", note)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writing = (sessions.run(lambda session: session.connection().closed) for _ in range(4))
            errors = await asyncio.gather(*writing, return_exceptions=True)
    finally:
        event.remove(Engine, "begin", note)

    assert [fault_of(one) for one in errors if one is not None] == [Fault.AWAY] * 4
    assert len(tried) == 1
    assert sessions.faults.lately() is Fault.AWAY
    await sessions.run(lambda session: None)
    await sessions.dispose()
    await engine.dispose()
