"""Makes one backup while the service runs: database, evidence and keys in archives of their own."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.app.backup import postgresql, sqlite
from bot.app.backup.archives import (
    Pieces,
    Readable,
    Recipient,
    recipients_of,
    seal,
    tar_end,
    tar_member,
)
from bot.app.backup.counting import Counted
from bot.app.backup.errors import BackupProblem
from bot.app.backup.manifest import DATABASE, EVIDENCE, FILE, FORMAT, KEYS, ROWS, Manifest
from bot.app.backup.shelf import Kept, Shelf
from bot.app.schema import newest_revision
from bot.settings import Settings

_COPY = ".backup-"  # what the plain copy of a SQLite database begins with, in the data folder
LEFT_FREE = 200 * 1024 * 1024  # bytes; the service itself needs room too
OLDER_TABLES = "数据库的表和这个版本的软件不一致：升级以前，用原来的版本做备份。"


def make(settings: Settings, now: datetime) -> Kept:
    """Make a backup; under its own name it is whole, or not there.

    Args:
        settings: of the whole service.
        now: what it is called by.

    Raises:
        BackupProblem: nothing was made.
        OSError: it could not be written.
    """
    shelf = Shelf.of(settings)
    recipients = recipients_of(settings.backup_recipient)
    if not recipients:
        raise BackupProblem(
            "没有设置备份的公钥：先执行 yubiao backup new-key，再设置 BACKUP_RECIPIENT。"
        )
    partial = shelf.begin(now)
    name = partial.name.removeprefix(".partial-")
    try:
        maker = _Maker(settings, partial, recipients, {})
        engine, revision, tables, files = maker.database()
        held, size, missing = maker.evidence(files)
        keys = maker.keys()
        manifest = Manifest(
            format=FORMAT, made_at=now, engine=engine, revision=revision, tables=tables,
            evidence=held, evidence_bytes=size, missing=missing, archives=maker.archives,
        )  # fmt: skip
        sealed = manifest.sealed(settings.secret_key.get_secret_value())
        _write(partial / FILE, sealed.model_dump_json(indent=1).encode())
        if shelf.keys is not None:
            _move(keys, shelf.keys_of(name))
        _on_disk(partial)
        partial.rename(shelf.folder / name)
        _on_disk(shelf.folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return Kept(shelf.folder / name, now)


class _Maker:
    """Fills one folder.

    Args:
        settings: of the whole service.
        folder: where to.
        recipients: who may open it.
        archives: SHA-256 of what was written, by name.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        recipients: list[Recipient],
        archives: dict[str, str],
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._recipients = recipients
        self.archives = archives

    def database(self) -> tuple[str, str, dict[str, Counted], list[str]]:
        """Write the database; its engine, revision, counted tables and evidence files."""
        path = self._settings.sqlite_file
        return self._postgresql() if path is None else self._sqlite(path)

    def evidence(self, names: list[str]) -> tuple[Counted, int, int]:
        """Write the evidence files; what they come to, their bytes, how many are missing.

        They are sealed as they lie. One that was deleted since the database was read is missing,
        as it should be: its time was up, or its citizen wanted it gone.
        """
        found = _Files(self._settings.data_dir / "evidence", names)
        self._seal(EVIDENCE, Pieces(found.tar()))
        return found.counted, found.bytes, found.missing

    def keys(self) -> Path:
        """Write the keys that open the rest: the archive without these opens nothing sealed."""
        told = {
            "SECRET_KEY": self._settings.secret_key.get_secret_value(),
            "DATA_KEYS": self._settings.data_keys.get_secret_value(),
        }
        self._seal(KEYS, Pieces([json.dumps(told).encode()]))
        return self._folder / KEYS

    def _sqlite(self, path: Path) -> tuple[str, str, dict[str, Counted], list[str]]:
        if not path.is_file():
            raise BackupProblem(f"没有数据库文件 {path}，没有做备份。")
        for left in self._settings.data_dir.glob(f"{_COPY}*"):
            left.unlink(missing_ok=True)
        if shutil.disk_usage(self._settings.data_dir).free < path.stat().st_size + LEFT_FREE:
            raise BackupProblem("数据目录所在的磁盘放不下数据库的副本，没有做备份，请先清理磁盘。")
        with tempfile.NamedTemporaryFile(prefix=_COPY, dir=self._settings.data_dir) as plain:
            copied = Path(plain.name)
            with closing(sqlite3.connect(path)) as connection:
                _must_be_newest(sqlite.revision(connection))
            try:
                sqlite.copy(path, copied)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _CORRUPT:
                    raise BackupProblem(sqlite.DAMAGED) from None
                raise
            with closing(sqlite3.connect(copied)) as connection:
                revision = sqlite.revision(connection)
                tables = sqlite.counted(connection)
                files = sqlite.files_of(connection)
            with copied.open("rb") as stream:
                self._seal(DATABASE, stream)
        return "sqlite", revision, tables, files

    def _postgresql(self) -> tuple[str, str, dict[str, Counted], list[str]]:
        settings = self._settings
        server = postgresql.Server(settings.effective_database_url, settings.pg_bin)
        with postgresql.snapshot(server) as (connection, snapshot):
            revision = postgresql.revision(connection)
            _must_be_newest(revision)
            with postgresql.dumping(server, snapshot) as dump:
                self._seal(DATABASE, dump)
            self._seal(ROWS, Pieces(postgresql.chosen_rows(connection)))
            tables = postgresql.counted(connection, chosen=True)
            files = postgresql.files_of(connection)
        return "postgresql", revision, tables, files

    def _seal(self, name: str, source: Readable) -> None:
        self.archives[name] = seal(source, self._folder / name, self._recipients)


class _Files:
    """Evidence files as one tar, counted on the way.

    Args:
        folder: where they lie.
        names: which.
    """

    def __init__(self, folder: Path, names: list[str]) -> None:
        self._folder = folder
        self._names = names
        self.counted = Counted()
        self.bytes = 0
        self.missing = 0

    def tar(self) -> Iterator[bytes]:
        """The tar, file by file; the largest is some 10 MB."""
        for name in self._names:
            place = f"{name[:2]}/{name}"
            try:
                with (self._folder / place).open("rb") as stream:
                    data, modified = stream.read(), os.fstat(stream.fileno()).st_mtime
            except FileNotFoundError:
                self.missing += 1
                continue
            self.counted = self.counted.plus(place.encode() + b"\0" + data)
            self.bytes += len(data)
            yield tar_member(place, data, modified)
        yield tar_end()


_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _must_be_newest(revision: str) -> None:
    if revision != newest_revision():
        raise BackupProblem(OLDER_TABLES)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _move(source: Path, target: Path) -> None:
    """To another folder, perhaps on another disk; under its name it is whole."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = target.with_name(f".partial-{target.name}")
    partial.unlink(missing_ok=True)
    _write(partial, source.read_bytes())
    partial.rename(target)
    _on_disk(target.parent)
    source.unlink()


def _on_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
