"""A picture or a recording as the first message, on each channel, and what follows it."""

from __future__ import annotations

import io
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select, update

from bot.app.tasks import keeping
from bot.channels.wechat.api.media import Download
from bot.complaints.case.evidence import MOST_FILES
from bot.complaints.case.evidence_models import Attachment
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.settings import Settings
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY

CHAT = "/webhooks/rest/webhook"


def png(width: int = 40) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (width, 30), "green").save(picture, "PNG")
    return picture.getvalue()


async def say(client: httpx.AsyncClient, text: str, key: str, sender: str = "citizen") -> str:
    body = {"sender": sender, "message": text, "message_id": key}
    return "\n".join(one["text"] for one in (await client.post(CHAT, json=body)).json())


async def send(client: httpx.AsyncClient, data: bytes, sender: str = "citizen") -> httpx.Response:
    files = {"file": ("a.png", data, "image/png")}
    return await client.post("/chat/evidence", data={"sender": sender}, files=files)


async def waiting(sessions: SessionFactory) -> int:
    async with sessions() as session:
        return len(list(await session.scalars(select(Attachment))))


async def test_on_the_web_it_is_kept_asked_about_and_taken_into_the_form(
    client: httpx.AsyncClient,
) -> None:
    (answer,) = (await send(client, png())).json()

    assert "说说是什么事" in answer["text"]
    assert "照片 1 张" in await say(client, "我要投诉，观音桥的云朵童鞋店卖的运动鞋脱胶", "1")
    assert (
        "照片" not in (await say(client, "我要投诉云朵童鞋店", "1", "other")).partition("还差")[0]
    )


@pytest.mark.parametrize("words", ["清空", "删除照片", "我不想投诉"])
async def test_who_wants_nothing_kept_or_nothing_registered_has_it_erased(
    client: httpx.AsyncClient, sessions: SessionFactory, words: str
) -> None:
    await send(client, png())
    await send(client, png(), "other")

    await say(client, words, "1")

    assert await waiting(sessions) == 1


async def test_clearing_the_page_erases_it(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await send(client, png())
    await send(client, png(), "other")

    answer = await client.post("/chat/evidence/forget", data={"sender": "citizen"})

    assert answer.status_code == 204
    assert await waiting(sessions) == 1


async def test_the_sweep_erases_it_after_a_day(
    client: httpx.AsyncClient, sessions: SessionFactory, settings: Settings
) -> None:
    await send(client, png())
    await send(client, png(), "other")
    async with sessions.begin() as session:
        first = (await session.scalars(select(Attachment.id).order_by(Attachment.id))).first()
        old = clock.now() - timedelta(hours=24, minutes=1)
        await session.execute(
            update(Attachment).where(Attachment.id == first).values(received_at=old)
        )

    counts = await keeping.sweep(settings, sessions)

    assert counts["sent_first"] == 1
    assert await waiting(sessions) == 1
    assert len([p for p in (settings.data_dir / "evidence").rglob("*") if p.is_file()]) == 2


async def test_too_many_and_too_large_are_refused_in_a_sentence(client: httpx.AsyncClient) -> None:
    for number in range(MOST_FILES):
        assert (await send(client, png(40 + number))).status_code == 200

    for data in (png(200), b"\x89PNG" + bytes(10 * 1024 * 1024)):
        refused = await send(client, data)
        assert refused.status_code == 400
        assert "最多" in refused.json()["error"]


class Api:
    """An account that hands out what it is told to."""

    def __init__(self, content: bytes) -> None:
        self.media, self.content = self, content

    async def download(self, media_id: str, limit: int) -> Download:
        return Download(self.content, "application/octet-stream", "x")

    async def close(self) -> None: ...


async def test_on_wechat_a_picture_and_an_unheard_voice_are_kept(
    app: FastAPI, client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)

    async def push(kind: str, number: int, content: bytes) -> str:
        app.state.services.wechat_api = Api(content)
        message = pusher.other(kind, f"<MediaId>m{number}</MediaId><MsgId>{number}</MsgId>")
        answer = await client.post("/wechat", params=message.query, content=message.body)
        return pusher.read(answer.text) or ""

    picture = await push("image", 1, png())
    voice = await push("voice", 2, b"#!AMR\n....")
    message = pusher.text("我要投诉，观音桥的云朵童鞋店卖的运动鞋脱胶", 3)
    answer = await client.post("/wechat", params=message.query, content=message.body)

    assert "图片里的内容我还看不懂" in picture
    assert "没有识别出文字" in voice
    assert "打字" in voice
    assert "照片 1 张，其他文件 1 个" in (pusher.read(answer.text) or "")
    assert await waiting(sessions) == 2
