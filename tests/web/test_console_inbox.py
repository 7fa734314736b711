"""The inbox's pages in the whole application, from a citizen's question to the answer they hear."""

from __future__ import annotations

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from bot.editing.unanswered.models import AskerWish, QuestionCluster
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage
from bot.settings import Settings
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, visitor_of
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY

QUESTION = "校徽要用哪种颜色的线绣，我电话13812345678"


async def says(client: httpx.AsyncClient, text: str, number: int) -> str:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.text(text, number)
    answer = await client.post("/wechat", params=push.query, content=push.body)
    return pusher.read(answer.text) or ""


async def test_from_a_question_without_answer_to_a_draft(
    client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory
) -> None:
    assert "有答案时告诉我" in await says(client, QUESTION, 1)
    assert "会在这里告诉您" in await says(client, "有答案时告诉我", 2)
    page = (await editor.get("/console/inbox/")).text
    assert "校徽要用哪种颜色" in page
    assert "13812345678" not in page
    async with sessions() as session:
        (group,) = await session.scalars(select(QuestionCluster))
        (wish,) = await session.scalars(select(AskerWish))
    assert "13812345678" not in wish.question

    address = f"/console/inbox/{group.id}"
    shown = (await editor.get(address)).text
    assert "有 1 人在等答案" in shown
    too_early = await editor.fill_in(f"{address}/decide", {"what": "tell"}, address)
    assert too_early.status_code == 400
    made = await editor.fill_in(f"{address}/draft", page=address)

    assert made.headers["location"].startswith("/console/faq/drafts/")
    assert "校徽要用哪种颜色" in (await editor.get(made.headers["location"])).text
    async with sessions() as session:
        assert list(await session.scalars(select(OutboxMessage))) == []


async def test_the_web_chat_has_no_address_to_tell(client: httpx.AsyncClient) -> None:
    sent = {"sender": "me", "message": "校服洗了就掉色咋个说"}
    reply = (await client.post("/webhooks/rest/webhook", json=sent)).json()[0]

    assert reply["metadata"]["kind"] == "unknown"
    assert "有答案时告诉我" not in reply["text"]


async def test_not_ours_and_back_again(
    client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory
) -> None:
    await says(client, "解放碑哪家火锅好吃", 1)
    await editor.get("/console/inbox/")
    async with sessions() as session:
        (group,) = await session.scalars(select(QuestionCluster))
    address = f"/console/inbox/{group.id}"

    for what, state in (("not_ours", "不归我们管"), ("reopen", "待处理"), ("ignore", "先不管")):
        done = await editor.fill_in(f"{address}/decide", {"what": what}, address)
        assert done.status_code == 303
        assert f'console-tag">{state}' in (await editor.get(address)).text
    assert (await editor.get("/console/inbox/4711")).status_code == 404


async def test_who_only_reads_changes_nothing(
    app: FastAPI, staff: object, client: httpx.AsyncClient, settings: Settings
) -> None:
    await says(client, "解放碑哪家火锅好吃", 1)
    await add_member(staff, "shenji", Role.AUDITOR)  # type: ignore[arg-type]
    await add_member(staff, "banjian", Role.CASE_OFFICER)  # type: ignore[arg-type]
    async with visitor_of(app) as visitor:
        await visitor.sign_in("shenji")
        assert "火锅" in (await visitor.get("/console/inbox/")).text
        csrf = "/console/account"
        for act in ("draft", "add", "decide"):
            answer = await visitor.fill_in(f"/console/inbox/1/{act}", {"what": "ignore"}, csrf)
            assert answer.status_code == 403
        await visitor.sign_in("banjian")
        assert (await visitor.get("/console/inbox/")).status_code == 403
