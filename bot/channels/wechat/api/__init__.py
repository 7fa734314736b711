"""Calls of ours to WeChat: one client, one shared token, every error mapped to what to do."""

from bot.channels.wechat.api.client import WeChatClient

__all__ = ["WeChatClient"]
