"""Customer-service messages (客服消息): to one citizen, within the window they opened.

https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html
"""

from __future__ import annotations

from bot.channels.wechat.api.errors import RequestRefused
from bot.channels.wechat.api.wire import Wire

# Measured by users, not documented; over it the platform answers 45002.
TEXT_BYTES = 2048


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

    async def card(self, openid: str, title: str, text: str, picture: str, page: str) -> None:
        """A card with a picture (图文) that opens a page.

        Args:
            openid: of the citizen.
            title: of the card.
            text: below it.
            picture: address of a JPG or PNG, which the citizen's WeChat fetches.
            page: address the card opens.
        """
        shown = {"title": title, "description": text, "url": page, "picurl": picture}
        await self._send(openid, "news", {"articles": [shown]})

    async def _send(self, openid: str, kind: str, content: dict[str, object]) -> None:
        payload = {"touser": openid, "msgtype": kind, kind: content}
        await self._wire.post("/cgi-bin/message/custom/send", payload)
