"""Draft box (草稿箱).

https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.wechat.api.errors import RequestRefused
from bot.channels.wechat.api.wire import Wire


@dataclass(frozen=True)
class Article:
    """An article; pictures in ``content`` must come from :meth:`Media.article_image`.

    Raises:
        RequestRefused: title over 32 characters, author over 16, digest over 128, content over
            20,000 characters or 1 MB.
    """

    title: str
    content: str
    cover_media_id: str
    author: str = ""
    digest: str = ""
    source_url: str = ""

    def __post_init__(self) -> None:
        _within(45003, "标题最多 32 个字。", self.title, 32)
        _within(45110, "作者名最多 16 个字。", self.author, 16)
        _within(45004, "摘要最多 128 个字。", self.digest, 128)
        _within(45002, "正文要少于 2 万字。", self.content, 19_999)
        if len(self.content.encode("utf-8", "replace")) >= 1024 * 1024:
            raise RequestRefused(45002, "content", "正文要小于 1 MB。")

    def to_json(self) -> dict[str, Any]:
        """The platform's fields."""
        return {
            "article_type": "news",
            "title": self.title,
            "author": self.author,
            "digest": self.digest,
            "content": self.content,
            "content_source_url": self.source_url,
            "thumb_media_id": self.cover_media_id,
        }


def _within(errcode: int, sentence: str, text: str, most: int) -> None:
    if len(text) > most:
        raise RequestRefused(errcode, f"{len(text)} characters", sentence)


class Drafts:
    """Articles not yet sent; sending one removes it from the box."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def add(self, articles: Sequence[Article]) -> str:
        """Store a draft; its media id is what mass sending wants."""
        payload = {"articles": [article.to_json() for article in articles]}
        answer = await self._wire.post("/cgi-bin/draft/add", payload)
        return str(answer["media_id"])
