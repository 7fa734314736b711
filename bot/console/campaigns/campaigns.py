"""Campaigns: the calendar, what is to be done, pieces, and what they reached."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.campaigns.models import PieceKind, PieceState
from bot.campaigns.pieces.content import THEME, PieceContent
from bot.campaigns.pieces.desk import due_soon
from bot.campaigns.pieces.results import Results, lines, results
from bot.campaigns.pieces.samples import samples
from bot.campaigns.pieces.themes import needs_theme
from bot.complaints.case.progress import CHANNEL_LABELS
from bot.console.campaigns import (
    campaign_broadcasts,
    campaign_classes,
    campaign_entries,
    campaign_pieces,
    campaign_questions,
    campaign_waiting,
)
from bot.console.campaigns.campaign_parts import CampaignParts
from bot.console.campaigns.campaign_typed import Editor, Number, Parts, Reader
from bot.console.kit.clashes import Seen, clashes
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.console.kit.typed import Field
from bot.kit import clock
from bot.kit.errors import ServiceError
from bot.kit.spreadsheet import BOM, csv_line, xlsx_bytes
from bot.kit.stamp import Overtaken, stamp_of
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter(prefix="/campaigns")
for part in (
    campaign_pieces,
    campaign_broadcasts,
    campaign_entries,
    campaign_questions,
    campaign_classes,
):
    router.include_router(part.router)
SECTION = Section(
    "/console/campaigns/",
    "宣传活动",
    "世界标准日、质量月、消费者权益日等活动的准备、内容、推送、答题和效果。",
    Permission.CAMPAIGN_READ,
    router,
    MenuGroup.CAMPAIGNS,
    campaign_waiting.waiting,
)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# An address that we sent to nobody comes from a search, a poster, somebody who passed it on.
WAYS = {**CHANNEL_LABELS, "": "搜索、海报、转发来的"}
_OPEN = (PieceState.DRAFT, PieceState.SUBMITTED, PieceState.PROOFREAD)


class Theme(BaseModel):
    """The form of a year's theme."""

    theme: Field = ""
    source: Field = ""
    seen: Seen = ""


@router.get("/")
async def list_page(request: Request, parts: Parts, member: Reader) -> Response:
    """What comes near, what waits for somebody, all campaigns."""
    return await _list(request, parts, member)


@router.post("/propose")
async def propose(
    request: Request,
    parts: Parts,
    member: Editor,
    day: Annotated[str, Form(max_length=40)],
    year: Annotated[int, Form(ge=2000, le=2100)],
) -> Response:
    """Begin a campaign before its time."""
    try:
        number = await parts.desk.propose(member.username, day, year)
    except ServiceError as problem:
        return await _list(request, parts, member, problem)
    return RedirectResponse(f"/console/campaigns/{number}?done=added", 303)


@router.get("/{number}")
async def campaign_page(request: Request, parts: Parts, member: Reader, number: Number) -> Response:
    return await _campaign(request, parts, member, number)


