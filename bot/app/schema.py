"""Brings the database's tables to the newest migration."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Step:
    """One migration that is to come.

    Args:
        number: its revision.
        what: its first line, in English, for developers.
    """

    number: str
    what: str


@dataclass(frozen=True)
class Pending:
    """How far a database is behind the software.

    Args:
        revision: of its tables; empty without tables.
        known: whether this software knows it; a newer one made it otherwise.
        steps: what would be done, in order.
    """

    revision: str
    known: bool
    steps: tuple[Step, ...]


def pending(database_url: str) -> Pending:
    """What :func:`migrate` would do; nothing is changed.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database can't be read.
    """
    revision = _revision(database_url) or ""
    if revision and not knows_revision(revision):
        return Pending(revision, False, ())
    scripts = ScriptDirectory.from_config(alembic_config(database_url))
    to_come = scripts.iterate_revisions("head", revision or "base")
    steps = [Step(one.revision, (one.doc or "").splitlines()[0]) for one in to_come]
    return Pending(revision, True, tuple(reversed(steps)))
