"""Gives back what was typed when the session had ended, after its member has signed in again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response

from bot.console.kit.access import START, signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.kit.errors import NotFound
from bot.staff.models import StaffMember

router = APIRouter(prefix="/kept")
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Somebody = Annotated[StaffMember, Depends(signed_in())]
Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{20,64}$")]
_SHORTEST_SHOWN = 2  # characters; shorter values are choices and numbers


@router.get("/{name}")
async def page(request: Request, parts: Parts, member: Somebody, name: Name) -> Response:
    """The words, and a button that sends them on.

    Raises:
        NotFound: nothing waits under this name for this member.
    """
    kept = await parts.kept.find(member.id, name)
    if kept is None:
        raise NotFound("这里没有您写到一半的内容；存的内容一小时后删除，提交以后也删除。")
    shown = {
        "name": name,
        "path": kept.path,
        "fields": kept.fields,
        "words": [value for _, value in kept.fields if _is_typed(value)],
    }
    return render(request, "kept.html", shown)


@router.post("/{name}/discard")
async def discard(parts: Parts, member: Somebody, name: Name) -> Response:
    """It isn't wanted."""
    await parts.kept.erase(member.id, name)
    return RedirectResponse(f"{START}?done=thrown_away", 303)


def _is_typed(value: str) -> bool:
    """Whether a value is something people write, and no number, choice or stamp."""
    return len(value) >= _SHORTEST_SHOWN and (" " in value or not value.isascii())
