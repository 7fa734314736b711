from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app.cli.telegram import forward
from bot.app.web import create_app
from bot.campaigns.models import Piece
from bot.campaigns.pieces.content import PieceContent, Version
from bot.channels.telegram.bot import TelegramBot
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import CaseDraft
from bot.conversation.ledger import Outcome
from bot.conversation.models import Turn
from bot.editing.unanswered.models import AskerWish
from bot.handover.models import Handover
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import Button, Reply, ReplyKind
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.settings import Settings
from tests.fakes.telegram_api import (
    BAD_GATEWAY,
    BLOCKED,
    NO_CHAT,
    SLOW_DOWN,
    TOKEN,
    FakeTelegram,
    photo_update,
    tap_update,
    text_update,
)

SECRET = "secret-of-the-webhook"
QUESTION = "世界标准日是哪天？"


@dataclass
class Phone:
    """A citizen on Telegram, and the platform between.

    Args:
        client: the service.
        telegram: what the service sends to.
    """

    client: httpx.AsyncClient
    telegram: FakeTelegram

    async def push(self, update: Any, secret: str = SECRET) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        answer = await self.client.post("/telegram", json=update, headers=headers)
        return answer.status_code


def connect(app: FastAPI, telegram: FakeTelegram) -> None:
    bot = TelegramBot(TOKEN, "http://telegram", telegram.transport())
    app.state.services.telegram = bot


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(
        update={
            "telegram_token": SecretStr(TOKEN),
            "telegram_webhook_secret": SecretStr(SECRET),
        }
    )


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
async def phone(app: FastAPI, client: httpx.AsyncClient, telegram: FakeTelegram) -> Phone:
    connect(app, telegram)
    return Phone(client, telegram)


async def test_an_update_number_delivered_again_for_another_chat_is_answered_apart(
    phone: Phone, telegram: FakeTelegram
) -> None:
    await phone.push(text_update(5, QUESTION, chat=77))
    await phone.push(text_update(5, "我要投诉", chat=78))

    said = {str(call["chat_id"]): call["text"] for call in telegram.sent}
    assert "10 月 14 日" in said["77"]
    assert "10 月 14 日" not in said["78"]


async def test_a_question_is_answered(phone: Phone) -> None:
    assert await phone.push(text_update(1, QUESTION)) == 200

    (text,) = phone.telegram.texts
    assert "10 月 14 日" in text


@pytest.mark.parametrize(
    ("site", "called"),
    [
        ("https://example.gov.cn", ["sendPhoto"]),
        ("http://127.0.0.1:8000", ["sendPhoto", "sendMessage"]),  # not to be fetched from there
        ("", ["sendMessage"]),
    ],
)
async def test_a_poster_is_sent_as_a_picture_where_it_can_be_fetched(
    app: FastAPI, phone: Phone, sessions: SessionFactory, site: str, called: list[str]
) -> None:
    services = app.state.services
    services.settings = services.settings.model_copy(update={"public_url": site})
    content = PieceContent(Version("标准在身边", "", "先看标签"), sources=("标准化法",))
    async with sessions.begin() as session:
        row = Piece(
            kind="poster", topic="standards_day", title="海报", state="approved",
            content=content.to_json(), made_at=clock.now(), changed_at=clock.now(),
        )  # fmt: skip
        session.add(row)

    await phone.push(text_update(5, "看海报"))

    assert [call for call in phone.telegram.calls if call.startswith("send")] == called
    [sent] = phone.telegram.sent
    assert sent["text"].startswith("海报：标准在身边")
    wanted = f"{site}/campaigns/{row.id}/poster.png" if called == ["sendPhoto"] else None
    assert sent.get("photo") == wanted


