"""Files only this account may read: made so from the first byte, and mended where they aren't."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import structlog

log = structlog.get_logger()

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private(folder: Path, *more: Path, beside: Path | None = None) -> None:
    """Make a folder private, and everything this process and its children make from now on.

    Args:
        folder: made if it is missing.
        more: other folders, mended if they are there.
        beside: a database file that may lie in somebody else's folder; it, its write-ahead log
            and copies that begin with its name are mended, the folder isn't.
    """
    os.umask(OTHERS)
    folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    found = [path for one in (folder, *more) if one.is_dir() for path in _inside(one.resolve())]
    if beside is not None and beside.parent.is_dir():
        found += (one for one in beside.parent.iterdir() if one.name.startswith(beside.name))
    mended = sum(_mend(path) for path in found)
    if mended:
        log.warning("files.made_private", files=mended)


def _inside(folder: Path) -> Iterator[Path]:
    """A folder and everything in it; what a link points to is not ours to change."""
    yield folder
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            yield Path(parent, name)


def _mend(path: Path) -> bool:
    """Take the rights of other accounts away; whether there were any."""
    try:
        mode = path.lstat().st_mode
        # A folder with the sticky bit, such as /tmp, is shared on purpose.
        if stat.S_ISLNK(mode) or not mode & OTHERS or mode & stat.S_ISVTX:
            return False
        path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except FileNotFoundError:
        return False  # another process was faster, as with a write-ahead log
    except PermissionError:
        log.error("files.not_private", name=path.name)
        return False
    return True
