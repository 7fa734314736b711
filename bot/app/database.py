"""A piece of work with its own connections to the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.complaints.case.story import CaseStory, info_of
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings

T = TypeVar("T")
Chore = Callable[[Settings, SessionFactory], Awaitable[dict[str, int]]]


async def with_database(
    settings: Settings, chore: Callable[[Settings, SessionFactory], Awaitable[T]]
) -> T:
    """Do a chore with its own database connections."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine, info_of(CaseStory.of(settings, clock.now)))
    try:
        return await chore(settings, sessions)
    finally:
        await sessions.dispose()
        await engine.dispose()
