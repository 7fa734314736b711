"""What the bot could not answer, in groups of the same meaning, and what to do about them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.console.dashboard.statistics_page import CHANNELS
from bot.console.kit.access import Forbidden, signed_in
from bot.console.kit.clashes import Seen
from bot.console.kit.pages import render
from bot.console.kit.parts import MenuGroup, Section
from bot.console.kit.typed import PlainText
from bot.console.kit.waiting import Asking, Item, Waiting
from bot.conversation.models import UnansweredQuestion
from bot.editing.unanswered.desk import InboxDesk, group_stamp
from bot.editing.unanswered.models import AskerWish, ClusterState, QuestionCluster
from bot.kit import clock
from bot.kit.errors import NotFound, ServiceError
from bot.kit.private import redact
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may
from kb.search.index import EntryKind

router = APIRouter(prefix="/inbox")


def _waiting(asking: Asking) -> Iterator[Waiting]:
    if not may(asking.member, Permission.INBOX_WORK):
        return
    group = QuestionCluster
    open_ones = select(func.count(group.id)).where(group.state == ClusterState.OPEN.value)
    # What came since the worker last looked belongs to no group yet.
    new = select(func.count()).where(UnansweredQuestion.cluster_id.is_(None))
    count = (asking.session.scalar(open_ones) or 0) + (asking.session.scalar(new) or 0)
    items: list[Item] = []
    if asking.most and count:
        rows, _ = _groups(asking.session, clock.now(), Narrowed())
        items = [
            Item(
                row.title,
                f"/console/inbox/{row.id}",
                f"近七天 {row.week} 次，共 {row.count} 次",
                outside="一组问题",
            )
            for row in rows
        ]
        items += _newest(asking.session, asking.most)
    yield Waiting("未答问题", count, "/console/inbox/", tuple(items[: asking.most]))


def _newest(session: Session, most: int) -> list[Item]:
    """Questions that are in no group yet."""
    query = (
        select(UnansweredQuestion)
        .where(UnansweredQuestion.cluster_id.is_(None), UnansweredQuestion.turn_id.is_not(None))
        .order_by(UnansweredQuestion.id.desc())
        .limit(most)
    )
    return [
        Item(redact(row.question), f"/console/log/{row.turn_id}", REASONS.get(row.reason, "其他"))
        for row in session.scalars(query)
    ]


SECTION = Section(
    "/console/inbox/",
    "未答问题",
    "机器人答不上、拿不准、被说答错的问题，按意思归成组来处理。",
    Permission.INBOX_READ,
    router,
    MenuGroup.FAQ,
    _waiting,
)
PAGE = 20
MOST_GROUPS = 100  # to choose from, the newest first
WEEK = timedelta(days=7)
STATES = {
    ClusterState.OPEN.value: "待处理",
    ClusterState.DRAFTED.value: "在写答案",
    ClusterState.ANSWERED.value: "已有答案",
    ClusterState.NOT_OURS.value: "不归我们管",
    ClusterState.IGNORED.value: "先不管",
}
REASONS = {
    "unknown": "答不上", "unsure": "拿不准", "wrong": "被说答错", "picked": "工作人员挑出",
}  # fmt: skip
State = Literal["open", "drafted", "answered", "not_ours", "ignored"]
GroupNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


def inbox_desk(request: Request) -> InboxDesk:
    """The desk, for use as a FastAPI dependency."""
    found: InboxDesk = request.app.state.inbox
    return found


Desk = Annotated[InboxDesk, Depends(inbox_desk)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.INBOX_READ))]
Worker = Annotated[StaffMember, Depends(signed_in(Permission.INBOX_WORK))]


class Narrowed(BaseModel):
    """Which groups are listed."""

    state: State = "open"
    reason: Literal["", "unknown", "unsure", "wrong", "picked"] = ""
    channel: Annotated[PlainText, Field(max_length=100)] = ""
    q: Annotated[PlainText, Field(max_length=100)] = ""
    page: int = Field(1, ge=1, le=100_000)


@dataclass(frozen=True)
class Group:
    """One line of the list.

    Args:
        count: questions in it that fit the filter.
        week, before: of them in the last seven days, and in the seven before.
    """

    id: int
    title: str
    count: int
    week: int
    before: int
    newest: Any


@router.get("/")
async def list_page(
    request: Request, desk: Desk, member: Reader, narrowed: Annotated[Narrowed, Query()]
) -> Response:
    """Groups, those most asked this week first."""
    # What came since the worker last looked; there is seldom much.
    await desk.grouping.run(desk.faq.sessions)

    rows, total = await desk.faq.sessions.read(lambda s: _groups(s, desk.clock(), narrowed))
    asked = narrowed.model_dump(exclude={"page"})
    return render(
        request,
        "inbox_list.html",
        {
            "rows": rows,
            "total": total,
            "page": narrowed.page,
            "pages": max(1, -(-total // PAGE)),
            "asked": asked,
            "states": STATES,
            "reasons": REASONS,
            "channels": CHANNELS,
            "link": lambda **more: "/console/inbox/?" + urlencode({**asked, **more}),
        },
    )


@router.get("/{group}")
async def group_page(request: Request, desk: Desk, member: Reader, group: GroupNumber) -> Response:
    """One group with its questions and what can be done."""
    return await _group(request, desk, member, group)


@router.post("/{group}/draft")
async def draft(
    request: Request, desk: Desk, member: Worker, group: GroupNumber, seen: Seen = ""
) -> Response:
    """Make a draft of a new entry."""
    _needs_editor(member)
    try:
        number = await desk.draft(member.username, group, seen)
    except ServiceError as problem:
        return await _group(request, desk, member, group, problem.for_citizen)
    return RedirectResponse(f"/console/faq/drafts/{number}", 303)


@router.post("/{group}/add")
async def add(
    request: Request,
    desk: Desk,
    member: Worker,
    group: GroupNumber,
    slug: Annotated[str, Form(max_length=80)] = "",
    seen: Seen = "",
) -> Response:
    """Add the questions to an entry as phrasings."""
    _needs_editor(member)
    try:
        number = await desk.add_to(member.username, group, slug.strip(), seen)
    except ServiceError as problem:
        return await _group(request, desk, member, group, problem.for_citizen)
    return RedirectResponse(f"/console/faq/drafts/{number}", 303)


@router.post("/{group}/decide")
async def decide(
    request: Request,
    desk: Desk,
    member: Worker,
    group: GroupNumber,
    what: Annotated[Literal["not_ours", "ignore", "reopen", "tell"], Form()],
    seen: Seen = "",
) -> Response:
    """Not ours, put aside, take up again, or tell those who wait."""
    steps = {
        "not_ours": desk.not_ours,
        "ignore": desk.ignore,
        "reopen": desk.reopen,
        "tell": desk.tell_askers,
    }
    try:
        await steps[what](member.username, group, seen)
    except ServiceError as problem:
        return await _group(request, desk, member, group, problem.for_citizen)
    return RedirectResponse(f"/console/inbox/{group}?done=saved", 303)


@router.post("/{group}/merge")
async def merge(
    request: Request,
    desk: Desk,
    member: Worker,
    group: GroupNumber,
    into: Annotated[str, Form(max_length=10)] = "",
    seen: Seen = "",
) -> Response:
    """Put the whole group into another one."""
    target = _number(into)
    if target is None:
        return await _group(request, desk, member, group, "请选要并入的组。")
    try:
        await desk.merge(member.username, group, target, seen)
    except ServiceError as problem:
        return await _group(request, desk, member, group, problem.for_citizen)
    return RedirectResponse(f"/console/inbox/{target}?done=saved", 303)


@router.post("/questions/{question}/move")
async def move(
    request: Request,
    desk: Desk,
    member: Worker,
    question: GroupNumber,
    group: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Put a question into another group, or one of its own."""
    to = await desk.move(member.username, question, _number(group))
    return RedirectResponse(f"/console/inbox/{to}?done=saved", 303)


