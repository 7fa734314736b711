"""Little stories of standards, told on a page and in the chat; another one on top each week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import raiseload

from bot.settings import SEEDS
from kb.categories import STORIES
from kb.models import Faq
from kb.repository import published_in
from kb.yaml_file import read_yaml

FILE = SEEDS / "stories.yml"


async def published_stories(session: AsyncSession, today: date) -> list[Faq]:
    """Those that may be told on a day, in a fixed order."""
    stories = or_(Faq.category == STORIES, Faq.slug.in_(told_elsewhere()))
    bare = raiseload(Faq.phrasings)  # nobody is shown them
    chosen = await session.run_sync(published_in, today, bare, only=stories)
    return sorted(chosen, key=lambda one: one.slug)


@cache
def told_elsewhere() -> frozenset[str]:
    """The entries of other categories that tell how something began."""
    return frozenset(read_yaml(FILE))


def this_week(stories: Sequence[Faq], today: date) -> Faq | None:
    """The story of the week (from Monday) a day is in; None without any."""
    if not stories:
        return None
    weeks = (today.toordinal() - 1) // 7  # 1 January of the year 1 was a Monday
    return stories[weeks % len(stories)]


def next_story(stories: Sequence[Faq], told: str, today: date) -> Faq | None:
    """The one after the one just told, the first again after the last.

    Args:
        stories: in their order.
        told: the slug of the one just told; empty, or of one that is gone, for this week's.
        today: the day in Chongqing.
    """
    at = next((n for n, one in enumerate(stories) if one.slug == told), None)
    return this_week(stories, today) if at is None else stories[(at + 1) % len(stories)]
