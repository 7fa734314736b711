"""WeChat's webhook: verification, messages and events, passive replies within 5 seconds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response
from starlette.background import BackgroundTask

from bot.channels.wechat.account_menu import CLICK
from bot.channels.wechat.envelope import MAX_BODY, Envelope, Refused
from bot.channels.wechat.message import Unreadable, WeChatMessage, parse
from bot.channels.wechat.render import (
    LONGEST_OF_CARD,
    first_part,
    news_reply,
    text_reply,
    with_articles,
    with_links,
)
from bot.conversation.late import InTime
from bot.kit.errors import NothingKept
from bot.kit.messages import IncomingMessage, Picture, Reply, ReplyKind
from bot.kit.private import pseudonym
from bot.kit.storage_fault import fault_of
from bot.outbox.rules import Interaction
from bot.web.leaving import note_reachable
from bot.web.services import Services, services
from bot.web.wechat.events import INTERACTIONS, handle_event
from bot.web.wechat.media import keep_media
from kb.law_texts import path_of
from kb.text.english import is_english

log = structlog.get_logger()
router = APIRouter()

NOTHING_TO_SAY = "success"
TOO_FAST = "您发得太快了，请稍等一会儿再问。"
HELP_UNKNOWN = "这种消息我还看不懂，请把问题打字发给我。"
HELP_BY_KIND = {
    "image": "图片我还看不懂。请把标签上的标准号打字发给我，比如 GB 18401-2010。",
    "voice": "这段语音没有识别出文字，请打字再发一次。",
    "video": "视频我还看不懂，请把问题打字发给我。",
    "shortvideo": "视频我还看不懂，请把问题打字发给我。",
    "location": "位置收到了，但我暂时用不上。请把问题打字发给我。",
    "link": "链接我打不开，请把问题打字发给我。",
}


class ClockWrong(Exception):
    """By our clock every push is old."""


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

    Nothing that WeChat has signed is refused, nothing ends in a 500: a fault of ours is said in one
    sentence, so that the citizen sees neither silence nor the platform's error.
    """
    try:
        envelope = _envelope(parts)
        opened = envelope.open(request.query_params, await _body(request))
    except Refused as refusal:
        return _refused(refusal)
    try:
        message = parse(opened.xml)
    except Unreadable:
        log.warning("wechat.unreadable")
        return Response(NOTHING_TO_SAY, media_type="text/plain")
    text: str | None
    picture: Picture | None = None
    done: BackgroundTask | None = None
    try:
        if opened.stale:  # nothing could be told from a replay
            raise ClockWrong
        said = await _reply(message, parts, request)
        if isinstance(said, InTime):
            # Not before the platform has it: a process killed just now leaves a turn unsettled.
            done = BackgroundTask(parts.conversation.turns.settle, said.turn)
            picture = _picture_alone(said.replies)
            # A card has no links in its words.
            text = said.replies[0].text if picture else await _shown(said.replies, message, parts)
        else:
            text = said
    except Exception as error:
        text = NothingKept.for_citizen if _awaits_words(message) else None
        fault = "clock" if isinstance(error, ClockWrong) else fault_of(error)
        if fault is None:
            log.exception("wechat.failed", kind=message.kind)
        else:
            log.error("storage.failed", channel="wechat", fault=str(fault))
    if not text:
        return Response(NOTHING_TO_SAY, media_type="text/plain", background=done)
    now = int(time.time())
    if picture:
        site = parts.settings.effective_public_url.rstrip("/")
        where = (site + picture.path, site + picture.page)
        xml = news_reply(message, picture.title, text, *where, now)
    else:
        xml = text_reply(message, text, now)
    sealed = envelope.seal(xml, encrypted=opened.encrypted)
    return Response(sealed, media_type="application/xml", background=done)


async def _body(request: Request) -> bytes:
    # Read no more than the limit, whatever Content-Length promises.
    read = b""
    async for chunk in request.stream():
        read += chunk
        if len(read) > MAX_BODY:
            raise Refused(413, "body too large")
    return read


