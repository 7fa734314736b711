"""Template messages (模板消息) and subscription notices (订阅通知)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.wechat.api.wire import Wire


class Notices:
    """Notices outside the window; the account's templates are chosen in its back office.

    Each call may raise GiveUpOnUser (not a follower, refused), RequestRefused (template or data
    don't fit), QuotaUsedUp, FeatureDisabled or Uncertain.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def template(
        self, openid: str, template_id: str, data: Mapping[str, str], url: str = ""
    ) -> str:
        """A template message; its id comes back in TEMPLATESENDJOBFINISH.

        For verified service accounts, to followers, no marketing (40249).
        https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage.html
        """
        payload = {"touser": openid, "template_id": template_id, "data": _values(data)}
        if url:
            payload["url"] = url
        answer = await self._wire.post("/cgi-bin/message/template/send", payload)
        return str(answer.get("msgid", ""))

    async def subscription(
        self, openid: str, template_id: str, data: Mapping[str, str], page: str = ""
    ) -> None:
        """A subscription notice: one for each consent, any number for a long-term consent.

        https://developers.weixin.qq.com/doc/service/api/notify/notify/api_sendnewsubscribemsg.html
        """
        payload = {"touser": openid, "template_id": template_id, "data": _values(data)}
        if page:
            payload["page"] = page
        await self._wire.post("/cgi-bin/message/subscribe/bizsend", payload)


def _values(data: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {key: {"value": value} for key, value in data.items()}
