"""Template messages (模板消息) and subscription notices (订阅通知)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.wechat.api.wire import Wire

# Where the account's templates are listed: path, the list's name, the name of an id in it.
_LISTS = {
    "template": ("/cgi-bin/template/get_all_private_template", "template_list", "template_id"),
    "subscription": ("/wxaapi/newtmpl/gettemplate", "data", "priTmplId"),
}


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

    async def templates(self, kind: str) -> frozenset[str]:
        """The ids of the templates the account has.

        https://developers.weixin.qq.com/doc/service/api/notify/template/api_getallprivatetemplate.html
        https://developers.weixin.qq.com/doc/service/api/notify/notify/api_gettemplate.html

        Args:
            kind: ``template`` or ``subscription``.
        """
        path, rows, name = _LISTS[kind]
        answer = await self._wire.get(path)
        found = answer.get(rows)
        listed = found if isinstance(found, list) else []
        return frozenset(str(row[name]) for row in listed if isinstance(row, dict) and name in row)


def _values(data: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {key: {"value": value} for key, value in data.items()}
