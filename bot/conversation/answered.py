"""Answered turns as staff may read them: never those of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.conversation.models import Turn
from bot.kit.errors import NotFound

AROUND = timedelta(minutes=30)
MOST_AROUND = 3


class TurnNotFound(NotFound):
    """There is no such turn, or it belongs to a case; the two look alike."""

    for_citizen = "没有这条对话记录：可能已经过了保存期限，也可能属于一件诉求。"


def readable() -> list[ColumnElement[bool]]:
    """The conditions of a turn that staff may read."""
    return [Turn.private.is_(False), Turn.replies.is_not(None), Turn.question != ""]


def answered_turn(session: Session, number: int) -> Turn:
    """A turn.

    Raises:
        TurnNotFound: see there.
    """
    turn = session.scalar(select(Turn).where(Turn.id == number, *readable()))
    if turn is None:
        raise TurnNotFound
    return turn


def turns_around(session: Session, turn: Turn) -> Sequence[Turn]:
    """What the same chat said shortly before and after, in order; the turn itself is among it."""
    if not turn.conversation:
        return [turn]
    near = [
        Turn.conversation == turn.conversation,
        Turn.received_at > turn.received_at - AROUND,
        Turn.received_at < turn.received_at + AROUND,
        *readable(),
    ]
    before = select(Turn).where(*near, Turn.id < turn.id).order_by(Turn.id.desc())
    after = select(Turn).where(*near, Turn.id > turn.id).order_by(Turn.id)
    return [
        *reversed(session.scalars(before.limit(MOST_AROUND)).all()),
        turn,
        *session.scalars(after.limit(MOST_AROUND)),
    ]
