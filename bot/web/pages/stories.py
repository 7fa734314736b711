"""Little stories of standards as cards, another one on top each week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.kit import clock
from bot.settings import SEEDS
from bot.web.pages.rendering import counted, page
from bot.web.services import Services, services
from kb.models import Faq
from kb.repository import KnowledgeRepository
from kb.yaml_file import read_yaml

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])
CATEGORY = "标准故事"  # of the knowledge base: staff write a story as they write an answer
FILE = SEEDS / "stories.yml"


@router.get("/learn/stories")
async def stories_page(request: Request, parts: Annotated[Services, Depends(services)]) -> Response:
    """This week's story, and the others."""
    today = clock.today()
    async with parts.sessions() as session:
        faqs = await KnowledgeRepository(session).published_faqs(today)
    also = told_elsewhere()
    chosen = (one for one in faqs if one.category == CATEGORY or one.slug in also)
    stories = sorted(chosen, key=lambda one: one.slug)
    week = this_week(stories, today)
    others = [one for one in stories if one is not week]
    return page(request, "stories.html", {"week": week, "others": others})


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
