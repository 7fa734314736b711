"""The folder of backups: what is in it, how old it is, what goes when its time is up."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.backup.archives import digest_of
from bot.app.backup.errors import BackupProblem
from bot.app.backup.manifest import KEYS, Manifest, read
from bot.kit.backup_names import IS_NAME, NAME, backups_in
from bot.settings import Settings

PARTIAL = ".partial-"


@dataclass(frozen=True)
class Kept:
    """One backup.

    Args:
        folder: where it lies.
        made_at: by its name.
    """

    folder: Path
    made_at: datetime


@dataclass(frozen=True)
class Shelf:
    """The folder.

    Args:
        folder: of backups, each a folder under its time.
        keys: where the archives of keys lie; None: each with its backup.
        kept_for: how long a backup may live.
    """

    folder: Path
    keys: Path | None
    kept_for: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Shelf:
        """The one of the settings.

        Raises:
            BackupProblem: no folder is set.
        """
        if not settings.backup_dir:
            raise BackupProblem("没有设置备份目录，请先设置 BACKUP_DIR。")
        keys = Path(settings.backup_keys_dir) if settings.backup_keys_dir else None
        return cls(Path(settings.backup_dir), keys, timedelta(days=settings.backup_days))

    def backups(self) -> list[Kept]:
        """All whole backups, the oldest first."""
        found = [Kept(one, made_at) for one, made_at in backups_in(self.folder)]
        return sorted(found, key=lambda one: one.made_at)

    def newest(self) -> Kept | None:
        """The last one."""
        found = self.backups()
        return found[-1] if found else None

    def begin(self, now: datetime) -> Path:
        """A folder to fill; nobody takes it for a backup.

        What a backup that was killed has left is deleted.

        Raises:
            BackupProblem: there is one of this second.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in self.folder.glob(f"{PARTIAL}*"):
            shutil.rmtree(left)
        name = now.strftime(NAME)
        if (self.folder / name).exists():
            raise BackupProblem("这一秒已经有一份备份了，请再执行一次。")
        partial = self.folder / f"{PARTIAL}{name}"
        partial.mkdir(mode=0o700)
        return partial

    def keys_of(self, name: str) -> Path:
        """Where the keys of a backup lie."""
        return self.folder / name / KEYS if self.keys is None else self.keys / f"{name}.{KEYS}"

    def drop_old(self, now: datetime) -> int:
        """Delete what has lived longer than promised, the last one too; how many."""
        old = [one for one in self.backups() if now - one.made_at > self.kept_for]
        for one in old:
            # First out of sight: a deletion that is cut short leaves no half of a backup.
            hidden = self.folder / f"{PARTIAL}{one.folder.name}"
            one.folder.rename(hidden)
            shutil.rmtree(hidden)
        self._drop_lonely_keys(now)
        return len(old)

    def _drop_lonely_keys(self, now: datetime) -> None:
        if self.keys is None or not self.keys.is_dir():
            return
        for one in self.keys.glob(f"yubiao-*.{KEYS}"):
            name = one.name.removesuffix(f".{KEYS}")
            if IS_NAME.fullmatch(name) and not (self.folder / name).exists():
                one.unlink(missing_ok=True)


def checked(folder: Path, keys: Path | None = None) -> Manifest:
    """The manifest of a backup whose archives are as it says.

    Args:
        folder: of the backup.
        keys: where its archive of keys lies, if not in the folder.

    Raises:
        BackupProblem: something is missing or was altered.
    """
    manifest = read(folder)
    for name, digest in sorted(manifest.archives.items()):
        path = keys if name == KEYS and keys is not None else folder / name
        if not path.is_file():
            more = "；它另放在别处的，用 --keys 写明" if name == KEYS else ""
            raise BackupProblem(f"备份里缺少 {path.name}{more}。")
        if digest_of(path) != digest:
            raise BackupProblem(f"{path.name} 和清单不一致：文件不完整或者被改动过。")
    return manifest
