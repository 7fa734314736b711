"""A PostgreSQL database into archives and out of them, by pg_dump and pg_restore.

Counts, rows that are chosen one by one and the dump all see the same moment: the dump reads the
snapshot our transaction exports (postgresql.org, pg_dump, ``--snapshot``).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import make_url

from bot.app.backup import left_out
from bot.app.backup.archives import Identity, open_into
from bot.app.backup.counting import Counted, count_rows
from bot.app.backup.errors import BackupProblem
from bot.kit.inherited import inherited

ROWS_AT_ONCE = 2000
_END = b"\\.\n"  # no row of COPY's text format looks so


@dataclass(frozen=True)
class Server:
    """Where the database is, and the programs that come with it.

    Args:
        url: as in the settings.
        programs: folder of pg_dump and pg_restore; empty: they are on the PATH.
    """

    url: str
    programs: str = ""

    @property
    def dsn(self) -> str:
        """The address as psycopg reads it."""
        url = make_url(self.url).set(drivername="postgresql")
        return url.render_as_string(hide_password=False)

    def connect(self, **options: Any) -> psycopg.Connection:
        """A connection.

        Raises:
            BackupProblem: there is none.
        """
        try:
            return psycopg.connect(self.dsn, **options)
        except psycopg.OperationalError:
            raise BackupProblem(
                "连不上数据库，请检查它是否在运行、DATABASE_URL 是否正确。"
            ) from None

    def command(self, program: str, *options: str) -> tuple[list[str], dict[str, str]]:
        """A program with its environment; the password is in no process list.

        Raises:
            BackupProblem: it isn't installed.
        """
        found = shutil.which(program, path=self.programs or None)
        if found is None:
            raise BackupProblem(
                f"没有找到 {program}：请安装 PostgreSQL 的客户端程序，或者在 PG_BIN 里写明目录。"
            )
        parts: dict[str, Any] = dict(conninfo_to_dict(self.dsn))
        password = parts.pop("password", None)
        environment = inherited(("PGPASSFILE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY"))
        if password is not None:
            environment["PGPASSWORD"] = str(password)
        return [found, *options, f"--dbname={make_conninfo(**parts)}"], environment


class Dump:
    """What pg_dump writes; reading its end fails if it failed.

    Args:
        process: pg_dump.
        complaints: what it says of itself.
    """

    def __init__(self, process: subprocess.Popen[bytes], complaints: IO[bytes]) -> None:
        self._process = process
        self._complaints = complaints
        self.complaint = ""

    def read(self, size: int = -1) -> bytes:
        """See :class:`bot.app.backup.archives.Readable`."""
        assert self._process.stdout is not None
        data = self._process.stdout.read(size)
        if not data and self._process.wait():
            self.complaint = _last_line(self._complaints)
            raise OSError("pg_dump failed")
        return data


@contextmanager
def dumping(server: Server, snapshot: str) -> Iterator[Dump]:
    """Run pg_dump without the rows that no backup holds and those chosen one by one.

    Args:
        server: the database.
        snapshot: of the transaction that counts.

    Raises:
        BackupProblem: pg_dump isn't installed, or it failed.
    """
    without = [f"--exclude-table-data={name}" for name in (*left_out.TABLES, *left_out.ROWS)]
    command, environment = server.command(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
        f"--exclude-table={left_out.QUEUE_TABLES}*", f"--snapshot={snapshot}", *without,
    )  # fmt: skip
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=complaints
        ) as process,
    ):
        dump = Dump(process, complaints)
        try:
            yield dump
        except BaseException as error:
            process.kill()
            if dump.complaint:
                raise BackupProblem(f"pg_dump 没有成功：{dump.complaint}") from error
            raise


@contextmanager
def snapshot(server: Server) -> Iterator[tuple[psycopg.Connection, str]]:
    """A reading transaction and the name under which others see the same moment."""
    with server.connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield connection, str(row[0])


def counted(connection: psycopg.Connection, *, chosen: bool) -> dict[str, Counted]:
    """Every table's rows.

    Args:
        connection: in a transaction.
        chosen: count only what a backup takes.
    """
    found: dict[str, Counted] = {}
    for table, columns in _tables(connection).items():
        if chosen and table in left_out.TABLES:
            found[table] = Counted()
            continue
        query = sql.SQL("SELECT {} FROM {}{}").format(
            _listed(columns), sql.Identifier(table), _where(table) if chosen else sql.SQL("")
        )
        with connection.cursor(name="counting") as cursor:
            cursor.itersize = ROWS_AT_ONCE
            found[table] = count_rows(cursor.execute(query))
    return found


def chosen_rows(connection: psycopg.Connection) -> Iterator[bytes]:
    """Of the tables that go in part the rows that go: a line of JSON, COPY's text, its end."""
    tables = _tables(connection)
    for table in left_out.ROWS:
        columns = tables[table]
        yield json.dumps({"table": table, "columns": columns}).encode() + b"\n"
        query = sql.SQL("COPY (SELECT {} FROM {}{}) TO STDOUT").format(
            _listed(columns), sql.Identifier(table), _where(table)
        )
        with connection.cursor() as cursor, cursor.copy(query) as rows:
            for piece in rows:
                yield bytes(piece)
        yield _END


