"""Brings the database's tables to the newest migration."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine

from bot.kit.db import async_url
from bot.settings import ROOT


def alembic_config(database_url: str) -> Config:
    """Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "bot" / "migrations"))
    url = async_url(database_url).render_as_string(hide_password=False)
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(database_url: str) -> None:
    """Create or upgrade all tables.

    On SQLite an upgrade ends by writing the file anew: pages that held what a migration took away
    would keep it until they are used again.
    """
    before = _revision(database_url)
    command.upgrade(alembic_config(database_url), "head")
    if before is not None and before != _revision(database_url):
        _write_anew(database_url)


def _engine(database_url: str) -> Engine:
    driver = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
    url = async_url(database_url)
    return create_engine(url.set(drivername=driver[url.get_backend_name()]))


def _revision(database_url: str) -> str | None:
    engine = _engine(database_url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def _write_anew(database_url: str) -> None:
    engine = _engine(database_url)
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        connection.cursor().execute("VACUUM")
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    engine.dispose()


def newest_revision() -> str:
    """The migration this software's tables are at."""
    return ScriptDirectory.from_config(alembic_config("sqlite://")).get_current_head() or ""


def knows_revision(revision: str) -> bool:
    """Whether this software can bring tables of a migration up to date."""
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    return any(one.revision == revision for one in scripts.walk_revisions())
