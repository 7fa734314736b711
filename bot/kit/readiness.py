"""A process says that it can do its work; its supervisor lets the one before it go only then."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = "READY_FOLDER"  # in the environment of a supervised process; Rasa's reads it too


def tell_ready(process: int | None = None) -> None:
    """Say so, to a supervisor that wants to know.

    Args:
        process: the one it has started; this one if none is given.
    """
    if folder := os.environ.get(FOLDER):
        (Path(folder) / str(process or os.getpid())).touch()


def is_ready(folder: Path, process: int, since: float) -> bool:
    """Whether it has said so.

    Args:
        folder: where processes say it.
        process: its number; one long gone may have had the same.
        since: when it was started, in seconds as files have them.
    """
    try:
        return (folder / str(process)).stat().st_mtime >= since
    except FileNotFoundError:
        return False
