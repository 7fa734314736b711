from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from bot.kit.db import SessionFactory, create_engine

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
