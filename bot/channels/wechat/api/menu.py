"""The account's menu (自定义菜单).

https://developers.weixin.qq.com/doc/service/api/custommenu/api_createcustommenu.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.wechat.api.errors import RequestRefused, WeChatError
from bot.channels.wechat.api.wire import Repeat, Wire

TOP, SUB = 3, 5
NO_MENU = 46003


class Menu:
    """Reads and replaces the whole menu; clients show a change after some minutes."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def current(self) -> list[Mapping[str, Any]]:
        """The buttons of the first level; none where there is no menu.

        https://developers.weixin.qq.com/doc/service/api/custommenu/api_getmenu.html
        """
        try:
            answer = await self._wire.get("/cgi-bin/menu/get")
        except WeChatError as error:
            if error.errcode == NO_MENU:
                return []
            raise
        menu = answer.get("menu")
        buttons = menu.get("button") if isinstance(menu, dict) else None
        return buttons if isinstance(buttons, list) else []

    async def replace(self, buttons: Sequence[Mapping[str, Any]]) -> None:
        """Put a new menu in place.

        Args:
            buttons: at most 3, each with at most 5 in ``sub_button``, in the platform's fields.

        Raises:
            RequestRefused: too many buttons.
        """
        subs = [button.get("sub_button", ()) for button in buttons]
        if not 1 <= len(buttons) <= TOP or any(len(sub) > SUB for sub in subs):
            raise RequestRefused(40016, "buttons", "菜单最多 3 个一级、每个最多 5 个二级。")
        payload = {"button": [dict(button) for button in buttons]}
        await self._wire.post("/cgi-bin/menu/create", payload, Repeat.AT_ONCE)
