from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, exc

from bot.app.damage import LEFT_OUT, damaged_database
from bot.kit.db import async_url
from bot.kit.storage_fault import Fault, corrupt_database, fault_of


def failing(url: str | URL, *statements: str) -> BaseException:
    """The error of the last statement."""
    engine = create_engine(url)
    with engine.connect() as connection:
        for statement in statements[:-1]:
            connection.exec_driver_sql(statement)
        with pytest.raises(exc.DBAPIError) as caught:
            connection.exec_driver_sql(statements[-1])
    engine.dispose()
    return caught.value


def test_a_full_disk_and_a_file_that_can_only_be_read_are_told_apart(tmp_path: Path) -> None:
    fill = "INSERT INTO t SELECT randomblob(100000)"
    full = failing(
        f"sqlite:///{tmp_path / 'a.db'}", "PRAGMA max_page_count=4", "CREATE TABLE t (x)", fill
    )
    closed = failing(
        f"sqlite:///{tmp_path / 'b.db'}", "CREATE TABLE t (x)", "PRAGMA query_only=ON", fill
    )

    assert (fault_of(full), fault_of(closed)) == (Fault.FULL, Fault.READ_ONLY)


def test_a_fault_of_our_own_is_no_fault_of_the_storage(tmp_path: Path) -> None:
    twice = ("CREATE TABLE t (x UNIQUE)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)")

    assert fault_of(failing(f"sqlite:///{tmp_path / 'a.db'}", *twice)) is None
    assert fault_of(failing(f"sqlite:///{tmp_path / 'b.db'}", "SELECT * FROM nowhere")) is None
    assert fault_of(RuntimeError("x")) is None
    assert fault_of(OSError(errno.ECONNRESET, "x")) is None


def test_the_system_s_own_words_are_understood() -> None:
    assert fault_of(OSError(errno.ENOSPC, "x")) is Fault.FULL
    assert fault_of(OSError(errno.EROFS, "x")) is Fault.READ_ONLY


def test_postgresql_that_can_only_be_read_or_is_away(postgresql: str) -> None:
    url = async_url(postgresql).set(drivername="postgresql+psycopg")
    closed = failing(url, "SET TRANSACTION READ ONLY", "CREATE TABLE nothing (x int)")
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/x")
    with pytest.raises(exc.DBAPIError) as unreachable:
        away.connect()

    assert fault_of(closed) is Fault.READ_ONLY
    assert fault_of(unreachable.value) is Fault.AWAY


def test_a_damaged_file_is_found_and_a_sound_one_is_not(tmp_path: Path) -> None:
    sound, garbage, damaged = (tmp_path / f"{n}.db" for n in range(3))
    for path in (sound, damaged):
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t SELECT randomblob(200000)")
        connection.commit()
        connection.close()
    garbage.write_bytes(b"this is no database " * 1000)
    with damaged.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * 60_000)

    assert corrupt_database(f"sqlite:///{sound}") is None
    assert corrupt_database(f"sqlite:///{tmp_path / 'not-yet.db'}") is None
    assert corrupt_database("postgresql://x/y") is None
    assert corrupt_database(f"sqlite:///{garbage}") == garbage
    assert corrupt_database(f"sqlite:///{damaged}") == damaged


def test_what_is_left_out_is_not_waited_for_and_everything_else_is_looked_at(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE small (x)")
    connection.execute("CREATE TABLE standard (x)")
    connection.execute("INSERT INTO standard SELECT randomblob(200000)")
    connection.commit()
    connection.close()
    with path.open("r+b") as stream:
        stream.seek(3 * 4096)
        stream.write(b"\xff" * 60_000)

    assert corrupt_database(f"sqlite:///{path}") == path
    assert corrupt_database(f"sqlite:///{path}", {"small"}) == path
    assert corrupt_database(f"sqlite:///{path}", {"standard"}) is None
    assert damaged_database(f"sqlite:///{path}") is None


def test_the_tables_left_out_are_there(seeded_database: Path) -> None:
    connection = sqlite3.connect(seeded_database)
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()

    assert there >= LEFT_OUT