@router.post("/{number}/theme")
async def set_theme(
    request: Request,
    parts: Parts,
    member: Editor,
    number: Number,
    form: Annotated[Theme, Form()],
) -> Response:
    """Write the theme down."""
    said = (form.theme, form.source)
    try:
        await parts.desk.set_theme(member.username, number, *said, form.seen)
    except Overtaken as overtaken:
        return await _campaign(request, parts, member, number, overtaken, said)
    except ServiceError as problem:
        return await _campaign(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/{number}?done=saved", 303)


@router.post("/checklist/{number}")
async def tick(
    parts: Parts,
    member: Editor,
    number: Number,
    done: Annotated[Literal["yes", "no"], Form()] = "yes",
) -> Response:
    """Something on the checklist is done, or not after all."""
    campaign = await parts.desk.tick(member.username, number, done=done == "yes")
    return RedirectResponse(f"/console/campaigns/{campaign}?done=saved#checklist", 303)


@router.post("/{number}/copy/{piece}")
async def copy_piece(parts: Parts, member: Editor, number: Number, piece: Number) -> Response:
    """A new draft with the words of an earlier year's piece."""
    await parts.desk.view(number)
    made = await parts.desk.copy(member.username, piece, number)
    return RedirectResponse(f"/console/campaigns/pieces/{made}?done=added", 303)


@router.get("/{number}/results")
async def results_page(request: Request, parts: Parts, member: Reader, number: Number) -> Response:
    """What a campaign reached."""
    found = await _results(parts, number)
    audiences = {slug: one.name for slug, one in parts.calendar.audiences.items()}
    return render(
        request,
        "campaign_results.html",
        {"found": found, "audiences": audiences, "channels": WAYS, "kinds": PieceKind},
    )


@router.post("/{number}/results/export")
async def export(
    parts: Parts,
    console: Annotated[ConsoleParts, Depends(console_parts)],
    member: Reader,
    number: Number,
    kind: Annotated[Literal["csv", "xlsx"], Form(alias="format")] = "csv",
) -> Response:
    """The results as a file."""
    found = await _results(parts, number)
    await console.sessions.run(
        lambda session: console.audit.add(
            session,
            member.username,
            AuditAction.DATA_EXPORTED,
            object_type="campaign",
            object_id=str(number),
            details={"format": kind},
        )
    )
    audiences = {slug: one.name for slug, one in parts.calendar.audiences.items()}
    saving = {"Content-Disposition": f'attachment; filename="campaign-{number}.{kind}"'}
    rows = lines(found, audiences, WAYS)
    if kind == "csv":
        text = BOM + "".join(map(csv_line, rows))
        return Response(text, media_type="text/csv", headers=saving)
    return Response(xlsx_bytes("活动效果", rows), media_type=EXCEL, headers=saving)


async def _results(parts: CampaignParts, number: int) -> Results:
    campaign = (await parts.desk.view(number)).campaign

    def read(session: Session) -> Results:
        return results(session, campaign)

    return await parts.sessions.read(read)


async def _list(
    request: Request,
    parts: CampaignParts,
    member: StaffMember,
    problem: ServiceError | None = None,
) -> Response:
    today = clock.today()
    campaigns = await parts.desk.campaigns()
    current = [one for one in campaigns if one.ends_on >= today]
    begun = {(one.day, one.year) for one in campaigns}
    shipped = await parts.sessions.read(lambda s: samples(s, parts.desk.proposals, today))
    due = []
    for campaign in current:
        view = await parts.desk.view(campaign.id)
        due += [(campaign, item) for item in due_soon(view.checklist, today)]
    shown = {
        "samples": len(shipped),
        "current": sorted(current, key=lambda one: one.begins_on),
        "past": [one for one in campaigns if one.ends_on < today],
        "due": due,
        "today": today,
        "waiting": await parts.desk.pieces(*_OPEN),
        "days": [
            (day, day.next_year(today))
            for day in parts.calendar.days.values()
            if (day.slug, day.next_year(today)) not in begun
        ],
        "kinds": PieceKind,
        "states": PieceState,
        "topics": parts.calendar.topics,
        "may_edit": may(member, Permission.CAMPAIGN_EDIT),
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "campaigns.html", shown, problem.status if problem else 200)


async def _campaign(
    request: Request,
    parts: CampaignParts,
    member: StaffMember,
    number: int,
    problem: ServiceError | None = None,
    typed: tuple[str, str] | None = None,
) -> Response:
    view = await parts.desk.view(number)
    kept = (view.campaign.theme, view.campaign.theme_source)
    theme, source = typed or kept
    day = parts.calendar.days.get(view.campaign.day)
    task = day.theme_task.text if day and day.theme_task else ""
    shown = {
        "view": view,
        "day": day,
        "theme_due": next((i.due_on for i in view.checklist if i.text == task), None),
        "wait_for_theme": [
            one
            for one in view.pieces
            if not view.campaign.theme and needs_theme(PieceContent.from_json(one.content))
        ],
        "place": THEME,
        "today": clock.today(),
        "kinds": PieceKind,
        "states": PieceState,
        "may_edit": may(member, Permission.CAMPAIGN_EDIT),
        "problem": problem.for_citizen if problem else "",
        "theme": theme,
        "source": source,
        "stamp": stamp_of(*kept),
        "clashes": clashes(
            {"theme": "主题", "source": "在哪里核对的"},
            {"theme": kept[0], "source": kept[1]},
            {"theme": theme, "source": source},
        ),
    }
    return render(request, "campaign.html", shown, problem.status if problem else 200)
