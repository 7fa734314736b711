"""WeChat's webhook: verification, messages and events, passive replies within 5 seconds."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response

from bot.channels.wechat.api.errors import WeChatError
from bot.channels.wechat.envelope import MAX_BODY, Envelope, Refused
from bot.channels.wechat.message import WeChatMessage, parse
from bot.channels.wechat.render import first_part, text_reply
from bot.complaints.evidence import LARGEST
from bot.conversation.service import STILL_THINKING
from bot.kit.private import pseudonym
from bot.messages import IncomingMessage
from bot.outbox.rules import Interaction
from bot.web.evidence import take_file_kindly
from bot.web.services import Services, services

log = structlog.get_logger()
router = APIRouter()

NOTHING_TO_SAY = "success"
WELCOME = (
    "您好，我是渝标通，重庆的标准化公益助手。可以问我：什么是标准、买的东西有没有强制性标准、"
    "某个标准还有没有效、怎么投诉举报。直接打字就行，比如“GB 17761 是强制性的吗”。"
)
HELP_BY_KIND = {
    "image": "图片我还看不懂。请把标签上的标准号打字发给我，比如 GB 18401-2010。",
    "voice": "这段语音没有识别出文字，请打字再发一次。",
    "video": "视频我还看不懂，请把问题打字发给我。",
    "shortvideo": "视频我还看不懂，请把问题打字发给我。",
    "location": "位置收到了，但我暂时用不上。请把问题打字发给我。",
    "link": "链接我打不开，请把问题打字发给我。",
}


def _envelope(parts: Services) -> Envelope:
    if parts.wechat is None:
        raise Refused(403, "the WeChat channel is off")
    return parts.wechat


@router.get("/wechat", include_in_schema=False)
async def verify(request: Request, parts: Annotated[Services, Depends(services)]) -> Response:
    """Answer WeChat's check of our address with its ``echostr``."""
    try:
        echo = _envelope(parts).verify_url(request.query_params)
    except Refused as refusal:
        return _refused(refusal)
    return Response(echo, media_type="text/plain")


@router.post("/wechat", include_in_schema=False)
async def push(request: Request, parts: Annotated[Services, Depends(services)]) -> Response:
    """Take a message or event; the answer is the passive reply.

    Nothing ends in a 500: a message we can't read is refused, a fault of ours is answered with
    ``success`` so that the citizen sees no platform error, and is logged with its trace.
    """
    try:
        envelope = _envelope(parts)
        opened = envelope.open(request.query_params, await _body(request))
        message = parse(opened.xml)
    except Refused as refusal:
        return _refused(refusal)
    try:
        text = await _reply(message, parts)
    except Exception:
        log.exception("wechat.failed", kind=message.kind)
        text = None
    if text is None:
        return Response(NOTHING_TO_SAY, media_type="text/plain")
    xml = text_reply(message, text, int(time.time()))
    sealed = envelope.seal(xml, encrypted=opened.encrypted)
    return Response(sealed, media_type="application/xml")


async def _body(request: Request) -> bytes:
    # Read no more than the limit, whatever Content-Length promises.
    read = b""
    async for chunk in request.stream():
        read += chunk
        if len(read) > MAX_BODY:
            raise Refused(413, "body too large")
    return read


async def _reply(message: WeChatMessage, parts: Services) -> str | None:
    await _note_interaction(message, parts)
    if message.kind == "event":
        return WELCOME if message.event == "subscribe" else None
    typed = message.text if message.kind == "text" else message.recognition
    if not typed.strip() and message.kind != "text":
        return await _media_reply(message, parts) or HELP_BY_KIND.get(message.kind)
    conversation = _pseudonym(message, parts)
    incoming = IncomingMessage(
        "wechat", conversation, typed, message.dedupe_key, address=message.openid
    )
    if not parts.per_conversation.allows(conversation):
        return "您发得太快了，请稍等一会儿再问。"
    task = asyncio.create_task(parts.conversation.receive(incoming))
    done, _ = await asyncio.wait({task}, timeout=parts.settings.seconds_to_answer)
    if not done:
        # The turn goes on and is stored; the citizen gets it by asking again.
        _unfinished.add(task)
        task.add_done_callback(_unfinished.discard)
        return STILL_THINKING.text
    shown, rest = first_part("\n\n".join(reply.text for reply in task.result()))
    if rest:
        await parts.conversation.keep_rest(conversation, rest)
    return shown


_INTERACTIONS: dict[str, Interaction] = {"subscribe": "follow", "scan": "scan", "click": "click"}


async def _note_interaction(message: WeChatMessage, parts: Services) -> None:
    """A message or a click opens the window for customer-service messages."""
    is_event = message.kind == "event"
    kind: Interaction | None = _INTERACTIONS.get(message.event) if is_event else "message"
    if kind is None:
        return
    conversation = _pseudonym(message, parts)
    at = datetime.fromtimestamp(message.created_at, UTC)
    await parts.quota.note_interaction("wechat", conversation, kind, at)


async def _media_reply(message: WeChatMessage, parts: Services) -> str | None:
    """Keep a picture, recording or video as evidence, at once: its id is good for three days."""
    conversation = _pseudonym(message, parts)
    if parts.wechat_api is None or not message.media_id:
        return None
    if not await parts.office.desk.has_open_form(conversation):
        return None
    try:
        media = await parts.wechat_api.media.download(message.media_id, LARGEST)
    except WeChatError as problem:
        log.warning("wechat.media_failed", error=type(problem).__name__)
        return "这个文件没有取到，请重新发一次；还不行的话，可以先跳过，登记后再补充。"
    return (await take_file_kindly(parts, conversation, media.content)).text


def _pseudonym(message: WeChatMessage, parts: Services) -> str:
    return pseudonym(parts.settings.secret_key.get_secret_value(), "wechat", message.openid)


_unfinished: set[asyncio.Task[object]] = set()


def _refused(refusal: Refused) -> Response:
    log.warning("wechat.refused", status=refusal.status, reason=refusal.reason)
    return Response(status_code=refusal.status)
