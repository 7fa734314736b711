"""The fake platform's draft box and published articles."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Callable
from typing import Any

from tests.fakes.wechat_api_base import Account, Call, Refusal
from tests.fakes.wechat_api_media import PICTURES, Media

_IMAGE = re.compile(r"<img\b[^>]*\bsrc=[\"']([^\"']+)[\"'][^>]*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.IGNORECASE | re.DOTALL)


class Articles:
    """Drafts, and what was published of them."""

    def __init__(
        self, account: Account, media: Media, event: Callable[[dict[str, Any]], None]
    ) -> None:
        self.account = account
        self.media = media
        self.drafts: dict[str, list[dict[str, Any]]] = {}
        self.published: dict[str, list[dict[str, Any]]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.next_status = 0
        self._event = event
        self._ids = itertools.count(100_000_001)

    def consume(self, media_id: str) -> list[dict[str, Any]]:
        """Take a draft out of the box: it is being sent or published."""
        return self.drafts.pop(self._draft(media_id))

    def add(self, call: Call) -> dict[str, Any]:
        """``draft/add``."""
        articles = call.body.get("articles")
        if not isinstance(articles, list) or not 1 <= len(articles) <= 8:
            raise Refusal(45008, "article size out of limit")
        media_id = secrets.token_urlsafe(48)
        self.drafts[media_id] = [self._cleaned(article) for article in articles]
        return {"media_id": media_id}

    def get(self, call: Call) -> dict[str, Any]:
        """``draft/get``."""
        return {"news_item": self.drafts[self._draft(call.body.get("media_id"))]}

    def update(self, call: Call) -> dict[str, Any]:
        """``draft/update``: one article."""
        draft = self.drafts[self._draft(call.body.get("media_id"))]
        index = int(call.body.get("index", 0))
        if index >= len(draft):
            raise Refusal(40114, "invalid index value")
        draft[index] = self._cleaned(call.body["articles"])
        return {"errcode": 0, "errmsg": "ok"}

    def delete(self, call: Call) -> dict[str, Any]:
        """``draft/delete``."""
        del self.drafts[self._draft(call.body.get("media_id"))]
        return {"errcode": 0, "errmsg": "ok"}

    def count(self, call: Call) -> dict[str, Any]:
        """``draft/count``."""
        return {"total_count": len(self.drafts)}

    def drafts_page(self, call: Call) -> dict[str, Any]:
        """``draft/batchget``."""
        return self._page(call, self.drafts, "media_id")

    def submit(self, call: Call) -> dict[str, Any]:
        """``freepublish/submit``: taken, not yet published."""
        self.account.need_verified()
        articles = self.consume(str(call.body.get("media_id", "")))
        publish_id = str(next(self._ids))
        self.jobs[publish_id] = {"publish_status": 1, "articles": articles}
        ok = {"errcode": 0, "errmsg": "ok"}
        return {**ok, "publish_id": publish_id, "msg_data_id": next(self._ids)}

    def status(self, call: Call) -> dict[str, Any]:
        """``freepublish/get``."""
        job = self.jobs.get(str(call.body.get("publish_id", "")))
        if job is None:
            raise Refusal(53600, "invalid publish id")
        shown = {key: value for key, value in job.items() if key != "articles"}
        return {"publish_id": call.body["publish_id"], **shown}

    def article(self, call: Call) -> dict[str, Any]:
        """``freepublish/getarticle``."""
        return {"news_item": self.published[self._article(call)]}

    def published_page(self, call: Call) -> dict[str, Any]:
        """``freepublish/batchget``."""
        return self._page(call, self.published, "article_id")

    def unpublish(self, call: Call) -> dict[str, Any]:
        """``freepublish/delete``."""
        del self.published[self._article(call)]
        return {"errcode": 0, "errmsg": "ok"}

    def finish(self) -> list[dict[str, Any]]:
        """End every publication that is running; returns their PUBLISHJOBFINISH events."""
        running = [key for key, job in self.jobs.items() if job["publish_status"] == 1]
        return [self._end(key) for key in running]

    def _end(self, publish_id: str) -> dict[str, Any]:
        job = self.jobs[publish_id]
        job["publish_status"] = self.next_status
        if self.next_status == 0:
            job["article_id"] = secrets.token_urlsafe(24)
            self.published[job["article_id"]] = job["articles"]
        info = {"publish_id": publish_id, "publish_status": job["publish_status"]}
        info.update({key: job[key] for key in ("article_id",) if key in job})
        finished = {"Event": "PUBLISHJOBFINISH", "FromUserName": "mphelper"}
        self._event({**finished, "PublishEventInfo": info})
        return {**finished, "PublishEventInfo": info}

    def _page(self, call: Call, kept: dict[str, Any], name: str) -> dict[str, Any]:
        offset, count = int(call.body.get("offset", 0)), int(call.body.get("count", 0))
        if not 1 <= count <= 20:
            raise Refusal(40097, "invalid args")
        some = list(kept.items())[offset : offset + count]
        content = not call.body.get("no_content")
        items = [
            {name: key, "content": {"news_item": [self._shown(a, content) for a in articles]}}
            for key, articles in some
        ]
        return {"total_count": len(kept), "item_count": len(items), "item": items}

    def _shown(self, article: dict[str, Any], content: bool) -> dict[str, Any]:
        return {key: value for key, value in article.items() if content or key != "content"}

    def _draft(self, media_id: Any) -> str:
        if media_id not in self.drafts:
            raise Refusal(40007, "invalid media_id")
        return str(media_id)

    def _article(self, call: Call) -> str:
        article_id = str(call.body.get("article_id", ""))
        if article_id not in self.published:
            raise Refusal(53600, "invalid article id")
        return article_id

    def _cleaned(self, article: dict[str, Any]) -> dict[str, Any]:
        limits = (("title", 32, 45003), ("author", 16, 45110), ("digest", 128, 45004))
        for name, most, errcode in limits:
            if len(str(article.get(name, ""))) > most:
                raise Refusal(errcode, f"{name} size out of limit")
        content = str(article.get("content", ""))
        if not article.get("title") or not content:
            raise Refusal(44003, "empty news data")
        if len(content) >= 20_000 or len(content.encode()) >= 1024 * 1024:
            raise Refusal(45002, "content size out of limit")
        if article.get("thumb_media_id") not in self.media.permanent:
            raise Refusal(40007, "invalid media_id")
        content = _SCRIPT.sub("", content)
        return {**article, "content": _IMAGE.sub(self._own_picture, content)}

    def _own_picture(self, found: re.Match[str]) -> str:
        return found.group() if found.group(1).startswith(PICTURES) else ""
