"""Broadcasts (推送): planned, scheduled by a second person, gathered, sent, stopped, ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.campaigns.audience.segments import Segment
from bot.campaigns.broadcasts.waits import why_waiting
from bot.campaigns.calendar import Calendar
from bot.campaigns.models import Broadcast, BroadcastState, Piece, PieceState
from bot.channels.wechat.api.mass import new_client_id
from bot.citizens.models import Subscriber
from bot.editing.errors import NotFit, StepRefused
from bot.editing.review import demand
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory, insert
from bot.kit.errors import NotFound
from bot.outbox.bulk_models import BulkRun, Delivery, DeliveryStatus
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog

EACH, MASS = "each", "mass"
GATHERED_AT_ONCE = 2000
CANCELLED_AT_ONCE = 5000
SENT_WITHIN = timedelta(days=3)  # what hasn't left by then is out of date
_DID_NOT_LEAVE = (DeliveryStatus.CANCELLED.value, DeliveryStatus.FAILED.value)
_WAITING = (DeliveryStatus.QUEUED.value, DeliveryStatus.SENDING.value)
_STOPPABLE = (
    BroadcastState.PLANNED,
    BroadcastState.SCHEDULED,
    BroadcastState.GATHERING,
    BroadcastState.SENDING,
    BroadcastState.PAUSED,
    BroadcastState.CONFIRMING,
)


@dataclass(frozen=True)
class Plan:
    """What somebody wants sent.

    Args:
        piece: number of an approved piece.
        segment: to whom.
        route: :data:`EACH` or :data:`MASS`.
        send_at: when.
        late_minutes: how late it may still begin.
    """

    piece: int
    segment: Segment
    route: str
    send_at: datetime
    late_minutes: int = 120


@dataclass(frozen=True)
class Progress:
    """How far a broadcast is: rows by channel and status."""

    counts: dict[tuple[str, str], int]

    def of(self, status: DeliveryStatus) -> int:
        """Rows with a status on all channels."""
        return sum(n for (_, name), n in self.counts.items() if name == status.value)

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Broadcasts:
    """Steps of broadcasts.

    Args:
        sessions: the database.
        calendar: quiet hours.
        audit: the log.
        clock: the present moment.
    """

    sessions: SessionFactory
    calendar: Calendar
    audit: AuditLog
    clock: Clock

    async def count(self, segment: Segment) -> dict[str, int]:
        """How many a segment has now, by channel."""
        now = self.clock()
        async with self.sessions() as session:
            return await session.run_sync(lambda blocking: segment.count(blocking, now))

    async def plan(self, by: str, plan: Plan) -> int:
        """Write a plan down; its number.

        Raises:
            NotFit: the time is past or in the quiet hours, or the route doesn't suit.
            StepRefused: the piece isn't approved.
        """
        self._check(plan)

        def work(session: Session) -> int:
            piece = session.get(Piece, plan.piece)
            if piece is None:
                raise NotFound("没有这份内容。")
            if piece.state != PieceState.APPROVED.value:
                raise StepRefused("内容还没有批准，不能安排推送。")
            row = Broadcast(
                piece_id=plan.piece,
                segment=plan.segment.to_json(),
                route=plan.route,
                state=BroadcastState.PLANNED.value,
                send_at=plan.send_at,
                late_minutes=plan.late_minutes,
                planned_by=by,
                made_at=self.clock(),
                client_id=new_client_id(),
            )
            session.add(row)
            session.flush()
            self._note(session, by, AuditAction.CAMPAIGN_EDITED, row, planned=True)
            return row.id

        return await self.sessions.run(work)

    async def schedule(self, by: str, number: int) -> int:
        """Let a plan go ahead; how many it would reach now.

        Raises:
            StepRefused: it isn't a plan, it is this person's own, or its time is past.
        """

        def work(session: Session) -> int:
            row = broadcast_in(session, number, (BroadcastState.PLANNED,))
            if row.planned_by == by:
                raise StepRefused("推送要由另一位批准，不能批准自己安排的。")
            if row.send_at + timedelta(minutes=row.late_minutes) < self.clock():
                raise StepRefused("计划的时间已经过了，请取消后重新安排。")
            segment = Segment.from_json(row.segment)
            row.counted = _reached(session, row.piece_id, segment, self.clock())
            if not row.counted:
                raise StepRefused("这个人群现在一个人也没有，或者都收到过这份内容，不用推送。")
            row.state, row.scheduled_by = BroadcastState.SCHEDULED.value, by
            self._note(session, by, AuditAction.CAMPAIGN_APPROVED, row, recipients=row.counted)
            return row.counted

        return await self.sessions.run(work)

    async def pause(self, by: str, number: int) -> None:
        """Send nothing more for now."""
        await self._switch(by, number, BroadcastState.SENDING, BroadcastState.PAUSED)

    async def resume(self, by: str, number: int) -> None:
        """Go on sending."""
        await self._switch(by, number, BroadcastState.PAUSED, BroadcastState.SENDING)

    async def cancel(self, by: str, number: int, reason: str) -> None:
        """Send nothing more of it at all.

        Raises:
            NotFit: without a reason.
            StepRefused: it is over, or WeChat has it already.
        """
        demand(reason, "取消")

        def work(session: Session) -> None:
            row = broadcast_in(session, number, _STOPPABLE)
            is_sending = row.state == BroadcastState.SENDING.value
            if row.route == MASS and is_sending and row.outcome.get("submitting"):
                raise StepRefused("已经交给微信，不能取消；要撤回请到公众号后台删除。")
            if row.state == BroadcastState.CONFIRMING.value and not row.outcome.get("uncertain"):
                _take_back(session, row.id)  # WeChat has refused it so far: nobody got it
            row.state, row.reason = BroadcastState.CANCELLED.value, reason.strip()[:300]
            row.ended_at = self.clock()
            _set_running(session, row.id, running=False)
            self._note(session, by, AuditAction.CAMPAIGN_STOPPED, row, why=reason.strip())

        await self.sessions.run(work)

    async def broadcast(self, number: int) -> Broadcast:
        """One broadcast.

        Raises:
            NotFound: there is none.
        """
        async with self.sessions() as session:
            return await session.run_sync(lambda blocking: broadcast_in(blocking, number))

    async def of_piece(self, piece: int) -> Sequence[Broadcast]:
        """Broadcasts of a piece, the latest first."""
        query = select(Broadcast).where(Broadcast.piece_id == piece)
        async with self.sessions() as session:
            return (await session.scalars(query.order_by(Broadcast.id.desc()))).all()

    async def latest(self, most: int = 100) -> Sequence[tuple[Broadcast, Piece]]:
        """The latest broadcasts with their pieces."""
        query = select(Broadcast, Piece).join(Piece, Piece.id == Broadcast.piece_id)
        async with self.sessions() as session:
            rows = await session.execute(query.order_by(Broadcast.send_at.desc()).limit(most))
            return [(broadcast, piece) for broadcast, piece in rows]

    async def progress(self, number: int) -> Progress:
        """How far a broadcast is."""
        async with self.sessions() as session:
            return await session.run_sync(lambda blocking: progress_in(blocking, number))

    async def waits(self, number: int) -> tuple[str, ...]:
        """Why copies of it wait; see :func:`why_waiting`."""

        def read(session: Session) -> tuple[str, ...]:
            row = session.get(Broadcast, number)
            return why_waiting(session, row, self.calendar, self.clock()) if row else ()

        async with self.sessions() as session:
            return await session.run_sync(read)

    async def problems(self, number: int, most: int = 20) -> Sequence[tuple[str, str, int]]:
        """Why copies did not leave, or may have: status, reason and how many."""
        wanted = (DeliveryStatus.FAILED.value, DeliveryStatus.UNKNOWN.value)
        query = (
            select(Delivery.status, Delivery.reason, func.count())
            .where(Delivery.broadcast_id == number, Delivery.status.in_(wanted))
            .group_by(Delivery.status, Delivery.reason)
            .order_by(func.count().desc())
            .limit(most)
        )
        async with self.sessions() as session:
            rows = await session.execute(query)
            return [(status, reason, count) for status, reason, count in rows]

    def begin_due(self, session: Session) -> int:
        """Begin what is due; what is too late is marked missed. How many moved."""
        now = self.clock()
        rows = session.scalars(
            select(Broadcast)
            .where(Broadcast.state == BroadcastState.SCHEDULED.value, Broadcast.send_at <= now)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            late = now > row.send_at + timedelta(minutes=row.late_minutes)
            row.state = (BroadcastState.MISSED if late else BroadcastState.GATHERING).value
            row.begun_at, row.ended_at = (None, now) if late else (now, None)
        return len(rows)

    def gather(self, session: Session) -> int:
        """Make rows for some more recipients; 0 when no broadcast needs any, else 1.

        Each call is one short transaction that notes how far it came, so that a process that dies
        leaves nobody out and makes nobody's row twice.
        """
        row = session.scalar(
            select(Broadcast)
            .where(Broadcast.state == BroadcastState.GATHERING.value)
            .order_by(Broadcast.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return 0
        segment = Segment.from_json(row.segment)
        page = session.scalars(segment.page(row.gathered_to, self.clock(), GATHERED_AT_ONCE)).all()
        if page:
            self._add_rows(session, row, page)
            row.gathered_to = page[-1].id
        if len(page) < GATHERED_AT_ONCE:
            self._gathered(session, row)
        return 1

    def finish(self, session: Session) -> int:
        """End broadcasts of which nothing waits any more; how many."""
        rows = session.scalars(
            select(Broadcast)
            .where(Broadcast.state == BroadcastState.SENDING.value, Broadcast.route == EACH)
            .with_for_update(skip_locked=True)
        ).all()
        ended = 0
        for row in rows:
            waits = select(Delivery.id).where(
                Delivery.broadcast_id == row.id, Delivery.status.in_(_WAITING)
            )
            if session.scalar(waits.limit(1)) is None:
                row.state, row.ended_at = BroadcastState.DONE.value, self.clock()
                _set_running(session, row.id, running=False)
                ended += 1
        return ended

    def sweep_cancelled(self, session: Session) -> int:
        """Cancel the queued rows of cancelled broadcasts; how many this time."""
        stopped = select(Broadcast.id).where(Broadcast.state == BroadcastState.CANCELLED.value)
        ids = (
            select(Delivery.id)
            .where(
                Delivery.broadcast_id.in_(stopped), Delivery.status == DeliveryStatus.QUEUED.value
            )
            .limit(CANCELLED_AT_ONCE)
        )
        done = session.execute(
            update(Delivery)
            .where(Delivery.id.in_(ids.scalar_subquery()))
            .values(status=DeliveryStatus.CANCELLED.value, reason="推送已取消。")
            .execution_options(synchronize_session=False)
        )
        return int(done.rowcount)  # type: ignore[attr-defined]

    def _add_rows(self, session: Session, row: Broadcast, page: Sequence[Subscriber]) -> None:
        now = self.clock()
        values = [
            {
                "piece_id": row.piece_id,
                "broadcast_id": row.id,
                "conversation": one.conversation,
                "channel": one.channel,
                "audience": one.audience,
                "district": one.district,
                "status": DeliveryStatus.QUEUED.value,
                "route": MASS if row.route == MASS else "",
                "reason": "",
                "attempts": 0,
                "not_before": now,
            }
            for one in page
        ]
        # Whoever has had the piece, or may have had it, keeps that row.
        statement = insert(session, Delivery)
        fresh = {"broadcast_id": row.id, "status": DeliveryStatus.QUEUED.value, "reason": ""}
        statement = statement.on_conflict_do_update(
            index_elements=["piece_id", "conversation"],
            set_={**fresh, "not_before": now, "attempts": 0, "route": statement.excluded.route},
            where=or_(*(Delivery.status == status for status in _DID_NOT_LEAVE)),
        )
        session.execute(statement, values)

    def _gathered(self, session: Session, row: Broadcast) -> None:
        row.state = BroadcastState.SENDING.value
        if row.route == EACH:
            until = self.clock() + SENT_WITHIN
            run = BulkRun(broadcast_id=row.id, piece_id=row.piece_id, running=True, until=until)
            session.merge(run)

    async def _switch(
        self, by: str, number: int, before: BroadcastState, after: BroadcastState
    ) -> None:
        def work(session: Session) -> None:
            row = broadcast_in(session, number, (before,))
            if row.route == MASS:
                raise StepRefused("群发由微信一次完成，不能暂停。")
            row.state = after.value
            _set_running(session, row.id, running=after is BroadcastState.SENDING)
            self._note(session, by, AuditAction.CAMPAIGN_STOPPED, row, state=after.value)

        await self.sessions.run(work)

    def _check(self, plan: Plan) -> None:
        if plan.route not in (EACH, MASS):
            raise NotFit("没有这种发送方式。")
        if plan.send_at < self.clock() - timedelta(minutes=5):
            raise NotFit("计划的时间已经过了。")
        if self.calendar.opens(plan.send_at) > plan.send_at:
            raise NotFit("计划的时间在免打扰时段里，请换个时间。")
        if not 0 <= plan.late_minutes <= 7 * 24 * 60:
            raise NotFit("最晚推迟的时间要在 0 分钟到 7 天之间。")
        if plan.route == MASS and set(plan.segment.channels) != {"wechat"}:
            raise NotFit("群发只能用在微信上，请把渠道只选微信。")

    def _note(
        self, session: Session, by: str, action: AuditAction, row: Broadcast, **details: Any
    ) -> None:
        session.flush()
        self.audit.add(
            session,
            by,
            action,
            object_type="broadcast",
            object_id=str(row.id),
            details={"piece": row.piece_id, **details},
        )


def broadcast_in(
    session: Session, number: int, states: Sequence[BroadcastState] = tuple(BroadcastState)
) -> Broadcast:
    """A broadcast, locked.

    Raises:
        NotFound: there is none.
        StepRefused: it stands elsewhere.
    """
    query = select(Broadcast).where(Broadcast.id == number).with_for_update()
    row: Broadcast | None = session.scalar(query)
    if row is None:
        raise NotFound("没有这次推送。")
    if row.state not in states:
        raise StepRefused
    return row


def progress_in(session: Session, number: int) -> Progress:
    """How far a broadcast is."""
    rows = session.execute(
        select(Delivery.channel, Delivery.status, func.count())
        .where(Delivery.broadcast_id == number)
        .group_by(Delivery.channel, Delivery.status)
    )
    return Progress({(channel, status): count for channel, status, count in rows})


def _reached(session: Session, piece: int, segment: Segment, now: datetime) -> int:
    """How many a segment has who have not had the piece and are not to have it yet."""
    stopped = select(Broadcast.id).where(Broadcast.state == BroadcastState.CANCELLED.value)
    not_swept_yet = and_(
        Delivery.status == DeliveryStatus.QUEUED.value, Delivery.broadcast_id.in_(stopped)
    )
    had = exists().where(
        Delivery.piece_id == piece,
        Delivery.conversation == Subscriber.conversation,
        Delivery.status.not_in(_DID_NOT_LEAVE),
        ~not_swept_yet,
    )
    query = select(func.count()).select_from(Subscriber).where(segment.condition(now), ~had)
    return session.scalar(query) or 0


def _set_running(session: Session, number: int, *, running: bool) -> None:
    session.execute(update(BulkRun).where(BulkRun.broadcast_id == number).values(running=running))


def _take_back(session: Session, number: int) -> None:
    session.execute(
        update(Delivery)
        .where(Delivery.broadcast_id == number, Delivery.status == DeliveryStatus.SENDING.value)
        .values(status=DeliveryStatus.QUEUED.value, leased_until=None)
        .execution_options(synchronize_session=False)
    )
