"""Quizzes and the question of the day: asked, explained at once, counted by group."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.campaigns.models import FEWEST_IN_GROUP, DailyAnswer, Quiz, QuizPlay, QuizQuestion
from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import insert
from bot.kit.errors import NotFound

LETTERS = "ABCD"
CERTIFIED = 0.6  # share of right answers
LONGEST_STREAK = timedelta(days=366)  # counted no further
RANKED_ANEW = timedelta(minutes=1)
# Coprime to any number of questions we have, so that neighbours come on distant days.
_STRIDE = 10_007


@dataclass(frozen=True)
class Asked:
    """A question as it is shown.

    Args:
        question: the row.
        options: text and its own number, in the order shown.
        number: counted from 1, and how many there are; 0 for the question of a day.
    """

    question: QuizQuestion
    options: tuple[tuple[str, int], ...]
    number: int = 0
    of: int = 0


@dataclass(frozen=True)
class Told:
    """What an answer led to.

    Args:
        right: whether it was.
        first: whether it counts: the first answer of this person.
        question: with explanation, source and entry.
    """

    right: bool
    first: bool
    question: QuizQuestion


@dataclass(frozen=True)
class Standing:
    """A group in the ranking.

    Args:
        name: of the district, school or community.
        players: how many finished.
        average: percent of right answers.
    """

    name: str
    players: int
    average: float


Rankings = Mapping[str, Sequence[Standing]]  # by kind of group


@dataclass(frozen=True)
class Quizzes:
    """Questions and plays; every method works in the caller's transaction.

    Args:
        clock: the present moment.
    """

    clock: Clock
    _ranked: dict[str, tuple[datetime, Rankings]] = field(default_factory=dict, compare=False)

    def today(self) -> date:
        """The day in Chongqing."""
        return self.clock().astimezone(CHONGQING).date()

    def open_quizzes(self, session: Session) -> Sequence[Quiz]:
        """Those that can be played, the last added first."""
        asked = select(QuizQuestion.quiz).where(QuizQuestion.approved)
        query = select(Quiz).where(Quiz.open, Quiz.slug.in_(asked))
        return session.scalars(query.order_by(Quiz.slug)).all()

    def quiz(self, session: Session, slug: str) -> Quiz:
        """One quiz that is open.

        Raises:
            NotFound: there is none.
        """
        found = session.get(Quiz, slug)
        if found is None or not found.open:
            raise NotFound("没有这套题，或者已经结束了。")
        return found

    def daily(self, session: Session, day: date) -> Asked | None:
        """A day's question, the same for everybody; None if there are none at all."""
        ids = session.scalars(
            select(QuizQuestion.id).where(QuizQuestion.approved).order_by(QuizQuestion.id)
        ).all()
        if not ids:
            return None
        chosen = session.get_one(QuizQuestion, ids[day.toordinal() * _STRIDE % len(ids)])
        return Asked(chosen, shuffled(chosen, str(day)))

    def answer_daily(
        self, session: Session, player: str, question: int, option: int, day: date
    ) -> Told:
        """Answer a day's question; only the first answer counts.

        Raises:
            NotFound: it isn't that day's question any more.
        """
        asked = self.daily(session, day)
        if asked is None or asked.question.id != question:
            raise NotFound("这一题已经过了，请看今天的题。")
        right = option == asked.question.answer
        added = (
            insert(session, DailyAnswer)
            .values(day=day, player=player, question_id=question, right=right)
            .on_conflict_do_nothing(index_elements=["day", "player"])
        )
        first = session.scalar(added.returning(DailyAnswer.question_id)) is not None
        return Told(right, first, asked.question)

    def days_answered(self, session: Session, player: str, day: date) -> int:
        """On how many days in a row somebody answered, until that day or the one before.

        A day not answered yet breaks nothing: there is time until midnight.
        """
        answered = set(
            session.scalars(
                select(DailyAnswer.day).where(
                    DailyAnswer.player == player, DailyAnswer.day > day - LONGEST_STREAK
                )
            )
        )
        last = day if day in answered else day - timedelta(1)
        count = 0
        while last - timedelta(count) in answered:
            count += 1
        return count

    def begin(
        self, session: Session, slug: str, player: str, channel: str, audience: str = ""
    ) -> QuizPlay:
        """A new play, or the one the player has begun.

        Args:
            audience: for which the player came; the caller checks that there is such.

        Raises:
            NotFound: there is no such quiz.
        """
        self.quiz(session, slug)
        unfinished = select(QuizPlay).where(
            QuizPlay.player == player, QuizPlay.quiz == slug, QuizPlay.finished_at.is_(None)
        )
        found: QuizPlay | None = session.scalar(unfinished.with_for_update().limit(1))
        if found is not None:
            return found
        questions = session.scalars(
            select(QuizQuestion.id)
            .where(QuizQuestion.quiz == slug, QuizQuestion.approved)
            .order_by(QuizQuestion.place)
        ).all()
        if not questions:
            raise NotFound("这套题还没有题目。")
        play = QuizPlay(
            quiz=slug,
            player=player,
            channel=channel,
            audience=audience,
            questions=list(questions),
            answers=[],
            total=len(questions),
            begun_at=self.clock(),
        )
        session.add(play)
        session.flush()
        return play

    def play(self, session: Session, number: int, player: str) -> QuizPlay:
        """A player's own play.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        query = select(QuizPlay).where(QuizPlay.id == number, QuizPlay.player == player)
        found: QuizPlay | None = session.scalar(query.with_for_update())
        if found is None:
            raise NotFound("没有找到这次答题，请重新开始。")
        return found

    def begun_today(self, session: Session, player: str) -> QuizPlay | None:
        """The latest play a player began today and hasn't finished, of a quiz still open."""
        midnight = datetime.combine(self.today(), time.min, CHONGQING)
        query = (
            select(QuizPlay)
            .join(Quiz, Quiz.slug == QuizPlay.quiz)
            .where(
                QuizPlay.player == player,
                QuizPlay.finished_at.is_(None),
                QuizPlay.begun_at >= midnight,
                Quiz.open,
            )
        )
        found: QuizPlay | None = session.scalar(query.order_by(QuizPlay.id.desc()).limit(1))
        return found

    def finished(self, session: Session, player: str) -> Sequence[QuizPlay]:
        """The plays a player finished, the last one first; the last hundred."""
        query = select(QuizPlay).where(QuizPlay.player == player, QuizPlay.finished_at.is_not(None))
        return session.scalars(query.order_by(QuizPlay.finished_at.desc()).limit(100)).all()

    def titles(self, session: Session, slugs: Sequence[str]) -> dict[str, str]:
        """What quizzes are called."""
        rows = session.execute(select(Quiz.slug, Quiz.title).where(Quiz.slug.in_(slugs)))
        return {slug: title for slug, title in rows}

    def next(self, session: Session, play: QuizPlay) -> Asked | None:
        """The next question of a play; None when it is over."""
        done = len(play.answers)
        if done >= len(play.questions):
            return None
        question = session.get_one(QuizQuestion, play.questions[done])
        return Asked(question, shuffled(question, str(play.id)), done + 1, play.total)

    def answer(self, session: Session, play: QuizPlay, number: int, option: int) -> Told:
        """Answer the ``number``-th question (from 1); a repetition doesn't count again.

        Raises:
            NotFound: that question hasn't been asked, or has no such option.
        """
        if not 1 <= number <= len(play.questions) or number > len(play.answers) + 1:
            raise NotFound("还没有问到这一题。")
        question = session.get_one(QuizQuestion, play.questions[number - 1])
        if not 0 <= option < len(question.options):
            raise NotFound("没有这个选项。")
        if number <= len(play.answers):
            return Told(play.answers[number - 1] == question.answer, False, question)
        play.answers = [*play.answers, option]
        play.score += option == question.answer
        if len(play.answers) == len(play.questions):
            play.finished_at = self.clock()
        session.flush()
        return Told(option == question.answer, True, question)

    def join(self, session: Session, play: QuizPlay, kind: str, name: str) -> None:
        """Count a finished play for a group.

        Args:
            session: the caller's transaction.
            play: a finished one.
            kind: district, school or community.
            name: of the group, checked by the caller.
        """
        if play.finished_at is not None:
            play.group_kind, play.group_name = kind, name
            session.flush()
            self._ranked.pop(play.quiz, None)

    def rankings(self, session: Session, slug: str) -> Rankings:
        """Groups by their average, by kind; one play of each person counts, the first.

        All plays are looked at for it, so it may be a minute old.
        """
        now, kept = self.clock(), self._ranked.get(slug)
        if kept is None or not kept[0] <= now < kept[0] + RANKED_ANEW:
            kept = self._ranked[slug] = (now, self._rank(session, slug))
        return kept[1]

    def _rank(self, session: Session, slug: str, most: int = 20) -> Rankings:
        first = (
            select(func.min(QuizPlay.id))
            .where(QuizPlay.quiz == slug, QuizPlay.finished_at.is_not(None))
            .group_by(QuizPlay.player)
        )
        average = 100.0 * func.sum(QuizPlay.score) / func.sum(QuizPlay.total)
        rows = session.execute(
            select(QuizPlay.group_kind, QuizPlay.group_name, func.count(), average)
            .where(QuizPlay.id.in_(first), QuizPlay.group_name != "")
            .group_by(QuizPlay.group_kind, QuizPlay.group_name)
            .having(func.count() >= FEWEST_IN_GROUP)
            .order_by(average.desc(), func.count().desc(), QuizPlay.group_name)
        )
        found: dict[str, list[Standing]] = {}
        for kind, name, players, percent in rows:
            found.setdefault(kind, []).append(Standing(name, players, float(percent)))
        return {kind: standings[:most] for kind, standings in found.items()}


def shuffled(question: QuizQuestion, seed: str) -> tuple[tuple[str, int], ...]:
    """The options in an order of this play's own; the same each time it is shown."""

    def rank(number: int) -> bytes:
        return hashlib.sha256(f"{seed}:{question.id}:{number}".encode()).digest()

    order = sorted(range(len(question.options)), key=rank)
    return tuple((question.options[number], number) for number in order)


def may_certify(play: QuizPlay) -> bool:
    """Whether enough was right for a certificate."""
    return play.finished_at is not None and play.score >= CERTIFIED * play.total


def forget_plays(session: Session, player: str) -> None:
    """Delete what somebody answered, in quizzes and day by day."""
    session.execute(delete(QuizPlay).where(QuizPlay.player == player))
    session.execute(delete(DailyAnswer).where(DailyAnswer.player == player))
