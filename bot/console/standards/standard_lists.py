"""Lists of standards: uploaded and compared, looked through, applied, undone."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import MenuGroup, Section
from bot.kit.errors import ServiceError
from bot.official.list_desk import ListDesk, ListRefused, can_be
from bot.official.uploaded import LARGEST, MOST_ROWS
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may
from kb.models import Checked, StandardStatus
from kb.standards.models import ChangeKind, SetState

router = APIRouter(prefix="/standards", max_body_size=LARGEST + 100_000)
SECTION = Section(
    "/console/standards/",
    "标准清单",
    "导入标准清单：先看差别和不能用的行，再写入；写入以后可以撤销。",
    Permission.CONTENT_READ,
    router,
    MenuGroup.SETTINGS,
)
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CONTENT_READ))]
Editor = Annotated[StaffMember, Depends(signed_in(Permission.CONTENT_EDIT))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Stamp = Annotated[str, Form(max_length=64)]
# What is looked at first: what can't be used, then what is changed.
KINDS = (
    ChangeKind.BAD, ChangeKind.CONTRADICTORY, ChangeKind.CHANGED, ChangeKind.NEW,
    ChangeKind.UNCHANGED,
)  # fmt: skip
_MARKS = {
    Checked.STAFF: "导入的人说当天和官方平台核对过",
    Checked.UNCHECKED: "没有核对：不改核对过的记录",
}


def list_desk(request: Request) -> ListDesk:
    """The service behind the pages, for use as a FastAPI dependency."""
    found: ListDesk = request.app.state.lists
    return found


Desk = Annotated[ListDesk, Depends(list_desk)]


Field = Annotated[str, Form(max_length=500)]


class Corrected(BaseModel):
    """What one record should say; what is left empty stays as it is."""

    number: Annotated[str, Form(min_length=1, max_length=80)]
    title: Annotated[str, Form(min_length=1, max_length=500)]
    status: Field = ""
    published_on: Field = ""
    effective_on: Field = ""
    ended_on: Field = ""
    superseded_by: Field = ""
    compared: bool = False

    def row(self) -> dict[str, str]:
        """By the headings of a list."""
        return {
            "标准编号": self.number, "标准名称": self.title, "标准状态": self.status,
            "发布日期": self.published_on, "实施日期": self.effective_on,
            "废止日期": self.ended_on, "代替它的标准": self.superseded_by,
        }  # fmt: skip


@router.get("/")
async def lists_page(
    request: Request,
    desk: Desk,
    member: Reader,
    number: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """All lists, and the form for another one; with a number, its record to be corrected."""
    return await _lists(request, desk, member, number=number)


@router.post("/upload")
async def upload(
    request: Request,
    desk: Desk,
    member: Editor,
    file: UploadFile | None = None,
    compared: Annotated[bool, Form()] = False,
) -> Response:
    """Read a list; nothing is applied yet."""
    data = b"" if file is None else await file.read(LARGEST + 1)
    name = None if file is None else file.filename
    try:
        number = await desk.upload(data, name, member.username, compared=compared)
    except ServiceError as problem:
        return await _lists(request, desk, member, problem)
    return RedirectResponse(f"/console/standards/sets/{number}", 303)


@router.post("/correct")
async def correct(
    request: Request, desk: Desk, member: Editor, form: Annotated[Corrected, Form()]
) -> Response:
    """Correct one record: a list of one row; nothing is applied yet."""
    try:
        made = await desk.correct(form.row(), member.username, compared=form.compared)
    except ServiceError as problem:
        return await _lists(request, desk, member, problem, form.number)
    return RedirectResponse(f"/console/standards/sets/{made}", 303)


@router.get("/sets/{number}")
async def set_page(
    request: Request,
    desk: Desk,
    member: Reader,
    number: Number,
    kind: ChangeKind | None = None,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    doubts: bool = False,
) -> Response:
    """A list: how many rows of each kind, and one kind of them."""
    return await _set(request, desk, member, number, kind, after, only_flawed=doubts)


@router.post("/sets/{number}/apply")
async def apply(
    request: Request, desk: Desk, member: Editor, number: Number, stamp: Stamp
) -> Response:
    """Bring it into the catalogue."""
    try:
        await desk.apply(number, member.username, stamp)
    except ListRefused as problem:
        return await _set(request, desk, member, number, problem=problem)
    return RedirectResponse(f"/console/standards/sets/{number}?done=applied", 303)


@router.post("/sets/{number}/undo")
async def undo(
    request: Request, desk: Desk, member: Editor, number: Number, stamp: Stamp
) -> Response:
    """Take it back out of the catalogue."""
    try:
        await desk.undo(number, member.username, stamp)
    except ListRefused as problem:
        return await _set(request, desk, member, number, problem=problem)
    return RedirectResponse(f"/console/standards/sets/{number}?done=undone", 303)


@router.post("/sets/{number}/throw-away")
async def throw_away(
    request: Request, desk: Desk, member: Editor, number: Number, stamp: Stamp
) -> Response:
    """Forget a list that was never applied."""
    try:
        await desk.throw_away(number, member.username, stamp)
    except ListRefused as problem:
        return await _set(request, desk, member, number, problem=problem)
    return RedirectResponse("/console/standards/?done=thrown_away", 303)


async def _lists(
    request: Request,
    desk: ListDesk,
    member: StaffMember,
    problem: ServiceError | None = None,
    number: str = "",
) -> Response:
    values = {
        "number": number,
        "record": await desk.record(number) if number else None,
        "statuses": list(StandardStatus),
        "rows": await desk.lists(),
        "may_edit": may(member, Permission.CONTENT_EDIT),
        "most_rows": MOST_ROWS,
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "standard_lists.html", values, problem.status if problem else 200)


async def _set(
    request: Request,
    desk: ListDesk,
    member: StaffMember,
    number: int,
    kind: ChangeKind | None = None,
    after: int = 0,
    *,
    only_flawed: bool = False,
    problem: ServiceError | None = None,
) -> Response:
    shown = kind or ChangeKind.BAD
    seen = await desk.view(number, shown, after, only_flawed=only_flawed)
    if kind is None:
        shown = next((one for one in KINDS if seen.counts[one]), shown)
        seen = await desk.view(number, shown, after, only_flawed=only_flawed)
    values = {
        "seen": seen,
        "one": seen.one,
        "kinds": KINDS,
        "kind": shown,
        "after": after,
        "doubts": only_flawed,
        "mark": _MARKS.get(seen.one.mark, ""),
        "step": can_be(seen.one.state),
        "is_loose": seen.one.state in (SetState.READING, SetState.PROPOSED),
        "may_edit": may(member, Permission.CONTENT_EDIT),
        "link": lambda **more: f"/console/standards/sets/{number}?{urlencode(more)}",
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "standard_set.html", values, problem.status if problem else 200)
