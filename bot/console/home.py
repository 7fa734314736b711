"""The start page: what the member may use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter()


@router.get("/")
async def home(request: Request, member: Annotated[StaffMember, Depends(signed_in())]) -> Response:
    """Links to the member's sections; what waits for them, and what is wrong with the machine.

    Of the machine administrators are told; of answers whose standards or articles have changed
    (待复核) everybody who may confirm or send them back.
    """
    problems: Callable[[], Awaitable[list[str]]] | None
    problems = getattr(request.app.state, "problems", None)
    is_told = may(member, Permission.STAFF_MANAGE)
    found = await problems() if problems is not None and is_told else []
    to_review: Callable[[], int] | None = getattr(request.app.state, "to_review", None)
    waiting = to_review() if to_review is not None and may(member, Permission.FAQ_REVIEW) else 0
    return render(request, "home.html", {"problems": found, "to_review": waiting})
