"""The content folder a process reads: the files of the software under what staff published."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.editing.region.models import RegionVersion
from bot.editing.region.sheets import SHEETS
from bot.kit.db import SessionFactory
from bot.settings import SEEDS

# A process that is just starting may still be reading an older one.
OLD_KEPT_SECONDS = 3600
# Asked four times a second.
_NEWEST = select(func.max(RegionVersion.id))


def newest(session: Session) -> int:
    """The number of the last publication; 0 if nothing was ever published."""
    return session.scalar(_NEWEST) or 0


def published(session: Session) -> Mapping[str, Any]:
    """The content of every sheet staff have published, by sheet."""
    last = select(func.max(RegionVersion.id)).group_by(RegionVersion.sheet)
    rows = session.scalars(select(RegionVersion).where(RegionVersion.id.in_(last)))
    return {
        row.sheet: SHEETS[row.sheet].current(row.content) for row in rows if row.sheet in SHEETS
    }


def write_folder(folder: Path, contents: Mapping[str, Any]) -> None:
    """Fill a folder with the software's files and, over them, other contents by sheet."""
    for path in SEEDS.glob("*.yml"):
        shutil.copyfile(path, folder / path.name)
    for slug, content in contents.items():
        text = yaml.safe_dump(SHEETS[slug].current(content), allow_unicode=True, sort_keys=False)
        (folder / SHEETS[slug].file).write_text(text, encoding="utf-8")


class RegionFolders:
    """Keeps the folder of the newest publication on this machine.

    Args:
        sessions: the database.
        place: where folders are made, each under the number of its publication.
    """

    def __init__(self, sessions: SessionFactory, place: Path) -> None:
        self._sessions = sessions
        self._place = place

    async def newest(self) -> int:
        """The number of the last publication."""
        return await self._sessions.read(newest)

    async def folder(self) -> Path:
        """The folder to read now; made if another process hasn't made it."""
        number = await self.newest()
        if not number:
            return SEEDS
        target = self._place / str(number)
        if target.is_dir():
            return target
        number, contents = await self._sessions.read(lambda s: (newest(s), published(s)))
        target = self._place / str(number)
        self._place.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".making-", dir=self._place))
        write_folder(made, contents)
        try:
            os.rename(made, target)
        except OSError:
            # Another process was quicker; what it wrote is the same.
            shutil.rmtree(made)
        self._remove_old(target)
        return target

    def _remove_old(self, but: Path) -> None:
        for folder in self._place.iterdir():
            if folder != but and time.time() - folder.stat().st_mtime > OLD_KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