@pytest.mark.parametrize("secret", ["", "wrong", "é"])
async def test_who_lacks_the_secret_is_refused(phone: Phone, secret: str) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
    answer = await phone.client.post("/telegram", json=text_update(1, "x"), headers=headers)

    assert answer.status_code == 403
    assert phone.telegram.calls == []


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"update_id":1,"message":5}', b'{"update_id":"x"}', b"[" * 100_000,
     b'{"update_id":1,"message":{"message_id":1,"date":99999999999999,"chat":{"id":1,"type":"private"}}}',
     b"x" * 1_000_001, b"\xff\xfe"],
)  # fmt: skip
async def test_damaged_updates_are_done_with(phone: Phone, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    answer = await phone.client.post("/telegram", content=body, headers=headers)

    assert answer.status_code == 200
    assert phone.telegram.sent == []


async def test_one_update_at_two_processes_and_again_is_answered_once(
    phone: Phone, app: FastAPI, settings: Settings, sessions: SessionFactory
) -> None:
    other = create_app(settings)
    other.state.services.knowledge._builder = app.state.services.knowledge._builder
    connect(other, phone.telegram)
    transport = httpx.ASGITransport(other)
    async with (
        other.router.lifespan_context(other),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        second = Phone(client, phone.telegram)
        update = text_update(1, QUESTION)
        assert await asyncio.gather(phone.push(update), second.push(update)) == [200, 200]
        assert await second.push(update) == 200

    assert len(phone.telegram.sent) == 1
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == 1


async def test_a_choice_is_a_button_that_stays_right(
    phone: Phone, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = Reply(
        "您是不是想问：",
        ReplyKind.CHOICES,
        (Button("世界标准日是哪天？", "1"), Button("不在了的", "2")),
        choices=("faq:standards-day", "faq:gone"),
    )

    async def offer(*_: object) -> Outcome:
        return Outcome((offered,))

    with monkeypatch.context() as patch:
        patch.setattr(app.state.services.conversation, "_answer", offer)
        await phone.push(text_update(1, "标准"))
    keyboard = phone.telegram.sent[-1]["reply_markup"]["inline_keyboard"]
    data = [row[0]["callback_data"] for row in keyboard]
    await phone.push(text_update(2, "GB 2760 有效吗"))  # nothing is open to be picked any more

    await phone.push(tap_update(3, data[0]))
    await phone.push(tap_update(4, data[1]))

    assert phone.telegram.calls.count("answerCallbackQuery") == 2
    assert phone.telegram.calls.count("editMessageReplyMarkup") == 2
    assert "10 月 14 日" in phone.telegram.texts[-2]
    assert "已经失效" in phone.telegram.texts[-1]


async def test_start_welcomes_and_cancel_ends_a_form(
    phone: Phone, sessions: SessionFactory
) -> None:
    await phone.push(text_update(1, "/start"))
    await phone.push(text_update(2, "我要投诉"))
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(CaseDraft)) == 1
    await phone.push(text_update(3, "/cancel"))

    assert "渝标通" in phone.telegram.texts[0]
    async with sessions() as session:
        open_forms = await session.scalar(select(func.count()).select_from(CaseDraft))
    assert open_forms == 0


async def test_a_photo_becomes_evidence_before_and_in_a_form(
    phone: Phone, sessions: SessionFactory
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    phone.telegram.files = {"large": picture.getvalue(), "bad": b"MZ program"}

    await phone.push(photo_update(1, "large"))
    assert "24 小时" in phone.telegram.texts[-1]
    await phone.push(text_update(2, "我要投诉，观音桥的云朵童鞋店卖的运动鞋脱胶"))
    assert "照片 1 张" in "".join(phone.telegram.texts)
    await phone.push(photo_update(3, "large"))
    await phone.push(photo_update(4, "gone"))
    assert "没有取到" in phone.telegram.texts[-1]
    await phone.push(photo_update(5, "bad"))

    async with sessions() as session:
        (kept,) = await session.scalars(select(Attachment))
    assert kept.kind == "image/jpeg"
    large = {"file_id": "x", "file_unique_id": "x", "file_size": 30_000_000}
    update = text_update(6, "")
    update["message"] = {**update["message"], "document": large}
    del update["message"]["text"]
    await phone.push(update)
    assert "文件太大" in phone.telegram.texts[-1]


async def test_who_blocks_the_bot_is_forgotten(phone: Phone, sessions: SessionFactory) -> None:
    await phone.push(text_update(1, "解放碑哪家火锅好吃"))
    await phone.push(text_update(2, "有答案时告诉我"))
    await phone.push(text_update(3, "转人工"))
    await phone.push(text_update(4, "退出人工"))
    await phone.push(text_update(5, "我要投诉"))
    await phone.push(text_update(6, "转人工"))
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(AskerWish)) == 1
    phone.telegram.refuse("sendMessage", BLOCKED)

    assert await phone.push(text_update(7, "/start")) == 200

    async with sessions() as session:
        for table in (CaseDraft, AskerWish):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
        addresses = list(await session.scalars(select(Handover.address_sealed)))
    assert set(addresses) <= {""}


async def test_a_wait_that_is_asked_for_is_kept(phone: Phone) -> None:
    phone.telegram.refuse("sendMessage", SLOW_DOWN)

    assert await phone.push(text_update(1, QUESTION)) == 200

    assert phone.telegram.calls.count("sendMessage") == 2
    assert len(phone.telegram.sent) == 1


async def test_what_cannot_be_sent_now_goes_into_the_outbox(
    phone: Phone, sessions: SessionFactory, settings: Settings
) -> None:
    phone.telegram.refuse("sendMessage", BAD_GATEWAY)

    assert await phone.push(text_update(1, QUESTION)) == 200

    async with sessions() as session:
        (row,) = await session.scalars(select(OutboxMessage))
    assert row.channel == "telegram"
    assert "10 月 14 日" in Body.opened(row.body_sealed, settings.keyring).text


async def test_a_fault_of_ours_is_tried_again_then_said(phone: Phone, app: FastAPI) -> None:
    tried = []

    async def broken(*_: object) -> object:
        tried.append(1)
        raise RuntimeError("broken")

    app.state.services.conversation._answer = broken
    update = text_update(1, QUESTION)

    assert [await phone.push(update), await phone.push(update)] == [200, 200]

    assert len(tried) == 3
    (text,) = phone.telegram.texts
    assert "没有答上来" in text


async def test_flooding_is_slowed_down(phone: Phone) -> None:
    for number in range(22):
        await phone.push(text_update(number, "你好"))

    assert sum("太快" in text for text in phone.telegram.texts) >= 1


async def test_notices_leave_through_the_outbox_and_the_gone_are_noted(
    phone: Phone, app: FastAPI, sessions: SessionFactory
) -> None:
    from bot.outbox.delivery import Deliverer
    from bot.outbox.service import NewMessage, Outbox
    from bot.outbox.telegram import TelegramSender

    parts = app.state.services
    gone: list[tuple[str, str, str]] = []

    async def put(key: str, chat: str) -> None:
        message = NewMessage.seal(
            parts.settings.keyring, purpose="case_notice", dedupe_key=key, conversation=key,
            channel="telegram", address=chat, body=Body("进度：已受理。", url="https://x.cn/p"),
        )  # fmt: skip
        async with sessions.begin() as session:
            await parts.office.outbox.put(session, message)

    assert isinstance(parts.office.outbox, Outbox)
    await put("first", "77")
    await put("second", "78")
    phone.telegram.refuse("sendMessage", BLOCKED)
    deliverer = Deliverer(
        sessions,
        parts.quota,
        parts.settings.keyring,
        {"telegram": TelegramSender(parts.telegram)},
        gone=lambda session, *what: gone.append(what),
    )

    counts = await deliverer.run_once()

    assert counts == {"failed": 1, "sent": 1}
    assert gone == [("telegram", "first", "blocked")]
    assert phone.telegram.texts == ["进度：已受理。\nhttps://x.cn/p"]
    phone.telegram.refuse("sendMessage", NO_CHAT)
    await put("third", "79")
    await deliverer.run_once()
    assert gone[-1] == ("telegram", "third", "no_chat")


async def test_polling_gives_each_update_to_the_service_once(
    phone: Phone, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.telegram.webhook = {"url": "https://old"}
    phone.telegram.waiting = [text_update(8, QUESTION), text_update(9, "/start")]
    inside = httpx.ASGITransport(phone.client._transport.app)  # type: ignore[attr-defined]
    real = httpx.AsyncClient

    def client(**kwargs: Any) -> httpx.AsyncClient:
        return (
            real(transport=inside) if "timeout" in kwargs and len(kwargs) == 2 else real(**kwargs)
        )

    monkeypatch.setattr("bot.app.cli.telegram.httpx.AsyncClient", client)
    bot = TelegramBot(TOKEN, "http://telegram", phone.telegram.transport())

    last = await forward(settings, bot, rounds=2)

    assert last == 9
    assert phone.telegram.waiting == []
    assert len(phone.telegram.sent) == 2