async def _reply(message: WeChatMessage, parts: Services, request: Request) -> InTime | str | None:
    await _note_interaction(message, parts)
    conversation = _pseudonym(message, parts)
    typed = _words(message)
    if typed is None and message.kind == "event":
        return await handle_event(message, conversation, parts)
    if not parts.per_conversation.allows(conversation):
        return TOO_FAST
    if typed is None:
        seconds = parts.patient.timing.wait
        kept = await keep_media(message, conversation, parts, seconds)
        if kept is None:
            return HELP_BY_KIND.get(message.kind, HELP_UNKNOWN)
        return await _shown([Reply(kept)], message, parts)
    incoming = IncomingMessage(
        "wechat", conversation, typed, message.dedupe_key, address=message.openid
    )
    await note_reachable(parts, incoming)
    return await parts.patient.passive(incoming, request.is_disconnected)


async def _shown(replies: Sequence[Reply], message: WeChatMessage, parts: Services) -> str:
    """What fits into one passive reply; nothing while a person speaks."""
    text = "\n\n".join(reply.text for reply in replies)
    what = "Picture" if is_english(text.partition("\n")[0]) else "看图"
    text = with_links(text, what, _pictures(replies, parts))
    shown, rest = first_part(with_articles(text, _articles(replies, parts)))
    if rest:
        await parts.conversation.keep_rest(_pseudonym(message, parts), rest)
    return shown


def _picture_alone(replies: Sequence[Reply]) -> Picture | None:
    """The picture of a reply that stands for itself: WeChat takes one message in answer to one.

    Below the picture of a card few words are shown: an answer that is longer stays text, with a
    link to the page that shows both.
    """
    [first, *more] = replies or [Reply("")]
    is_long = first.kind is ReplyKind.ANSWER and len(first.text) > LONGEST_OF_CARD
    return None if more or is_long else first.picture


def _pictures(replies: Sequence[Reply], parts: Services) -> list[tuple[str, str]]:
    """Pictures of replies that stay text: what each shows, and the page."""
    if _picture_alone(replies):
        return []
    site = parts.settings.effective_public_url.rstrip("/")
    shown = (one.picture for one in replies)
    return [(one.title, site + one.page) for one in shown if one]


def _articles(replies: Sequence[Reply], parts: Services) -> list[tuple[str, str]]:
    """The articles of laws that are named as sources: title and address."""
    if not parts.knowledge.ready:
        return []
    sources = (source for reply in replies for source in reply.sources)
    site = parts.settings.effective_public_url.rstrip("/")
    found = parts.knowledge.snapshot.laws.openable(sources)
    return [(one.title, site + path_of(one.law, one.key)) for one in found]


def _words(message: WeChatMessage) -> str | None:
    """What the citizen says: typed, heard by the platform, or chosen in the menu; else None."""
    if message.kind == "text":
        return message.text
    if message.kind == "event" and message.event == "click":
        return message.event_key.removeprefix(CLICK) or None
    return message.recognition.strip() or None


def _awaits_words(message: WeChatMessage) -> bool:
    return message.kind != "event" or message.event in INTERACTIONS


async def _note_interaction(message: WeChatMessage, parts: Services) -> None:
    """A message or a click opens the window for customer-service messages."""
    is_event = message.kind == "event"
    kind: Interaction | None = INTERACTIONS.get(message.event) if is_event else "message"
    if kind is None:
        return
    at = datetime.fromtimestamp(message.created_at, UTC)
    await parts.quota.note_interaction("wechat", _pseudonym(message, parts), kind, at)


def _pseudonym(message: WeChatMessage, parts: Services) -> str:
    return pseudonym(parts.settings.secret_key.get_secret_value(), "wechat", message.openid)


def _refused(refusal: Refused) -> Response:
    log.warning("wechat.refused", status=refusal.status, reason=refusal.reason)
    return Response(status_code=refusal.status)
