"""A database of every earlier version, with a row in each of its tables, comes to the newest."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url
from typer.testing import CliRunner

from bot.app.__main__ import cli
from bot.app.schema import alembic_config, newest_revision, pending

UNCOUNTED = {"alembic_version"}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.db'}"
    server = make_url(request.getfixturevalue("postgresql"))
    name = f"every_{uuid.uuid4().hex[:12]}"
    dsn = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.set(database=name).render_as_string(hide_password=False)


def any_value(column: sa.Column[Any]) -> Any:
    """Something a column takes."""
    kind = column.type
    if isinstance(kind, sa.JSON):
        return []
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 11, 1, 2, tzinfo=UTC)
    if isinstance(kind, sa.Date):
        return date(2026, 11, 1)
    if isinstance(kind, sa.Integer | sa.Numeric):
        return 1
    if isinstance(kind, sa.LargeBinary):
        return b"1"
    return "1"


def fill(connection: Connection, filled: set[str]) -> None:
    """One row in each table that never had one."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name in filled | UNCOUNTED or table.name.startswith("standard_search"):
            continue
        filled.add(table.name)
        if connection.scalar(sa.select(sa.func.count()).select_from(table)):
            continue
        row = {
            column.name: any_value(column)
            for column in table.columns
            if not column.nullable or column.foreign_keys
        }
        connection.execute(table.insert().values(row))


def test_the_command_says_what_it_would_do_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "yubiao.db"
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    command.upgrade(alembic_config(f"sqlite:///{path}"), "0032")
    before = path.read_bytes()

    told = CliRunner().invoke(cli, ["upgrade", "--check"])

    assert told.exit_code == 0, told.output
    for said in ("现在是 0032", "0033", newest_revision(), "没有备份", "在副本上试过，成功"):
        assert said in told.output
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".upgrade-*"))
    assert "已是最新" in CliRunner().invoke(cli, ["upgrade"]).output
    assert "没有要做的" in CliRunner().invoke(cli, ["upgrade", "--check"]).output
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = CliRunner().invoke(cli, ["upgrade", "--check"])
    assert (newer.exit_code, "比这个软件新" in newer.output) == (1, True)


def test_every_version_with_rows_comes_to_the_newest(url: str) -> None:
    config = alembic_config(url)
    driver = "postgresql+psycopg" if url.startswith("postgresql") else "sqlite"
    engine = sa.create_engine(make_url(url).set(drivername=driver))
    scripts = ScriptDirectory.from_config(config)
    revisions = [one.revision for one in scripts.walk_revisions()][::-1]
    filled: set[str] = set()
    for done, revision in enumerate(revisions, 1):
        command.upgrade(config, revision)
        with engine.begin() as connection:
            fill(connection, filled)
        assert [one.number for one in pending(url).steps] == revisions[done:]

    assert revisions[-1] == newest_revision()
    with engine.begin() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        left = {
            name
            for name in filled
            if name in metadata.tables
            and connection.scalar(sa.select(sa.func.count()).select_from(metadata.tables[name]))
        }
    engine.dispose()
    assert filled - left == set()