def _number(said: str) -> int | None:
    said = said.strip()
    return int(said) if said.isascii() and said.isdigit() and int(said) < 2**31 else None


def _needs_editor(member: StaffMember) -> None:
    if not may(member, Permission.FAQ_EDIT):
        raise Forbidden


def _groups(session: Session, now: datetime, narrowed: Narrowed) -> tuple[list[Group], int]:
    asked = UnansweredQuestion
    where = [QuestionCluster.state == narrowed.state]
    if narrowed.reason:
        where.append(asked.reason == narrowed.reason)
    if narrowed.channel:
        where.append(asked.channel == narrowed.channel)
    if words := narrowed.q.strip():
        where.append(asked.question.contains(words, autoescape=True))
    week = func.count().filter(asked.asked_at >= now - WEEK)
    before = func.count().filter(asked.asked_at < now - WEEK, asked.asked_at >= now - 2 * WEEK)
    newest = func.max(asked.asked_at)
    grouped = (
        select(
            QuestionCluster.id,
            QuestionCluster.title,
            func.count().label("asked"),
            week.label("week"),
            before.label("before"),
            newest.label("newest"),
        )
        .join(asked, asked.cluster_id == QuestionCluster.id)
        .where(*where)
        .group_by(QuestionCluster.id, QuestionCluster.title)
    )
    total = session.scalar(select(func.count()).select_from(grouped.subquery())) or 0
    rows = session.execute(
        grouped.order_by(week.desc(), func.count().desc(), QuestionCluster.id.desc())
        .limit(PAGE)
        .offset((narrowed.page - 1) * PAGE)
    )
    return [Group(r.id, redact(r.title), r.asked, r.week, r.before, r.newest) for r in rows], total


