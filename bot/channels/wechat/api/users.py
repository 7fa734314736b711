"""Followers and their tags (用户管理、标签管理)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.wechat.api.wire import Repeat, Wire

INFO_AT_ONCE = 100
TAG_AT_ONCE = 50


@dataclass(frozen=True)
class Tag:
    """A tag; 0, 1 and 2 are the platform's own."""

    id: int
    name: str
    count: int = 0


class Users:
    """Who follows the account; names and pictures are no longer given by the platform."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def pages(self) -> AsyncIterator[list[str]]:
        """Openids of all followers, 10,000 a page."""
        async for page in self._pages("/cgi-bin/user/get", None):
            yield page

    async def tagged(self, tag_id: int) -> AsyncIterator[list[str]]:
        """Openids with a tag, by pages."""
        async for page in self._pages("/cgi-bin/user/tag/get", tag_id):
            yield page

    async def info(self, openids: Sequence[str]) -> list[dict[str, Any]]:
        """What the platform tells about followers (subscribe, subscribe_time, tagid_list …)."""
        found: list[dict[str, Any]] = []
        for start in range(0, len(openids), INFO_AT_ONCE):
            users = [{"openid": openid} for openid in openids[start : start + INFO_AT_ONCE]]
            answer = await self._wire.post(
                "/cgi-bin/user/info/batchget", {"user_list": users}, Repeat.AT_ONCE
            )
            found += answer.get("user_info_list", [])
        return found

    async def _pages(self, path: str, tag_id: int | None) -> AsyncIterator[list[str]]:
        after = ""
        while True:
            answer = await self._page(path, tag_id, after)
            page = answer.get("data", {}).get("openid", [])
            following = str(answer.get("next_openid", ""))
            if page:
                yield page
            # The last page may name a next one that is empty and has no data at all; one that
            # names itself would never end.
            if not page or not following or following == after:
                return
            after = following

    async def _page(self, path: str, tag_id: int | None, after: str) -> dict[str, Any]:
        if tag_id is None:
            return await self._wire.get(path, next_openid=after)
        payload = {"tagid": tag_id, "next_openid": after}
        return await self._wire.post(path, payload, Repeat.AT_ONCE)


class Tags:
    """The account's tags: at most 100, a name of 30 characters, 20 tags a user."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def all(self) -> list[Tag]:
        """Every tag with its number of followers."""
        answer = await self._wire.get("/cgi-bin/tags/get")
        return [Tag(tag["id"], tag["name"], tag.get("count", 0)) for tag in answer["tags"]]

    async def create(self, name: str) -> Tag:
        """A new tag.

        Raises:
            RequestRefused: the name exists or is too long, or there are 100 tags.
        """
        answer = await self._wire.post("/cgi-bin/tags/create", {"tag": {"name": name}})
        return Tag(answer["tag"]["id"], answer["tag"]["name"])

    async def rename(self, tag_id: int, name: str) -> None:
        """Give a tag another name."""
        tag = {"id": tag_id, "name": name}
        await self._wire.post("/cgi-bin/tags/update", {"tag": tag}, Repeat.AT_ONCE)

    async def delete(self, tag_id: int) -> None:
        """Remove a tag; one with more than 100,000 followers can't be removed."""
        await self._wire.post("/cgi-bin/tags/delete", {"tag": {"id": tag_id}})

    async def give(self, tag_id: int, openids: Sequence[str]) -> None:
        """Put a tag on followers, 50 a call."""
        await self._each("/cgi-bin/tags/members/batchtagging", tag_id, openids)

    async def take(self, tag_id: int, openids: Sequence[str]) -> None:
        """Take a tag from followers, 50 a call."""
        await self._each("/cgi-bin/tags/members/batchuntagging", tag_id, openids)

    async def of(self, openid: str) -> list[int]:
        """Ids of one follower's tags."""
        answer = await self._wire.post(
            "/cgi-bin/tags/getidlist", {"openid": openid}, Repeat.AT_ONCE
        )
        return [int(tag_id) for tag_id in answer["tagid_list"]]

    async def _each(self, path: str, tag_id: int, openids: Sequence[str]) -> None:
        for start in range(0, len(openids), TAG_AT_ONCE):
            some = list(openids[start : start + TAG_AT_ONCE])
            payload = {"openid_list": some, "tagid": tag_id}
            await self._wire.post(path, payload, Repeat.AT_ONCE)
