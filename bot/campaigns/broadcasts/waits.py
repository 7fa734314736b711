"""Why copies of a broadcast wait, in words for staff."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.campaigns.calendar import Calendar
from bot.campaigns.models import Broadcast, BroadcastState
from bot.complaints.case.progress import CHANNEL_LABELS
from bot.kit.clock import CHONGQING
from bot.outbox.bulk_models import Delivery, DeliveryStatus, SendingPace

_OWN = {
    BroadcastState.PLANNED: "等另一位批准，批准以后按时发。",
    BroadcastState.GATHERING: "正在列名单，列好就开始发。",
    BroadcastState.PAUSED: "有人点了暂停，点“继续发”才接着发。",
    BroadcastState.SUBMITTED: "微信已经接收，等它报告送达了多少。",
}
# A channel that is only kept to its pace waits shorter.
_HELD = timedelta(seconds=30)


def why_waiting(
    session: Session, row: Broadcast, calendar: Calendar, now: datetime
) -> tuple[str, ...]:
    """Each reason in a sentence; none for what is over.

    Args:
        session: the database.
        row: the broadcast.
        calendar: the quiet hours.
        now: the present moment.
    """
    state = BroadcastState(row.state)
    if state is BroadcastState.SCHEDULED:
        if row.send_at > now:
            return (f"没到时间，{_at(row.send_at)} 开始发。",)
        return ("到时间了，一分钟内开始；一直不动的，请管理员看后台任务在不在运行。",)
    if state in _OWN:
        return (_OWN[state],)
    if state is BroadcastState.CONFIRMING:
        return ("账号开了群发保护，等管理员在微信里确认。",)
    if state is not BroadcastState.SENDING:
        return ()
    if (opens := calendar.opens(now)) > now:
        return (f"现在是免打扰时间，{_at(opens)} 接着发。",)
    return (*_held_channels(session, row, now), *_rows(session, row, now))


def _held_channels(session: Session, row: Broadcast, now: datetime) -> list[str]:
    waiting = select(Delivery.channel).where(
        Delivery.broadcast_id == row.id, Delivery.status == DeliveryStatus.QUEUED.value
    )
    held = select(SendingPace).where(
        SendingPace.channel.in_(waiting), SendingPace.next_at > now + _HELD
    )
    return [
        f"{CHANNEL_LABELS.get(one.channel, one.channel)}：要等到 {_at(one.next_at)}，"
        "平台说发得太快，或者账号要管理员处理（下面有平台的原话）。"
        for one in session.scalars(held.order_by(SendingPace.channel))
    ]


def _rows(session: Session, row: Broadcast, now: datetime) -> list[str]:
    queued = (
        select(
            Delivery.channel,
            (Delivery.not_before > now).label("is_later"),
            Delivery.reason,
        )
        .where(Delivery.broadcast_id == row.id, Delivery.status == DeliveryStatus.QUEUED.value)
        .subquery()
    )
    counted = session.execute(
        select(*queued.c, func.count().label("people"))
        .group_by(*queued.c)
        .order_by(func.count().desc())
        .limit(20)
    )
    told: dict[str, int] = {}
    for one in counted:
        why = _why(on_web=one.channel == "web", is_later=bool(one.is_later), reason=one.reason)
        told[why] = told.get(why, 0) + one.people
    return [f"{count} 人：{why}" for why, count in told.items()]


def _why(*, on_web: bool, is_later: bool, reason: str) -> str:
    if reason:
        return f"平台没有收，过一会儿再试：{reason}"
    if is_later:
        return "正在填登记或者和工作人员说话，晚点再发。"
    if on_web:
        return "网页的订阅，下次打开聊天页时给他。"
    return "排着队，按渠道允许的速度发。"


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(CHONGQING):%m-%d %H:%M}"
