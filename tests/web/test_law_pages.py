"""An article named as source opens: on its page, from the web chat and from WeChat."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from bot.kit.db import SessionFactory
from kb.models import Faq
from kb.repository import KnowledgeRepository
from tests.fakes.laws import add_laws
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY

SOURCES = ["《中华人民共和国产品质量法》第三十九条、第四十条", "《没有的办法》第一条"]
FORTY = "/laws/%E4%BA%A7%E5%93%81%E8%B4%A8%E9%87%8F%E6%B3%95/40"


@pytest.fixture
async def loaded(app: FastAPI, sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        await add_laws(session)
        await session.execute(
            update(Faq).where(Faq.slug == "standards-day").values(sources=SOURCES)
        )
        await KnowledgeRepository(session).touch()
    await app.state.services.knowledge.refresh()


async def test_an_article_opens_with_its_words_status_and_day(
    client: httpx.AsyncClient, loaded: None
) -> None:
    page = await client.get("/laws/产品质量法/40")

    assert page.status_code == 200
    assert "销售者应当负责修理、更换、退货" in page.text
    assert "<strong>现行</strong>" in page.text
    assert "2018-12-29" in page.text
    assert 'href="/laws/%E4%BA%A7%E5%93%81%E8%B4%A8%E9%87%8F%E6%B3%95/39"' in page.text
    assert f'href="{FORTY}?version=2009-08-27"' in page.text


async def test_an_article_of_an_old_text_says_so(client: httpx.AsyncClient, loaded: None) -> None:
    page = await client.get("/laws/产品质量法/40?version=2009-08-27")

    assert "旧的条文。" in page.text
    assert "<strong>已修订</strong>" in page.text
    assert "不能再当作依据" in page.text


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/laws/中华人民共和国产品质量法/第四十条", FORTY),
        ("/laws/《产品质量法》/40", FORTY),
        ("/laws/中华人民共和国产品质量法", FORTY.removesuffix("/40")),
    ],
)
async def test_every_name_leads_to_one_address(
    client: httpx.AsyncClient, loaded: None, path: str, to: str
) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.headers["location"]) == (302, to)


async def test_a_law_lists_its_articles(client: httpx.AsyncClient, loaded: None) -> None:
    page = await client.get("/laws/产品质量法")

    assert page.text.count("/40") >= 1
    assert "第四十条之一" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/laws/产品质量法/99",
        "/laws/没有的法/1",
        "/laws/没有的法",
        "/laws/产品质量法/%00",
        "/laws/产品质量法/②",
        "/laws/%00/1",
    ],
)
async def test_what_is_not_there_is_said_not_to_be_there(
    client: httpx.AsyncClient, loaded: None, path: str
) -> None:
    page = await client.get(path)

    assert page.status_code == 404
    assert "flk.npc.gov.cn" in page.text


async def test_the_sources_of_an_answer_open(client: httpx.AsyncClient, loaded: None) -> None:
    body = {"sender": "me", "message": "世界标准日是哪天？"}
    (reply,) = (await client.post("/webhooks/rest/webhook", json=body)).json()
    page = await client.get("/faq/standards-day")

    assert reply["metadata"]["articles"] == [
        {"title": "《产品质量法》第三十九条", "path": FORTY.replace("40", "39")},
        {"title": "《产品质量法》第四十条", "path": FORTY},
    ]
    assert f'<a href="{FORTY}">第四十条</a>' in page.text
    assert "《没有的办法》第一条" in page.text


async def test_an_article_asked_for_by_name_opens_too(
    client: httpx.AsyncClient, loaded: None
) -> None:
    body = {"sender": "me", "message": "产品质量法第四十条说的什么"}
    (reply,) = (await client.post("/webhooks/rest/webhook", json=body)).json()

    assert [one["path"] for one in reply["metadata"]["articles"]] == [FORTY]


async def test_in_wechat_they_are_links(
    client: httpx.AsyncClient, loaded: None, app: FastAPI
) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.text("世界标准日是哪天？", 1)

    answer = await client.post("/wechat", params=push.query, content=push.body)

    site = app.state.services.settings.effective_public_url
    assert f'<a href="{site}{FORTY}">《产品质量法》第四十条</a>' in str(pusher.read(answer.text))
