"""Tags of the WeChat account that stand for segments, kept alike on both sides."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.campaigns.audience.segments import Segment
from bot.campaigns.calendar import Calendar
from bot.campaigns.models import SegmentTag
from bot.channels.wechat.api import WeChatClient
from bot.channels.wechat.api.errors import GiveUpOnUser
from bot.channels.wechat.api.users import TAG_AT_ONCE
from bot.citizens.models import Subscriber
from bot.citizens.subscriptions import ADDRESS_FIELD
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring, SealBroken

LONGEST_NAME = 30
PAGE = 1000


@dataclass(frozen=True)
class SegmentTags:
    """The account's tags.

    Args:
        sessions: the database.
        client: the account.
        keyring: opens addresses.
        calendar: names of topics and audiences.
        pseudonym: of an openid.
        clock: the present moment.
    """

    sessions: SessionFactory
    client: WeChatClient
    keyring: Keyring
    calendar: Calendar
    pseudonym: Callable[[str], str]
    clock: Clock

    async def bring(self, segment: Segment, openids: Collection[str]) -> int:
        """Make just these people the members of a segment's tag; its number.

        Raises:
            WeChatError: the platform refused.
        """
        tag = await self._tag(segment)
        there: set[str] = set()
        async for page in self.client.users.tagged(tag):
            there.update(page)
        wanted = set(openids)
        await self._each(self.client.tags.take, tag, sorted(there - wanted))
        await self._each(self.client.tags.give, tag, sorted(wanted - there))
        await self._note(segment.key, len(wanted))
        return tag

    async def sync(self) -> dict[str, int]:
        """Bring every tag in line with its segment, and read what staff set at WeChat.

        Returns:
            Tags brought in line, tags that were deleted at WeChat, and subscribers whose audience
            was taken over from a tag of that name.
        """
        names = {tag.id: tag.name for tag in await self.client.tags.all()}
        async with self.sessions() as session:
            rows = (await session.scalars(select(SegmentTag))).all()
        gone = [row for row in rows if row.tag_id not in names]
        for row in gone:
            await self._forget(row.key)
        for row in rows:
            if row.tag_id in names:
                segment = Segment.from_json(row.segment)
                await self.bring(segment, [one async for one in self._members(segment)])
        learned = await self._learn(names)
        return {"tags": len(rows) - len(gone), "gone": len(gone), "audiences": learned}

    async def _tag(self, segment: Segment) -> int:
        async with self.sessions() as session:
            known = await session.get(SegmentTag, segment.key)
        by_name = {tag.name: tag.id for tag in await self.client.tags.all()}
        if known is not None and known.tag_id in by_name.values():
            return known.tag_id
        name = self._name(segment)
        tag = by_name.get(name) or (await self.client.tags.create(name)).id
        async with self.sessions.begin() as session:
            await session.merge(
                SegmentTag(
                    key=segment.key, tag_id=tag, name=name, segment=segment.to_json(), members=0
                )
            )
        return tag

    def _name(self, segment: Segment) -> str:
        """Readable in WeChat's back office; a piece of the key keeps two segments apart."""
        topics = [
            self.calendar.topics[slug].name
            for slug in segment.topics
            if slug in self.calendar.topics
        ]
        kinds = [
            self.calendar.audiences[slug].name
            for slug in segment.audiences
            if slug in self.calendar.audiences
        ]
        words = "·".join((*topics, *kinds, *segment.districts)) or "全部订阅者"
        return f"渝标通·{words}"[: LONGEST_NAME - 5] + f"#{segment.key[:4]}"

    async def _members(self, segment: Segment) -> AsyncIterator[str]:
        """Openids of a segment's subscribers on WeChat."""
        after = 0
        while True:
            now = self.clock()
            async with self.sessions() as session:
                page = (await session.scalars(segment.page(after, now, PAGE))).all()
            for row in page:
                if row.channel == "wechat" and (openid := self._open(row.address_sealed)):
                    yield openid
            if len(page) < PAGE:
                return
            after = page[-1].id

    def _open(self, sealed: str) -> str:
        try:
            return self.keyring.open(sealed, ADDRESS_FIELD) if sealed else ""
        except SealBroken:
            return ""

    async def _each(self, change: Callable[..., object], tag: int, openids: list[str]) -> None:
        """Fifty at once; where one of them has left, the others one by one."""
        for start in range(0, len(openids), TAG_AT_ONCE):
            some = openids[start : start + TAG_AT_ONCE]
            try:
                await change(tag, some)  # type: ignore[misc]
            except GiveUpOnUser:
                for openid in some:
                    try:
                        await change(tag, [openid])  # type: ignore[misc]
                    except GiveUpOnUser:
                        continue

    async def _learn(self, names: dict[int, str]) -> int:
        """Audiences staff gave at WeChat, for subscribers who said none themselves."""
        slugs = {one.name: slug for slug, one in self.calendar.audiences.items()}
        learned = 0
        for tag, name in names.items():
            if name not in slugs:
                continue
            async for page in self.client.users.tagged(tag):
                people = [self.pseudonym(openid) for openid in page]
                describe = partial(_describe, people=people, audience=slugs[name])
                learned += await self.sessions.run(describe)
        return learned

    async def _note(self, key: str, members: int) -> None:
        now: datetime = self.clock()
        async with self.sessions.begin() as session:
            await session.execute(
                update(SegmentTag)
                .where(SegmentTag.key == key)
                .values(members=members, synced_at=now)
            )

    async def _forget(self, key: str) -> None:
        async with self.sessions.begin() as session:
            row = await session.get(SegmentTag, key)
            if row is not None:
                await session.delete(row)


def _describe(session: Session, people: list[str], audience: str) -> int:
    done = session.execute(
        update(Subscriber)
        .where(Subscriber.conversation.in_(people), Subscriber.audience == "")
        .values(audience=audience)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
