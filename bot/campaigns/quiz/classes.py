"""Classes and communities that play the same together: joined by a code, counted without names."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.campaigns.models import (
    FEWEST_IN_GROUP,
    ClassPlay,
    ClassRound,
    Quiz,
    QuizQuestion,
    StudyClass,
)
from bot.campaigns.quiz.games import Game, GameQuestion, load_games, withdrawn_of
from bot.campaigns.quiz.quiz import Asked, Quizzes, shuffled
from bot.kit.errors import InvalidInput, NotFound
from bot.kit.shown_names import as_compared, fault_of_name

GAME, QUIZ = "game:", "quiz:"
LASTS = {7: "一个星期", 30: "一个月", 150: "一个学期（150 天）"}
MOST_CLASSES = 30
LONGEST_NAME = 20
MOST_PLAYS = 2000  # of a class: a community, and nobody fills the table with a code
MOST_OF_BROWSER = 100  # a class with one tablet goes on it one after the other
CODE = r"[2-9a-hjkmnp-z]{8}"
KEY = r"[\w-]{32}"
NO_CODE = "没有这个码，或者已经结束、删除了。请向老师或者组织的人再要一个。"
NO_KEY = "没有这一页，或者已经结束、删除了。"
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another


@dataclass(frozen=True)
class RoundWish:
    """What an organiser wants; the words themselves are looked at by the caller.

    Args:
        title: of the school or community.
        names: of the classes.
        task: one of :meth:`Classes.tasks`.
        days: how long; one of :data:`LASTS`.
    """

    title: str
    names: tuple[str, ...]
    task: str
    days: int

    def check(self) -> None:
        """Refuse what can't be opened.

        Raises:
            InvalidInput: says what is wrong.
        """
        if fault := next(filter(None, map(fault_of_name, (self.title, *self.names))), ""):
            raise InvalidInput(fault)
        if not 2 <= len(self.title) <= LONGEST_NAME:
            raise InvalidInput(f"学校或者社区的名称要写 2 到 {LONGEST_NAME} 个字。")
        if not 1 <= len(self.names) <= MOST_CLASSES:
            raise InvalidInput(f"班级或者小组写 1 到 {MOST_CLASSES} 个，一行一个。")
        if any(len(name) > LONGEST_NAME for name in self.names):
            raise InvalidInput(f"每个班级的名称最多 {LONGEST_NAME} 个字。")
        if len(set(map(as_compared, self.names))) < len(self.names):
            raise InvalidInput("班级的名称不能重复。")
        if self.days not in LASTS:
            raise InvalidInput("请选用到什么时候。")


@dataclass(frozen=True)
class ClassStanding:
    """A class in its round.

    Args:
        played: how many played to the end.
        average: percent of right answers, of whole fives of players, so that nobody's own result
            can be told by subtracting; None below five.
        rank: from 1; None without an average.
    """

    study_class: StudyClass
    played: int
    average: float | None
    rank: int | None


@dataclass(frozen=True)
class InClass:
    """A question as it is played in a class; either of a game or of a quiz.

    Args:
        number: from 1.
        of: how many there are.
    """

    number: int
    of: int
    game: GameQuestion | None
    quiz: Asked | None

    @property
    def options(self) -> int:
        """How many answers there are to pick from."""
        if self.game is not None:
            return len(self.game.labels)
        return len(self.quiz.options) if self.quiz else 0

    def is_right(self, option: int) -> bool:
        """Whether an answer, from 0, is the right one."""
        if self.game is not None:
            return option == self.game.wrong - 1
        return self.quiz is not None and option == self.quiz.question.answer


@dataclass(frozen=True)
class Classes:
    """Opens rounds and counts plays; every method works in the caller's transaction.

    Args:
        quizzes: for tasks that are one, and for the day.
        games: the games by slug.
    """

    quizzes: Quizzes
    games: Callable[[], Mapping[str, Game]] = load_games

    def tasks(self, session: Session) -> Iterator[tuple[str, str]]:
        """What a round may play: reference and name."""
        for slug, game in self.games().items():
            yield f"{GAME}{slug}", f"{game.name}（给{game.who}，{len(game.questions)} 题）"
        for quiz in self.quizzes.open_quizzes(session):
            yield f"{QUIZ}{quiz.slug}", quiz.title

    def title_of(self, session: Session, task: str) -> str:
        """A task's name for those who play it; empty when there is none any more."""
        if task.startswith(GAME):
            game = self.games().get(task.removeprefix(GAME))
            return game.name if game else ""
        quiz = session.get(Quiz, task.removeprefix(QUIZ))
        return quiz.title if quiz else ""

    def open(self, session: Session, wish: RoundWish, key: str) -> None:
        """Open a round; with a key that has one already nothing is opened.

        Args:
            session: the database.
            wish: what is wanted.
            key: a secret, of its organiser's page; kept nowhere in the clear.

        Raises:
            InvalidInput: it can't be opened.
        """
        wish.check()
        if wish.task not in dict(self.tasks(session)):
            raise InvalidInput("请选做哪一套。")
        if session.scalar(select(ClassRound.id).where(ClassRound.key_digest == _digest(key))):
            return
        today = self.quizzes.today()
        opened = ClassRound(
            key_digest=_digest(key),
            title=wish.title,
            task=wish.task,
            opened_on=today,
            ends_on=today + timedelta(wish.days),
        )
        session.add(opened)
        session.flush()
        session.add_all(
            StudyClass(round_id=opened.id, name=name, code=_new_code()) for name in wish.names
        )
        session.flush()

    def round(self, session: Session, key: str) -> ClassRound:
        """An organiser's round.

        Raises:
            NotFound: there is none, or it is over.
        """
        found: ClassRound | None = session.scalar(
            select(ClassRound).where(ClassRound.key_digest == _digest(key))
        )
        return self._going_on(found, NO_KEY)

    def joined(self, session: Session, code: str) -> tuple[StudyClass, ClassRound]:
        """The class of a code.

        Raises:
            NotFound: there is none, or it is over.
        """
        found: StudyClass | None = session.scalar(select(StudyClass).where(StudyClass.code == code))
        if found is None:
            raise NotFound(NO_CODE)
        return found, self._going_on(session.get(ClassRound, found.round_id), NO_CODE)

    def _going_on(self, found: ClassRound | None, otherwise: str) -> ClassRound:
        if found is None or found.ends_on < self.quizzes.today():
            raise NotFound(otherwise)
        return found

    def standings(self, session: Session, number: int) -> list[ClassStanding]:
        """The classes of a round, the best first, those without an average last."""
        last = (
            select(ClassPlay.class_id, func.max(ClassPlay.place).label("played"))
            .join(StudyClass, StudyClass.id == ClassPlay.class_id)
            .where(StudyClass.round_id == number)
            .group_by(ClassPlay.class_id)
            .subquery()
        )
        whole = last.c.played - last.c.played % FEWEST_IN_GROUP
        rows = session.execute(
            select(
                StudyClass,
                last.c.played,
                func.sum(ClassPlay.score),
                func.sum(ClassPlay.total),
            )
            .outerjoin(last, last.c.class_id == StudyClass.id)
            .outerjoin(
                ClassPlay, (ClassPlay.class_id == StudyClass.id) & (ClassPlay.place <= whole)
            )
            .where(StudyClass.round_id == number)
            .group_by(StudyClass.id, last.c.played)
            .order_by(StudyClass.id)
        ).all()
        found = [
            (one, played or 0, 100.0 * score / total if total else None)
            for one, played, score, total in rows
        ]
        found.sort(key=lambda row: (row[2] is None, -(row[2] or 0), -row[1]))
        averages = [average for _, _, average in found if average is not None]
        return [
            ClassStanding(one, n, average, None if average is None else averages.index(average) + 1)
            for one, n, average in found
        ]

    def latest(self, session: Session, number: int, player: str) -> ClassPlay | None:
        """A browser's last play in a class."""
        query = select(ClassPlay).where(ClassPlay.class_id == number, ClassPlay.player == player)
        found: ClassPlay | None = session.scalar(query.order_by(ClassPlay.id.desc()).limit(1))
        return found

    def begin(self, session: Session, one: StudyClass, task: str, player: str) -> ClassPlay:
        """The play a browser has begun, or the next one on it.

        Raises:
            NotFound: what was to be played is gone.
            InvalidInput: there are more plays than a class has people.
        """
        found = self.latest(session, one.id, player)
        if found is not None and found.place is None:
            if self._is_whole(session, found, task):
                return found
            session.delete(found)
        mine = func.count().filter(ClassPlay.player == player)
        every, own = session.execute(
            select(func.count(), mine).where(ClassPlay.class_id == one.id)
        ).one()
        if every >= MOST_PLAYS or own >= MOST_OF_BROWSER:
            raise InvalidInput("这个码答的次数已经满了，请老师或者组织的人再开一个。")
        questions = list(self._questions(session, task))
        if not questions:
            raise NotFound("这一套题已经没有了，请老师或者组织的人换一套。")
        play = ClassPlay(
            class_id=one.id, player=player, questions=questions, answers=[], total=len(questions)
        )
        session.add(play)
        session.flush()
        return play

    def next(self, session: Session, play: ClassPlay, task: str) -> InClass | None:
        """The next question; None when the play is over, or its questions were changed."""
        return self.question(session, play, task, len(play.answers) + 1)

    def question(self, session: Session, play: ClassPlay, task: str, number: int) -> InClass | None:
        """A play's question, from 1; None when there is no such."""
        if not 1 <= number <= len(play.questions):
            return None
        at, of = play.questions[number - 1], len(play.questions)
        if task.startswith(GAME):
            game = self.games().get(task.removeprefix(GAME))
            if game is None or at >= len(game.questions):
                return None
            return InClass(number, of, game.questions[at], None)
        row = session.get(QuizQuestion, at)
        if row is None:
            return None
        return InClass(number, of, None, Asked(row, shuffled(row, f"class:{play.id}"), number, of))

    def answer(
        self, session: Session, one: StudyClass, task: str, player: str, number: int, option: int
    ) -> bool:
        """Answer the question shown; a repetition counts no more. Whether it was right.

        Raises:
            NotFound: that question hasn't been asked, or has no such answer.
        """
        # Before the play's row: two last answers at once must get two places.
        session.execute(select(StudyClass.id).where(StudyClass.id == one.id).with_for_update())
        play = self.latest(session, one.id, player)
        asked = self.question(session, play, task, number) if play is not None else None
        if play is None or asked is None or number > len(play.answers) + 1:
            raise NotFound("还没有问到这一题。")
        if not 0 <= option < asked.options:
            raise NotFound("没有这个选项。")
        if number <= len(play.answers):
            return asked.is_right(play.answers[number - 1])
        play.answers = [*play.answers, option]
        play.score += asked.is_right(option)
        if len(play.answers) == len(play.questions):
            last = select(func.max(ClassPlay.place)).where(ClassPlay.class_id == one.id)
            play.place = (session.scalar(last) or 0) + 1
        session.flush()
        return asked.is_right(option)

    def all_rounds(self, session: Session) -> Sequence[tuple[ClassRound, list[ClassStanding]]]:
        """What is open, for staff to look through; the last opened first."""
        rows = session.scalars(select(ClassRound).order_by(ClassRound.id.desc()).limit(200)).all()
        return [(row, self.standings(session, row.id)) for row in rows]

    @staticmethod
    def end(session: Session, number: int) -> None:
        """Erase a round, its classes and everything played in them.

        Raises:
            NotFound: there is none.
        """
        gone = session.execute(delete(ClassRound).where(ClassRound.id == number))
        if not gone.rowcount:  # type: ignore[attr-defined]
            raise NotFound(NO_KEY)

    @staticmethod
    def forget(session: Session, today: date) -> int:
        """Erase the rounds that are over; how many there were."""
        gone = session.execute(delete(ClassRound).where(ClassRound.ends_on < today))
        return int(gone.rowcount)  # type: ignore[attr-defined]

    def _questions(self, session: Session, task: str) -> Sequence[int]:
        """The numbers of what is asked now: places in the game, or ids of a quiz."""
        slug = task.partition(":")[2]
        if task.startswith(GAME):
            game = self.games().get(slug)
            if game is None:
                return ()
            withdrawn = withdrawn_of(session, game)
            return [at for at, one in enumerate(game.questions) if one.faq not in withdrawn]
        self.quizzes.quiz(session, slug)
        query = select(QuizQuestion.id).where(QuizQuestion.quiz == slug, QuizQuestion.approved)
        return session.scalars(query.order_by(QuizQuestion.place)).all()

    def _is_whole(self, session: Session, play: ClassPlay, task: str) -> bool:
        numbers = range(1, len(play.questions) + 1)
        return all(self.question(session, play, task, number) is not None for number in numbers)


def code_of(typed: str) -> str | None:
    """The code somebody typed, in any case and with gaps; None when it is none."""
    plain = re.sub(r"[\s-]", "", typed).lower()
    return plain if re.fullmatch(CODE, plain) else None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))
