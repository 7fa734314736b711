from __future__ import annotations

import re

import httpx
import pytest

from bot.campaigns.quiz.games import Game, load_games
from bot.kit.db import SessionFactory
from kb.models import FaqStatus
from tests.content import faq

GAMES = list(load_games().values())


def rightly(game: Game, wrong_at: tuple[int, ...] = ()) -> str:
    """The answers of a whole game, as its address has them."""
    digits = (
        1 - (one.wrong - 1) if at in wrong_at else one.wrong - 1
        for at, one in enumerate(game.questions)
    )
    return "".join(map(str, digits))


@pytest.mark.parametrize("game", GAMES, ids=lambda one: one.slug)
async def test_a_game_is_played_by_its_links_alone(browser: httpx.AsyncClient, game: Game) -> None:
    assert f"/learn/games/{game.slug}" in (await browser.get("/learn/games")).text
    path, answers = f"/learn/games/{game.slug}", rightly(game)
    for at in range(len(game.questions)):
        page = (await browser.get(path)).text
        assert f"第 {at + 1} 题，共 5 题" in page
        links = re.findall(rf'href="(/learn/games/{game.slug}\?a=\d+)"', page)
        assert len(links) == len(game.questions[at].labels)
        path = f"/learn/games/{game.slug}?a={answers[: at + 1]}"
        assert path in links
    page = (await browser.get(path)).text
    assert "5 题答对 5 题" in page
    assert 'data-right="1"' in page


async def test_a_wrong_answer_is_explained(browser: httpx.AsyncClient) -> None:
    game = GAMES[0]
    page = (await browser.get(f"/learn/games/{game.slug}?a={rightly(game, (0,))[0]}")).text
    first = game.questions[0]
    assert "答错了" in page
    assert first.why in page
    assert f"有问题的是{first.name_of(first.wrong - 1)}" in page
    assert 'data-right="1"' not in page


@pytest.mark.parametrize("answers", ["x", "1" * 10, "-1", "<b>"])
async def test_other_answers_are_refused(browser: httpx.AsyncClient, answers: str) -> None:
    answer = await browser.get("/learn/games/parents", params={"a": answers})
    assert answer.status_code in (400, 422)


async def test_more_answers_than_questions_end_the_game(browser: httpx.AsyncClient) -> None:
    page = (await browser.get(f"/learn/games/parents?a={'9' * 9}")).text
    assert "5 题答对 0 题" in page
    assert (await browser.get("/learn/games/none")).status_code == 404


async def test_what_staff_withdrew_is_asked_no_more(
    browser: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    game = GAMES[0]
    async with sessions.begin() as session:
        row = faq(game.questions[0].faq, "问", "答")
        row.status = FaqStatus.WITHDRAWN
        session.add(row)
    page = (await browser.get(f"/learn/games/{game.slug}")).text
    assert "共 4 题" in page
    assert game.questions[0].question not in page
    assert game.questions[1].question in page


async def test_a_result_is_a_picture_that_may_be_kept(browser: httpx.AsyncClient) -> None:
    drawn = await browser.get("/learn/games/parents/card-3.png")
    assert drawn.headers["content-type"] == "image/png"
    assert "max-age" in drawn.headers["cache-control"]
    assert (await browser.get("/learn/games/parents/card-6.png")).status_code == 404
    assert (await browser.get("/learn/games/none/card-1.png")).status_code == 404
