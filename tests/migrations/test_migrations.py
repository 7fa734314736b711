from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.app.schema import alembic_config, migrate
from bot.kit.db import create_engine
from kb.models import Base

# The full-text table is another one on each database, with others behind it on SQLite.
OPTIONS = {
    "compare_type": True,
    "include_name": lambda name, kind, parents: (
        kind != "table" or not name.startswith("standard_search")
    ),
}


async def test_the_migrated_tables_equal_the_models(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        return list(compare_metadata(context, Base.metadata))

    engine = create_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


def test_every_migration_goes_up_down_and_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'down.db'}"
    migrate(url)
    command.downgrade(alembic_config(url), "base")
    migrate(url)


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="unsupported"):
        create_engine("mysql://localhost/x")
