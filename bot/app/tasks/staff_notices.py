"""What staff are told without looking: each working day what waits, at once who waits for them.

Counts and addresses of pages only: mail and chat groups are no place for a case or a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app.tasks.staff_channels import tell_staff
from bot.app.tasks.staff_push import Notice, push
from bot.campaigns.models import Piece, PieceState
from bot.complaints.case.clocks import Clocks, local_day, staff_calendar
from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.lists.queries import CaseQueries
from bot.editing.drafts import DraftState
from bot.editing.faq.models import FaqDraft
from bot.editing.region.models import RegionDraft
from bot.editing.unanswered.models import ClusterState, QuestionCluster
from bot.handover.models import Handover, HandoverState
from bot.kit import clock
from bot.kit.clock import CHONGQING
from bot.kit.db import SessionFactory
from bot.kit.job_lease import first_at
from bot.settings import Settings
from bot.staff.answering import answers, roles_that_answer
from bot.staff.pushing import with_browsers
from bot.staff.roles import CaseScope

DAILY = "staff.digest"  # the moment that one worker speaks at, not the name of a lease
# After a night in which no worker lived it is still told, but not in the evening.
LATE = 4  # hours
MINUTE = timedelta(minutes=1)
WAITS = 600  # seconds in which a browser that was closed still shows that a citizen waits
Line = tuple[str, int, str]  # what, how many, the page behind /console


async def tell_daily(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Once on each working day: what waits, if anything does."""
    now = clock.now().astimezone(CHONGQING)
    first = settings.staff_digest_hour
    if not settings.tells_staff or not first <= now.hour < first + LATE:
        return {}
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    async with sessions() as session:
        is_working = await session.run_sync(lambda s: staff_calendar(s).is_working(day.date()))
        lines = await session.run_sync(lambda s: list(_waiting(settings, s))) if is_working else []
    if not lines or not await first_at(DAILY, day, sessions):
        return {}
    subject = f"渝标通待办 {day:%m 月 %d 日}"
    return {"told": await tell_staff(settings, subject, _in_words(settings, lines))}


async def tell_of_citizens(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """That citizens began to wait for a person in the minute before this one."""
    if not settings.tells_staff and not settings.pushes:
        return {}
    end = clock.now().replace(second=0, microsecond=0)
    query = select(func.count(Handover.id)).where(
        Handover.state == HandoverState.WAITING.value,
        Handover.asked_at >= end - MINUTE,
        Handover.asked_at < end,
    )
    async with sessions() as session:
        count = await session.scalar(query) or 0
    if not count:
        return {}
    subject, counts = f"渝标通：{count} 位市民在等人工", {}
    if settings.tells_staff:
        where = _in_words(settings, [("等人接的对话", count, "/handover/")])
        counts["told"] = await tell_staff(settings, subject, where)
    if settings.pushes:
        counts["pushed"] = await _push_to_who_answers(settings, sessions, subject)
    return counts


async def _push_to_who_answers(settings: Settings, sessions: SessionFactory, subject: str) -> int:
    roles = roles_that_answer(settings)
    async with sessions() as session:
        members = await session.run_sync(with_browsers)
    told = Notice(subject, "点开接入对话", "/console/handover/", "waiting", WAITS, is_urgent=True)
    notices = {member.id: told for member in members if answers(member, roles)}
    return await push(settings, sessions, notices)


def _in_words(settings: Settings, lines: list[Line]) -> str:
    base = f"{settings.effective_public_url.rstrip('/')}/console"
    return "\n".join(f"{what} {many}：{base}{page}" for what, many, page in lines)


def _waiting(settings: Settings, session: Session) -> Iterator[Line]:
    """What waits in the whole office; kinds of which there are none are left out."""

    def of(column: object, *where: object) -> int:
        return session.scalar(select(func.count(column)).where(*where)) or 0  # type: ignore[arg-type]

    def handover(state: HandoverState) -> int:
        return of(Handover.id, Handover.state == state.value)

    def piece(state: PieceState) -> int:
        return of(Piece.id, Piece.state == state.value)

    rules = Clocks(DeadlineRules.load()).rules
    today = local_day(clock.now())
    cases = CaseQueries(settings.keyring, rules).counts(session, CaseScope(everything=True), today)
    review = DraftState.IN_REVIEW.value
    lines: list[Line] = [
        ("超期的诉求", cases.overdue, "/cases/?view=overdue"),
        ("快到期的诉求", cases.due_soon, "/cases/?view=soon"),
        ("没有人办的诉求", cases.unassigned, "/cases/?view=nobody"),
        ("等主管确认的决定", cases.proposed, "/cases/?view=confirm"),
        ("新交来的诉求", cases.handed, "/cases/?view=handed"),
        ("等人接的对话", handover(HandoverState.WAITING), "/handover/"),
        ("等回复的对话", handover(HandoverState.CALLBACK), "/handover/"),
        ("等审核的问答", of(FaqDraft.id, FaqDraft.state == review), "/faq/?view=review"),
        ("等审核的地区内容", of(RegionDraft.id, RegionDraft.state == review), "/region/"),
        (
            "未答问题",
            of(QuestionCluster.id, QuestionCluster.state == ClusterState.OPEN.value),
            "/inbox/",
        ),
        ("等校对的宣传内容", piece(PieceState.SUBMITTED), "/campaigns/"),
        ("等批准的宣传内容", piece(PieceState.PROOFREAD), "/campaigns/"),
    ]
    yield from (line for line in lines if line[1])
