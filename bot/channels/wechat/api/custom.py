"""Customer-service messages (客服消息): to one citizen, within the window they opened.

https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.wechat.api.errors import RequestRefused
from bot.channels.wechat.api.wire import Repeat, Wire

# Measured by users, not documented; over it the platform answers 45002.
TEXT_BYTES = 2048


@dataclass(frozen=True)
class Card:
    """A card that opens a page: only one fits into a message."""

    title: str
    description: str
    url: str
    picture_url: str = ""


class CustomMessages:
    """Sends one message to one openid.

    Each call may raise WaitForCitizen (window or count), GiveUpOnUser, FeatureDisabled, or
    Uncertain; none is repeated by itself, for the platform doesn't recognise a repetition.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def text(self, openid: str, text: str) -> None:
        """Plain text; ``<a href>`` links and emoji work.

        Raises:
            RequestRefused: empty, or more than :data:`TEXT_BYTES` bytes.
        """
        size = len(text.encode("utf-8", "replace"))
        if not text.strip() or size > TEXT_BYTES:
            raise RequestRefused(45002, f"{size} bytes", "消息是空的，或超过 2048 字节。")
        await self._send(openid, "text", {"content": text})

    async def image(self, openid: str, media_id: str) -> None:
        """A picture uploaded before."""
        await self._send(openid, "image", {"media_id": media_id})

    async def news(self, openid: str, card: Card) -> None:
        """A card that opens a page."""
        article = {
            "title": card.title,
            "description": card.description,
            "url": card.url,
            "picurl": card.picture_url,
        }
        await self._send(openid, "news", {"articles": [article]})

    async def menu(
        self, openid: str, head: str, choices: Sequence[tuple[str, str]], tail: str = ""
    ) -> None:
        """Tappable choices (msgmenu), each an id and a text.

        A tap comes back as a text message with the text and ``bizmsgmenuid``.
        """
        entries = [{"id": key, "content": text} for key, text in choices]
        menu = {"head_content": head, "list": entries, "tail_content": tail}
        await self._send(openid, "msgmenu", menu)

    async def typing(self, openid: str, *, on: bool = True) -> None:
        """Show or end 「对方正在输入」.

        Raises:
            WaitForCitizen: no interaction in the last 30 s.
            RetryLater: it is shown already.
        """
        command = "Typing" if on else "CancelTyping"
        payload = {"touser": openid, "command": command}
        await self._wire.post("/cgi-bin/message/custom/typing", payload, Repeat.AT_ONCE)

    async def _send(self, openid: str, kind: str, content: Mapping[str, Any]) -> None:
        payload = {"touser": openid, "msgtype": kind, kind: content}
        await self._wire.post("/cgi-bin/message/custom/send", payload)
