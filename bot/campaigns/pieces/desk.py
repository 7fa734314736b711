"""Campaigns and their pieces: written, proofread, approved; see :mod:`proofreading` for by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.calendar import Calendar, is_checked
from bot.campaigns.models import (
    OPEN_STATES,
    Broadcast,
    BroadcastState,
    Campaign,
    ChecklistItem,
    Piece,
    PieceKind,
    PiecePicture,
    PieceState,
)
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.pieces.inspection import Inspection
from bot.campaigns.pieces.proofreading import readers, writers_may
from bot.campaigns.pieces.proposing import Proposals, last_of
from bot.campaigns.pieces.themes import refuse_another_theme
from bot.editing.errors import NotFit, StepRefused
from bot.editing.review import DROPPED_KEPT, SHORTEST_REASON, Kind, Reviewed, Step, demand
from bot.kit.errors import NotFound
from bot.kit.stamp import demand_unchanged
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember

_EDITED = AuditAction.CAMPAIGN_EDITED
DUE_SOON_DAYS = 7
_WRITABLE = (PieceState.DRAFT,)
_CHANGED = "这份内容刚刚被别人改过，请回去看一遍再改。"


@dataclass(frozen=True)
class CampaignView:
    """A campaign with all that belongs to it."""

    campaign: Campaign
    checklist: Sequence[ChecklistItem]
    pieces: Sequence[Piece]
    before: Campaign | None
    pieces_before: Sequence[Piece]


@dataclass(frozen=True)
class CampaignDesk(Reviewed[Piece]):
    """Everything that changes campaigns and pieces.

    Args:
        calendar: topics, audiences and days.
        proposals: makes campaigns.
        inspection: looks for faults.
    """

    calendar: Calendar
    proposals: Proposals
    inspection: Inspection

    kind = Kind(
        Piece,
        "piece",
        missing=partial(NotFound, "没有这份内容。"),
        changed="打开页面以后内容又改过，请重新看一遍。",
        steps={
            "write": Step(_WRITABLE, PieceState.DRAFT, _EDITED),
            "drop": Step(_WRITABLE, PieceState.DROPPED, _EDITED, {"dropped": True}),
            "restore": Step((PieceState.DROPPED,), PieceState.DRAFT, _EDITED, {"back": True}),
            "submit": Step(_WRITABLE, PieceState.SUBMITTED, _EDITED, {"submitted": True}),
            "proofread": Step(
                (PieceState.SUBMITTED,), PieceState.PROOFREAD, _EDITED, {"proofread": True},
                judge="proofreader",
            ),
            "approve": Step(
                (PieceState.PROOFREAD,), PieceState.APPROVED, AuditAction.CAMPAIGN_APPROVED,
                other="您写过这份内容，要由另一位来批准。", judge="approver",
            ),
            "send back": Step(
                (PieceState.SUBMITTED, PieceState.PROOFREAD), PieceState.DRAFT,
                AuditAction.CAMPAIGN_REJECTED,
            ),
            "withdraw": Step(
                (PieceState.APPROVED,), PieceState.DROPPED, AuditAction.CAMPAIGN_STOPPED
            ),
        },
    )  # fmt: skip

    async def campaigns(self) -> Sequence[Campaign]:
        """All, the latest first."""
        async with self.sessions() as session:
            query = select(Campaign).order_by(Campaign.begins_on.desc(), Campaign.id)
            return (await session.scalars(query)).all()

    async def view(self, number: int) -> CampaignView:
        """One campaign.

        Raises:
            NotFound: there is none.
        """
        async with self.sessions() as session:
            return await session.run_sync(lambda blocking: _view(blocking, number))

    async def propose(self, by: str, day: str, year: int) -> int:
        """Begin a campaign before its time, or one of an earlier year; its number.

        Raises:
            NotFound: the calendar has no such day.
            StepRefused: there is one already.
        """
        if day not in self.calendar.days:
            raise NotFound("日历里没有这个日子。")

        def work(session: Session) -> int:
            made = self.proposals.propose(session, self.calendar.days[day], year, self.clock())
            if made is None:
                raise StepRefused("这一年的活动已经建好了。")
            self._edited(session, by, made.id, added=day)
            return made.id

        return await self.sessions.run(work)

    async def set_theme(
        self, by: str, number: int, theme: str, source: str, seen: str | None = None
    ) -> None:
        """Write the year's theme down, with where it was read.

        Args:
            by: who writes.
            number: of the campaign.
            theme: its words.
            source: where it was read.
            seen: stamp of both as the writer saw them.

        Raises:
            Overtaken: somebody else changed it meanwhile.
            NotFit: a theme without a source, or from memory: false lists circulate.
        """
        if theme.strip() and (len(source.strip()) < SHORTEST_REASON or not is_checked(source)):
            raise NotFit("写主题要写明在哪里核对的（网上流传的历年主题有不少是错的）。")

        def work(session: Session) -> None:
            campaign = _campaign(session, number, lock=True)
            demand_unchanged(seen, campaign.theme, campaign.theme_source)
            campaign.theme, campaign.theme_source = theme.strip()[:120], source.strip()[:200]
            self._theme_task_done(session, campaign, by)
            self._edited(session, by, number, theme=theme)

        await self.sessions.run(work)

    def _theme_task_done(self, session: Session, campaign: Campaign, by: str) -> None:
        """The task of finding out the theme is done with the theme, and open without."""
        day = self.calendar.days.get(campaign.day)
        if day is None or day.theme_task is None:
            return
        mine = (
            ChecklistItem.campaign_id == campaign.id,
            ChecklistItem.text == day.theme_task.text,
        )
        for item in session.scalars(select(ChecklistItem).where(*mine)):
            if bool(item.done_by) is not bool(campaign.theme):
                done = (by, self.clock()) if campaign.theme else ("", None)
                item.done_by, item.done_at = done

    async def tick(self, by: str, item: int, *, done: bool) -> int:
        """Note that something on the checklist is done, or not; the campaign's number."""

        def work(session: Session) -> int:
            row = session.get(ChecklistItem, item)
            if row is None:
                raise NotFound("清单里没有这一项。")
            row.done_by, row.done_at = (by, self.clock()) if done else ("", None)
            self._edited(session, by, row.campaign_id, done=done)
            return row.campaign_id

        return await self.sessions.run(work)

    async def add(
        self, by: str, kind: PieceKind, topic: str, title: str, campaign: int | None = None
    ) -> int:
        """Begin a piece; its number.

        Raises:
            NotFit: without a title, or of an unknown topic.
        """
        if not title.strip() or topic not in self.calendar.topics:
            raise NotFit("请写标题，并选一个主题类别。")

        def work(session: Session) -> int:
            if campaign is not None:
                _campaign(session, campaign)
            now = self.clock()
            row = Piece(
                campaign_id=campaign,
                kind=kind.value,
                topic=topic,
                title=title.strip()[:64],
                content=PieceContent(Version(title.strip())).to_json(),
                hands=[by],
                made_at=now,
                changed_at=now,
            )
            session.add(row)
            session.flush()
            self.written(session, row, by, added=kind.value)
            return row.id

        return await self.sessions.run(work)

    async def piece(self, number: int) -> Piece:
        """One piece.

        Raises:
            NotFound: there is none.
        """
        async with self.sessions() as session:
            return await session.run_sync(self.row_in, number)

    async def pieces(self, *states: PieceState) -> Sequence[Piece]:
        """Pieces in some states, the last changed first."""
        query = select(Piece).where(Piece.state.in_([state.value for state in states]))
        async with self.sessions() as session:
            return (await session.scalars(query.order_by(Piece.changed_at.desc()).limit(200))).all()

    async def write(self, by: str, number: int, stamp: int, content: PieceContent) -> None:
        """Save a draft.

        Args:
            stamp: of the piece as the writer saw it.
            content: the whole of it.

        Raises:
            StepRefused: it isn't a draft.
            Overtaken: somebody else changed it meanwhile.
        """

        def work(session: Session) -> None:
            row = self.writable_in(session, number, stamp)
            old = PieceContent.from_json(row.content)
            kept = replace(content, slug=old.slug, theme=old.theme)
            if kept == old:
                return  # a button that saves first; who changed nothing has not written on it
            row.content, row.title = kept.to_json(), (content.base.title or row.title)[:64]
            row.stamp += 1
            self.written(session, row, by)

        await self.sessions.run(work)

    async def submit(self, by: str, number: int) -> None:
        """Hand a draft in for proofreading.

        Raises:
            NotFit: it has faults.
            StepRefused: it isn't a draft, or was changed while it was looked at.
        """
        seen = await self.piece(number)
        look = await self.inspection.look(seen)
        if look.faults:
            raise NotFit("".join(look.faults))

        def work(session: Session) -> None:
            row = self.row_in(session, number, _WRITABLE)
            if row.stamp != seen.stamp:
                raise StepRefused(_CHANGED)
            campaign = session.get(Campaign, row.campaign_id or 0)
            content = PieceContent.from_json(row.content)
            themed = replace(content, theme=campaign.theme if campaign else "")
            row.content, row.reason = themed.to_json(), ""
            row.title = themed.filled().base.title[:64] or row.title
            # Whoever hands it in answers for it as well, also for what a pack brought.
            row.hands = sorted({*row.hands, by})
            self.enter(session, row, by, self.kind.steps["submit"])

        await self.sessions.run(work)

    async def proofread(self, by: str, number: int, stamp: int | None = None) -> None:
        """Another person has read it.

        Args:
            by: who read it.
            number: of the piece.
            stamp: of the piece as it was read; None where nobody looks at a page.

        Raises:
            StepRefused: it isn't handed in, it isn't what was read, or this person wrote on it
                and there is somebody else.
        """

        def check(session: Session, row: Piece) -> None:
            if by in row.hands and not writers_may(readers(session), row.hands):
                raise StepRefused("您写过这份内容，要由另一位来校对。")

        await self.take(by, number, "proofread", seen=stamp, check=check)

    async def approve(self, by: str, number: int, stamp: int | None = None) -> None:
        """Approve what was proofread; arguments as of :meth:`proofread`.

        Raises:
            StepRefused: it isn't proofread, this person wrote on it or proofread it, or it isn't
                what was read.
            NotFit: it shows another theme than its campaign has now.
        """

        def check(session: Session, row: Piece) -> None:
            if row.proofreader == by:
                raise StepRefused("这份内容是您校对的，要由另一位来批准。")
            refuse_another_theme(session, row)

        await self.take(by, number, "approve", seen=stamp, check=check)

    async def send_back(self, by: str, number: int, reason: str) -> None:
        """Back to its writers.

        Raises:
            NotFit: without a reason.
            StepRefused: it is a draft, or approved and already planned.
        """
        demand(reason, "退回")

        def say(session: Session, row: Piece) -> None:
            said = f"{_name(session, by)}：{reason.strip()}"
            row.reason, row.proofreader = said[:300], ""

        await self.take(by, number, "send back", check=say, why=reason)

    async def withdraw(self, by: str, number: int, reason: str) -> None:
        """Take an approved piece off the pages, when something in it turns out to be wrong.

        Raises:
            NotFit: without a reason.
            StepRefused: it isn't approved, or a broadcast of it isn't over.
        """
        demand(reason, "下线")

        def say(session: Session, row: Piece) -> None:
            planned = (BroadcastState.PLANNED.value, BroadcastState.SCHEDULED.value)
            running = select(Broadcast.id).where(
                Broadcast.piece_id == number, Broadcast.state.in_((*planned, *OPEN_STATES))
            )
            if session.scalar(running.limit(1)) is not None:
                raise StepRefused("这份内容还有没结束的推送，请先取消推送再下线。")
            row.reason = f"{_name(session, by)}下线：{reason.strip()}"[:300]

        await self.take(by, number, "withdraw", check=say, why=reason.strip())

    async def change_pictures(
        self, by: str, number: int, change: Callable[[Session], object]
    ) -> None:
        """Add or remove a picture of a draft: who does so has written on it.

        Raises:
            StepRefused: it is no draft.
        """

        def work(session: Session) -> None:
            row = self.writable_in(session, number)
            change(session)
            row.stamp += 1
            self.written(session, row, by)

        await self.sessions.run(work)

    async def copy(self, by: str, number: int, campaign: int | None) -> int:
        """A new draft with the words of another piece, for example last year's; its number."""

        def work(session: Session) -> int:
            old, now = self.row_in(session, number), self.clock()
            row = Piece(
                campaign_id=campaign,
                kind=old.kind,
                topic=old.topic,
                title=PieceContent.from_json(old.content).base.title[:64] or old.title,
                content={**old.content, "slug": "", "theme": ""},
                hands=[by],
                made_at=now,
                changed_at=now,
            )
            session.add(row)
            session.flush()
            _copy_pictures(session, old.id, row.id)
            self.written(session, row, by, copied=number)
            return row.id

        return await self.sessions.run(work)

    def _edited(self, session: Session, by: str, campaign: int, **details: Any) -> None:
        session.flush()
        self.audit.add(
            session, by, _EDITED, object_type="campaign", object_id=str(campaign), details=details
        )

    def _refuse_restoring(self, session: Session, row: Piece) -> None:
        if not may_restore(row, self.clock()):
            raise StepRefused(f"只有放弃不到 {DROPPED_KEPT.days} 天的草稿能恢复。")


