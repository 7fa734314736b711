"""Rounds of classes on each database: joined by code, counted in fives, erased at their end."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.campaigns.models import ClassPlay, ClassRound, QuizQuestion, StudyClass
from bot.campaigns.pieces.packs import Pack
from bot.campaigns.pieces.proposing import seed_quiz
from bot.campaigns.quiz import classes as module
from bot.campaigns.quiz.classes import Classes, ClassStanding, RoundWish, code_of
from bot.campaigns.quiz.games import load_games
from bot.campaigns.quiz.quiz import Quizzes
from bot.kit.errors import InvalidInput, NotFound
from kb.models import FaqStatus
from tests.campaigns.conftest import Office
from tests.content import faq

HERE = Path(__file__).parent
WISH = RoundWish("石桥铺小学", ("一班", "二班", "三班"), "game:school-bag", 30)
GAME = load_games()["school-bag"]


@pytest.fixture
async def classes(office: Office) -> Classes:
    pack = Pack.load("small", HERE)
    await office.sessions.run(
        lambda session: seed_quiz(session, pack.quiz, "world-standards-day", office.clock())
    )
    return Classes(Quizzes(office.clock))


def a_round(session: Session, classes: Classes, wish: RoundWish = WISH) -> str:
    """A new round; its key."""
    key = secrets.token_urlsafe(24)
    classes.open(session, wish, key)
    return key


def play(
    session: Session, classes: Classes, code: str, player: str, right: int, task: str = WISH.task
) -> None:
    """One play to its end with so many right answers."""
    one, _ = classes.joined(session, code)
    begun = classes.begin(session, one, task, player)
    for at in range(len(begun.questions)):
        asked = classes.next(session, begun, task)
        assert asked is not None
        options = range(asked.options)
        wanted = next(n for n in options if asked.is_right(n) is (at < right))
        classes.answer(session, one, task, player, asked.number, wanted)


def codes(session: Session) -> list[str]:
    return list(session.scalars(select(StudyClass.code).order_by(StudyClass.id)))


def by_name(found: list[ClassStanding]) -> dict[str, tuple[int, float | None, int | None]]:
    return {one.study_class.name: (one.played, one.average, one.rank) for one in found}


async def test_classes_are_ranked_by_what_whole_fives_answered(
    office: Office, classes: Classes
) -> None:
    def work(session: Session) -> dict[str, tuple[int, float | None, int | None]]:
        key = a_round(session, classes)
        first, second, third = codes(session)
        for n in range(7):  # the last two are all wrong and don't show yet
            play(session, classes, first, f"a{n}", 4 if n < 5 else 0)
        for n in range(5):
            play(session, classes, second, f"b{n}", 5)
        for n in range(4):
            play(session, classes, third, f"c{n}", 5)
        return by_name(classes.standings(session, classes.round(session, key).id))

    assert await office.sessions.run(work) == {
        "二班": (5, 100.0, 1), "一班": (7, 80.0, 2), "三班": (4, None, None),
    }  # fmt: skip


async def test_equals_share_their_rank(office: Office, classes: Classes) -> None:
    def work(session: Session) -> list[int | None]:
        key = a_round(session, classes)
        for code in codes(session):
            for n in range(5):
                play(session, classes, code, f"{n}", 3)
        return [one.rank for one in classes.standings(session, classes.round(session, key).id)]

    assert await office.sessions.run(work) == [1, 1, 1]


@pytest.mark.parametrize("task", ["game:school-bag", "quiz:small-quiz"])
async def test_a_play_is_answered_once_and_the_next_one_begins_behind_it(
    office: Office, classes: Classes, task: str
) -> None:
    def work(session: Session) -> None:
        a_round(session, classes, replace(WISH, task=task))
        one, opened = classes.joined(session, codes(session)[0])
        assert opened.task == task
        begun = classes.begin(session, one, task, "a")
        assert classes.begin(session, one, task, "a") is begun
        asked = classes.next(session, begun, task)
        assert asked is not None
        right = next(n for n in range(asked.options) if asked.is_right(n))
        wrong = next(n for n in range(asked.options) if not asked.is_right(n))
        assert not classes.answer(session, one, task, "a", 1, wrong)
        assert not classes.answer(session, one, task, "a", 1, right), "a second try counts"
        for number, option in ((3, 0), (0, 0), (2, 9)):
            with pytest.raises(NotFound):
                classes.answer(session, one, task, "a", number, option)
        for number in range(2, len(begun.questions) + 1):
            classes.answer(session, one, task, "a", number, 0)
        assert (begun.place, classes.next(session, begun, task)) == (1, None)
        assert classes.begin(session, one, task, "a") is not begun

    await office.sessions.run(work)


@pytest.mark.every_case
@pytest.mark.parametrize("players", [("a", "b", "c", "d"), ("a", "a", "a", "a")])
async def test_last_answers_given_at_once_have_places_of_their_own(
    office: Office, classes: Classes, players: tuple[str, ...]
) -> None:
    """Four browsers end at once, or one whose button was tapped four times."""
    last = len(GAME.questions)

    def ready(session: Session) -> str:
        a_round(session, classes)
        code = codes(session)[0]
        one, _ = classes.joined(session, code)
        for player in sorted(set(players)):
            classes.begin(session, one, WISH.task, player)
            for number in range(1, last):
                classes.answer(session, one, WISH.task, player, number, 0)
        return code

    code = await office.sessions.run(ready)

    def end(session: Session, player: str) -> bool:
        one, _ = classes.joined(session, code)
        return classes.answer(session, one, WISH.task, player, last, 0)

    told = await asyncio.gather(
        *(office.sessions.run(lambda s, p=player: end(s, p)) for player in players)
    )

    async with office.sessions() as session:
        plays = (await session.scalars(select(ClassPlay))).all()
    assert len(set(told)) == 1
    assert sorted(play.place or 0 for play in plays) == list(range(1, len(set(players)) + 1))
    assert {len(play.answers) for play in plays} == {last}


async def test_what_staff_took_back_is_not_asked(office: Office, classes: Classes) -> None:
    gone = GAME.questions[1].faq

    def work(session: Session) -> list[int]:
        row = faq(gone, "问题？", "答案")
        row.status = FaqStatus.WITHDRAWN
        session.add(row)
        a_round(session, classes)
        one, _ = classes.joined(session, codes(session)[0])
        return classes.begin(session, one, WISH.task, "a").questions

    assert await office.sessions.run(work) == [0, 2, 3, 4]


async def test_a_play_whose_questions_are_gone_is_begun_anew(
    office: Office, classes: Classes
) -> None:
    short = {"school-bag": GAME.model_copy(update={"questions": GAME.questions[:3]})}

    def work(session: Session) -> int:
        a_round(session, classes)
        one, _ = classes.joined(session, codes(session)[0])
        classes.begin(session, one, WISH.task, "a")
        later = replace(classes, games=lambda: short)
        return later.begin(session, one, WISH.task, "a").total

    assert await office.sessions.run(work) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "校"}, {"title": "校" * 21}, {"names": ()}, {"names": ("班",) * 2},
        {"names": tuple(map(str, range(31)))}, {"names": ("班" * 21,)}, {"days": 8},
        {"task": "game:none"}, {"task": "quiz:none"}, {"task": ""}, {"title": "学校\u202e"},
    ],
)  # fmt: skip
async def test_what_makes_no_round_is_refused(
    office: Office, classes: Classes, changes: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput):
        await office.sessions.run(lambda s: a_round(s, classes, replace(WISH, **changes)))
    async with office.sessions() as session:
        assert (await session.scalars(select(ClassRound))).all() == []


async def test_a_class_and_a_browser_have_an_end(
    office: Office, classes: Classes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_PLAYS", 3)
    monkeypatch.setattr(module, "MOST_OF_BROWSER", 2)

    def work(session: Session) -> None:
        a_round(session, classes)
        first, second, _ = codes(session)
        for player in ("a", "b", "c"):
            play(session, classes, first, player, 5)
        for _ in range(2):
            play(session, classes, second, "a", 5)
        for code, player in ((first, "d"), (second, "a")):
            with pytest.raises(InvalidInput):
                play(session, classes, code, player, 5)

    await office.sessions.run(work)


async def test_all_is_erased_when_the_term_is_over(office: Office, classes: Classes) -> None:
    def fill(session: Session) -> tuple[str, str]:
        a_round(session, classes, replace(WISH, days=150))
        key = a_round(session, classes)
        code = codes(session)[-1]
        play(session, classes, code, "a", 5)
        return key, code

    def rows(session: Session) -> list[int | None]:
        tables = (ClassRound, StudyClass, ClassPlay)
        return [session.scalar(select(func.count()).select_from(one)) for one in tables]

    def forget(session: Session) -> int:
        return Classes.forget(session, classes.quizzes.today())

    key, code = await office.sessions.run(fill)
    office.clock.advance(timedelta(days=30).total_seconds())
    assert await office.sessions.run(forget) == 0
    await office.sessions.run(lambda s: classes.round(s, key))  # the last day
    office.clock.advance(timedelta(days=1).total_seconds())
    closed: list[Callable[[Session], object]] = [
        lambda s: classes.round(s, key), lambda s: classes.joined(s, code)
    ]  # fmt: skip
    for way in closed:
        with pytest.raises(NotFound):
            await office.sessions.run(way)
    assert await office.sessions.run(forget) == 1
    assert await office.sessions.run(rows) == [1, 3, 0]


async def test_an_organiser_may_erase_at_once_and_nobody_guesses_the_key(
    office: Office, classes: Classes
) -> None:
    def work(session: Session) -> None:
        key = a_round(session, classes)
        other = a_round(session, classes)
        found = classes.round(session, key)
        assert key not in (found.key_digest, other)
        play(session, classes, codes(session)[0], "a", 5)
        Classes.end(session, found.id)
        session.expire_all()
        with pytest.raises(NotFound):
            classes.round(session, key)
        classes.round(session, other)
        assert session.scalar(select(func.count()).select_from(ClassPlay)) == 0

    await office.sessions.run(work)


async def test_a_quiz_that_is_closed_can_not_be_begun(office: Office, classes: Classes) -> None:
    task = "quiz:small-quiz"

    def work(session: Session) -> None:
        a_round(session, classes, replace(WISH, task=task))
        one, _ = classes.joined(session, codes(session)[0])
        for row in session.scalars(select(QuizQuestion)):
            row.approved = False
        session.flush()
        with pytest.raises(NotFound):
            classes.begin(session, one, task, "a")

    await office.sessions.run(work)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ab23cd45", "ab23cd45"), (" AB23 CD45 ", "ab23cd45"), ("ab23-cd45", "ab23cd45"),
        ("ab23cd4", None), ("ab23cd451", None), ("ab01cd45", None), ("", None), ("班级码", None),
    ],
)  # fmt: skip
def test_a_code_is_read_as_people_type_it(typed: str, code: str | None) -> None:
    assert code_of(typed) == code
