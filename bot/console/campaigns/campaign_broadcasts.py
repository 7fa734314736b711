"""Broadcasts: to whom, when, let go by another person, watched, stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from bot.campaigns.audience.segments import MOST_DAYS, Segment
from bot.campaigns.broadcasts.broadcasts import EACH, MASS, Plan
from bot.campaigns.models import BroadcastState, PieceKind
from bot.campaigns.pieces.proofreading import may_proofread, readers
from bot.console.campaigns.campaign_parts import CampaignParts
from bot.console.campaigns.campaign_typed import (
    Number,
    Parts,
    Proofreader,
    Publisher,
    Reader,
)
from bot.console.dashboard.statistics_page import CHANNELS
from bot.console.kit.pages import render
from bot.console.kit.typed import Reason
from bot.editing.errors import NotFit, StepRefused
from bot.kit.clock import CHONGQING
from bot.kit.errors import ServiceError
from bot.outbox.bulk_models import DeliveryStatus
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter(prefix="/broadcasts")
REACHED = {name: CHANNELS.get(name, name) for name in ("wechat", "telegram", "web")}
ROUTES = {EACH: "一个一个发", MASS: "微信群发"}
Many = list[Annotated[str, Field(max_length=40)]]
_STOPPABLE = {
    "planned", "scheduled", "gathering", "sending", "paused", "confirming",
}  # fmt: skip


class Chosen(BaseModel):
    """The boxes that were ticked; no value of a kind means every one."""

    topics: Many = []
    audiences: Many = []
    districts: Many = []
    channels: Many = []
    active_days: int = Field(0, ge=0, le=MOST_DAYS)

    @property
    def segment(self) -> Segment:
        """Who is meant."""
        # A box for those who said nothing sends "none": an empty value could not be told from
        # nothing.
        kinds = tuple("" if one == "none" else one for one in self.audiences)
        return Segment(
            tuple(self.topics), kinds, tuple(self.districts), tuple(self.channels), self.active_days
        )


class Asked(Chosen):
    """The whole form of a plan."""

    piece: int = Field(ge=1, le=2**31 - 1)
    send_at: str = Field("", max_length=20)
    late_minutes: int = Field(120, ge=0, le=10_080)
    route: Literal["each", "mass"] = "each"
    act: Literal["count", "plan"] = "plan"


@router.get("/")
async def list_page(request: Request, parts: Parts, member: Reader) -> Response:
    """The latest broadcasts."""
    rows = await parts.office.broadcasts.latest()
    return render(
        request, "broadcasts.html", {"rows": rows, "states": BroadcastState, "routes": ROUTES}
    )


@router.get("/new")
async def new_page(
    request: Request,
    parts: Parts,
    member: Proofreader,
    piece: Annotated[int, Query(ge=1, le=2**31 - 1)],
) -> Response:
    """The form of a plan."""
    row = await parts.desk.piece(piece)
    return await _form(request, parts, piece, Segment(topics=(row.topic,)), {})


@router.post("/count")
async def count(parts: Parts, member: Proofreader, chosen: Annotated[Chosen, Form()]) -> Response:
    """How many a segment has now, for the form's live count."""
    counts = await parts.office.broadcasts.count(chosen.segment)
    named = {REACHED.get(name, name): number for name, number in counts.items()}
    return JSONResponse({"total": sum(counts.values()), "channels": named})


@router.post("/new")
async def plan(
    request: Request, parts: Parts, member: Proofreader, form: Annotated[Asked, Form()]
) -> Response:
    """Count the recipients without a script, or write the plan down."""
    segment, asked = form.segment, form.model_dump(include={"send_at", "late_minutes", "route"})
    if form.act == "count":
        counted = await parts.office.broadcasts.count(segment)
        return await _form(request, parts, form.piece, segment, {**asked, "counted": counted})
    try:
        moment = _moment(form.send_at)
        wanted = Plan(form.piece, segment, form.route, moment, form.late_minutes)
        number = await parts.office.broadcasts.plan(member.username, wanted)
    except ServiceError as problem:
        return await _form(request, parts, form.piece, segment, asked, problem)
    return RedirectResponse(f"/console/campaigns/broadcasts/{number}?done=added", 303)


@router.get("/{number}")
async def broadcast_page(
    request: Request, parts: Parts, member: Reader, number: Number
) -> Response:
    """How far one is."""
    return await _shown(request, parts, member, number)


@router.get("/{number}/progress.json")
async def progress(parts: Parts, member: Reader, number: Number) -> Response:
    """The same for the page's live figures."""
    row = await parts.office.broadcasts.broadcast(number)
    found = await parts.office.broadcasts.progress(number)
    figures = {status.value: found.of(status) for status in DeliveryStatus}
    state = BroadcastState(row.state)
    waits = await parts.office.broadcasts.waits(number)
    told = {"state": state.value, "label": state.label, "waits": waits}
    return JSONResponse({**told, **figures})


