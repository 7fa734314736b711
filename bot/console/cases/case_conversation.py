"""What was said in a citizen's chat around a case, for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.conversation.models import Turn
from bot.kit.private import redact

# What was asked shortly before belongs to the case; what was asked a month ago doesn't.
BEFORE = timedelta(hours=2)
MOST = 50
ERASED = "（登记或者办理时说的话，不在这里保存）"


@dataclass(frozen=True)
class SaidTurn:
    """A question and its answer.

    Args:
        at: when it was asked.
        question: masked; of a turn of the case itself only that there was one.
        answer: masked.
    """

    at: datetime
    question: str
    answer: str


def said_around(session: Session, case: Case) -> Sequence[SaidTurn]:
    """The chat from two hours before the case was registered until it ended, oldest first.

    An anonymous case leads to no chat. What was said in the form is in the case itself.
    """
    if not case.conversation:
        return ()
    query = (
        select(Turn)
        .where(
            Turn.conversation == case.conversation,
            Turn.received_at >= case.registered_at - BEFORE,
            Turn.replies.is_not(None),
        )
        .order_by(Turn.id.desc())
        .limit(MOST)
    )
    if case.closed_at is not None:
        query = query.where(Turn.received_at <= case.closed_at)
    return [_told(turn) for turn in reversed(list(session.scalars(query)))]


def _told(turn: Turn) -> SaidTurn:
    if turn.private:
        return SaidTurn(turn.received_at, ERASED, "")
    answer = "\n".join(str(reply.get("text", "")) for reply in turn.replies or ())
    return SaidTurn(turn.received_at, redact(turn.question), redact(answer))
