"""The golden questions: how each stands now and why, and those that staff add."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from bot.console.faq.faq_parts import FaqParts, faq_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.typed import LARGEST_NUMBER, Reason
from bot.editing.errors import NotFit
from bot.kit.errors import ServiceError
from bot.kit.private import redact
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may
from kb.answer import Certainty

router = APIRouter(prefix="/golden")
Parts = Annotated[FaqParts, Depends(faq_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_READ))]
Editor = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_EDIT))]
Reviewer = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_REVIEW))]
VIEWS = {"wrong": "现在答错的", "right": "答对的", "own": "工作人员加的"}
PAGE = 30
View = Literal["wrong", "right", "own"]


@router.get("/")
async def page(
    request: Request,
    parts: Parts,
    member: Reader,
    view: View = "wrong",
    at: Annotated[int, Query(alias="page", ge=1, le=LARGEST_NUMBER)] = 1,
) -> Response:
    """How the golden questions stand with what is published now; behind the end is the last."""
    return await _page(request, parts, member, view, at=at)


@router.post("/add")
async def add(
    request: Request,
    parts: Parts,
    member: Editor,
    question: Annotated[str, Form(max_length=200)] = "",
    must: Annotated[Literal["now", "none"], Form()] = "now",
) -> Response:
    """Add one: it must go on getting what it gets now, or never get an answer."""
    asked = redact(question.replace("\x00", "").strip())
    try:
        entry = await _given_now(parts, asked) if must == "now" and asked else ""
        await parts.goldens.add(member.username, asked, entry)
    except ServiceError as problem:
        return await _page(request, parts, member, "own", problem)
    return RedirectResponse("/console/faq/golden/?view=own&done=golden", 303)


@router.post("/{number}/drop")
async def drop(
    request: Request,
    parts: Parts,
    member: Reviewer,
    number: Annotated[int, Path(ge=1, le=LARGEST_NUMBER)],
    reason: Reason = "",
) -> Response:
    """Take one away that staff added; what the files bring stays."""
    try:
        await parts.goldens.drop(member.username, number, reason)
    except ServiceError as problem:
        return await _page(request, parts, member, "own", problem)
    return RedirectResponse("/console/faq/golden/?view=own&done=deleted", 303)


async def _given_now(parts: FaqParts, question: str) -> str:
    """Reference of the entry that surely answers a question.

    Raises:
        NotFit: there is none.
    """
    answer = await asyncio.to_thread(parts.answerer.answer, question)
    if answer.certainty is not Certainty.SURE or not answer.entry:
        raise NotFit("现在还没有确定的答案。请先写好问答，或者从对话记录里设。")
    return answer.entry


async def _page(
    request: Request,
    parts: FaqParts,
    member: StaffMember,
    view: View,
    problem: ServiceError | None = None,
    at: int = 1,
) -> Response:
    standings = await parts.standing.standings()
    found = standings or []
    wanted = {
        "wrong": [one for one in found if not one.right],
        "right": [one for one in found if one.right],
        "own": [one for one in found if one.golden.number],
    }
    pages = max(1, -(-len(wanted[view]) // PAGE))
    at = min(at, pages)
    rows = wanted[view][(at - 1) * PAGE : at * PAGE]
    entries = parts.desk.knowledge.snapshot.entries
    near = await parts.standing.near(one.golden.question for one in rows if not one.right)
    shown = {
        "view": view,
        "views": {name: f"{label}（{len(wanted[name])}）" for name, label in VIEWS.items()},
        "rows": rows,
        "page": at,
        "pages": pages,
        "total": len(found),
        "is_asking": standings is None,
        "right": len(wanted["right"]),
        "near": near,
        "titles": {reference: entry.title for reference, entry in entries.items()},
        "may_edit": may(member, Permission.FAQ_EDIT),
        "may_review": may(member, Permission.FAQ_REVIEW),
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "faq_golden.html", shown, problem.status if problem else 200)
