"""The nightly backup, and the end of old ones."""

from __future__ import annotations

import asyncio

import structlog

from bot.app.backup.errors import BackupProblem
from bot.app.backup.making import make
from bot.app.backup.shelf import Shelf
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.settings import Settings

BACKUP = "backup.made"  # also the name of the lease: one at a time, by whomever


def is_on(settings: Settings) -> bool:
    """Whether backups are made by themselves: they need a folder and a key."""
    return bool(settings.backup_dir and settings.backup_recipient)


async def back_up(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Make a backup, if there is a folder and a key; how many were made."""
    if not is_on(settings):
        return {}
    try:
        await asyncio.to_thread(make, settings, clock.now())
    except (BackupProblem, OSError) as problem:
        # The next night tries again; until then the age of the last one tells.
        structlog.get_logger().error("backup.failed", problem=str(problem))
        return {}
    return {"made": 1}


async def drop_old(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Delete backups whose time is up; how many."""
    if not settings.backup_dir:
        return {}
    return {"dropped": await asyncio.to_thread(Shelf.of(settings).drop_old, clock.now())}
