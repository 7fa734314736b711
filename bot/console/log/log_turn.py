"""One answered turn: what was said and why, what lies near, and what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.dashboard.dashboard import KINDS
from bot.console.dashboard.statistics_page import CHANNELS
from bot.console.faq.faq_parts import FaqParts, faq_parts
from bot.console.kit.access import Forbidden, signed_in
from bot.console.kit.pages import render
from bot.console.unanswered.inbox import inbox_desk
from bot.conversation.answered import answered_turn, turns_around
from bot.conversation.deciding import titles
from bot.conversation.models import AnswerVote, Turn, UnansweredQuestion
from bot.dashboard.topics import titles_of
from bot.editing.unanswered.desk import InboxDesk
from bot.editing.unanswered.turns import TurnDesk
from bot.kit.errors import ServiceError
from bot.kit.private import redact
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may
from kb.search.index import EntryKind

router = APIRouter()
Desk = Annotated[InboxDesk, Depends(inbox_desk)]
Parts = Annotated[FaqParts, Depends(faq_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.INBOX_READ))]
Worker = Annotated[StaffMember, Depends(signed_in(Permission.INBOX_WORK))]
Editor = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_EDIT))]
TurnNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
Slug = Annotated[str, Form(max_length=80)]
NEAR = 5
_FAQ = f"{EntryKind.FAQ.value}:"


@router.get("/{turn}")
async def turn_page(
    request: Request, desk: Desk, parts: Parts, member: Reader, turn: TurnNumber
) -> Response:
    """The turn with everything around it."""
    return await _page(request, desk, parts, member, turn)


@router.post("/{turn}/mend")
async def mend(
    request: Request, desk: Desk, parts: Parts, member: Editor, turn: TurnNumber, slug: Slug = ""
) -> Response:
    """Change the entry that was given, or one that should have been."""

    async def work() -> str:
        return _draft(await TurnDesk(desk).mend(member.username, turn, slug.strip()))

    return await _do(request, desk, parts, member, turn, work)


@router.post("/{turn}/add")
async def add(
    request: Request, desk: Desk, parts: Parts, member: Editor, turn: TurnNumber, slug: Slug = ""
) -> Response:
    """Add the question to an entry as a phrasing."""

    async def work() -> str:
        group = await TurnDesk(desk).group_of(turn)
        return _draft(await desk.add_to(member.username, group, slug.strip()))

    return await _do(request, desk, parts, member, turn, work)


@router.post("/{turn}/draft")
async def draft(
    request: Request, desk: Desk, parts: Parts, member: Editor, turn: TurnNumber
) -> Response:
    """Write a new entry for the question."""

    async def work() -> str:
        return _draft(await desk.draft(member.username, await TurnDesk(desk).group_of(turn)))

    return await _do(request, desk, parts, member, turn, work)


@router.post("/{turn}/not-ours")
async def not_ours(
    request: Request, desk: Desk, parts: Parts, member: Worker, turn: TurnNumber
) -> Response:
    """Decline questions like this one from now on."""

    async def work() -> str:
        await desk.not_ours(member.username, await TurnDesk(desk).group_of(turn))
        return f"/console/log/{turn}?done=saved"

    return await _do(request, desk, parts, member, turn, work)


@router.post("/{turn}/golden")
async def golden(
    request: Request,
    desk: Desk,
    parts: Parts,
    member: Editor,
    turn: TurnNumber,
    entry: Annotated[str, Form(max_length=120)] = "",
) -> Response:
    """Make the question a golden one: it must get this entry, or no answer at all."""

    async def work() -> str:
        asked = await desk.faq.sessions.read(lambda s: answered_turn(s, turn))
        await parts.goldens.add(member.username, asked.question, entry)
        return f"/console/log/{turn}?done=golden"

    return await _do(request, desk, parts, member, turn, work)


def _draft(number: int) -> str:
    return f"/console/faq/drafts/{number}"


async def _do(
    request: Request,
    desk: InboxDesk,
    parts: FaqParts,
    member: StaffMember,
    turn: int,
    work: Callable[[], Awaitable[str]],
) -> Response:
    if not may(member, Permission.INBOX_READ):
        raise Forbidden
    try:
        return RedirectResponse(await work(), 303)
    except ServiceError as problem:
        return await _page(request, desk, parts, member, turn, problem)


async def _page(
    request: Request,
    desk: InboxDesk,
    parts: FaqParts,
    member: StaffMember,
    number: int,
    problem: ServiceError | None = None,
) -> Response:
    read = await desk.faq.sessions.read(lambda s: _read(s, number))
    asked = read["turn"].question
    now = await asyncio.to_thread(parts.answerer.answer, asked)
    hits = await asyncio.to_thread(parts.answerer.hits, asked)
    faqs = [hit.entry for hit in hits if hit.entry.kind is EntryKind.FAQ][:NEAR]
    given = read["turn"].entry
    edits = may(member, Permission.FAQ_EDIT) and may(member, Permission.INBOX_READ)
    shown = {
        **read,
        "now": now,
        "hits": hits[:NEAR],
        "faqs": faqs,
        "given": given.removeprefix(_FAQ) if given.startswith(_FAQ) else "",
        "who": titles(),
        "kinds": KINDS,
        "channels": CHANNELS,
        "redact": redact,
        "may_edit": edits,
        "may_work": may(member, Permission.INBOX_WORK),
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "log_turn.html", shown, problem.status if problem else 200)


def _read(session: Session, number: int) -> dict[str, Any]:
    turn = answered_turn(session, number)
    kept = select(UnansweredQuestion).where(UnansweredQuestion.turn_id == number)
    return {
        "turn": turn,
        "said": _said(turn),
        "around": [(one, _said(one)) for one in turns_around(session, turn)],
        "title": titles_of(session, {turn.entry}).get(turn.entry, "") if turn.entry else "",
        "kept": session.scalar(kept.order_by(UnansweredQuestion.id.desc()).limit(1)),
        "vote": session.get(AnswerVote, number),
    }


def _said(turn: Turn) -> list[str]:
    """The words of the replies; those of a case never come here."""
    return [redact(str(reply.get("text", ""))) for reply in turn.replies or ()]
