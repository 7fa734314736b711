"""Campaign work that waits for a member: to be proofread, approved, sent, done in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.campaigns.models import (
    Broadcast,
    BroadcastState,
    Campaign,
    ChecklistItem,
    Piece,
    PieceState,
    QuizQuestion,
)
from bot.campaigns.pieces.desk import DUE_SOON_DAYS
from bot.campaigns.pieces.proofreading import may_proofread, readers, writers_may
from bot.console.kit.waiting import Asking, Item, Waiting
from bot.kit import clock
from bot.staff.roles import Permission, may

_LIST = "/console/campaigns/"


def waiting(asking: Asking) -> Iterator[Waiting]:
    """What waits; nobody is shown their own work to judge."""
    if may_proofread(asking.member):
        yield _pieces(asking, "等校对的宣传内容", PieceState.SUBMITTED)
    if may(asking.member, Permission.CAMPAIGN_EDIT):
        yield _pieces(asking, "被退回给我的宣传内容", PieceState.DRAFT, mine=True)
        yield _checklist(asking)
    if may(asking.member, Permission.CAMPAIGN_PUBLISH):
        yield _pieces(asking, "等批准的宣传内容", PieceState.PROOFREAD)
        yield _broadcasts(asking)
        yield _questions(asking)


def _pieces(asking: Asking, title: str, state: PieceState, *, mine: bool = False) -> Waiting:
    query = select(Piece.id, Piece.title, Piece.hands, Piece.proofreader).where(
        Piece.state == state.value
    )
    if mine:
        query = query.where(Piece.reason != "")
    me = asking.member.username
    rows = asking.session.execute(query.order_by(Piece.changed_at)).all()
    found = [row for row in rows if (me in row.hands) == mine and (mine or row.proofreader != me)]
    if state is PieceState.SUBMITTED:
        known = readers(asking.session)
        found = [row for row in rows if (me in row.hands) == writers_may(known, row.hands)]
    items = [Item(row.title, f"{_LIST}pieces/{row.id}") for row in found]
    return _told(asking, title, items)


def _checklist(asking: Asking) -> Waiting:
    query = (
        select(ChecklistItem.text, ChecklistItem.due_on, Campaign.id, Campaign.name)
        .join(Campaign, Campaign.id == ChecklistItem.campaign_id)
        .where(
            ChecklistItem.done_by == "",
            ChecklistItem.due_on <= clock.today() + timedelta(DUE_SOON_DAYS),
            Campaign.ends_on >= clock.today(),
        )
        .order_by(ChecklistItem.due_on)
    )
    items = [
        Item(f"{name}：{text}", f"{_LIST}{number}#checklist", f"期限 {due_on}")
        for text, due_on, number, name in asking.session.execute(query)
    ]
    return _told(asking, "活动该准备的事", items)


def _broadcasts(asking: Asking) -> Waiting:
    query = (
        select(Broadcast.id, Piece.title)
        .join(Piece, Piece.id == Broadcast.piece_id)
        .where(
            Broadcast.state == BroadcastState.PLANNED.value,
            Broadcast.planned_by != asking.member.username,
        )
        .order_by(Broadcast.send_at)
    )
    items = [
        Item(title, f"{_LIST}broadcasts/{number}")
        for number, title in asking.session.execute(query)
    ]
    return _told(asking, "等批准的推送", items, f"{_LIST}broadcasts")


def _questions(asking: Asking) -> Waiting:
    query = (
        select(QuizQuestion.quiz, QuizQuestion.question)
        .where(QuizQuestion.approved.is_(False), QuizQuestion.author != asking.member.username)
        .order_by(QuizQuestion.id)
    )
    items = [
        Item(question, f"{_LIST}quizzes/{quiz}") for quiz, question in asking.session.execute(query)
    ]
    return _told(asking, "等批准的题目", items, f"{_LIST}quizzes")


def _told(asking: Asking, title: str, items: Sequence[Item], path: str = _LIST) -> Waiting:
    shown = (replace(one, outside=one.title) for one in items[: asking.most])
    return Waiting(title, len(items), path, tuple(shown))
