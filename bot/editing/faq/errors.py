"""What staff hear when an entry isn't there."""

from __future__ import annotations

from bot.kit.errors import NotFound


class FaqNotFound(NotFound):
    """There is no such entry, draft or version."""

    for_citizen = "没有找到这条问答。"
