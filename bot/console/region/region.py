"""Content of the region: departments, districts, routing, deadlines, words and hours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from bot.channels.wechat.account_menu import load_menu
from bot.channels.wechat.api.errors import WeChatError
from bot.console.kit.access import signed_in
from bot.console.kit.asking import RESTORABLE, ask
from bot.console.kit.clashes import clashes
from bot.console.kit.drafts import drafts_waiting
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.console.kit.typed import Reason, Words
from bot.console.kit.waiting import Asking, Item, Waiting
from bot.console.region.region_parts import RegionParts, region_parts
from bot.editing.errors import StepRefused
from bot.editing.region.differences import differences
from bot.editing.region.models import RegionDraft
from bot.editing.region.sheets import Table, sheet
from bot.kit.errors import ServiceError
from bot.kit.stamp import Overtaken
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter(prefix="/region")


def _waiting(asking: Asking) -> Iterable[Waiting]:
    return drafts_waiting(
        asking,
        RegionDraft,
        "地区内容",
        lambda row, who: Item(sheet(row.sheet).title, f"/console/region/drafts/{row.id}", who),
        "/console/region/",
        edits=Permission.CONTENT_EDIT,
        reviews=Permission.CONTENT_REVIEW,
    )


SECTION = Section(
    "/console/region/",
    "地区内容",
    "部门、区县、分流、时限、放假、通知用语、菜单、敏感词和人工时间，改了要另一位审核。",
    Permission.CONTENT_READ,
    router,
    MenuGroup.SETTINGS,
    _waiting,
)
Parts = Annotated[RegionParts, Depends(region_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CONTENT_READ))]
Editor = Annotated[StaffMember, Depends(signed_in(Permission.CONTENT_EDIT))]
Reviewer = Annotated[StaffMember, Depends(signed_in(Permission.CONTENT_REVIEW))]
Slug = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")]
DraftNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
Place = Annotated[int, Path(ge=0, le=10_000)]
Stamp = Annotated[int, Form(ge=0, le=2**31 - 1)]
STATES = {
    "draft": "草稿", "in_review": "等审核", "rejected": "被退回", "published": "已发布",
    "dropped": "已放弃",
}  # fmt: skip


@router.get("/")
async def list_page(request: Request, parts: Parts, member: Reader) -> Response:
    """All sheets."""
    rows = await parts.desk.overview()
    return render(request, "region_list.html", {"rows": rows, "states": STATES})


@router.get("/sheets/{slug}")
async def sheet_page(request: Request, parts: Parts, member: Reader, slug: Slug) -> Response:
    """A sheet as it counts now, with its versions."""
    return await _sheet(request, parts, member, slug)


@router.post("/sheets/{slug}/begin")
async def begin(parts: Parts, member: Editor, slug: Slug) -> Response:
    """Begin a change, or go on with the one that is open."""
    number = await parts.desk.begin(member.username, slug)
    return RedirectResponse(f"/console/region/drafts/{number}", 303)


@router.post("/sheets/{slug}/roll-back")
async def roll_back(
    request: Request,
    parts: Parts,
    member: Reviewer,
    slug: Slug,
    number: Annotated[int, Form(ge=1, le=2**31 - 1)],
    reason: Reason = "",
) -> Response:
    """Publish an earlier version again."""
    try:
        await parts.desk.roll_back(member.username, slug, number, reason)
    except ServiceError as problem:
        return await _sheet(request, parts, member, slug, problem)
    return RedirectResponse(f"/console/region/sheets/{slug}?done=rolled_back", 303)


@router.get("/sheets/{slug}/versions/{number}")
async def version_page(
    request: Request, parts: Parts, member: Reader, slug: Slug, number: VersionNumber
) -> Response:
    """One version and what differs from the one before and from now."""
    one, version = sheet(slug), await parts.desk.version(slug, number)
    before = await parts.desk.version(slug, number - 1) if number > 1 else None
    content = await parts.desk.content(slug)
    shown = {
        "sheet": one,
        "version": version,
        "changed": differences(one, before.content, version.content) if before else [],
        "to_now": differences(one, version.content, content),
    }
    return render(request, "region_version.html", shown)


@router.post("/sheets/menu/push")
async def push_menu(
    request: Request,
    parts: Parts,
    console: Annotated[ConsoleParts, Depends(console_parts)],
    member: Reviewer,
) -> Response:
    """Set the account's menu as it was last published."""
    try:
        if parts.wechat_api is None:
            raise StepRefused("没有设置公众号的密钥（WECHAT_APP_SECRET），不能更新菜单。")
        menu = load_menu(parts.public_url, await parts.folders.folder() / "menu.yml")
        await parts.wechat_api.menu.replace(menu)
    except ServiceError as problem:
        return await _sheet(request, parts, member, "menu", problem)
    except WeChatError as refused:
        return await _sheet(request, parts, member, "menu", StepRefused(refused.for_staff))
    await console.sessions.run(
        lambda session: console.audit.add(
            session, member.username, AuditAction.CONTENT_PUBLISHED,
            object_type="region", object_id="menu", details={"pushed": True},
        )
    )  # fmt: skip
    return RedirectResponse("/console/region/sheets/menu?done=pushed", 303)


