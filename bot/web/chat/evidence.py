"""Upload of evidence from the web chat, and of pictures that arrive on WeChat."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, UploadFile
from fastapi.responses import Response

from bot.complaints.case.evidence import LARGEST, EvidenceStore
from bot.complaints.case.pictures import passed_on
from bot.complaints.case.sent_first import kept_first
from bot.complaints.follow.respondents import drop_statement
from bot.conversation.state import hold, state_of
from bot.handover.files import HandoverFiles
from bot.kit import clock
from bot.kit.errors import InvalidInput, TooManyRequests
from bot.kit.messages import Reply
from bot.kit.private import pseudonym
from bot.web.chat.label_photo import answer_to
from bot.web.chat.talk import rendered
from bot.web.pages.rendering import counted
from bot.web.services import Services, services

LARGEST_UPLOAD = LARGEST + 64 * 1024  # bytes; the file and the form around it
router = APIRouter(max_body_size=LARGEST_UPLOAD)

OVER = "工作人员已经结束对话，文件没有转过去。"
AS_IT_IS = "这个文件会原样交给办案人员，里面可能带有作者、地点等隐藏信息。"


@router.post("/chat/evidence")
async def upload(
    request: Request,
    sender: Annotated[str, Form(min_length=1, max_length=128)],
    file: UploadFile,
    parts: Annotated[Services, Depends(services)],
) -> list[dict[str, Any]]:
    """Keep a file for the form that is open in a web chat, or may be opened in it.

    Raises:
        TooManyRequests: too many requests of this chat or address.
        UnusableFile: too large, or of no kind we take.
    """
    conversation = pseudonym(parts.settings.secret_key.get_secret_value(), "web", sender)
    address = request.client.host if request.client else "unknown"
    if not parts.per_address.allows(address) or not parts.per_conversation.allows(conversation):
        raise TooManyRequests
    data = await file.read(LARGEST + 1)
    return [rendered(sender, await take_file(parts, conversation, data))]


@router.get("/chat/files/{reference}", include_in_schema=False, dependencies=[Depends(counted)])
async def sent_by_staff(
    parts: Annotated[Services, Depends(services)],
    reference: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")],
) -> Response:
    """What staff sent to a citizen, for who has its link.

    Raises:
        NotFound: there is none, or it is too old.
    """
    files = HandoverFiles(parts.people, parts.settings.effective_public_url)
    kind, data = await parts.sessions.run(lambda session: files.fetch(session, reference))
    shows = "inline" if kind.startswith("image/") else 'attachment; filename="file.pdf"'
    headers = {
        "Content-Disposition": shows,
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }
    return Response(data, media_type=kind, headers=headers)


@router.post("/chat/evidence/forget", status_code=204)
async def forget(
    sender: Annotated[str, Form(min_length=1, max_length=128)],
    parts: Annotated[Services, Depends(services)],
) -> None:
    """Delete what a web chat sent before any form, or wrote and did not submit: it is cleared.

    Raises:
        TooManyRequests: too many requests of this chat.
    """
    conversation = pseudonym(parts.settings.secret_key.get_secret_value(), "web", sender)
    if not parts.per_conversation.allows(conversation):
        raise TooManyRequests
    await parts.office.desk.drop_sent_first(conversation)
    await parts.sessions.run(lambda s: drop_statement(s, parts.evidence, conversation))


async def take_file(parts: Services, conversation: str, data: bytes) -> Reply:
    """Keep a file for the open form, one of the chat's open cases, or a case that may follow.

    Raises:
        UnusableFile: too large, or of no kind we take.
    """
    store: EvidenceStore = parts.evidence
    if not await parts.office.desk.has_open_form(conversation):
        if await parts.people.is_live(conversation):
            return await to_person(parts, conversation, data)
        respondents = parts.conversation.respondents
        if await respondents.is_writing(conversation):
            return await respondents.add_file(conversation, data)
        if numbers := await _cases_for_files(parts, conversation):
            await store.keep(conversation, data)
            return await _for_cases(parts, conversation, numbers)
    kept = await store.keep(conversation, data)
    extra = "" if kept.kind.startswith("image/") else AS_IT_IS
    reply = await parts.office.desk.add_files(conversation, extra)
    if reply is not None:
        return reply
    found: Reply | str = ""
    if kept.kind.startswith("image/"):
        found = await answer_to(parts, conversation, data)
    if isinstance(found, Reply):
        return found
    return Reply(kept_first(kept.kind, await parts.office.desk.counted(conversation), found))


async def to_person(parts: Services, conversation: str, data: bytes) -> Reply:
    """Give a file to the person who speaks: a picture without its hidden data, or a PDF.

    Raises:
        UnusableFile: empty, too large, broken, or of no kind that is passed on.
    """
    files = HandoverFiles(parts.people, parts.settings.effective_public_url)
    found = await files.from_citizen(conversation, *await asyncio.to_thread(passed_on, data))
    return found or Reply(OVER)


async def _cases_for_files(parts: Services, conversation: str) -> tuple[str, ...]:
    keyring, now = parts.settings.keyring, clock.now()
    state = await parts.sessions.run(lambda s: state_of(s, conversation, keyring, now))
    return await parts.office.files.meant(conversation, state.in_hand)


async def _for_cases(parts: Services, conversation: str, numbers: tuple[str, ...]) -> Reply:
    reply, held = await parts.office.files.take(conversation, numbers)
    if held:
        keyring, now = parts.settings.keyring, clock.now()
        await parts.sessions.run(lambda s: hold(s, conversation, keyring, held, now))
    return reply


async def take_file_kindly(parts: Services, conversation: str, data: bytes) -> Reply:
    """As :func:`take_file`, with what is wrong as a reply."""
    try:
        return await take_file(parts, conversation, data)
    except InvalidInput as problem:
        return Reply(problem.for_citizen)