@router.post("/{number}/schedule")
async def schedule(request: Request, parts: Parts, member: Publisher, number: Number) -> Response:
    """Let a plan go ahead."""
    try:
        await parts.office.broadcasts.schedule(member.username, number)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/broadcasts/{number}?done=scheduled", 303)


@router.post("/{number}/cancel")
async def cancel(
    request: Request, parts: Parts, member: Proofreader, number: Number, reason: Reason = ""
) -> Response:
    """Send nothing more of it."""
    try:
        await parts.office.broadcasts.cancel(member.username, number, reason)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/broadcasts/{number}?done=cancelled", 303)


@router.post("/{number}/{step}")
async def take_step(
    request: Request,
    parts: Parts,
    member: Publisher,
    number: Number,
    step: Literal["pause", "resume", "confirmed"],
) -> Response:
    """Pause, go on, or tell that WeChat's administrator has confirmed."""
    try:
        if step == "pause":
            await parts.office.broadcasts.pause(member.username, number)
        elif step == "resume":
            await parts.office.broadcasts.resume(member.username, number)
        elif parts.mass is None:
            raise StepRefused("没有设置公众号的密钥（WECHAT_APP_SECRET）。")
        else:
            await parts.mass.confirmed(number)
    except ServiceError as problem:
        return await _shown(request, parts, member, number, problem)
    return RedirectResponse(f"/console/campaigns/broadcasts/{number}?done=saved", 303)


async def _form(
    request: Request,
    parts: CampaignParts,
    piece: int,
    segment: Segment,
    asked: dict[str, Any],
    problem: ServiceError | None = None,
) -> Response:
    row = await parts.desk.piece(piece)
    counted = asked.get("counted") or await parts.office.broadcasts.count(segment)
    known = await parts.sessions.read(readers)
    approve = [name for name, may_approve in known.items() if may_approve]
    shown = {
        "piece": row,
        "kind": PieceKind(row.kind),
        "segment": segment,
        "asked": {"send_at": "", "late_minutes": 120, "route": EACH, **asked},
        "counted": {REACHED.get(name, name): number for name, number in counted.items()},
        "topics": parts.calendar.topics,
        "audiences": parts.calendar.audiences,
        "districts": list(dict.fromkeys(parts.office.districts.values())),
        "channels": REACHED,
        "routes": ROUTES,
        "quiet": parts.calendar,
        "most_days": MOST_DAYS,
        # Who plans does not approve: then somebody else has to plan.
        "is_only_approver": approve == [request.state.browser.member.username],
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "broadcast_new.html", shown, problem.status if problem else 200)


async def _shown(
    request: Request,
    parts: CampaignParts,
    member: StaffMember,
    number: int,
    problem: ServiceError | None = None,
) -> Response:
    broadcasts = parts.office.broadcasts
    row = await broadcasts.broadcast(number)
    found = await broadcasts.progress(number)
    publishes = may(member, Permission.CAMPAIGN_PUBLISH)
    segment = Segment.from_json(row.segment)
    shown = {
        "row": row,
        "state": BroadcastState(row.state),
        "piece": await parts.desk.piece(row.piece_id),
        "segment": in_words(parts, segment),
        "counted_now": sum((await broadcasts.count(segment)).values()),
        "progress": found,
        "channels": REACHED,
        "statuses": DeliveryStatus,
        "problems": await broadcasts.problems(number),
        "in_the_way": await broadcasts.waits(number),
        "routes": ROUTES,
        "may_schedule": publishes and row.state == "planned" and row.planned_by != member.username,
        "may_pause": publishes and row.state == "sending" and row.route == EACH,
        "may_resume": publishes and row.state == "paused",
        "may_confirm": publishes and row.state == "confirming",
        "may_cancel": may_proofread(member) and row.state in _STOPPABLE,
        "is_live": row.state in ("gathering", "sending", "scheduled", "submitted"),
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "broadcast.html", shown, problem.status if problem else 200)


def in_words(parts: CampaignParts, segment: Segment) -> str:
    """A segment as staff read it."""
    topics = [parts.calendar.topics[t].name for t in segment.topics if t in parts.calendar.topics]
    kinds = [
        parts.calendar.audiences[a].name if a in parts.calendar.audiences else "没有说明"
        for a in segment.audiences
    ]
    told = [
        f"订阅了{'、'.join(topics)}" if topics else "订阅了任何一类",
        f"面向{'、'.join(kinds)}" if kinds else "",
        "、".join(segment.districts),
        "、".join(REACHED.get(one, one) for one in segment.channels),
        f"最近 {segment.active_days} 天说过话" if segment.active_days else "",
    ]
    return "；".join(one for one in told if one)


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=CHONGQING)
    except ValueError:
        raise NotFit("请选推送的日期和时间。") from None