def put_rows(connection: psycopg.Connection, source: IO[bytes]) -> None:
    """Write what :func:`chosen_rows` gave; the caller commits.

    Raises:
        ValueError: it is something else.
    """
    while head := source.readline():
        told = json.loads(head)
        query = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(told["table"]), _listed(told["columns"])
        )
        with connection.cursor() as cursor, cursor.copy(query) as rows:
            while (line := source.readline()) != _END:
                if not line:
                    raise ValueError("the rows end too early")
                rows.write(line)


def load(server: Server, archive: Path, identity: Identity) -> None:
    """Give a dump to pg_restore: all of it or nothing.

    Raises:
        BackupProblem: pg_restore refuses it, or the archive can't be opened.
    """
    command, environment = server.command(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"
    )
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stderr=complaints,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdin is not None
        try:
            with process.stdin as target:
                open_into(archive, target, identity)
        except BaseException as error:
            process.kill()
            process.wait()
            if isinstance(error, BrokenPipeError):
                raise BackupProblem(f"pg_restore 没有成功：{_last_line(complaints)}") from None
            raise
        if process.wait():
            raise BackupProblem(f"pg_restore 没有成功：{_last_line(complaints)}")


def files_of(connection: psycopg.Connection) -> list[str]:
    """The names of the evidence files that a backup takes."""
    query = sql.SQL("SELECT reference, has_original, has_copy FROM attachment{} ORDER BY 1").format(
        _where("attachment")
    )
    return [
        f"{reference}.{part}"
        for reference, original, copied in connection.execute(query)
        for part, there in (("original", original), ("copy", copied))
        if there
    ]


def revision(connection: psycopg.Connection) -> str:
    """Which migration the tables are at; empty without tables."""
    if "alembic_version" not in _tables(connection):
        return ""
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else ""


def is_empty(connection: psycopg.Connection) -> bool:
    """Whether a database has no tables of ours."""
    return not _tables(connection)


def clear(connection: psycopg.Connection) -> None:
    """Take out what a restore that failed has brought into an empty database."""
    with connection.transaction():
        for table in (*_tables(connection), left_out.DERIVED):
            connection.execute(
                sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table))
            )
        # What the migrations make besides tables (0038).
        for name in ("standard_keep_search", "standard_keep_links"):
            connection.execute(sql.SQL("DROP FUNCTION IF EXISTS {}").format(sql.Identifier(name)))


def _tables(connection: psycopg.Connection) -> dict[str, list[str]]:
    """The tables that are counted, with their columns by name."""
    query = (
        "SELECT table_name, array_agg(column_name::text ORDER BY column_name::text)"
        " FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name)"
        " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        " GROUP BY table_name ORDER BY table_name"
    )
    rows = connection.execute(query).fetchall()
    return {name: columns for name, columns in rows if left_out.is_counted(name)}


def _listed(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _where(table: str) -> sql.Composable:
    # The conditions are constants of left_out, never anybody's words.
    condition = left_out.ROWS.get(table)
    return sql.SQL(f" WHERE {condition}" if condition else "")


def _last_line(stream: IO[bytes]) -> str:
    stream.seek(0, os.SEEK_SET)
    lines = stream.read()[-4000:].decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "没有说明原因"
