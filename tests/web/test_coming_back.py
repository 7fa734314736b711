"""Who left WeChat and came back is told of their case again; slow pictures keep nobody waiting."""

from __future__ import annotations

import asyncio
import io

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select

from bot.channels.wechat.api.media import Download
from bot.citizens.models import CitizenAddress
from bot.complaints.case.evidence_models import Attachment
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.settings import Settings
from bot.web.wechat import media as wechat_media
from tests.complaints.conftest import COMPLAINT
from tests.fakes.wechat_pusher import Push, Pusher
from tests.web.conftest import AES_KEY


@pytest.fixture
def pusher() -> Pusher:
    return Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)


async def send(client: httpx.AsyncClient, pusher: Pusher, push: Push) -> str:
    answer = await client.post("/wechat", params=push.query, content=push.body)
    return pusher.read(answer.text) or ""


async def addresses(sessions: SessionFactory) -> int:
    async with sessions() as session:
        return len(list(await session.scalars(select(CitizenAddress))))


async def test_who_left_and_came_back_can_be_told_of_an_open_case(
    client: httpx.AsyncClient, pusher: Pusher, sessions: SessionFactory
) -> None:
    for number, text in enumerate(COMPLAINT):
        said = await send(client, pusher, pusher.text(text, number))
    assert "登记编号" in said
    assert await addresses(sessions) == 1
    await send(client, pusher, pusher.event("unsubscribe"))
    assert await addresses(sessions) == 0
    await send(client, pusher, pusher.event("subscribe"))

    await send(client, pusher, pusher.text("你好", 99))

    assert await addresses(sessions) == 1


async def test_who_has_no_case_is_not_remembered(
    client: httpx.AsyncClient, pusher: Pusher, sessions: SessionFactory
) -> None:
    await send(client, pusher, pusher.text("你好", 1))

    assert await addresses(sessions) == 0


class SlowApi:
    """An account whose files take until they are let go."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()
        self.media = self
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
        self.picture = picture.getvalue()

    async def download(self, media_id: str, limit: int) -> Download:
        await self.let_go.wait()
        return Download(self.picture, "image/jpeg", "x.jpg")

    async def close(self) -> None: ...


async def outbox(sessions: SessionFactory, settings: Settings) -> list[str]:
    async with sessions() as session:
        rows = await session.scalars(select(OutboxMessage))
        return [Body.opened(row.body_sealed, settings.keyring).text for row in rows]


async def test_a_slow_picture_is_answered_at_once_and_its_outcome_follows(
    app: FastAPI,
    client: httpx.AsyncClient,
    pusher: Pusher,
    sessions: SessionFactory,
    settings: Settings,
) -> None:
    api = SlowApi()
    app.state.services.wechat_api = api
    await send(client, pusher, pusher.text("我要投诉", 1))
    object.__setattr__(app.state.services.patient.timing, "wait", 0.3)
    picture = pusher.other("image", "<MediaId>m1</MediaId><MsgId>2</MsgId>")

    assert "正在保存" in await send(client, pusher, picture)
    # If this process is killed now, the citizen hears that it failed.
    assert "没有取到" in (await outbox(sessions, settings))[0]
    api.let_go.set()
    await asyncio.gather(*wechat_media._keeping)

    (told,) = await outbox(sessions, settings)
    assert "收到 1 个材料" in told
    async with sessions() as session:
        assert (await session.scalars(select(Attachment))).one().kind == "image/jpeg"
