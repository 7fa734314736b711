"""Calls of ours to WeChat: one client, one shared token, every error mapped to what to do.

Called by ``bot.outbox`` and ``bot.campaigns``, which send, ``bot.web``, which fetches files, and
``bot.console``, which pushes the menu.
"""

from bot.channels.wechat.api.client import WeChatClient

__all__ = ["WeChatClient"]
