"""Checking (核对): what nobody has checked or not for long, and one click to confirm it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.console.kit.waiting import Asking, Waiting
from bot.console.standards import correcting
from bot.console.standards.official import settling
from bot.editing.faq.checking import HOLDS_FOR, KINDS, Checking, Due, how_many, of_kind
from bot.editing.faq.whose import whose
from bot.kit.errors import ServiceError
from bot.official.models import CheckOutcome
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter(prefix="/checking")
router.include_router(correcting.router)


def _waiting(asking: Asking) -> Iterator[Waiting]:
    """Answers whose standards or articles have changed since; they carry a warning meanwhile."""
    if may(asking.member, Permission.FAQ_REVIEW):
        to_review: Callable[[], frozenset[str]] = asking.state.to_review
        tasks = whose(asking.session, slugs := to_review())
        mine = sum(member.username == asking.member.username for member in tasks.values())
        why = "依据的标准或者法条变了"
        yield Waiting(f"归您复核的答案：{why}", mine, "/console/checking/?kind=mine")
        yield Waiting(
            f"别人名下待复核的答案：{why}", len(slugs) - mine, "/console/checking/?kind=changed"
        )


SECTION = Section(
    "/console/checking/",
    "核对",
    "看哪些内容还没人核对、核对过期，哪些答案依据的标准变了；核对过的点一下确认。",
    Permission.FAQ_READ,
    router,
    MenuGroup.FAQ,
    _waiting,
)
PAGE = 20
CORRECTABLE = ("term", "sector")  # by hand, as records of their own
VIEWS = {"": "全部", "mine": "归我复核", "changed": "待复核", **KINDS}
View = Literal["", "mine", "changed", "faq", "standard", "term", "sector", "department", "district"]
Kind = Literal["faq", "standard", "term", "sector", "department", "district"]
Key = Annotated[str, Form(max_length=120)]
Stamp = Annotated[str, Form(max_length=64)]
Console = Annotated[ConsoleParts, Depends(console_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_READ))]
Reviewer = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_REVIEW))]


class Confirmed(BaseModel):
    """The form that confirms a content; ``view`` is the list it stood in."""

    kind: Kind
    key: Key
    seen: Stamp
    view: View = ""


@router.get("/")
async def list_page(
    request: Request,
    console: Console,
    member: Reader,
    kind: View = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """What waits, most asked first."""
    return await _page(request, console, member, kind, page)


@router.post("/confirm")
async def confirm(
    request: Request,
    console: Console,
    member: Reviewer,
    form: Annotated[Confirmed, Form()],
) -> Response:
    """Confirm one content as it stood on the page."""
    try:
        await checking_of(request).confirm(member.username, form.kind, form.key, form.seen)
    except ServiceError as problem:
        return await _page(request, console, member, form.view, 1, problem)
    query = urlencode({"kind": form.view, "done": "confirmed"})
    return RedirectResponse(f"/console/checking/?{query}", 303)


def checking_of(request: Request) -> Checking:
    """The service behind the page."""
    found: Checking = request.app.state.checking
    return found


async def _page(
    request: Request,
    console: ConsoleParts,
    member: StaffMember,
    kind: str,
    page: int,
    problem: ServiceError | None = None,
) -> Response:
    may_edit = may(member, Permission.CONTENT_EDIT)
    checking, desk = checking_of(request), correcting.correcting(console)
    everything = await checking.waiting()
    found = list(of_kind(everything, kind, member.username))
    shown = {
        "rows": await checking.shown(found[(page - 1) * PAGE : page * PAGE]),
        "total": len(found),
        "counts": how_many(everything, member.username),
        "views": VIEWS,
        "kinds": KINDS,
        "kind": kind,
        "page": page,
        "pages": max(1, -(-len(found) // PAGE)),
        "link": lambda **more: "/console/checking/?" + urlencode({"kind": kind, **more}),
        "correction": lambda due: _correction(due, may_edit),
        "may_edit": may_edit,
        "corrected": await desk.corrected() if may_edit else [],
        "corrects": correcting.address,
        "names": await desk.names(kind) if may_edit and kind in CORRECTABLE else [],
        "days": HOLDS_FOR.days,
        "may_confirm": may(member, Permission.FAQ_REVIEW),
        "official": await settling(request).overview(),
        "outcomes": list(CheckOutcome),
        "may_settle": may(member, Permission.CONTENT_READ),
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "checking.html", shown, problem.status if problem else 200)


def _correction(one: Due, may_edit: bool) -> str:
    """Where a content is corrected, or at least read; empty if not by them."""
    if one.kind == "standard" and may_edit:
        return "/console/standards/?" + urlencode({"number": one.key})
    if one.kind in CORRECTABLE and may_edit:
        return correcting.address(one.kind, one.key)
    return {
        "faq": f"/console/faq/entries/{quote(one.key)}",
        "standard": f"/standards/{quote(one.key)}",
        "department": "/console/region/sheets/departments",
        "district": "/console/region/sheets/districts",
    }.get(one.kind, "")
