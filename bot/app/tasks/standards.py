"""What the worker does for standards: official platforms, and those who watch one."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.app.parts import region_folders
from bot.campaigns.calendar import Calendar
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.official.fetching import Wanted
from bot.official.guest import Unavailable
from bot.official.record import ShapeChanged
from bot.official.visits import UnknownPlace, Visits
from bot.outbox.service import Outbox
from bot.settings import Settings
from bot.watching.news import News
from bot.watching.office import watches_of

NIGHTLY = "夜间任务"
OFFICIAL = "official.visited"  # the job that only one process may do, here or on the command line
# A first nightly run takes what was issued lately; the whole list is the operator's to ask for.
NEW_FOR = timedelta(days=60)


async def visit_official(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Compare with the official platforms what the operator switched on; nothing else."""
    visits = Visits(settings, sessions, clock.now)
    counts: dict[str, int] = {}
    for wish in settings.official_nightly.split():
        try:
            if wish == "check":
                counts |= await visits.check(settings.official_checks, NIGHTLY)
                continue
            since = clock.today() - NEW_FOR
            set_id = await visits.fetch(Wanted(wish, since, nightly=True), NIGHTLY)
            await visits.apply(set_id)
            counts[wish] = set_id
        except (Unavailable, ShapeChanged, UnknownPlace) as problem:
            # The other platforms have their turn; this one goes on tomorrow.
            structlog.get_logger().warning("official.stopped", wish=wish, why=problem.for_staff)
    return counts


async def tell_watchers(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Tell those who watch a standard what has changed of it."""
    content = await region_folders(settings, sessions).folder()
    news = News(
        sessions,
        watches_of(settings.keyring, content),
        Outbox(),
        settings.keyring,
        Calendar.load(content / "campaigns.yml").opens,
        settings.effective_public_url,
        clock.now,
    )
    return {"told": await news.run()}
