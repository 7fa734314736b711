"""The shelves of the FAQ: looked at by all, kept by who reviews."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.console.faq.faq_parts import FaqParts, faq_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.typed import Posts
from bot.editing.faq.categories import MergeNotSure
from bot.kit.errors import ServiceError
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter(prefix="/categories")
Parts = Annotated[FaqParts, Depends(faq_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_READ))]
Reviewer = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_REVIEW))]
HERE = "/console/faq/categories/"


@router.get("/")
async def list_page(request: Request, parts: Parts, member: Reader) -> Response:
    """All shelves in the order citizens see them."""
    return await _list(request, parts, member)


@router.post("/add")
async def add(request: Request, parts: Parts, member: Reviewer, name: Posts = "") -> Response:
    """A new shelf."""
    return await _do(request, parts, member, lambda: parts.categories.add(member.username, name))


@router.post("/rename")
async def rename(
    request: Request,
    parts: Parts,
    member: Reviewer,
    name: Posts = "",
    new: Posts = "",
    merge: Annotated[Literal["", "yes"], Form()] = "",
) -> Response:
    """Another name; that of another shelf puts both together, once that was asked."""
    return await _do(
        request,
        parts,
        member,
        lambda: parts.categories.rename(member.username, name, new, merge=merge == "yes"),
    )


@router.post("/up")
async def move_up(request: Request, parts: Parts, member: Reviewer, name: Posts = "") -> Response:
    """One place further ahead."""
    return await _do(
        request, parts, member, lambda: parts.categories.move_up(member.username, name)
    )


@router.post("/remove")
async def remove(request: Request, parts: Parts, member: Reviewer, name: Posts = "") -> Response:
    """Take an empty one away."""
    return await _do(request, parts, member, lambda: parts.categories.remove(member.username, name))


async def _do(
    request: Request,
    parts: FaqParts,
    member: StaffMember,
    work: Callable[[], Awaitable[object]],
) -> Response:
    try:
        await work()
    except ServiceError as problem:
        return await _list(request, parts, member, problem)
    return RedirectResponse(f"{HERE}?done=saved", 303)


async def _list(
    request: Request, parts: FaqParts, member: StaffMember, problem: ServiceError | None = None
) -> Response:
    shown = {
        "shelves": await parts.categories.shelves(),
        "may_keep": may(member, Permission.FAQ_REVIEW),
        "problem": problem.for_citizen if problem else "",
        "merging": problem if isinstance(problem, MergeNotSure) else None,
    }
    return render(request, "faq_categories.html", shown, problem.status if problem else 200)
