"""Conversations with citizens: who waits, taking one, speaking, giving it back."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, UploadFile
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.pictures import LARGEST_PASSED_ON, passed_on
from bot.complaints.work.phrases import Phrase, load_phrases
from bot.console.dashboard.statistics_page import CHANNELS
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.console.kit.typed import Field, Reference, Words
from bot.console.kit.waiting import Asking, Item, Waiting
from bot.conversation.models import Turn
from bot.handover.files import HandoverFiles, files_of
from bot.handover.models import Handover, HandoverState
from bot.handover.people import LONGEST, People
from bot.handover.transcript import CITIZEN, Said
from bot.handover.wishes import wants_person
from bot.kit.clock import CHONGQING
from bot.kit.errors import InvalidInput, NotFound, ServiceError
from bot.settings import SEEDS
from bot.staff.actions import AuditAction
from bot.staff.models import AuditEntry, StaffMember
from bot.staff.roles import Permission, may
from kb.search.index import EntryKind

_AROUND = 64 * 1024  # bytes of the form around a file
router = APIRouter(prefix="/handover", max_body_size=LARGEST_PASSED_ON + _AROUND)


def _waiting(asking: Asking) -> Iterator[Waiting]:
    """Conversations nobody has taken, those to be answered later, and one's own."""
    states = (HandoverState.WAITING, HandoverState.CALLBACK, HandoverState.TAKEN)
    for state in states:
        where = [Handover.state == state.value]
        if state is HandoverState.TAKEN:
            where.append(Handover.staff == asking.member.username)
        query = select(Handover.id, Handover.channel, Handover.asked_at).where(*where)
        rows = asking.session.execute(query.order_by(Handover.asked_at)).all()
        items = tuple(
            Item(
                who := f"市民（{CHANNELS.get(row.channel, row.channel)}）",
                f"/console/handover/{row.id}",
                f"{row.asked_at.astimezone(CHONGQING):%m-%d %H:%M} 找人工",
                outside=who,
            )
            for row in rows[: asking.most]
        )
        yield Waiting(f"人工：{_TODO[state]}", len(rows), "/console/handover/", items)


_TODO = {
    HandoverState.WAITING: "等人接",
    HandoverState.CALLBACK: "等回复",
    HandoverState.TAKEN: "我正在谈的",
}
SECTION = Section(
    "/console/handover/",
    "人工对话",
    "接市民的对话、回复、交还给机器人；没人的时候记下的，上班后回复。",
    Permission.HANDOVER_TAKE,
    router,
    MenuGroup.PEOPLE,
    _waiting,
)
STATES = {
    HandoverState.WAITING.value: "在等人接",
    HandoverState.TAKEN.value: "对话中",
    HandoverState.CALLBACK.value: "等回复",
    HandoverState.ENDED.value: "已结束",
}
LOOK_EVERY = 1.0  # seconds
STREAM_FOR = 120.0  # seconds; then the browser comes again by itself
SHOWN_TURNS = 10
NOTED_FOR = timedelta(minutes=30)
MOST_SUGGESTED = 3
LONGEST_ASKED = 100  # characters searched for


def people(request: Request) -> People:
    """The service, for use as a FastAPI dependency."""
    found: People = request.app.state.people
    return found


Desk = Annotated[People, Depends(people)]
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Taker = Annotated[StaffMember, Depends(signed_in(Permission.HANDOVER_TAKE))]
HandoverNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/")
async def list_page(request: Request, desk: Desk, member: Taker) -> Response:
    """Who waits, who is spoken with, who was noted for later."""
    async with desk.sessions() as session:
        rows = await session.run_sync(desk.open_ones)
        stamp = await session.run_sync(desk.stamp)
    return render(
        request,
        "handover_list.html",
        {"rows": rows, "states": STATES, "channels": CHANNELS, "stamp": stamp},
    )


@router.get("/stream")
async def stream(request: Request, desk: Desk, member: Taker) -> Response:
    """Server-sent events: one whenever anything in any conversation changes."""
    return StreamingResponse(_changes(request, desk), media_type="text/event-stream")


@router.get("/{number}")
async def conversation_page(
    request: Request, desk: Desk, parts: Parts, member: Taker, number: HandoverNumber
) -> Response:
    """One conversation; what was said in a colleague's is for who supervises, and written down."""
    if may(member, Permission.CASE_ASSIGN):
        await desk.sessions.run(lambda session: _written_down(session, desk, parts, member, number))
    return await _page(request, desk, member, number)


@router.post("/{number}/take")
async def take(
    request: Request, desk: Desk, parts: Parts, member: Taker, number: HandoverNumber
) -> Response:
    def work(session: Session) -> None:
        desk.take(session, member.username, number)
        _note(session, parts, member, AuditAction.HANDOVER_TAKEN, number)

    return await _do(request, desk, member, number, work)


