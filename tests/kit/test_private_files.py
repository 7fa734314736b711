from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.app.schema import migrate
from bot.kit.db import SessionFactory, create_engine
from bot.kit.private_files import keep_private
from bot.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    found = [folder, *folder.rglob("*")]
    return {path.name: stat.S_IMODE(path.lstat().st_mode) for path in found}


def open_to_others(folder: Path) -> list[str]:
    return [name for name, mode in modes(folder).items() if mode & 0o077]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """What a process starts with, in a folder that isn't there yet."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setattr("bot.settings.MODELS", tmp_path / "models")
    return load_settings()


async def test_everything_the_service_makes_is_private_from_the_first_byte(
    settings: Settings,
) -> None:
    await asyncio.to_thread(migrate, settings.effective_database_url)
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        await session.connection()
        # Beside the file lie its write-ahead log and shared memory while it is open.
        found = set(modes(settings.data_dir))
        assert {"yubiao.db", "yubiao.db-wal", "yubiao.db-shm", "secret.key"} <= found
        assert open_to_others(settings.data_dir) == []
    await sessions.dispose()
    await engine.dispose()


def test_what_lay_open_is_mended_and_logged(settings: Settings, tmp_path: Path) -> None:
    os.umask(0o022)
    for place in ("data/evidence/ab", "models"):
        (tmp_path / place).mkdir(parents=True, mode=0o755)
    names = ("data/yubiao.db", "data/yubiao.db-wal", "data/evidence/ab/1", "models/taught.yml")
    for name in names:
        (tmp_path / name).touch(0o644)
    (tmp_path / "data" / "backup.sh").touch(0o755)

    with structlog.testing.capture_logs() as logs:
        load_settings()
        again = load_settings()

    assert open_to_others(again.data_dir) == open_to_others(tmp_path / "models") == []
    assert modes(again.data_dir)["backup.sh"] == 0o700
    # Two folders of evidence, the models' one, four files, and the script.
    assert [(log["event"], log["files"]) for log in logs] == [("files.made_private", 8)]


def test_a_database_elsewhere_is_mended_with_its_copies_and_its_folder_is_left(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    os.umask(0o022)
    shared = tmp_path / "shared"
    shared.mkdir(0o755)
    sqlite3.connect(shared / "cases.db").close()
    for name in ("cases.db", "cases.db-wal", "cases.db.2026-11-01", "other.txt"):
        (shared / name).touch(0o644)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{shared / 'cases.db'}")

    load_settings()

    assert sorted(open_to_others(shared)) == ["other.txt", "shared"]


def test_links_and_shared_folders_are_left_alone(tmp_path: Path) -> None:
    elsewhere, shared = tmp_path / "elsewhere", tmp_path / "data" / "shared"
    elsewhere.touch(0o644)
    shared.mkdir(parents=True)
    shared.chmod(0o1777)
    (tmp_path / "data" / "link").symlink_to(elsewhere)

    keep_private(tmp_path / "data")

    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