def may_restore(row: Piece, now: datetime) -> bool:
    """Whether a piece is a draft that was given up not too long ago."""
    given_up = row.state == PieceState.DROPPED.value and not row.approver
    return given_up and row.changed_at >= now - DROPPED_KEPT


def due_soon(items: Sequence[ChecklistItem], today: date) -> list[ChecklistItem]:
    """What is still to do in the next days, or late."""
    last = today + timedelta(DUE_SOON_DAYS)
    return [item for item in items if not item.done_by and item.due_on <= last]


def _campaign(session: Session, number: int, *, lock: bool = False) -> Campaign:
    row = session.get(Campaign, number, with_for_update=lock)
    if row is None:
        raise NotFound("没有这个活动。")
    return row


def _view(session: Session, number: int) -> CampaignView:
    campaign = _campaign(session, number)
    items = select(ChecklistItem).where(ChecklistItem.campaign_id == number)
    checklist = session.scalars(items.order_by(ChecklistItem.due_on, ChecklistItem.id)).all()
    before = last_of(session, campaign)
    return CampaignView(
        campaign,
        checklist,
        _pieces_of(session, number),
        before,
        _pieces_of(session, before.id) if before else [],
    )


def _pieces_of(session: Session, number: int) -> Sequence[Piece]:
    query = select(Piece).where(
        Piece.campaign_id == number, Piece.state != PieceState.DROPPED.value
    )
    return session.scalars(query.order_by(Piece.id)).all()


def _copy_pictures(session: Session, old: int, new: int) -> None:
    for one in session.scalars(select(PiecePicture).where(PiecePicture.piece_id == old)).all():
        session.add(
            PiecePicture(
                piece_id=new,
                name=one.name,
                media_type=one.media_type,
                content=one.content,
                wechat_url=one.wechat_url,
            )
        )


def _name(session: Session, username: str) -> str:
    query = select(StaffMember.display_name).where(StaffMember.username == username)
    return session.scalar(query) or username
