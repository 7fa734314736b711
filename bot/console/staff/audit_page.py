"""The audit log for auditors: search, check, export."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response, StreamingResponse

from bot.complaints.case.story import CaseStory
from bot.complaints.case.story_check import StoryCheck
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.console.kit.typed import day_of
from bot.console.staff.details import in_words, object_in_words
from bot.kit.clock import CHONGQING
from bot.kit.spreadsheet import BOM, csv_line
from bot.staff.actions import AuditAction
from bot.staff.audit_check import AuditCheck, AuditReport
from bot.staff.audit_search import AuditQuery
from bot.staff.models import AuditEntry, StaffMember
from bot.staff.roles import Permission

router = APIRouter(prefix="/audit")
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Auditor = Annotated[StaffMember, Depends(signed_in(Permission.AUDIT_READ))]
SECTION = Section(
    "/console/audit/",
    "操作日志",
    "查看、校验和导出谁在什么时候做了什么。",
    Permission.AUDIT_READ,
    router,
    MenuGroup.SETTINGS,
)
PAGE = 50
_EXPORTED_AT_ONCE = 500
_LABELS = {action.value: action.label for action in AuditAction}
# Who has no account, as the log keeps them, and as staff read them.
_NO_ACCOUNT = {"市民": "市民", "system": "系统", "命令行": "命令行", "夜间任务": "夜间任务"}
_HEADINGS = ("编号", "时间", "人员", "操作", "对象", "原因", "详情", "校验值")


def _query(actor: str, action: str, what: str, since: str, until: str) -> AuditQuery:
    return AuditQuery(actor.strip(), action, what.strip(), day_of(since), day_of(until))


def _asked(
    actor: Annotated[str, Query(max_length=60)] = "",
    action: Annotated[str, Query(max_length=40)] = "",
    what: Annotated[str, Query(max_length=80)] = "",
    since: str = "",
    until: str = "",
) -> AuditQuery:
    return _query(actor, action, what, since, until)


def _posted(
    actor: Annotated[str, Form(max_length=60)] = "",
    action: Annotated[str, Form(max_length=40)] = "",
    what: Annotated[str, Form(max_length=80)] = "",
    since: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
) -> AuditQuery:
    return _query(actor, action, what, since, until)


@router.get("/")
async def list_page(
    request: Request,
    parts: Parts,
    member: Auditor,
    query: Annotated[AuditQuery, Depends(_asked)],
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """Entries, newest first."""
    return await _list(request, parts, query, before)


@router.post("/verify")
async def verify(request: Request, parts: Parts, member: Auditor) -> Response:
    """Check the whole chain now."""
    async with parts.sessions() as session:
        report = await session.run_sync(AuditCheck(parts.audit).verify)
        story = CaseStory(parts.audit, parts.settings.keyring)
        await session.run_sync(lambda s: StoryCheck(story).verify(s, report))
    details = {"entries": report.entries, "findings": len(report.findings)}
    await _note(parts, member, AuditAction.AUDIT_VERIFIED, details)
    return await _list(request, parts, AuditQuery(), None, report)


@router.post("/export")
async def export(
    parts: Parts, member: Auditor, query: Annotated[AuditQuery, Depends(_posted)]
) -> Response:
    """What the search finds, as a CSV file."""
    asked = {name: str(value) for name, value in vars(query).items() if value}
    await _note(parts, member, AuditAction.AUDIT_EXPORTED, asked)
    today = parts.clock().astimezone(CHONGQING).date()
    name = f"attachment; filename=audit-{today}.csv"
    return StreamingResponse(
        _lines(parts, query), media_type="text/csv", headers={"Content-Disposition": name}
    )


async def _list(
    request: Request,
    parts: ConsoleParts,
    query: AuditQuery,
    before: int | None,
    report: AuditReport | None = None,
) -> Response:
    async with parts.sessions() as session:
        entries = await query.page(session, PAGE + 1, before)
    people = await parts.accounts.all()
    choices = [(one.username, _called(one)) for one in people]
    choices += _NO_ACCOUNT.items()
    if query.actor and query.actor not in dict(choices):
        choices.append((query.actor, query.actor))
    shown = {
        "entries": entries[:PAGE],
        "people": choices,
        "no_account": _NO_ACCOUNT,
        "older": entries[PAGE - 1].id if len(entries) > PAGE else None,
        "first_page": before is None,
        "query": query,
        "labels": _LABELS,
        "report": report,
        "in_words": in_words,
        "object_in_words": object_in_words,
    }
    return render(request, "audit.html", shown)


def _called(member: StaffMember) -> str:
    """Name and user name: two may have the same name."""
    return f"{member.display_name}（{member.username}{'，已停用' if member.disabled else ''}）"


async def _lines(parts: ConsoleParts, query: AuditQuery) -> AsyncIterator[str]:
    yield BOM + csv_line(_HEADINGS)
    before = None
    while True:
        async with parts.sessions() as session:
            entries = await query.page(session, _EXPORTED_AT_ONCE, before)
        yield "".join(csv_line(_cells(entry)) for entry in entries)
        if len(entries) < _EXPORTED_AT_ONCE:
            return
        before = entries[-1].id


def _cells(entry: AuditEntry) -> tuple[object, ...]:
    return (
        entry.id,
        f"{entry.at.astimezone(CHONGQING):%Y-%m-%d %H:%M:%S}",
        _NO_ACCOUNT.get(entry.actor, entry.actor),
        _LABELS.get(entry.action, entry.action),
        object_in_words(entry.object_type, entry.object_id),
        entry.reason,
        in_words(entry.details),
        entry.hash,
    )


async def _note(
    parts: ConsoleParts, member: StaffMember, action: AuditAction, details: Mapping[str, object]
) -> None:
    name = member.username
    await parts.sessions.run(lambda s: parts.audit.add(s, name, action, details=details))
