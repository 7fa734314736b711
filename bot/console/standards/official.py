"""The comparison with the official platforms: its figures, its runs, and what contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import func, select

from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import MenuGroup, Section
from bot.console.kit.waiting import Asking, Waiting
from bot.kit.errors import ServiceError
from bot.official.models import CheckOutcome, FindingState, OfficialFinding
from bot.official.settling import Settling
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may
from kb.standards.difference import LABELS

router = APIRouter(prefix="/official")


def _waiting(asking: Asking) -> Iterator[Waiting]:
    if may(asking.member, Permission.CONTENT_REVIEW):
        query = select(func.count(OfficialFinding.number.distinct())).where(
            OfficialFinding.state == FindingState.OPEN.value
        )
        count = asking.session.scalar(query) or 0
        yield Waiting("和官方平台的矛盾，要人来定", count, "/console/official/")


SECTION = Section(
    "/console/official/",
    "官方平台核对",
    "目录和官方标准平台比得怎么样：核对了多少，有什么变化，哪里矛盾要人来定。",
    Permission.CONTENT_READ,
    router,
    MenuGroup.SETTINGS,
    _waiting,
)
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CONTENT_READ))]
Reviewer = Annotated[StaffMember, Depends(signed_in(Permission.CONTENT_REVIEW))]
Number = Annotated[str, Form(min_length=1, max_length=60)]
_AGAINST = {"ours": "我们的记录", "detail": "平台的详情页"}


def settling(request: Request) -> Settling:
    """The service behind the page, for use as a FastAPI dependency."""
    found: Settling = request.app.state.official
    return found


Desk = Annotated[Settling, Depends(settling)]


@router.get("/")
async def page(request: Request, desk: Desk, member: Reader) -> Response:
    """Figures, runs and open contradictions."""
    return await _page(request, desk)


@router.post("/take")
async def take(request: Request, desk: Desk, member: Reviewer, number: Number) -> Response:
    """Make our record say what the platform says."""
    try:
        await desk.take(number, member.username)
    except ServiceError as problem:
        return await _page(request, desk, problem)
    return RedirectResponse("/console/official/?done=taken", 303)


@router.post("/keep")
async def keep(request: Request, desk: Desk, member: Reviewer, number: Number) -> Response:
    """Leave our record as it is."""
    try:
        await desk.keep(number, member.username)
    except ServiceError as problem:
        return await _page(request, desk, problem)
    return RedirectResponse("/console/official/?done=kept", 303)


async def _page(request: Request, desk: Settling, problem: ServiceError | None = None) -> Response:
    values = {
        "seen": await desk.overview(),
        "outcomes": list(CheckOutcome),
        "labels": LABELS,
        "against": _AGAINST,
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "official.html", values, problem.status if problem else 200)
