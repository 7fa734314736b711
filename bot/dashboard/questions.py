"""How many questions came, through which channel, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from bot.conversation.models import Turn, UnansweredQuestion
from bot.dashboard.period import Period
from bot.kit.day_numbers import sql_day
from bot.kit.messages import ReplyKind

QUESTIONS = (ReplyKind.ANSWER, ReplyKind.CHOICES, ReplyKind.UNKNOWN)
WRONG = "wrong"


@dataclass(frozen=True)
class QuestionFigures:
    """What became of the messages of a piece, a channel, or all together.

    Args:
        messages: everything citizens sent, forms and greetings too.
        answered: a sure answer was given.
        unsure: at most three were offered to choose from.
        unknown: the bot said it doesn't know.
        wrong: citizens called an answer wrong.
        degraded: answered while Rasa was away.
    """

    messages: int = 0
    answered: int = 0
    unsure: int = 0
    unknown: int = 0
    wrong: int = 0
    degraded: int = 0

    @property
    def questions(self) -> int:
        """Messages the knowledge base was asked."""
        return self.answered + self.unsure + self.unknown

    def share(self, count: int) -> float | None:
        """A number as a part of the questions, 0 to 1; None without any."""
        return count / self.questions if self.questions else None


@dataclass(frozen=True)
class Waiting:
    """How long citizens waited, in milliseconds; None without any message."""

    median: int | None
    slow: int | None  # 95 of 100 waited at most so long


@dataclass(frozen=True)
class Overview:
    """The figures of a period.

    Args:
        total: of all together.
        pieces: name of a day, week or month to its figures, every one of the period.
        channels: channel to figures, the busiest first.
        waiting: over all channels.
    """

    total: QuestionFigures
    pieces: Mapping[str, QuestionFigures]
    channels: Mapping[str, QuestionFigures]
    waiting: Waiting


def overview(session: Session, period: Period) -> Overview:
    """Read the figures of a period."""
    inside = (Turn.received_at >= period.begin, Turn.received_at < period.end)
    day = sql_day(session, Turn.received_at).label("day")
    turns = session.execute(
        select(day, Turn.channel, Turn.kind, func.count(), func.sum(cast(Turn.degraded, Integer)))
        .where(*inside, Turn.milliseconds.is_not(None))
        .group_by(day, Turn.channel, Turn.kind)
    ).all()
    asked_on = sql_day(session, UnansweredQuestion.asked_at).label("day")
    wrong = session.execute(
        select(asked_on, UnansweredQuestion.channel, func.count())
        .where(
            UnansweredQuestion.asked_at >= period.begin,
            UnansweredQuestion.asked_at < period.end,
            UnansweredQuestion.reason == WRONG,
        )
        .group_by(asked_on, UnansweredQuestion.channel)
    ).all()
    counted = [(d, c, "messages", n) for d, c, _, n, _ in turns]
    counted += [(d, c, kind, n) for d, c, kind, n, _ in turns if kind in QUESTIONS]
    counted += [(d, c, "degraded", n) for d, c, _, _, n in turns]
    counted += [(d, c, WRONG, n) for d, c, n in wrong]
    pieces = period.pieces()
    by_piece = _split((pieces[d], what, n) for d, _, what, n in counted)
    by_channel = _split((c, what, n) for _, c, what, n in counted)
    busiest = sorted(by_channel.items(), key=lambda item: (-item[1].messages, item[0]))
    return Overview(
        total=_split(("", what, n) for _, _, what, n in counted).get("", QuestionFigures()),
        pieces={name: by_piece.get(name, QuestionFigures()) for name in pieces.values()},
        channels=dict(busiest),
        waiting=_waiting(session, period),
    )


def _split(counted: Iterable[tuple[str, str, int]]) -> dict[str, QuestionFigures]:
    found: dict[str, Counter[str]] = {}
    for name, what, count in counted:
        found.setdefault(name, Counter())[what] += count
    return {
        name: QuestionFigures(
            messages=counts["messages"],
            answered=counts[ReplyKind.ANSWER],
            unsure=counts[ReplyKind.CHOICES],
            unknown=counts[ReplyKind.UNKNOWN],
            wrong=counts[WRONG],
            degraded=counts["degraded"],
        )
        for name, counts in found.items()
    }


def _waiting(session: Session, period: Period) -> Waiting:
    rows = session.execute(
        select(Turn.milliseconds, func.count())
        .where(
            Turn.received_at >= period.begin,
            Turn.received_at < period.end,
            Turn.milliseconds.is_not(None),
        )
        .group_by(Turn.milliseconds)
        .order_by(Turn.milliseconds)
    ).all()
    total = sum(count for _, count in rows)

    def at(share: float) -> int | None:
        passed = 0
        for milliseconds, count in rows:
            passed += count
            if passed >= share * total:
                return milliseconds
        return None

    return Waiting(at(0.5), at(0.95))
