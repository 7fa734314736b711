"""Draft box (草稿箱) and publishing (发布).

https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.wechat.api.errors import RequestRefused
from bot.channels.wechat.api.wire import Repeat, Wire


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
    """Articles not yet sent; sending or publishing one removes it from the box."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def add(self, articles: Sequence[Article]) -> str:
        """Store a draft; its media id is what publishing and mass sending want."""
        payload = {"articles": [article.to_json() for article in articles]}
        answer = await self._wire.post("/cgi-bin/draft/add", payload)
        return str(answer["media_id"])

    async def get(self, media_id: str) -> list[dict[str, Any]]:
        """The articles of a draft as the platform keeps them."""
        payload = {"media_id": media_id}
        answer = await self._wire.post("/cgi-bin/draft/get", payload, Repeat.AT_ONCE)
        return list(answer["news_item"])

    async def update(self, media_id: str, index: int, article: Article) -> None:
        """Replace one article, counted from 0."""
        payload = {"media_id": media_id, "index": index, "articles": article.to_json()}
        await self._wire.post("/cgi-bin/draft/update", payload, Repeat.AT_ONCE)

    async def delete(self, media_id: str) -> None:
        """Throw a draft away."""
        await self._wire.post("/cgi-bin/draft/delete", {"media_id": media_id}, Repeat.AT_ONCE)

    async def count(self) -> int:
        """How many drafts there are."""
        return int((await self._wire.get("/cgi-bin/draft/count"))["total_count"])

    async def page(self, offset: int = 0, count: int = 20) -> list[dict[str, Any]]:
        """At most 20 drafts, without their content."""
        payload = {"offset": offset, "count": count, "no_content": 1}
        answer = await self._wire.post("/cgi-bin/draft/batchget", payload, Repeat.AT_ONCE)
        return list(answer.get("item", []))


class Publishing:
    """Publishes drafts as pages with an address; followers are not told."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def submit(self, media_id: str) -> str:
        """Hand a draft in; the outcome comes as PUBLISHJOBFINISH or from :meth:`status`."""
        answer = await self._wire.post("/cgi-bin/freepublish/submit", {"media_id": media_id})
        return str(answer["publish_id"])

    async def status(self, publish_id: str) -> dict[str, Any]:
        """``publish_status``: 0 done, 1 running, others failed; with ``article_id`` when done."""
        payload = {"publish_id": publish_id}
        return await self._wire.post("/cgi-bin/freepublish/get", payload, Repeat.AT_ONCE)

    async def article(self, article_id: str) -> list[dict[str, Any]]:
        """A published article's parts."""
        payload = {"article_id": article_id}
        answer = await self._wire.post("/cgi-bin/freepublish/getarticle", payload, Repeat.AT_ONCE)
        return list(answer["news_item"])

    async def page(self, offset: int = 0, count: int = 20) -> list[dict[str, Any]]:
        """At most 20 published articles, without their content."""
        payload = {"offset": offset, "count": count, "no_content": 1}
        answer = await self._wire.post("/cgi-bin/freepublish/batchget", payload, Repeat.AT_ONCE)
        return list(answer.get("item", []))

    async def delete(self, article_id: str, index: int = 0) -> None:
        """Take an article down (counted from 1, 0 = all); can't be undone."""
        payload = {"article_id": article_id, "index": index}
        await self._wire.post("/cgi-bin/freepublish/delete", payload, Repeat.AT_ONCE)
