"""WeChat's mass send (群发) of a piece to the tag of its segment.

Each step is written down before the next begins, and the submission carries the broadcast's own
clientmsgid: whoever dies in between, the platform takes the message once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.campaigns.audience.segments import Segment
from bot.campaigns.audience.tags import SegmentTags
from bot.campaigns.broadcasts.broadcasts import MASS, broadcast_in
from bot.campaigns.models import Broadcast, BroadcastState
from bot.campaigns.pieces.mass_content import MassContents
from bot.channels.wechat.api import WeChatClient, errors
from bot.citizens.models import Subscriber
from bot.citizens.subscriptions import ADDRESS_FIELD
from bot.editing.errors import NotFit, StepRefused
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import ServiceError
from bot.kit.sealing import Keyring, SealBroken
from bot.outbox.bulk_models import Delivery, DeliveryStatus
from bot.outbox.bulk_queue import LEFT, TOO_MANY, UNREADABLE
from bot.outbox.bulk_rules import BulkRules, Cap
from bot.outbox.bulk_share import full
from bot.outbox.quota import QuotaLedger

log = structlog.get_logger()

PAGE = 1000
COUNTED = "counted"  # the citizen's monthly share is taken: not once more after a crash
MONTH_FULL = "这位市民本月的群发已满微信允许的条数，没有发送。"
BUSY = "市民正在填写登记，没有打扰。"
NOBODY = "名单里没有可以发送的人。"
NO_QUOTA = "本账号的群发次数已用完。"
TOO_OLD = "提交后超过一天没有得到微信的答复，不能确定有没有发出，请到公众号后台核对。"
# The platform knows a clientmsgid again for 24 hours.
SURE_FOR = timedelta(hours=23)
CONFIRM_WITHIN = timedelta(minutes=30)
REPORTED_WITHIN = timedelta(days=2)
TRY_AGAIN = timedelta(minutes=1)
ASK_STATUS_AFTER = timedelta(minutes=10)
FEWEST = 2


@dataclass(frozen=True)
class MassSending:
    """Takes broadcasts of the mass route through their steps.

    Args:
        sessions: the database.
        client: the account.
        ledger: quotas of account and citizens.
        keyring: opens addresses.
        rules: whom not to disturb.
        cap: pieces for one person.
        tags: the account's tags.
        contents: drafts and pictures.
        clock: the present moment.
    """

    sessions: SessionFactory
    client: WeChatClient
    ledger: QuotaLedger
    keyring: Keyring
    rules: BulkRules
    cap: Cap
    tags: SegmentTags
    contents: MassContents
    clock: Clock

    async def run(self) -> int:
        """Do what can be done now; how many broadcasts moved."""
        now = self.clock()
        states = [BroadcastState.SUBMITTED]
        if self.rules.opens(now) == now:  # a late one, or one tried again, waits for the morning
            states.append(BroadcastState.SENDING)
        query = select(Broadcast.id).where(
            Broadcast.route == MASS,
            Broadcast.state.in_(states),
            (Broadcast.try_at.is_(None)) | (Broadcast.try_at <= now),
        )
        async with self.sessions() as session:
            numbers = list(await session.scalars(query.order_by(Broadcast.id)))
        for number in numbers:
            await self._step(number)
        return len(numbers)

    def finished(self, session: Session, job: str, status: str, counts: dict[str, Any]) -> bool:
        """The platform reports a job's end; False if it is none of ours.

        Args:
            session: the caller's transaction.
            job: its id.
            status: ``send success``, ``send fail`` or ``err(n)``; any other counts as failed.
            counts: what it tells besides.
        """
        return note_finished(session, job, status, counts, self.clock)

    async def preview(self, piece: int, segment: Segment, name: str) -> None:
        """Send a piece to one WeChat name, to be looked at on a phone.

        Raises:
            NotFit: no name was given.
            StepRefused: the day's previews are used up.
            WeChatError: the platform refused.
        """
        if not name:
            raise NotFit("请写收预览的微信号。")
        if await self.ledger.take("wechat", "", "preview", self.clock()) is None:
            raise StepRefused("今天的预览次数（100 次）用完了，明天再试。")
        uploaded = await self.contents.upload(piece, segment)
        content = await self.contents.content(uploaded, piece, segment)
        await self.client.mass.preview_to_name(name, content)

    async def confirmed(self, number: int) -> None:
        """The account's administrator has confirmed: submit again, as the same message."""

        def work(session: Session) -> None:
            row = broadcast_in(session, number, (BroadcastState.CONFIRMING,))
            row.state, row.try_at, row.confirm_by = BroadcastState.SENDING.value, None, None

        await self.sessions.run(work)

    async def _step(self, number: int) -> None:
        async with self.sessions() as session:
            row = await session.get_one(Broadcast, number)
        try:
            if row.state == BroadcastState.SUBMITTED:
                await self._ask(row)
            elif not row.outcome.get("submitting"):
                await self._prepare(row)
            else:
                await self._submit(row)
        except _OvertakenError:
            pass  # another process did this step meanwhile
        except errors.WeChatError as problem:
            await self._failed(row, problem)
        except ServiceError as problem:
            said = problem.for_citizen
            await self._end(number, BroadcastState.FAILED, said, DeliveryStatus.CANCELLED)

    async def _prepare(self, row: Broadcast) -> None:
        openids = await self._recipients(row.id)
        if len(openids) < FEWEST:
            await self._end(row.id, BroadcastState.FAILED, NOBODY, DeliveryStatus.CANCELLED)
            return
        segment = Segment.from_json(row.segment)
        if not row.media_id:
            await self._save(row.id, media_id=await self.contents.upload(row.piece_id, segment))
        tag = await self.tags.bring(segment, openids)
        if not await self._may_submit(row, tag):
            await self._end(row.id, BroadcastState.FAILED, NO_QUOTA, DeliveryStatus.CANCELLED)
            return
        async with self.sessions() as session:
            row = await session.get_one(Broadcast, row.id)
        await self._submit(row)

    async def _submit(self, row: Broadcast) -> None:
        if self.clock() - _moment(row) > SURE_FOR:
            await self._end(row.id, BroadcastState.FAILED, TOO_OLD, DeliveryStatus.UNKNOWN)
            return
        if self.rules.opens(self.clock()) > self.clock():
            return  # goes on in the morning
        segment = Segment.from_json(row.segment)
        content = await self.contents.content(row.media_id, row.piece_id, segment)
        assert row.tag_id is not None
        if not row.outcome.get("uncertain"):
            # Somebody may have left while the message waited.
            openids = await self._recipients(row.id, DeliveryStatus.SENDING)
            if len(openids) < FEWEST:
                await self._end(row.id, BroadcastState.FAILED, NOBODY, DeliveryStatus.CANCELLED)
                return
            await self.tags.bring(segment, openids)
        job = await self.client.mass.to_tag(row.tag_id, content, row.client_id)
        await self._save(
            row.id,
            state=BroadcastState.SUBMITTED.value,
            job_id=job.id,
            reason="",
            try_at=self.clock() + ASK_STATUS_AFTER,
        )
        log.info("campaign.mass_submitted", broadcast=row.id, repeated=job.repeated)

    async def _ask(self, row: Broadcast) -> None:
        """Ask for the outcome where the event didn't come."""
        status = await self.client.mass.status(row.job_id)
        if status in ("SEND_SUCCESS", "SEND_FAIL", "DELETE"):
            # What was deleted afterwards had been sent.
            said = "send fail" if status == "SEND_FAIL" else "send success"
            await self.sessions.run(lambda session: self.finished(session, row.job_id, said, {}))
            return
        await self._save(row.id, try_at=self.clock() + ASK_STATUS_AFTER)

    async def _recipients(
        self, number: int, status: DeliveryStatus = DeliveryStatus.QUEUED
    ) -> list[str]:
        """Openids of those who may get it; the others' rows are put aside with the reason."""
        openids: list[str] = []
        after = 0
        while True:
            page = partial(self._page, number=number, after=after, status=status)
            last, found = await self.sessions.run(page)
            openids += found
            if last is None:
                return openids
            after = last

    def _page(
        self, session: Session, number: int, after: int, status: DeliveryStatus
    ) -> tuple[int | None, list[str]]:
        rows = session.scalars(
            select(Delivery)
            .where(
                Delivery.broadcast_id == number,
                Delivery.status == status.value,
                Delivery.id > after,
            )
            .order_by(Delivery.id)
            .limit(PAGE)
            .with_for_update()
        ).all()
        if not rows:
            return None, []
        fit = self._fit if status is DeliveryStatus.QUEUED else self._still_asked
        return rows[-1].id, fit(session, rows)

    def _still_asked(self, session: Session, rows: Sequence[Delivery]) -> list[str]:
        """Of those found fit before, who has not left meanwhile."""
        asked = self.rules.asked(session, rows[0].broadcast_id, [row.conversation for row in rows])
        sealed = _addresses(session, asked)
        found = []
        for row in rows:
            if row.conversation not in sealed:
                row.leased_until = None
                _aside(row, LEFT)
            elif (openid := self._open(row, sealed[row.conversation])) is not None:
                found.append(openid)
        return found

    def _fit(self, session: Session, rows: Sequence[Delivery]) -> list[str]:
        now, names = self.clock(), [row.conversation for row in rows]
        asked = self.rules.asked(session, rows[0].broadcast_id, names)
        sealed = _addresses(session, asked)
        served = full(session, names, self.cap, now)
        busy = self.rules.busy(session, names)
        found = []
        for row in rows:
            if row.conversation not in sealed:
                _aside(row, LEFT)
            elif row.conversation in served:
                _aside(row, TOO_MANY)
            elif row.conversation in busy:
                _aside(row, BUSY)
            elif not self._month_allows(session, row):
                _aside(row, MONTH_FULL)
            elif (openid := self._open(row, sealed[row.conversation])) is not None:
                found.append(openid)
        return found

    def _month_allows(self, session: Session, row: Delivery) -> bool:
        if row.route == COUNTED:
            return True
        grant = self.ledger.take_in(
            session, "wechat", row.conversation, "mass_received", self.clock()
        )
        if grant is not None:
            row.route = COUNTED
        return grant is not None

    def _open(self, row: Delivery, sealed: str) -> str | None:
        try:
            return self.keyring.open(sealed, ADDRESS_FIELD)
        except SealBroken:
            _aside(row, UNREADABLE)
            return None

    async def _may_submit(self, row: Broadcast, tag: int) -> bool:
        """Take the account's quota and mark the rows SENDING, before we speak."""

        def work(session: Session) -> bool:
            now = self.clock()
            kept = broadcast_in(session, row.id)
            if kept.state != BroadcastState.SENDING.value or kept.outcome.get("submitting"):
                raise _OvertakenError
            if self.ledger.take_in(session, "wechat", "", "mass", now) is None:
                return False
            kept.tag_id = tag
            kept.outcome = {**kept.outcome, "submitting": now.isoformat()}
            session.execute(
                update(Delivery)
                .where(
                    Delivery.broadcast_id == row.id,
                    Delivery.status == DeliveryStatus.QUEUED.value,
                )
                .values(
                    status=DeliveryStatus.SENDING.value,
                    route=MASS,
                    leased_until=now + REPORTED_WITHIN,
                )
                .execution_options(synchronize_session=False)
            )
            return True

        return await self.sessions.run(work)

    async def _failed(self, row: Broadcast, problem: errors.WeChatError) -> None:
        log.warning("campaign.mass_failed", broadcast=row.id, kind=type(problem).__name__)
        said, now = problem.for_staff, self.clock()
        if row.state == BroadcastState.SUBMITTED:
            # WeChat has it: that we may not ask doesn't mean that nobody gets it.
            await self._save(row.id, reason=said[:300], try_at=now + ASK_STATUS_AFTER)
            return
        match problem:
            case errors.RetryLater():
                await self._save(
                    row.id, reason=said[:300], try_at=now + timedelta(seconds=problem.after)
                )
                if problem.errcode in errors.BUSY_CODES:
                    await self.sessions.run(lambda session: _note_uncertain(session, row.id))
            case errors.Uncertain() | errors.TokenRejected():
                # With the same clientmsgid a repetition is safe.
                await self._save(row.id, reason=said[:300], try_at=now + TRY_AGAIN)
                await self.sessions.run(lambda session: _note_uncertain(session, row.id))
            case errors.AskOperator():
                await self._save(
                    row.id,
                    state=BroadcastState.CONFIRMING.value,
                    reason=said[:300],
                    confirm_by=now + CONFIRM_WITHIN,
                )
            case _:
                await self._end(row.id, BroadcastState.FAILED, said, DeliveryStatus.CANCELLED)

    async def _save(self, number: int, **values: Any) -> None:
        async with self.sessions.begin() as session:
            await session.execute(
                update(Broadcast)
                .where(
                    Broadcast.id == number,
                    Broadcast.state.in_(
                        (
                            BroadcastState.SENDING.value,
                            BroadcastState.SUBMITTED.value,
                            BroadcastState.CONFIRMING.value,
                        )
                    ),
                )
                .values(**values)
            )

    async def _end(
        self, number: int, state: BroadcastState, reason: str, rows: DeliveryStatus
    ) -> None:
        def work(session: Session) -> None:
            row = broadcast_in(session, number)
            if row.state != BroadcastState.SENDING.value:
                return  # another process came further
            status = rows
            if row.outcome.get("uncertain") and rows is DeliveryStatus.CANCELLED:
                status = DeliveryStatus.UNKNOWN  # an earlier try may have been taken
            row.state, row.reason, row.ended_at = state.value, reason[:300], self.clock()
            _settle(session, number, status, reason, None)

        await self.sessions.run(work)


