from __future__ import annotations

import httpx
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.conversation.models import Turn
from bot.kit.db import SessionFactory
from bot.web.chat.puzzle import is_solved
from bot.web.limits import RateLimit

URL = "/webhooks/rest/webhook"


async def test_a_question_gets_rasas_format_with_metadata(client: httpx.AsyncClient) -> None:
    answer = await client.post(URL, json={"sender": "me", "message": "世界标准日是哪天？"})

    (reply,) = answer.json()
    assert reply["recipient_id"] == "me"
    assert "10 月 14 日" in reply["text"]
    assert reply["metadata"]["kind"] == "answer"
    assert reply["metadata"]["sources"] == ["《standards-day》"]
    assert 0.5 < reply["metadata"]["score"] <= 1


async def test_a_repeated_message_id_is_one_turn(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    body = {"sender": "me", "message": "世界标准日是哪天？", "message_id": "1"}

    first, second = await client.post(URL, json=body), await client.post(URL, json=body)

    assert first.json() == second.json()
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == 1


async def test_a_message_id_of_another_sender_is_another_turn(
    client: httpx.AsyncClient,
) -> None:
    mine = {"sender": "me", "message": "世界标准日是哪天？", "message_id": "1"}
    theirs = {"sender": "you", "message": "我要投诉", "message_id": "1"}

    first, second = await client.post(URL, json=mine), await client.post(URL, json=theirs)

    assert "10 月 14 日" in first.json()[0]["text"]
    assert all("10 月 14 日" not in reply["text"] for reply in second.json())


async def test_what_can_not_be_read_gets_a_chinese_error(client: httpx.AsyncClient) -> None:
    for body in ({}, {"sender": "", "message": "x"}, {"sender": "a", "message": 1}, []):
        answer = await client.post(URL, json=body)
        assert answer.status_code == 400
        assert "没法识别" in answer.json()["error"]


async def test_a_flood_is_stopped_for_one_conversation_only(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    app.state.services.per_conversation = RateLimit(20, lambda: 0.0)
    statuses = [
        (await client.post(URL, json={"sender": "flood", "message": ""})).status_code
        for _ in range(25)
    ]
    other = await client.post(URL, json={"sender": "calm", "message": "你好"})

    assert statuses.count(429) == 5
    assert other.status_code == 200


async def test_a_class_of_sixty_behind_one_address_is_served(client: httpx.AsyncClient) -> None:
    statuses = [
        (await client.post(URL, json={"sender": f"pupil-{n}", "message": ""})).status_code
        for _ in range(4)
        for n in range(60)
    ]

    assert statuses == [200] * 240


async def test_with_the_puzzle_only_a_solved_name_may_file(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    services = app.state.services
    services.settings = services.settings.model_copy(update={"puzzle_bits": 8})
    names = [f"chat.{n}" for n in range(5000)]
    solved = next(name for name in names if is_solved(name, 8))

    async def say(sender: str, message: str) -> str:
        answer = await client.post(URL, json={"sender": sender, "message": message})
        return str(answer.json()[-1]["text"])

    assert not is_solved("chat", 8)
    assert "刷新网页" in await say("chat", "我要投诉")
    assert "10 月 14 日" in await say("chat", "世界标准日是哪天？")
    assert "还差：店名" in await say(solved, "我要投诉")


async def test_health_says_that_rasa_is_away(client: httpx.AsyncClient) -> None:
    ready = await client.get("/readyz")

    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert ready.status_code == 200
    assert ready.json()["status"] == "degraded"
    assert ready.json()["rasa"] == "unavailable"


async def test_pages_are_chinese_and_carry_their_policy(client: httpx.AsyncClient) -> None:
    for path in ("/", "/privacy"):
        page = await client.get(path)
        assert page.status_code == 200
        assert '<html lang="zh-CN">' in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
    missing = await client.get("/nothing", headers={"accept": "text/html"})
    assert missing.status_code == 404
    assert "没有找到" in missing.text


async def test_actions_need_the_token(client: httpx.AsyncClient) -> None:
    call = {"next_action": "action_cancel", "tracker": {"sender_id": "x"}, "domain": {}}

    assert (await client.post("/rasa/actions", json=call)).status_code == 404
    assert (await client.post("/rasa/actions?token=wrong", json=call)).status_code == 404


async def test_rasa_runs_actions_and_is_told_of_unknown_ones(client: httpx.AsyncClient) -> None:
    url = "/rasa/actions?token=action-token-of-tests"
    tracker = {
        "sender_id": "x", "slots": {}, "latest_message": {"text": "GB/T 20000.1"},
        "events": [], "paused": False, "followup_action": None, "active_loop": {},
        "latest_action_name": None,
    }  # fmt: skip
    call = {"next_action": "action_look_up_standard", "tracker": tracker, "domain": {"slots": {}}}

    done = (await client.post(url, json=call)).json()
    unknown = await client.post(url, json={**call, "next_action": "action_nothing"})

    assert "GB/T 20000.1" in done["responses"][0]["custom"]["reply"]["text"]
    assert unknown.status_code == 404
    assert (await client.post(url, content=b"{")).status_code == 400
