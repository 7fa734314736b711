from __future__ import annotations

import csv
import io
import re
import unicodedata

import pytest
from PIL import Image

from bot.campaigns.calendar import Calendar
from bot.campaigns.drawing.share_card import SIZE, draw_share_card
from bot.campaigns.quiz.games import (
    NAMES,
    Game,
    GameQuestion,
    Label,
    after,
    levels_of,
    load_games,
)
from bot.settings import SEEDS
from kb.text.standard_number import StandardNumber
from kb.yaml_file import read_yaml

GAMES = list(load_games().values())
QUESTIONS = [(game, one) for game in GAMES for one in game.questions]
asked = pytest.mark.parametrize(
    ("game", "question"), QUESTIONS, ids=[f"{game.slug}-{one.faq}" for game, one in QUESTIONS]
)


def entries() -> dict[str, dict[str, object]]:
    files = (SEEDS / "faq").glob("*.yml")
    return {one["slug"]: one for path in files for one in read_yaml(path)["entries"]}


def numbers() -> set[str]:
    with (SEEDS / "standards" / "catalogue.csv").open(encoding="utf-8") as file:
        return {row["number"] for row in csv.DictReader(file)}


ENTRIES, NUMBERS = entries(), numbers()


def test_there_is_a_game_for_each_audience() -> None:
    assert {game.audience for game in GAMES} == set(Calendar.load().audiences)
    assert {len(game.questions) for game in GAMES} == {5}


@asked
def test_what_is_explained_stands_in_an_answer(game: Game, question: GameQuestion) -> None:
    entry = ENTRIES[question.faq]
    answer = f"{entry['question']}{entry['answer']}"
    numbers = [str(one) for one in StandardNumber.find_all(question.why)]
    assert not numbers or any(one in answer for one in numbers)
    for figure in re.findall(r"\d+ (?:个月|岁|年|月|日)", question.why):
        assert figure in answer
    for article in re.findall(r"第[一二三四五六七八九十百]+条", question.source):
        assert article in "".join([*entry["sources"], str(entry["answer"])])  # type: ignore[misc]


@asked
def test_every_standard_on_a_label_is_in_the_catalogue(game: Game, question: GameQuestion) -> None:
    said = "\n".join(line for label in question.labels for line in label.lines)
    for number in StandardNumber.find_all("\n".join([said, question.why, question.source])):
        if not str(number).startswith("Q/"):
            assert str(number) in NUMBERS, number


@asked
def test_a_label_has_room_for_its_lines(game: Game, question: GameQuestion) -> None:
    for label in question.labels:
        for row, line in enumerate(label.lines):
            size = 22 if row == 0 else 18
            wide = sum(1 if unicodedata.east_asian_width(c) in "WF" else 0.62 for c in line)
            assert wide * size <= 212, line


def test_the_wrong_one_is_not_always_at_the_same_place() -> None:
    places = {one.name_of(one.wrong - 1) for _, one in QUESTIONS}
    assert places == set(NAMES[:2])
    for game in GAMES:
        assert len({one.name_of(one.wrong - 1) for one in game.questions}) == 2, game.slug


def test_every_game_has_levels_one_above_the_other() -> None:
    for levels in levels_of(load_games()):
        assert [game.level for game in levels] == list(range(1, len(levels) + 1))
        assert len(levels) >= 2
        assert len({(game.who, game.audience) for game in levels}) == 1
        assert [after(load_games(), game) for game in levels] == [*levels[1:], None]


@pytest.mark.parametrize(("questions", "right"), [(5, 4), (4, 4), (3, 3), (1, 1)])
def test_four_of_five_pass_a_level(questions: int, right: int) -> None:
    game = GAMES[0].model_copy(update={"questions": GAMES[0].questions[:questions]})
    assert game.to_pass == right


def test_a_score_counts_the_answers_given() -> None:
    game = GAMES[0]
    right = [one.wrong - 1 for one in game.questions]
    assert game.score(right) == 5
    assert game.score(right[:2]) == 2
    assert game.score([1 - one for one in right]) == 0


def test_a_question_whose_wrong_label_is_not_there_is_refused() -> None:
    label = Label(kind="food", lines=("一",))
    with pytest.raises(ValueError, match="wrong"):
        GameQuestion(question="?", labels=(label, label), wrong=3, why="w", source="s", faq="f")


def test_the_share_card_shows_the_score_and_a_code() -> None:
    address = "https://example.gov.cn/learn/games/parents"
    cards = [draw_share_card("带娃找茬", score, 5, address, "某局") for score in (2, 5)]
    pictures = [Image.open(io.BytesIO(card)) for card in cards]
    assert [one.size for one in pictures] == [SIZE, SIZE]
    assert cards[0] != cards[1]