class _OvertakenError(Exception):
    """Another process has done the step."""


def _note_uncertain(session: Session, number: int) -> None:
    """Keep in mind that WeChat may have taken the message, if it was handed over at all."""
    row = broadcast_in(session, number)
    if row.outcome.get("submitting"):
        row.outcome = {**row.outcome, "uncertain": True}


def note_finished(
    session: Session, job: str, status: str, counts: dict[str, Any], clock: Clock
) -> bool:
    """See :meth:`MassSending.finished`; also where no client is at hand."""
    query = select(Broadcast).where(Broadcast.job_id == job, Broadcast.route == MASS)
    row: Broadcast | None = session.scalar(query.with_for_update()) if job else None
    if row is None or row.state != BroadcastState.SUBMITTED.value:
        return False
    good = status.strip().lower() == "send success"
    row.outcome = {**row.outcome, "status": status[:40], **counts}
    row.state = (BroadcastState.DONE if good else BroadcastState.FAILED).value
    row.reason = "" if good else f"微信没有发出：{status[:40]}"
    row.ended_at = clock()
    after = DeliveryStatus.SENT if good else DeliveryStatus.FAILED
    _settle(session, row.id, after, row.reason, clock() if good else None)
    return True


def _addresses(session: Session, conversations: Collection[str]) -> dict[str, str]:
    """Sealed openids of those who have one."""
    rows = session.execute(
        select(Subscriber.conversation, Subscriber.address_sealed).where(
            Subscriber.conversation.in_(conversations), Subscriber.address_sealed != ""
        )
    )
    return {conversation: address for conversation, address in rows}


def _settle(
    session: Session, number: int, status: DeliveryStatus, reason: str, sent_at: datetime | None
) -> None:
    waiting = (DeliveryStatus.QUEUED.value, DeliveryStatus.SENDING.value)
    session.execute(
        update(Delivery)
        .where(Delivery.broadcast_id == number, Delivery.status.in_(waiting))
        .values(status=status.value, reason=reason[:200], sent_at=sent_at, leased_until=None)
        .execution_options(synchronize_session=False)
    )


def _moment(row: Broadcast) -> datetime:
    return datetime.fromisoformat(row.outcome["submitting"])


def _aside(row: Delivery, reason: str) -> None:
    row.status, row.reason = DeliveryStatus.FAILED.value, reason
