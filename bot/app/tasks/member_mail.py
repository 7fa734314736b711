"""The day's mail to each member of staff: what waits for them, as their start page says it.

No citizen's data: of a thing only what its section says may go out (``Item.outside``).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from starlette.datastructures import State

from bot.app.parts import region_folders
from bot.app.tasks.staff_channels import Sleep, mail_answers, mail_to
from bot.app.tasks.staff_notices import LATE
from bot.complaints.case.clocks import local_day, staff_calendar
from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.lists.queries import CaseQueries
from bot.console.kit.parts import ConsoleParts, Section
from bot.console.kit.waiting import MOST_SHOWN, Asking, Waiting, waiting_in
from bot.kit import clock
from bot.kit.clock import CHONGQING
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.models import StaffMember
from kb.knowledge import Content, changes_in


@dataclass(frozen=True)
class _CaseLists:
    """What of the case pages' parts their 待办 asks."""

    queries: CaseQueries

    def today(self) -> date:
        return local_day(clock.now())


async def mail_members(
    settings: Settings, sessions: SessionFactory, sleep: Sleep = asyncio.sleep
) -> dict[str, int]:
    """Once on each working day, to each who has an address and didn't say no.

    While the mail server is away nobody's turn is taken: the next run tries again.
    """
    now = clock.now().astimezone(CHONGQING)
    if settings.members_mail is None:
        return {}
    first = datetime.combine(now.date(), settings.members_mail, CHONGQING)
    if not first <= now < first + timedelta(hours=LATE):
        return {}
    members = await _due(sessions, now.date())
    if not members or not await mail_answers(settings, sleep):
        return {}
    from bot.app.console import SECTIONS  # every page of the console, for this run alone

    state = await console_state(settings, sessions)
    counts = {"mailed": 0, "not_mailed": 0}
    for member in members:
        waits = await waits_for(member, state, SECTIONS, sessions)
        # Taken before it is sent: a worker that dies meanwhile leaves a mail out, none sends two.
        if await _is_ours(member, now.date(), sessions) and waits:
            subject = f"渝标通：您的待办（{now:%m 月 %d 日}）"
            text = _in_words(settings, member, waits)
            is_sent = await mail_to(settings, member.mail, subject, text, sleep)
            counts["mailed" if is_sent else "not_mailed"] += 1
    return counts


async def _due(sessions: SessionFactory, day: date) -> list[StaffMember]:
    """Who may get one today and whose turn nobody has taken; nobody on a day off."""
    query = select(StaffMember).where(
        StaffMember.disabled.is_(False),
        StaffMember.wants_mail.is_(True),
        StaffMember.mail != "",
        StaffMember.mailed_on.is_distinct_from(day),
    )
    async with sessions() as session:
        if not await session.run_sync(lambda s: staff_calendar(s).is_working(day)):
            return []
        return list(await session.scalars(query.order_by(StaffMember.id)))


async def _is_ours(member: StaffMember, day: date, sessions: SessionFactory) -> bool:
    """Whether no other worker has taken the member's turn of the day."""
    turn = (
        update(StaffMember)
        .where(StaffMember.id == member.id, StaffMember.mailed_on.is_distinct_from(day))
        .values(mailed_on=day)
        .execution_options(synchronize_session=False)
    )
    return await sessions.run(lambda s: bool(s.execute(turn).rowcount == 1))  # type: ignore[attr-defined]


async def console_state(settings: Settings, sessions: SessionFactory) -> State:
    """What the console's application carries, as far as its 待办 asks for it."""
    content = await region_folders(settings, sessions).folder()
    rules = DeadlineRules.load(content / "deadlines.yml")
    async with sessions() as session:
        changed = frozenset(changes_in(await Content.read(session, clock.today())))
    return State(
        {
            "console": ConsoleParts.build(settings, sessions, {}),
            "cases": _CaseLists(CaseQueries(settings.keyring, rules)),
            "to_review": lambda: changed,
        }
    )


async def waits_for(
    member: StaffMember, state: State, sections: tuple[Section, ...], sessions: SessionFactory
) -> list[Waiting]:
    """What waits for a member, as their start page has it."""
    async with sessions() as session:
        found = await session.run_sync(
            lambda s: waiting_in(Asking(state, member, s, MOST_SHOWN), sections)
        )
    return [one for ones in found.values() for one in ones]


def _in_words(settings: Settings, member: StaffMember, waits: list[Waiting]) -> str:
    base = settings.effective_public_url.rstrip("/")
    lines = [f"{member.display_name}，您好。等您办的事：", ""]
    for one in waits:
        lines.append(f"{one.title} {one.count}：{base}{one.path}")
        for item in one.items:
            if item.outside:
                more = f"（{item.more}）" if item.more else ""
                lines.append(f"  · {item.outside}{more}：{base}{item.path}")
    return "\n".join([*lines, "", f"不想再收到，请在“我的账号”里关掉：{base}/console/account"])