async def _group(
    request: Request, desk: InboxDesk, member: StaffMember, number: int, problem: str = ""
) -> Response:
    async with desk.faq.sessions() as session:
        group = await session.get(QuestionCluster, number)
        if group is None:
            raise NotFound("没有找到这一组问题。")
        query = (
            select(UnansweredQuestion)
            .where(UnansweredQuestion.cluster_id == number)
            .order_by(UnansweredQuestion.id.desc())
            .limit(100)
        )
        questions = list(await session.scalars(query))
        texts = {group.title, *(row.question for row in questions)}
        others = await session.execute(
            select(QuestionCluster.id, QuestionCluster.title)
            .where(
                QuestionCluster.id != number,
                QuestionCluster.state.in_([ClusterState.OPEN.value, ClusterState.DRAFTED.value]),
            )
            .order_by(QuestionCluster.id.desc())
            .limit(MOST_GROUPS)
        )
        groups = [(other, redact(title)) for other, title in others]
        waiting = await session.scalar(
            select(func.count()).select_from(AskerWish).where(AskerWish.question.in_(texts))
        )
    answer = await asyncio.to_thread(desk.answerer.answer, group.title)
    hits = await asyncio.to_thread(desk.answerer.hits, group.title)
    near = [hit.entry for hit in hits if hit.entry.kind is EntryKind.FAQ][:5]
    shown = {
        "group": group,
        "stamp": group_stamp(group),
        "questions": [(row, redact(row.question)) for row in questions],
        "title": redact(group.title),
        "waiting": waiting or 0,
        "groups": groups,
        "answer": answer,
        "near": near,
        "states": STATES,
        "reasons": REASONS,
        "channels": CHANNELS,
        "problem": problem,
        "may_work": may(member, Permission.INBOX_WORK),
        "may_edit": may(member, Permission.FAQ_EDIT),
    }
    return render(request, "inbox_group.html", shown, 400 if problem else 200)
