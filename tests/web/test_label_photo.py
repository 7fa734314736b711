"""A photo of a label as the first message: its answer, and the case that follows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.conversation.models import ConversationState, Turn
from bot.kit.db import SessionFactory
from bot.labels.reader import CannotRead
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.web.wechat import media as wechat_media
from kb.ocr.wire import Page
from tests.fakes.wechat_pusher import Pusher
from tests.labels.test_printed import page
from tests.web.conftest import AES_KEY
from tests.web.test_sent_first import Api, png, say, send

LABEL = page("品名：运动鞋", "执行标准：GB 2760-2014", "厂名：云朵童鞋有限公司", "持证人 王小明")
READ = "照片上读到的标准号是 GB 2760-2014"


class Reads:
    """Reads what it is told to."""

    available = True

    def __init__(self, page: Page | None) -> None:
        self.page, self.pictures = page, 0
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def read(self, picture: bytes) -> Page:
        self.pictures += 1
        await self.may_go_on.wait()
        if self.page is None:
            raise CannotRead
        return self.page

    async def close(self) -> None: ...


@pytest.fixture
def reads(app: FastAPI) -> Callable[[Page | None], Reads]:
    def install(page: Page | None) -> Reads:
        app.state.services.labels = Reads(page)
        found: Reads = app.state.services.labels
        return found

    return install


async def test_the_answer_comes_with_the_offer_and_the_case_takes_what_was_read(
    client: httpx.AsyncClient, reads: Callable[[Page | None], Reads]
) -> None:
    reads(LABEL)

    (answer,) = (await send(client, png())).json()

    assert READ in answer["text"]
    assert "由 GB 2760-2024《食品添加剂使用标准》 代替" in answer["text"]
    assert "我要举报" in answer["text"]
    card = await say(client, "我要举报", "1")
    assert "云朵童鞋有限公司" in card
    assert "运动鞋" in card
    assert "照片 1 张" in card


async def test_what_the_citizen_says_counts_more_than_the_label(
    client: httpx.AsyncClient, reads: Callable[[Page | None], Reads]
) -> None:
    reads(LABEL)
    await send(client, png())

    card = await say(client, "我要投诉，观音桥的宝岛鞋店卖的运动鞋穿两天就脱胶", "1")

    assert "宝岛鞋店" in card
    assert "云朵童鞋有限公司" not in card
    assert "GB 2760-2014" in card


async def test_it_can_be_asked_on_about(
    client: httpx.AsyncClient, reads: Callable[[Page | None], Reads]
) -> None:
    reads(LABEL)
    await send(client, png())

    assert "GB 2760-2014" in await say(client, "它什么时候实施的", "1")


async def test_a_number_asked_about_is_answered_when_it_is_the_one(
    client: httpx.AsyncClient, reads: Callable[[Page | None], Reads]
) -> None:
    reads(page("执行标准：GB/T 31883-2015"))

    (asked,) = (await send(client, png())).json()

    assert "看起来是 GB/T 31888-2015" in asked["text"]
    assert "GB/T 31888-2015《中小学生校服》" in await say(client, "1", "1")


async def test_of_what_was_read_nothing_stays_readable(
    client: httpx.AsyncClient,
    reads: Callable[[Page | None], Reads],
    sessions: SessionFactory,
    capfd: pytest.CaptureFixture[str],
) -> None:
    reads(LABEL)
    await send(client, png())

    async with sessions() as session:
        (state,) = await session.scalars(select(ConversationState))
        turns = list(await session.scalars(select(Turn)))
    kept = repr(vars(state))
    assert turns == []
    assert state.told_sealed
    logged = "".join(capfd.readouterr())
    for word in ("云朵", "王小明", "运动鞋"):
        assert word not in kept
        assert word not in logged


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (page("品名：饼干"), "没有认出标准号"),
        (Page((), 120.0, 40.0), "图片里没有认出标准号。"),
        (None, "图片这会儿没有看成。"),
    ],
)
async def test_without_a_number_it_is_asked_what_it_is_about(
    client: httpx.AsyncClient,
    reads: Callable[[Page | None], Reads],
    seen: Page | None,
    told: str,
) -> None:
    reads(seen)

    (answer,) = (await send(client, png())).json()

    assert told in answer["text"]
    assert "说说是什么事" in answer["text"]


async def test_a_picture_for_a_form_is_not_read(
    client: httpx.AsyncClient, reads: Callable[[Page | None], Reads]
) -> None:
    labels = reads(LABEL)
    await say(client, "我要投诉，观音桥的云朵童鞋店卖的运动鞋脱胶", "1")

    (answer,) = (await send(client, png())).json()

    assert "收到 1 个材料" in answer["text"]
    assert labels.pictures == 0


async def test_where_nothing_can_read_it_says_so(client: httpx.AsyncClient) -> None:
    (answer,) = (await send(client, png())).json()

    assert "图片里的内容我还看不懂。" in answer["text"]
    assert "把标准号打给我" in answer["text"]


async def test_on_wechat_what_takes_longer_than_the_platform_waits_follows(
    app: FastAPI,
    client: httpx.AsyncClient,
    reads: Callable[[Page | None], Reads],
    sessions: SessionFactory,
) -> None:
    labels, parts = reads(LABEL), app.state.services
    parts.wechat_api = Api(png())
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)

    async def push(number: int) -> str:
        message = pusher.other("image", f"<MediaId>m{number}</MediaId><MsgId>{number}</MsgId>")
        answer = await client.post("/wechat", params=message.query, content=message.body)
        return pusher.read(answer.text) or ""

    assert READ in await push(1)
    labels.may_go_on.clear()
    object.__setattr__(parts.patient.timing, "wait", 0.01)
    assert "正在保存" in await push(2)
    labels.may_go_on.set()

    await asyncio.gather(*wechat_media._keeping)
    async with sessions() as session:
        rows = list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
    assert READ in Body.opened(rows[-1].body_sealed, parts.settings.keyring).text
