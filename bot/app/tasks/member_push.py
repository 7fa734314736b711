"""What waits for a member, once on a working day in the browsers where they want to be told.

Counts alone: what is counted is read on the start page, signed in.
"""

from __future__ import annotations

from bot.app.tasks.member_mail import console_state, waits_for
from bot.app.tasks.staff_notices import LATE
from bot.app.tasks.staff_push import Notice, push
from bot.complaints.case.clocks import staff_calendar
from bot.kit import clock
from bot.kit.clock import CHONGQING
from bot.kit.db import SessionFactory
from bot.kit.job_lease import first_at
from bot.settings import Settings
from bot.staff.pushing import with_browsers

DAILY = "staff.pushed"  # the moment that one worker speaks at, not the name of a lease
KEPT = 8 * 3600  # seconds: a computer that is switched on after lunch still shows it


async def push_members(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """To each for whom something waits, at the hour at which the office is told."""
    now = clock.now().astimezone(CHONGQING)
    first = settings.staff_digest_hour
    if not settings.pushes or not first <= now.hour < first + LATE:
        return {}
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    async with sessions() as session:
        is_working = await session.run_sync(lambda s: staff_calendar(s).is_working(day.date()))
        members = await session.run_sync(with_browsers) if is_working else []
    if not members or not await first_at(DAILY, day, sessions):
        return {}
    from bot.app.console import SECTIONS  # every page of the console, for this run alone

    state, notices = await console_state(settings, sessions), {}
    for member in members:
        if waits := await waits_for(member, state, SECTIONS, sessions):
            counts = "、".join(f"{one.title} {one.count}" for one in waits)
            title = f"渝标通：您的待办（{now:%m 月 %d 日}）"
            notices[member.id] = Notice(title, counts, "/console/", "daily", KEPT)
    return {"pushed": await push(settings, sessions, notices)}