@router.get("/drafts/{draft}")
async def draft_page(
    request: Request, parts: Parts, member: Reader, draft: DraftNumber
) -> Response:
    """A change: tables to write in, and what differs."""
    return await _draft(request, parts, member, draft)


@router.get("/drafts/{draft}/rows/{table}/{place}")
async def row_page(
    request: Request, parts: Parts, member: Editor, draft: DraftNumber, table: Slug, place: Place
) -> Response:
    """The form of one row."""
    row = await parts.desk.draft(draft)
    one = sheet(row.sheet).table(table)
    rows = one.rows(row.content)
    cells = one.cells(rows[place]) if place < len(rows) else {}
    return _row(request, row, one, place, cells)


@router.get("/drafts/{draft}/rows/{table}")
async def new_row_page(
    request: Request, parts: Parts, member: Editor, draft: DraftNumber, table: Slug
) -> Response:
    """The form of a new row."""
    row = await parts.desk.draft(draft)
    return _row(request, row, sheet(row.sheet).table(table), None, {})


@router.post("/drafts/{draft}/rows/{table}/{place}")
async def write_row(
    request: Request,
    parts: Parts,
    member: Editor,
    draft: DraftNumber,
    table: Slug,
    place: Place,
    stamp: Stamp,
    act: Annotated[Literal["save", "remove"], Form()] = "save",
) -> Response:
    """Change or remove a row."""
    if act == "remove":
        row = await parts.desk.draft(draft)
        try:
            await parts.desk.remove(member.username, draft, stamp, table, place)
        except ServiceError as problem:
            one = sheet(row.sheet).table(table)
            rows = one.rows(row.content)
            cells = one.cells(rows[place]) if place < len(rows) else {}
            return _row(request, row, one, place, cells, problem)
        return RedirectResponse(f"/console/region/drafts/{draft}?done=saved", 303)
    return await _write(request, parts, member, draft, table, place, stamp)


@router.post("/drafts/{draft}/rows/{table}")
async def add_row(
    request: Request, parts: Parts, member: Editor, draft: DraftNumber, table: Slug, stamp: Stamp
) -> Response:
    return await _write(request, parts, member, draft, table, None, stamp)


@router.get("/drafts/{draft}/drop")
async def drop_page(request: Request, parts: Parts, member: Editor, draft: DraftNumber) -> Response:
    """The question before a change is given up."""
    title = sheet((await parts.desk.draft(draft)).sheet).title
    here = f"/console/region/drafts/{draft}"
    told = f"要放弃对“{title}”的这份修改吗？{RESTORABLE}"
    return ask(request, told, f"{here}/drop", "放弃这份修改", here)


@router.post("/drafts/{draft}/{step}")
async def take_step(
    request: Request,
    parts: Parts,
    member: Editor,
    draft: DraftNumber,
    step: Literal["submit", "take-back", "drop", "restore"],
    note: Words = "",
) -> Response:
    """Ask for the review, go on writing, give up, or take up again."""
    try:
        if step == "submit":
            await parts.desk.submit(member.username, draft, note)
        elif step == "take-back":
            await parts.desk.take_back(member.username, draft)
        elif step == "restore":
            await parts.desk.restore(member.username, draft)
        else:
            await parts.desk.drop(member.username, draft)
    except ServiceError as problem:
        return await _draft(request, parts, member, draft, problem)
    dones = {"submit": "submitted", "drop": "dropped", "restore": "restored"}
    done = dones.get(step, "saved")
    return RedirectResponse(f"/console/region/drafts/{draft}?done={done}", 303)


