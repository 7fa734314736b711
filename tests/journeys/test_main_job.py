"""The main job end to end: real processes, real Rasa model, real content."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.journeys.conftest import Running
from tests.waiting import wait_until

pytestmark = pytest.mark.rasa


def kinds(replies: list[dict[str, object]]) -> list[str]:
    return [str(reply["metadata"]["kind"]) for reply in replies]  # type: ignore[index]


def text(replies: list[dict[str, object]]) -> str:
    return "\n".join(str(reply["text"]) for reply in replies)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("世界标准日是哪天？", ["10 月 14 日", "来源"]),
        ("GB 17761 是强制性的吗", ["GB 17761-2024", "强制性标准"]),
        ("国标2760二零一四还有效吗", ["GB 2760-2014", "GB 2760-2024"]),
    ],
)
def test_the_questions_of_the_readme_are_answered_with_sources(
    running: Running, question: str, parts: list[str]
) -> None:
    replies = running.say(question)

    assert kinds(replies) == ["answer"]
    assert all(part in text(replies) for part in parts), text(replies)


def test_a_greeting_is_talk(running: Running) -> None:
    assert kinds(running.say("你好")) == ["talk"]


@pytest.mark.parametrize("question", ["明天重庆天气怎么样", "帮我写一首关于春天的诗"])
def test_what_is_not_ours_is_not_answered_as_if_known(running: Running, question: str) -> None:
    assert kinds(running.say(question)) != ["answer"]


def test_a_question_of_the_day_is_asked_and_explained(running: Running) -> None:
    asked = running.say("每日一题", "quiz")
    told = running.say("B", "quiz")

    assert "每日一题" in text(asked)
    assert text(told).startswith(("答对了", "答错了"))
    assert "来源：" in text(told)


def test_in_the_chat_of_the_page_the_page_to_subscribe_on_is_named(running: Running) -> None:
    assert "/subscriptions" in text(running.say("我想收世界标准日的消息"))
    assert "/subscriptions" in text(running.say("莫给我发消息了"))


def test_a_form_asks_for_the_number_and_a_side_question_does_not_lose_it(running: Running) -> None:
    asked = running.say("帮我查一个标准", "form")
    side = running.say("世界标准日是哪天？", "form")
    done = running.say("GB 18401", "form")

    assert "form" in kinds(asked), text(asked)
    assert "10 月 14 日" in text(side)
    assert "form" in kinds(side)
    assert "GB 18401-2010" in text(done)
    assert "form" not in kinds(done)


def test_a_form_can_be_left(running: Running) -> None:
    running.say("帮我查一个标准", "leaver")
    left = running.say("算了，取消", "leaver")
    after = running.say("世界标准日是哪天？", "leaver")

    assert "取消" in text(left)
    assert kinds(after) == ["answer"]


def test_without_rasa_a_question_is_answered_before_rasa_comes_back(
    running: Running,
) -> None:
    (rasa,) = running.living("bot.rasa.serve")
    os.kill(rasa.pid, signal.SIGKILL)

    running.wait_for("degraded")
    # Said nowhere else: what Rasa once understood is remembered while it is away.
    replies = running.say("推荐性标准是不是必须得执行的嘞", "rasa-away")

    assert kinds(replies) == ["answer"]
    # Nobody waited for Rasa: the turn was decided without it.
    with closing(sqlite3.connect(running.folder / "data" / "yubiao.db")) as database:
        last = "SELECT degraded FROM turn ORDER BY id DESC LIMIT 1"
        assert database.execute(last).fetchone() == (1,)
    running.wait_for("ok")


def test_a_request_has_one_number_from_the_web_through_rasa_to_its_actions(
    running: Running,
) -> None:
    body = {"sender": "numbered", "message": "帮我查一个标准"}
    answer = httpx.post(
        f"{running.url}/webhooks/rest/webhook", json=body, timeout=60, trust_env=False
    )
    number = answer.headers["x-request-id"]
    httpx.post(
        f"{running.rasa_urls[0]}/webhooks/understanding/parse",
        json={},
        headers={"x-request-id": number},
        timeout=60,
        trust_env=False,
    )

    def lines() -> list[str]:
        return [one for one in running.output.read_text().splitlines() if number in one]

    wait_until(lambda: any("rasa   |" in one for one in lines()), "Rasa has logged its fault")
    assert any("action.answered" in one and "web" in one for one in lines()), lines()
    assert any("turn.answered" in one for one in lines()), lines()


def test_nothing_a_citizen_typed_is_in_the_log(running: Running) -> None:
    running.say("我的电话是13987654321，蓝帽子是什么")

    log = Path(running.output).read_text()
    assert "13987654321" not in log
    assert "蓝帽子" not in log
