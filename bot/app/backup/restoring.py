"""Brings a backup into an empty system: everything is opened and compared before it is in place."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.app.backup import postgresql, sqlite
from bot.app.backup.archives import Identity, identity_of, open_into, opened
from bot.app.backup.counting import Counted
from bot.app.backup.errors import BackupProblem
from bot.app.backup.manifest import DATABASE, EVIDENCE, KEYS, ROWS, Manifest
from bot.app.backup.shelf import checked
from bot.app.schema import knows_revision
from bot.outbox.bulk_models import Delivery, DeliveryStatus
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.settings import KEYS_FILE, SECRET_FILE, Settings

NOT_EMPTY = "这里已经有{what}，没有恢复：只能恢复到空的系统，请换一个空的数据目录和空的数据库。"
UNSURE = "从备份恢复：不知道备份以后有没有发出"
_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_RESTORING = ".restoring"
_BEFORE = ".before-restore"
_PLACE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.(?:original|copy)")


@dataclass(frozen=True)
class Secrets:
    """The keys of the service that was backed up."""

    secret_key: str
    data_keys: str

    def as_env(self) -> str:
        """As lines of a ``.env`` file."""
        return f"SECRET_KEY={self.secret_key}\nDATA_KEYS={self.data_keys}\n"


@dataclass(frozen=True)
class Backup:
    """A backup whose archives are whole and whose manifest is the service's own.

    Args:
        folder: where it lies.
        manifest: what it says it holds.
        secrets: what opens the sealed columns and files in it.
        identity: what opens its archives.
    """

    folder: Path
    manifest: Manifest
    secrets: Secrets
    identity: Identity

    @classmethod
    def open(cls, settings: Settings, folder: Path, keys: Path | None = None) -> Backup:
        """Look at a backup.

        Args:
            settings: with the private key.
            folder: of the backup.
            keys: where its archive of keys lies, if not in the folder.

        Raises:
            BackupProblem: the key is another, or something was cut or altered.
        """
        written = settings.backup_identity.get_secret_value()
        if not written:
            raise BackupProblem("没有设置备份的私钥，请把 BACKUP_IDENTITY 设为做备份时那把私钥。")
        try:
            identity = identity_of(written)
        except ValueError:
            raise BackupProblem("BACKUP_IDENTITY 抄错了：它不是一把完整的私钥。") from None
        manifest = checked(folder, keys)
        with opened(keys or folder / KEYS, identity) as stream:
            told = json.loads(stream.read())
        secrets = Secrets(told["SECRET_KEY"], told["DATA_KEYS"])
        if not manifest.is_sealed_with(secrets.secret_key):
            raise BackupProblem("清单被改动过，或者不属于这份备份，没有恢复。")
        return cls(folder, manifest, secrets, identity)


def restore(settings: Settings, backup: Backup) -> None:
    """Bring a backup into an empty system, at the tables it was made with.

    Raises:
        BackupProblem: this system is not empty, is another kind, or what came out of the archives
            is not what the manifest says; nothing was changed then.
    """
    manifest = backup.manifest
    engine = "sqlite" if settings.sqlite_file is not None else "postgresql"
    if engine != manifest.engine:
        raise BackupProblem(
            f"这份备份来自 {_ENGINES[manifest.engine]}，DATABASE_URL 却是 {_ENGINES[engine]}，"
            "没有恢复。"
        )
    if not knows_revision(manifest.revision):
        raise BackupProblem("这份备份来自更新的版本，请先升级软件再恢复。")
    _check_secrets(settings, backup.secrets)
    _check_empty(settings)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    evidence = settings.data_dir / "evidence"
    waiting = evidence.with_name(evidence.name + _RESTORING)
    try:
        _put_evidence(backup, waiting)
        with _database(settings, backup):
            _keep_secrets(settings, backup.secrets)
            if evidence.exists():
                evidence.rmdir()
            waiting.rename(evidence)
    except BaseException:
        shutil.rmtree(waiting, ignore_errors=True)
        raise


def settle(session: Session) -> int:
    """What waited for sending may have left after the backup: staff decide; how many there are."""
    open_messages = (OutboxStatus.QUEUED.value, OutboxStatus.SENDING.value)
    messages = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.status.in_(open_messages))
        .values(status=OutboxStatus.UNKNOWN.value, reason=UNSURE, leased_until=None)
    )
    open_copies = (DeliveryStatus.QUEUED.value, DeliveryStatus.SENDING.value)
    copies = session.execute(
        update(Delivery)
        .where(Delivery.status.in_(open_copies))
        .values(status=DeliveryStatus.UNKNOWN.value, reason=UNSURE, leased_until=None)
    )
    return int(messages.rowcount + copies.rowcount)  # type: ignore[attr-defined]


def _check_secrets(settings: Settings, secrets: Secrets) -> None:
    """What the environment sets must be able to open what comes."""
    secret = settings.secret_key.get_secret_value()
    if secret and secret != secrets.secret_key:
        raise BackupProblem(
            "SECRET_KEY 和备份里的不是同一把，没有恢复：用 --keys-to 取出备份里的密钥，写进设置。"
        )
    written = settings.data_keys.get_secret_value()
    if not written:
        return
    here, there = _parts(written), _parts(secrets.data_keys)
    lacking = [name for name, key in there.items() if here.get(name) != key]
    if lacking:
        raise BackupProblem(
            f"DATA_KEYS 里没有备份用的密钥 {'、'.join(lacking)}，没有恢复："
            "用 --keys-to 取出备份里的密钥，写进设置。"
        )


def _parts(keys: str) -> dict[str, str]:
    pairs = (part.strip().partition(":") for part in keys.split(","))
    return {name: key for name, _, key in pairs}


def _check_empty(settings: Settings) -> None:
    evidence = settings.data_dir / "evidence"
    if evidence.is_dir() and any(evidence.iterdir()):
        raise BackupProblem(NOT_EMPTY.format(what="证据文件"))
    path = settings.sqlite_file
    if path is not None:
        empty = sqlite.is_empty(path)
    else:
        with _server(settings).connect() as connection:
            empty = postgresql.is_empty(connection)
    if not empty:
        raise BackupProblem(NOT_EMPTY.format(what="数据库"))


def _put_evidence(backup: Backup, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    counted, size = Counted(), 0
    with (
        opened(backup.folder / EVIDENCE, backup.identity) as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        for member in tar:
            source = tar.extractfile(member)
            if source is None:
                raise ValueError("no file")
            data = source.read()
            counted = counted.plus(member.name.encode() + b"\0" + data)
            size += len(data)
            _put_file(folder, member, data)
    if counted != backup.manifest.evidence or size != backup.manifest.evidence_bytes:
        raise BackupProblem("取出来的证据文件和清单不一致，没有恢复。")


def _put_file(folder: Path, member: tarfile.TarInfo, data: bytes) -> None:
    """One file, with its time: of an anonymous report's it tells the hour only."""
    if not _PLACE.fullmatch(member.name):
        raise ValueError("no name of evidence")
    path = folder / member.name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("xb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    os.utime(path, (member.mtime, member.mtime))


@contextmanager
def _database(settings: Settings, backup: Backup) -> Iterator[None]:
    """Bring the database in and compare it; what fails inside takes it out again."""
    path = settings.sqlite_file
    if path is not None:
        with _sqlite(path, backup):
            yield
    else:
        with _postgresql(_server(settings), backup):
            yield


@contextmanager
def _sqlite(path: Path, backup: Backup) -> Iterator[None]:
    waiting = path.with_name(path.name + _RESTORING)
    waiting.unlink(missing_ok=True)
    try:
        with waiting.open("xb") as target:
            open_into(backup.folder / DATABASE, target, backup.identity)
            target.flush()
            os.fsync(target.fileno())
        with closing(sqlite3.connect(waiting)) as connection:
            if not sqlite.is_whole(connection):
                raise BackupProblem("取出来的数据库文件已损坏，没有恢复。")
            _compare(sqlite.counted(connection), backup.manifest)
        yield
        for beside in ("-wal", "-shm"):
            # Of another database that was taken away: SQLite would write it into this one.
            left = path.with_name(path.name + beside)
            if left.exists():
                left.rename(left.with_name(left.name + _BEFORE))
        waiting.rename(path)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise


@contextmanager
def _postgresql(server: postgresql.Server, backup: Backup) -> Iterator[None]:
    try:
        postgresql.load(server, backup.folder / DATABASE, backup.identity)
        with server.connect() as connection:
            with opened(backup.folder / ROWS, backup.identity) as stream:
                postgresql.put_rows(connection, stream)
            _compare(postgresql.counted(connection, chosen=False), backup.manifest)
        yield
    except BaseException:
        with server.connect() as connection:
            postgresql.clear(connection)
        raise


def _compare(found: Mapping[str, Counted], manifest: Manifest) -> None:
    names = sorted({*found, *manifest.tables})
    wrong = [name for name in names if found.get(name) != manifest.tables.get(name)]
    if wrong:
        raise BackupProblem(f"取出来的数据和清单不一致（{'、'.join(wrong[:5])}），没有恢复。")


def _keep_secrets(settings: Settings, secrets: Secrets) -> None:
    """Where the environment sets no keys, they lie in the data folder, as the service keeps them.

    Keys that are there already have sealed nothing, for the system is empty; they are kept aside.
    """
    wanted: list[tuple[str, str, str]] = [
        (SECRET_FILE, settings.secret_key.get_secret_value(), secrets.secret_key),
        (KEYS_FILE, settings.data_keys.get_secret_value(), secrets.data_keys),
    ]
    for name, is_set, value in wanted:
        if is_set:
            continue
        path = settings.data_dir / name
        if path.exists():
            path.rename(path.with_name(name + _BEFORE))
        with open(path, "x", opener=_private) as stream:
            stream.write(value)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _server(settings: Settings) -> postgresql.Server:
    return postgresql.Server(settings.effective_database_url, settings.pg_bin)
