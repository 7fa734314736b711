"""Little stories of standards as cards, another one on top each week."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.campaigns.stories import published_stories, this_week
from bot.kit import clock
from bot.web.pages.rendering import counted, page
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])


@router.get("/learn/stories")
async def stories_page(request: Request, parts: Annotated[Services, Depends(services)]) -> Response:
    """This week's story, and the others."""
    today = clock.today()
    async with parts.sessions() as session:
        stories = await published_stories(session, today)
    week = this_week(stories, today)
    others = [one for one in stories if one is not week]
    return page(request, "stories.html", {"week": week, "others": others})
