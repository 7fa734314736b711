"""Upload of evidence from the web chat, and of pictures that arrive on WeChat."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile

from bot.complaints.evidence import LARGEST, EvidenceStore
from bot.complaints.pictures import UnusableFile
from bot.kit.errors import TooManyRequests
from bot.kit.private import pseudonym
from bot.messages import Reply
from bot.web.chat import rendered
from bot.web.services import Services, services

LARGEST_UPLOAD = LARGEST + 64 * 1024  # bytes; the file and the form around it
router = APIRouter(max_body_size=LARGEST_UPLOAD)

NO_FORM = (
    "现在没有在登记的投诉举报，所以没有保存这个文件。要投诉请说“我要投诉”，要举报请说“我要举报”，"
    "开始登记以后随时可以发。"
)
SEVERAL = (
    "您有几件在办，分不清这个文件是给哪一件的，所以没有保存。请先用文字说明（发“补充：……”），"
    "材料交给联系您的办案人员。"
)
NOT_TO_PERSON = "图片和文件转不到工作人员那里，请用文字说明。"
AS_IT_IS = "这个文件会原样交给办案人员，里面可能带有作者、地点等隐藏信息。"


@router.post("/chat/evidence")
async def upload(
    request: Request,
    sender: Annotated[str, Form(min_length=1, max_length=128)],
    file: UploadFile,
    parts: Annotated[Services, Depends(services)],
) -> list[dict[str, Any]]:
    """Keep a file for the form that is open in a web chat.

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


async def take_file(parts: Services, conversation: str, data: bytes) -> Reply:
    """Keep a file for the open form or the chat's one open case; what to tell the citizen.

    Raises:
        UnusableFile: too large, or of no kind we take.
    """
    store: EvidenceStore = parts.evidence
    if not await parts.office.desk.has_open_form(conversation):
        number = await case_for_files(parts, conversation)
        if not number:
            return await without_form(parts, conversation)
        await store.keep(conversation, data)
        return Reply(await parts.office.counter.add_file(conversation, number, store))
    kept = await store.keep(conversation, data)
    extra = "" if kept.kind.startswith("image/") else AS_IT_IS
    reply = await parts.office.desk.add_files(conversation, kept.count, extra)
    return reply or Reply(NO_FORM)


async def case_for_files(parts: Services, conversation: str) -> str:
    """Number of the case a file without a form is for; empty if none, or while a person speaks."""
    if await parts.people.is_live(conversation):
        return ""
    return await parts.office.counter.takes_files(conversation)


async def awaits_files(parts: Services, conversation: str) -> bool:
    """Whether a file of this chat has somewhere to go, so that it is fetched."""
    return await parts.office.desk.has_open_form(conversation) or bool(
        await case_for_files(parts, conversation)
    )


async def without_form(parts: Services, conversation: str) -> Reply:
    """What to say to a file nobody asked for."""
    if await parts.people.is_live(conversation):
        return Reply(NOT_TO_PERSON)
    return Reply(SEVERAL if await parts.office.counter.has_several(conversation) else NO_FORM)


async def take_file_kindly(parts: Services, conversation: str, data: bytes) -> Reply:
    """As :func:`take_file`, with what is wrong as a reply."""
    try:
        return await take_file(parts, conversation, data)
    except UnusableFile as problem:
        return Reply(problem.for_citizen)
