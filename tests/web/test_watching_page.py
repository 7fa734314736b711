from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from bot.citizens.models import ConsentRecord
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.service import Outbox
from bot.watching.models import Watch
from bot.watching.news import News
from bot.web.services import Services
from kb.models import Standard, StandardStatus
from tests.content import standard

INBOX = "1-2-3-4-5-6-7-8-9"


async def ask(client: httpx.AsyncClient, path: str, **more: str) -> httpx.Response:
    return await client.post(f"/watching/{path}", json={"inbox": INBOX, **more})


async def say(client: httpx.AsyncClient, text: str) -> str:
    body = {"sender": "somebody-on-the-web", "message": text}
    answer = await client.post("/webhooks/rest/webhook", json=body)
    return "\n".join(reply["text"] for reply in answer.json())


async def test_a_browser_watches_hears_and_stops(
    app: FastAPI, client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    parts: Services = app.state.services
    added = (await ask(client, "add", words="GB 17761-2024、GB 2760")).json()
    assert [one["target"] for one in added["watched"]] == ["GB 17761", "GB 2760"]
    assert "GB 17761-2024 现行" in added["watched"][0]["state"]
    async with sessions.begin() as session:
        [record] = await session.scalars(select(ConsentRecord))
        assert (record.channel, record.via, record.given) == ("web", "page", True)
        await session.execute(
            update(Standard)
            .where(Standard.number == "GB 17761-2024")
            .values(status=StandardStatus.WITHDRAWN)
        )
    news = News(
        sessions, parts.watching.watches, Outbox(), parts.settings.keyring, lambda now: now,
        "https://example.gov.cn", clock.now,
    )  # fmt: skip
    assert await news.run() == 1
    async with sessions.begin() as session:  # what the worker does with a channel nobody sends on
        await session.execute(update(OutboxMessage).values(status=OutboxStatus.HELD.value))

    first, second = (await ask(client, "visit")).json(), (await ask(client, "visit")).json()
    assert "已经废止" in first["news"][0]
    assert second["news"] == []

    await ask(client, "remove", target="GB 17761")
    left = (await ask(client, "remove", target="GB 2760")).json()
    assert left == {"watched": []}
    async with sessions() as session:
        assert list(await session.scalars(select(Watch))) == []


async def test_who_unsubscribes_from_everything_watches_nothing_that_nobody_could_stop(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await ask(client, "add", words="GB 17761-2024、GB 2760")

    stopped = await client.post("/subscriptions/save", json={"inbox": INBOX, "topics": []})

    assert stopped.status_code == 200
    assert (await ask(client, "visit")).json()["watched"] == []
    async with sessions() as session:
        records = list(await session.scalars(select(ConsentRecord).order_by(ConsentRecord.id)))
    assert [(one.topics, one.given) for one in records] == [(["watch"], True), (["watch"], False)]
    assert "也取消这台设备关注的标准" in (await client.get("/subscriptions")).text


@pytest.mark.parametrize("words", ["撤回同意", "删除我的个人信息", "你们存了我什么"])
async def test_a_chat_names_the_page_for_what_only_the_device_can_stop(
    client: httpx.AsyncClient, words: str
) -> None:
    await ask(client, "add", words="GB 17761-2024")

    said = await say(client, words)

    assert "这个聊天里看不到，也没有删" in said
    assert "/subscriptions" in said
    assert len((await ask(client, "visit")).json()["watched"]) == 1


async def test_what_names_nothing_is_refused(client: httpx.AsyncClient) -> None:
    refused = await ask(client, "add", words="天气")

    assert refused.status_code == 400
    assert "没有认出标准号" in refused.text
    assert (await client.post("/watching/visit", json={"inbox": "short"})).status_code == 400


async def test_what_is_new_is_told_on_its_page_and_in_chat(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    today = clock.today()
    async with sessions.begin() as session:
        row = standard("GB/T 1-2026", "就要实施的", "即将实施", str(today + timedelta(days=9)))
        over = standard("GB/T 2-2026", "早就废止的", "废止", str(today))
        row.published_on = today - timedelta(days=3)
        session.add_all([row, over])

    page, said = (await client.get("/new-standards")).text, await say(client, "今天有什么新标准？")

    assert page.count("GB/T 1-2026") >= 2
    assert f"半年内就要实施：\n2. {today + timedelta(days=9)} GB/T 1-2026《就要实施的》" in said
    assert f"最近 30 天发布：\n1. {today - timedelta(days=3)} GB/T 1-2026" in said
    assert "GB/T 2-2026" not in page + said


async def test_the_chat_checks_a_list_and_names_the_page_for_watching(
    client: httpx.AsyncClient,
) -> None:
    listed = await say(client, "GB 2760-2014\nGB 17716-2024\nGB/T 31888")
    watch = await say(client, "关注 GB 17761")

    assert "GB 2760-2014：被代替。由 GB 2760-2024 代替。" in listed
    assert "是不是 GB 17761-2024" in listed
    assert "/watching" in watch
