"""What a broken connection to Telegram means: whether the citizen may have got the message."""

from __future__ import annotations

from typing import cast

import httpx
import pytest

from bot.channels.telegram.bot import TelegramBot
from bot.channels.telegram.render import TelegramText
from bot.kit.messages import Picture
from bot.outbox.sender import DIRECT, Body, Outgoing, SendFailed, TryLater, Uncertain
from bot.outbox.telegram import TelegramSender


def broken(problem: type[httpx.TransportError]) -> TelegramBot:
    """A bot whose connections break when a message is being sent."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/getMe"):
            me = {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}
            return httpx.Response(200, json={"ok": True, "result": me})
        raise problem("broken", request=request)

    return TelegramBot("1:a", "http://telegram", httpx.MockTransport(answer))


class Sends:
    """A bot that keeps what it is to say."""

    def __init__(self) -> None:
        self.said: list[TelegramText] = []

    async def say(self, chat: str, texts: list[TelegramText]) -> None:
        self.said += texts


async def test_a_picture_goes_with_its_words() -> None:
    bot, label = Sends(), Picture("校服的标签", "/faq/pictures/a.jpg", "/faq/uniforms")
    sender = TelegramSender(cast(TelegramBot, bot), "https://example.gov.cn")

    await sender.send(
        Outgoing(1, "answer", "anne", "77", Body("先看标签。", picture=label)), DIRECT
    )

    assert bot.said == [
        TelegramText("先看标签。", None, "https://example.gov.cn/faq/pictures/a.jpg")
    ]


@pytest.mark.parametrize(
    ("problem", "means"),
    [
        (httpx.ConnectError, TryLater),
        (httpx.ReadTimeout, Uncertain),
        (httpx.ReadError, Uncertain),
        (httpx.WriteError, Uncertain),
        (httpx.RemoteProtocolError, Uncertain),
    ],
)
async def test_only_what_never_left_is_tried_again(
    problem: type[httpx.TransportError], means: type[SendFailed]
) -> None:
    sender = TelegramSender(broken(problem))
    message = Outgoing(1, "case_notice", "anne", "77", Body("已受理"))

    with pytest.raises(means):
        await sender.send(message, DIRECT)
