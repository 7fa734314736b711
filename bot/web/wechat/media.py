"""Pictures, recordings and videos that arrive on WeChat: kept as evidence, at once or a bit later.

Their id is good for three days, but WeChat waits five seconds only. What takes longer is answered
with a word that it is being kept; the outcome follows by the outbox. The outbox has the apology
already while it is being fetched, so that a killed process leaves nobody waiting.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.channels.wechat.api.errors import WeChatError
from bot.channels.wechat.message import WeChatMessage
from bot.complaints.case.evidence import LARGEST
from bot.kit import clock
from bot.outbox.models import ANSWER, OutboxMessage, OutboxStatus
from bot.outbox.sender import DIRECT, Body
from bot.outbox.service import NewMessage
from bot.web.chat.evidence import take_file_kindly
from bot.web.services import Services

log = structlog.get_logger()

NOT_FETCHED = "这个文件没有取到，请重新发一次；还不行的话，可以先跳过，登记后再补充。"
BEING_KEPT = "收到，正在保存，存好了告诉您。"
LONGEST = timedelta(minutes=3)  # three tries with all their timeouts take less
_keeping: set[asyncio.Task[str]] = set()


async def keep_media(
    message: WeChatMessage, conversation: str, parts: Services, seconds: float
) -> str | None:
    """What to say to a file; None if files can't be fetched.

    Args:
        message: with the id of a file.
        conversation: the pseudonym.
        seconds: until WeChat cuts the connection.
    """
    # The words just before may be what opens the form.
    await parts.conversation.turns.quiet(conversation)
    if parts.wechat_api is None or not message.media_id:
        return None
    task = asyncio.create_task(_keep(message, conversation, parts))
    _keeping.add(task)
    task.add_done_callback(_keeping.discard)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if done:
        return task.result()
    await _tell_later(message, conversation, parts, NOT_FETCHED, LONGEST)
    following = asyncio.create_task(_follow(task, message, conversation, parts))
    _keeping.add(following)
    following.add_done_callback(_keeping.discard)
    return BEING_KEPT


async def _keep(message: WeChatMessage, conversation: str, parts: Services) -> str:
    assert parts.wechat_api is not None
    try:
        media = await parts.wechat_api.media.download(message.media_id, LARGEST)
    except WeChatError as problem:
        log.warning("wechat.media_failed", error=type(problem).__name__)
        return NOT_FETCHED
    return (await take_file_kindly(parts, conversation, media.content)).text


async def _follow(
    task: asyncio.Task[str], message: WeChatMessage, conversation: str, parts: Services
) -> str:
    try:
        said = await task
    except Exception:
        log.exception("wechat.media_not_kept")
        said = NOT_FETCHED
    await _tell_later(message, conversation, parts, said, timedelta())
    return said


async def _tell_later(
    message: WeChatMessage, conversation: str, parts: Services, text: str, after: timedelta
) -> None:
    """Put what is said about a file into the outbox, in place of what is waiting there."""
    new = NewMessage.seal(
        parts.settings.keyring,
        purpose=ANSWER,
        dedupe_key=f"file:{message.dedupe_key}",
        conversation=conversation,
        channel="wechat",
        address=message.openid,
        body=Body(text),
        routes=(DIRECT,),
        not_before=clock.now() + after,
    )

    def put(session: Session) -> None:
        session.execute(
            delete(OutboxMessage).where(
                OutboxMessage.dedupe_key == new.dedupe_key,
                OutboxMessage.status == OutboxStatus.QUEUED.value,
            )
        )
        parts.office.outbox.put_in(session, new)

    await parts.sessions.run(put)