class Judgement(BaseModel):
    """The form of a reviewer."""

    reason: Reason = ""
    stamp: Stamp = 0


@router.post("/reviews/{draft}/{step}")
async def review(
    request: Request,
    parts: Parts,
    member: Reviewer,
    draft: DraftNumber,
    step: Literal["publish", "reject"],
    form: Annotated[Judgement, Form()],
) -> Response:
    """Publish, or send back with a reason."""
    try:
        if step == "publish":
            await parts.desk.publish(member.username, draft, form.stamp)
        else:
            await parts.desk.reject(member.username, draft, form.reason)
    except ServiceError as problem:
        return await _draft(request, parts, member, draft, problem)
    slug = (await parts.desk.draft(draft)).sheet
    done = "published" if step == "publish" else "rejected"
    return RedirectResponse(f"/console/region/sheets/{slug}?done={done}", 303)


async def _sheet(
    request: Request,
    parts: RegionParts,
    member: StaffMember,
    slug: str,
    problem: ServiceError | None = None,
) -> Response:
    one, content = sheet(slug), await parts.desk.content(slug)
    opened = {row.sheet.slug: row.draft for row in await parts.desk.overview()}
    shown = {
        "sheet": one,
        "content": content,
        "versions": await parts.desk.versions(slug),
        "draft": opened[slug],
        "states": STATES,
        "problem": problem.for_citizen if problem else "",
        "may_edit": may(member, Permission.CONTENT_EDIT),
        "may_review": may(member, Permission.CONTENT_REVIEW),
    }
    return render(request, "region_sheet.html", shown, problem.status if problem else 200)


async def _draft(
    request: Request,
    parts: RegionParts,
    member: StaffMember,
    number: int,
    problem: ServiceError | None = None,
) -> Response:
    row = await parts.desk.draft(number)
    one, now = sheet(row.sheet), await parts.desk.content(row.sheet)
    is_own = member.username in row.hands
    shown = {
        "sheet": one,
        "row": row,
        "content": row.content,
        "changed": differences(one, now, row.content),
        "states": STATES,
        "problem": problem.for_citizen if problem else "",
        "is_own": is_own,
        "may_write": may(member, Permission.CONTENT_EDIT) and row.state in ("draft", "rejected"),
        "may_restore": may(member, Permission.CONTENT_EDIT) and row.state == "dropped",
        "may_take_back": may(member, Permission.CONTENT_EDIT) and row.state == "in_review",
        "may_review": may(member, Permission.CONTENT_REVIEW)
        and row.state == "in_review"
        and not is_own,
    }
    return render(request, "region_draft.html", shown, problem.status if problem else 200)


def _row(
    request: Request,
    row: RegionDraft,
    table: Table,
    place: int | None,
    cells: dict[str, Any],
    problem: ServiceError | None = None,
    stamp: int | None = None,
    *,
    stale: bool = False,
) -> Response:
    rows = table.rows(row.content)
    now = table.cells(rows[place]) if place is not None and place < len(rows) else {}
    labels = {column.key: column.label for column in table.columns}
    is_new = place is None or place >= len(rows)
    name = "" if is_new or place is None else table.name_of(rows[place])
    shown = {
        "row": row,
        "table": table,
        "place": None if is_new else place,
        "name": name,
        "cells": cells,
        "stamp": row.stamp if stamp is None else stamp,
        "clashes": clashes(labels, now, cells) if stale else [],
        "sheet": sheet(row.sheet),
        "problem": problem.for_citizen if problem else "",
        "may_remove": not is_new and not table.fixed and table.shape == "rows",
    }
    return render(request, "region_row.html", shown, problem.status if problem else 200)


async def _write(
    request: Request,
    parts: RegionParts,
    member: StaffMember,
    draft: int,
    table: str,
    place: int | None,
    stamp: int,
) -> Response:
    row = await parts.desk.draft(draft)
    one = sheet(row.sheet).table(table)
    form = await request.form()
    given = {column.key: str(form.get(f"cell-{column.key}", "")) for column in one.columns}
    try:
        await parts.desk.write(member.username, draft, stamp, table, place, given)
    except Overtaken as overtaken:
        row = await parts.desk.draft(draft)
        return _row(request, row, one, place, given, overtaken, stale=True)
    except ServiceError as problem:
        return _row(request, row, one, place, given, problem, stamp)
    return RedirectResponse(f"/console/region/drafts/{draft}?done=saved#{table}", 303)
