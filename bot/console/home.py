"""The start page (待办): what waits for the member, then what the member may use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.console.kit.access import signed_in
from bot.console.kit.pages import allowed, render
from bot.console.kit.waiting import MOST_SHOWN
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter()


@router.get("/")
async def home(
    request: Request, member: Annotated[StaffMember, Depends(signed_in(most=MOST_SHOWN))]
) -> Response:
    """What waits for the member; of what is wrong with the machine administrators are told."""
    problems: Callable[[], Awaitable[list[str]]] | None
    problems = getattr(request.app.state, "problems", None)
    is_told = may(member, Permission.STAFF_MANAGE)
    waiting = request.state.browser.waiting
    shown = {
        "problems": await problems() if problems is not None and is_told else [],
        "waiting": [one for ones in waiting.values() for one in ones],
        "sections": allowed(request, request.state.browser),
    }
    return render(request, "home.html", shown)