@router.post("/{number}/say")
async def say(
    request: Request,
    desk: Desk,
    parts: Parts,
    member: Taker,
    number: HandoverNumber,
    text: Words = "",
    once: Field = "",
    file: UploadFile | None = None,
) -> Response:
    """Speak, or send a picture or a PDF, or both."""

    def speak(session: Session) -> None:
        desk.say(session, member.username, number, text)

    # A browser sends one nameless empty part when nothing was chosen.
    if file is None or not file.filename:
        return await _do(request, desk, member, number, speak, text)
    data = await file.read(LARGEST_PASSED_ON + 1)
    try:
        kind, kept = await asyncio.to_thread(passed_on, data)
    except ServiceError as problem:
        return await _page(request, desk, member, number, problem.for_citizen, text)
    files = _files(parts, desk)

    def send(session: Session) -> None:
        files.from_staff(session, member.username, number, kind, kept, text, once)

    return await _do(request, desk, member, number, send, text)


@router.get("/{number}/files/{reference}")
async def sent_file(
    desk: Desk, parts: Parts, member: Taker, number: HandoverNumber, reference: Reference
) -> Response:
    """A file of a conversation, for who may read that.

    Raises:
        NotFound: there is none, or the conversation is somebody else's.
    """

    def work(session: Session) -> tuple[str, bytes]:
        if not _is_for(member, desk.find(session, number)):
            if not may(member, Permission.CASE_ASSIGN):
                raise NotFound("没有这个文件。")
            _written_down(session, desk, parts, member, number)
        return _files(parts, desk).read(session, number, reference)

    kind, data = await desk.sessions.run(work)
    shows = "inline" if kind.startswith("image/") else 'attachment; filename="file.pdf"'
    return Response(data, media_type=kind, headers={"Content-Disposition": shows})


def _files(parts: ConsoleParts, desk: People) -> HandoverFiles:
    return HandoverFiles(desk, parts.settings.effective_public_url)


@router.post("/{number}/suggest")
async def suggest(
    request: Request, desk: Desk, member: Taker, number: HandoverNumber, text: Words = ""
) -> Response:
    """The page with the answers that fit what is being written; nothing is kept or sent."""
    return await _page(request, desk, member, number, typed=text, status=200)


@router.post("/{number}/pass")
async def pass_on(
    request: Request,
    desk: Desk,
    parts: Parts,
    member: Taker,
    number: HandoverNumber,
    colleague: Field = "",
    why: Words = "",
) -> Response:
    """Give it to a colleague."""

    def work(session: Session) -> None:
        if colleague not in {one.username for one in _colleagues(session, parts, member)}:
            raise InvalidInput("请选择转给哪位工作人员。")
        desk.pass_on(session, member.username, number, colleague, why)
        _note(session, parts, member, AuditAction.HANDOVER_PASSED, number, {"officer": colleague})

    return await _do(request, desk, member, number, work, passing=why)


