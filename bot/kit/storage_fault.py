"""What is wrong when nothing can be kept: told apart by the codes of database and system."""

from __future__ import annotations

import enum
import errno
import sqlite3
from collections.abc import Callable, Container
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import exc, make_url

from bot.kit import clock

REMEMBERED = timedelta(minutes=1)


class Fault(enum.StrEnum):
    """What is wrong."""

    FULL = "full"
    READ_ONLY = "read_only"
    CORRUPT = "corrupt"
    AWAY = "unavailable"


# By fault: what is the matter, and what to do.
ADVICE: dict[Fault, str] = {
    Fault.FULL: "磁盘满了，市民的消息存不下来。请清理磁盘或换大的磁盘，不用重启。",
    Fault.READ_ONLY: "数据库或数据目录只能读。请检查目录的所有者、权限和挂载方式，不用重启。",
    Fault.CORRUPT: "数据库文件已损坏。请停止服务，用最近的备份恢复，不要删除损坏的文件。",
    Fault.AWAY: "连不上数据库，或者它一直被占用。请检查数据库是否在运行、地址是否正确。",
}
_SQLITE = {
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_READONLY: Fault.READ_ONLY,
    sqlite3.SQLITE_PERM: Fault.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Fault.CORRUPT,
    sqlite3.SQLITE_NOTADB: Fault.CORRUPT,
    sqlite3.SQLITE_CANTOPEN: Fault.AWAY,
    sqlite3.SQLITE_IOERR: Fault.AWAY,
    sqlite3.SQLITE_BUSY: Fault.AWAY,
    sqlite3.SQLITE_LOCKED: Fault.AWAY,
}
# postgresql.org, Appendix A: error codes; by their beginnings.
_POSTGRESQL = {
    "53100": Fault.FULL,
    "25006": Fault.READ_ONLY,
    "XX001": Fault.CORRUPT,
    "XX002": Fault.CORRUPT,
    "53": Fault.AWAY,
    "57": Fault.AWAY,
    "58": Fault.AWAY,
    "08": Fault.AWAY,
}
_SYSTEM = {
    errno.ENOSPC: Fault.FULL,
    errno.EDQUOT: Fault.FULL,
    errno.EROFS: Fault.READ_ONLY,
    errno.EACCES: Fault.READ_ONLY,
    errno.EPERM: Fault.READ_ONLY,
}


def fault_of(error: BaseException) -> Fault | None:
    """What is wrong with the storage; None if the error is about something else."""
    if isinstance(error, exc.TimeoutError):
        return Fault.AWAY
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0)
    if not isinstance(error, exc.DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return next((found for key, found in _POSTGRESQL.items() if state.startswith(key)), None)
    # A connection that broke or was never made has no code.
    return Fault.AWAY if isinstance(error, exc.OperationalError | exc.InterfaceError) else None


class Faults:
    """What was wrong lately in this process.

    Args:
        now: present moment.
    """

    def __init__(self, now: clock.Clock = clock.now) -> None:
        self._now = now
        self._last: tuple[datetime, Fault] | None = None

    def note(self, error: BaseException) -> None:
        """Remember an error, if it is the storage's."""
        fault = fault_of(error)
        if fault is not None:
            self._last = (self._now(), fault)

    def lately(self) -> Fault | None:
        """What was wrong within the last minute."""
        if self._last is None or self._now() - self._last[0] > REMEMBERED:
            return None
        return self._last[1]


def corrupt_database(
    url: str,
    left_out: Container[str] = (),
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect,
) -> Path | None:
    """The SQLite file, if it is there and damaged.

    Args:
        url: of the database; one of another kind is not looked at.
        left_out: tables that are not looked at.
        connect: opens the file.
    """
    parsed = make_url(url)
    path = Path(parsed.database or "")
    if parsed.get_backend_name() != "sqlite" or not path.is_file() or not path.stat().st_size:
        return None
    try:
        connection = connect(path, timeout=5)
        try:
            sound = all(_is_sound(connection, one) for one in _tables(connection, left_out))
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        damaged = _SQLITE.get(error.sqlite_errorcode & 0xFF) is Fault.CORRUPT
        return path if damaged else None
    return None if sound else path


def _tables(connection: sqlite3.Connection, left_out: Container[str]) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [name for (name,) in rows if name not in left_out and not name.startswith("sqlite_")]


def _is_sound(connection: sqlite3.Connection, table: str) -> bool:
    """Whether nothing is found in a table or its indexes."""
    (found,) = connection.execute(f'PRAGMA quick_check("{table}")').fetchone()
    return bool(found == "ok")
