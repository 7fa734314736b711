"""Pages for citizens: the web chat, standards, questions, progress and the privacy notice."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from bot.complaints.follow.data_rights import ANSWERED_WITHIN
from bot.web.pages import (
    campaigns as campaign_pages,
)
from bot.web.pages import (
    classes as class_pages,
)
from bot.web.pages import (
    faq as faq_pages,
)
from bot.web.pages import (
    games as game_pages,
)
from bot.web.pages import (
    handouts as handout_pages,
)
from bot.web.pages import (
    laws as law_pages,
)
from bot.web.pages import (
    learn as learn_page,
)
from bot.web.pages import (
    list_check as list_check_page,
)
from bot.web.pages import (
    my_things as my_things_page,
)
from bot.web.pages import (
    progress as progress_page,
)
from bot.web.pages import (
    quiz as quiz_pages,
)
from bot.web.pages import (
    receipt as receipt_page,
)
from bot.web.pages import (
    stand as stand_page,
)
from bot.web.pages import (
    standard as standard_page,
)
from bot.web.pages import (
    stories as stories_page,
)
from bot.web.pages import (
    widget,
)
from bot.web.pages.rendering import HERE, counted, page, templates
from bot.web.services import Services, services

__all__ = ["mount_static", "router", "templates"]

router = APIRouter(include_in_schema=False)
for part in (
    standard_page, list_check_page, faq_pages, law_pages, progress_page, receipt_page,
    campaign_pages, quiz_pages, learn_page, game_pages, class_pages, my_things_page,
    stories_page, handout_pages, stand_page, widget,
):  # fmt: skip
    router.include_router(part.router)


@router.get("/", dependencies=[Depends(counted)])
async def chat_page(request: Request) -> Response:
    return page(request, "chat.html")


@router.get("/privacy", dependencies=[Depends(counted)])
async def privacy_page(request: Request, parts: Annotated[Services, Depends(services)]) -> Response:
    """Who processes what, why, how long, and how to ask for one's rights (PIPL art. 17)."""
    settings, kept = parts.settings, parts.office.retention.rules
    told = {
        "operator": settings.operator_name,
        "contact": settings.operator_contact,
        "rules": kept.rules,
        "browsers_after_days": kept.browsers_after_days,
        "days_to_answer": ANSWERED_WITHIN.days,
        "backup_days": settings.backup_days if settings.backup_dir else 0,
    }
    return page(request, "privacy.html", told)


class _Fresh(StaticFiles):
    """Files a browser asks about each time, so that a page never meets last week's script."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or that it has not changed."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def mount_static(app: FastAPI, widget_sites: str = "") -> None:
    """Serve scripts and styles, and say which sites may embed the chat.

    Args:
        app: the application.
        widget_sites: origins, see :func:`bot.web.pages.widget.allowed_sites`.
    """
    widget.allow_sites(app, widget_sites)
    app.mount("/static", _Fresh(directory=HERE / "static"), name="static")
