"""The questions behind the figures, redacted as they were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.conversation.answered import readable
from bot.conversation.models import AnswerVote, Turn, UnansweredQuestion
from bot.dashboard.period import Period
from bot.dashboard.questions import QUESTIONS
from bot.dashboard.topics import titles_of
from bot.kit.messages import ReplyKind

PAGE = 50


@dataclass(frozen=True)
class Wish:
    """Which questions; what is left empty does not narrow.

    Args:
        kind: what became of them.
        wrong: only those whose answer the citizen called wrong or useless.
        others: what was no question to the knowledge base: greetings, forms, people asked for.
        entry: reference of the entry that was given.
        text: what the question must hold.
    """

    channel: str = ""
    kind: ReplyKind | None = None
    entry: str = ""
    text: str = ""
    wrong: bool = False
    others: bool = False


@dataclass(frozen=True)
class Question:
    """One question.

    Args:
        id: of the turn.
        text: redacted.
        title: of the entry that answered it; empty without one.
        reasons: who bid to answer, how sure and why, the one who spoke first.
    """

    id: int
    at: datetime
    channel: str
    text: str
    kind: str
    title: str
    score: float | None
    reasons: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class QuestionPage:
    """One page of the list.

    Args:
        rows: the newest first.
        total: in the whole list.
        page: from 1.
    """

    rows: Sequence[Question]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many there are; an empty list has one."""
        return max(1, -(-self.total // PAGE))


def question_page(session: Session, period: Period, wish: Wish, page: int) -> QuestionPage:
    """A page of the questions of a period; one behind the end is the last one."""
    where = _conditions(period, wish)
    total = session.scalar(select(func.count()).select_from(Turn).where(*where)) or 0
    page = min(page, max(1, -(-total // PAGE)))
    rows: Sequence[Any] = session.execute(
        select(
            Turn.id,
            Turn.received_at,
            Turn.channel,
            Turn.question,
            Turn.kind,
            Turn.entry,
            Turn.score,
            Turn.reasons,
        )
        .where(*where)
        .order_by(Turn.received_at.desc(), Turn.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    titles = titles_of(session, {row.entry for row in rows if row.entry})
    return QuestionPage(
        [
            Question(number, at, channel, text, kind, titles.get(entry, ""), score, reasons)
            for number, at, channel, text, kind, entry, score, reasons in rows
        ],
        total,
        page,
    )


def _conditions(period: Period, wish: Wish) -> list[ColumnElement[bool]]:
    kinds = QUESTIONS if wish.kind is None else (wish.kind,)
    asked = Turn.kind.in_([kind.value for kind in kinds])
    where = [
        Turn.received_at >= period.begin,
        Turn.received_at < period.end,
        ~asked if wish.others else asked,
        *readable(),
    ]
    if wish.wrong:
        called = select(UnansweredQuestion.turn_id).where(UnansweredQuestion.reason == "wrong")
        useless = select(AnswerVote.turn_id).where(AnswerVote.useful.is_(False))
        where.append(Turn.id.in_(called) | Turn.id.in_(useless))
    if wish.channel:
        where.append(Turn.channel == wish.channel)
    if wish.entry:
        where.append(Turn.entry == wish.entry)
    if wish.text:
        where.append(Turn.question.contains(wish.text, autoescape=True))
    return where
