"""What a broken connection to Telegram means: whether the citizen may have got the message."""

from __future__ import annotations

import httpx
import pytest

from bot.channels.telegram.bot import TelegramBot
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