@router.post("/{number}/end")
async def end(
    request: Request,
    desk: Desk,
    parts: Parts,
    member: Taker,
    number: HandoverNumber,
    what: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Give it back to the bot, or note that a call-back is done."""

    def work(session: Session) -> None:
        if what == "callback":
            desk.close_callback(session, number)
        else:
            desk.give_back(session, member.username, number)
        _note(session, parts, member, AuditAction.HANDOVER_ENDED, number)

    return await _do(request, desk, member, number, work)


async def _do(
    request: Request,
    desk: People,
    member: StaffMember,
    number: int,
    work: Callable[[Session], None],
    typed: str = "",
    passing: str = "",
) -> Response:
    try:
        await desk.sessions.run(work)
    except ServiceError as problem:
        told = problem.for_citizen
        return await _page(request, desk, member, number, told, typed, passing=passing)
    return RedirectResponse(f"/console/handover/{number}", 303)


async def _page(
    request: Request,
    desk: People,
    member: StaffMember,
    number: int,
    problem: str = "",
    typed: str = "",
    *,
    passing: str = "",
    status: int = 0,
) -> Response:
    parts = console_parts(request)

    def read(session: Session) -> dict[str, object]:
        row = desk.find(session, number)
        is_mine = row.staff == member.username and row.state == HandoverState.TAKEN.value
        may_read = _is_for(member, row) or may(member, Permission.CASE_ASSIGN)
        return {
            "row": row,
            "may_read": may_read,
            "typed": typed,
            "said": desk.said(session, number) if may_read else [],
            "files": files_of(session, number) if may_read else {},
            "before": _turns_before(session, row) if may_read else [],
            # Only who speaks with somebody sees how to call them.
            "contact": desk.contact(row) if is_mine else "",
            "taken_by": _name(session, row.staff),
            "is_mine": is_mine,
            "colleagues": _colleagues(session, parts, member) if is_mine else [],
            "stamp": desk.stamp(session),
        }

    shown = await desk.sessions.read(read)
    said: list[Said] = shown["said"]  # type: ignore[assignment]
    spoken = [one.text for one in said if one.who == CITIZEN and not wants_person(one.text)]
    last = spoken[-1] if spoken else ""
    asked = typed.strip() or last
    words = {
        "states": STATES,
        "channels": CHANNELS,
        "problem": problem,
        "passing": passing,
        "once": secrets.token_hex(16),
        "may_file": may(member, Permission.CASE_WORK),
        "phrases": _phrases(),
        "suggested": await asyncio.to_thread(_fitting, request, asked) if shown["is_mine"] else [],
    }
    code = status or (409 if problem else 200)
    return render(request, "handover_page.html", {**shown, **words}, code)


@dataclass(frozen=True)
class Suggested:
    """An answer that may fit.

    Args:
        text: as citizens get it, short enough to be sent.
    """

    slug: str
    question: str
    text: str


def _fitting(request: Request, asked: str) -> list[Suggested]:
    """What citizens' search finds for some words, the likeliest first."""
    if not asked:
        return []
    answerer = request.app.state.faq.answerer
    found: list[Suggested] = []
    for hit in answerer.hits(asked[:LONGEST_ASKED]):
        if hit.entry.kind is not EntryKind.FAQ or len(found) == MOST_SUGGESTED:
            continue
        answer = answerer.give(f"{EntryKind.FAQ.value}:{hit.entry.key}")
        if answer is not None:
            found.append(Suggested(hit.entry.key, hit.entry.title, answer.text[:LONGEST]))
    return found


@cache
def _phrases() -> Sequence[Phrase]:
    return load_phrases(SEEDS / "handover_phrases.yml")


def _name(session: Session, username: str) -> str:
    found = select(StaffMember.display_name).where(StaffMember.username == username)
    return session.scalar(found) or username


def _colleagues(session: Session, parts: ConsoleParts, member: StaffMember) -> list[StaffMember]:
    """Who else may speak with citizens, by name."""
    everyone = session.scalars(select(StaffMember).order_by(StaffMember.display_name))
    return [
        one
        for one in everyone
        if one.username != member.username and parts.may(one, Permission.HANDOVER_TAKE)
    ]


def _is_for(member: StaffMember, row: Handover) -> bool:
    """Whether the words are for a member's eyes: nobody's yet, or taken by the member."""
    open_to_all = (HandoverState.WAITING.value, HandoverState.CALLBACK.value)
    return row.state in open_to_all or row.staff == member.username


def _written_down(
    session: Session, desk: People, parts: ConsoleParts, member: StaffMember, number: int
) -> None:
    """Note that a colleague's conversation is read; not each time the page reloads itself."""
    if _is_for(member, desk.find(session, number)):
        return
    noted = select(AuditEntry.id).where(
        AuditEntry.actor == member.username,
        AuditEntry.action == AuditAction.HANDOVER_READ.value,
        AuditEntry.object_id == str(number),
        AuditEntry.at > desk.clock() - NOTED_FOR,
    )
    if session.scalar(noted.limit(1)) is None:
        _note(session, parts, member, AuditAction.HANDOVER_READ, number)


def _turns_before(session: Session, row: Handover) -> list[Turn]:
    """What citizen and bot said before, redacted; words of a case are not among it."""
    query = (
        select(Turn)
        .where(
            Turn.conversation == row.conversation,
            Turn.received_at < row.asked_at,
            Turn.private.is_(False),
            Turn.replies.is_not(None),
        )
        .order_by(Turn.id.desc())
        .limit(SHOWN_TURNS)
    )
    return list(session.scalars(query))[::-1]


def _note(
    session: Session,
    parts: ConsoleParts,
    member: StaffMember,
    action: AuditAction,
    number: int,
    details: Mapping[str, str] | None = None,
) -> None:
    parts.audit.add(
        session,
        member.username,
        action,
        object_type="handover",
        object_id=str(number),
        details=details,
    )


async def _changes(request: Request, desk: People) -> AsyncIterator[str]:
    last, until = "", time.monotonic() + STREAM_FOR
    yield "retry: 2000\n\n"
    while time.monotonic() < until and not await request.is_disconnected():
        stamp = await desk.sessions.read(desk.stamp)
        if stamp != last:
            last = stamp
            yield f"data: {stamp}\n\n"
        await asyncio.sleep(LOOK_EVERY)
