"""Followers and their tags (用户管理、标签管理)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bot.channels.wechat.api.wire import Repeat, Wire

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

    async def tagged(self, tag_id: int) -> AsyncIterator[list[str]]:
        """Openids with a tag, by pages."""
        after = ""
        while True:
            asked = {"tagid": tag_id, "next_openid": after}
            answer = await self._wire.post("/cgi-bin/user/tag/get", asked, Repeat.AT_ONCE)
            page = answer.get("data", {}).get("openid", [])
            following = str(answer.get("next_openid", ""))
            if page:
                yield page
            # The last page may name a next one that is empty and has no data at all; one that
            # names itself would never end.
            if not page or not following or following == after:
                return
            after = following


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

    async def give(self, tag_id: int, openids: Sequence[str]) -> None:
        """Put a tag on followers, 50 a call."""
        await self._each("/cgi-bin/tags/members/batchtagging", tag_id, openids)

    async def take(self, tag_id: int, openids: Sequence[str]) -> None:
        """Take a tag from followers, 50 a call."""
        await self._each("/cgi-bin/tags/members/batchuntagging", tag_id, openids)

    async def _each(self, path: str, tag_id: int, openids: Sequence[str]) -> None:
        for start in range(0, len(openids), TAG_AT_ONCE):
            some = list(openids[start : start + TAG_AT_ONCE])
            payload = {"openid_list": some, "tagid": tag_id}
            await self._wire.post(path, payload, Repeat.AT_ONCE)
