"""How backups are called, so that everybody can tell how old the last one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

NAME = "yubiao-%Y%m%dT%H%M%SZ"  # UTC
IS_NAME = re.compile(r"yubiao-\d{8}T\d{6}Z")


def backups_in(folder: Path) -> Iterator[tuple[Path, datetime]]:
    """Every whole backup and when it was made."""
    if folder.is_dir():
        for one in folder.iterdir():
            if IS_NAME.fullmatch(one.name) and one.is_dir():
                yield one, datetime.strptime(one.name, NAME).replace(tzinfo=UTC)


def which_to_restore(folder: str) -> str:
    """Names the last backup, in a sentence in Chinese.

    Args:
        folder: BACKUP_DIR; empty if none is set.
    """
    if not folder:
        return "没有设置 BACKUP_DIR，找不到备份。"
    found = max(backups_in(Path(folder)), key=lambda one: one[1], default=None)
    return f"最近的备份是 {found[0]}。" if found else f"{folder} 里没有备份。"


def newest_backup(folder: Path) -> datetime | None:
    """When the last one was made."""
    return max((made_at for _, made_at in backups_in(folder)), default=None)
