"""What Telegram pushes: text, buttons, commands, and files as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import structlog
from fastapi import Request, Response
from telegram import Update
from telegram.error import TelegramError

from bot.channels.telegram.bot import FileTooLarge, PartlySent, TelegramBot
from bot.channels.telegram.message import START, TelegramMessage, read_update
from bot.channels.telegram.render import ENTRY, rendered
from bot.complaints.case.evidence import LARGEST
from bot.conversation.pushed import Again
from bot.kit.bounded_json import read_json
from bot.kit.errors import NothingKept
from bot.kit.messages import IncomingMessage, Reply
from bot.kit.private import pseudonym
from bot.kit.storage_fault import fault_of
from bot.outbox.sender import CitizenGone, SendFailed, Uncertain
from bot.outbox.telegram import failure_of
from bot.web.chat.evidence import take_file_kindly
from bot.web.leaving import forget_citizen, note_reachable
from bot.web.services import Services
from bot.web.welcome import WELCOME

log = structlog.get_logger()

CHANNEL = "telegram"
# Bytes; a text of 4096 characters and the one it replies to, each escaped, are half of it.
MOST_BODY = 256 * 1024
TOO_FAST = "您发得太快了，请稍等一会儿再问。"
TOO_LARGE = "文件太大了，每个最多 10 MB，请压缩一点再发。"
NOT_FETCHED = "这个文件没有取到，请重新发一次；还不行的话，可以先跳过，登记后再补充。"
NOT_READ = "这种消息我还看不懂，请把问题打字发给我。"
EXPIRED = "这个选项已经失效，请把问题打字发给我。"


async def take(request: Request, parts: Services, bot: TelegramBot) -> Response:
    """Take an update of our bot.

    200 means that it is done with; 503 asks Telegram to deliver it again
    (core.telegram.org/bots/api#setwebhook).
    """
    body = await _body(request)
    message = None if body is None else _read(body, bot)
    if message is None:
        log.warning("telegram.unreadable")
        return Response()
    try:
        await _handle(message, parts, bot)
    except Again:
        return Response(status_code=503)
    except CitizenGone:
        await _forget(message, parts)
    except SendFailed as problem:
        log.warning("telegram.not_sent", kind=message.kind, hint=problem.for_staff)
    except Exception as error:
        if (fault := fault_of(error)) is None:
            log.exception("telegram.failed", kind=message.kind)
        else:
            log.error("storage.failed", channel=CHANNEL, fault=fault.value)
        await _apologise(message, bot)
    return Response()


async def _apologise(message: TelegramMessage, bot: TelegramBot) -> None:
    """Say in a sentence from code that nothing was kept."""
    if message.kind in ("ignored", "left"):
        return
    try:
        await _say(bot, message.chat, [Reply(NothingKept.for_citizen)])
    except SendFailed as problem:
        log.warning("telegram.not_sent", kind=message.kind, hint=problem.for_staff)


async def _body(request: Request) -> bytes | None:
    read = b""
    async for chunk in request.stream():
        read += chunk
        if len(read) > MOST_BODY:
            return None
    return read


def _read(body: bytes, bot: TelegramBot) -> TelegramMessage | None:
    try:
        data = read_json(body)
        update = Update.de_json(data, bot.bot)
        return read_update(update)
    # Whatever python-telegram-bot stumbles over in damaged data, the citizen can't mend it.
    except Exception as problem:
        log.info("telegram.damaged", error=type(problem).__name__)
        return None


async def _handle(message: TelegramMessage, parts: Services, bot: TelegramBot) -> None:
    if message.callback:
        await bot.acknowledge(message.callback, message.chat, message.tapped)
    if message.kind == "ignored":
        return
    if message.kind == "left":
        await _forget(message, parts)
        return
    conversation = _conversation(message, parts)
    say = partial(_say, bot, message.chat)
    if not parts.per_conversation.allows(conversation):
        await say([Reply(TOO_FAST)])
    elif message.kind == "file":
        await say([await _file(message, conversation, parts, bot)])
        if message.text:
            await _answer(message, message.text, conversation, parts, bot)
    elif message.kind == "other":
        await say([Reply(NOT_READ)])
    elif message.text == START:
        await say([Reply(WELCOME)])
    else:
        text = _chosen(message, parts) if message.kind == "choice" else message.text
        if text is None:
            await say([Reply(EXPIRED)])
        else:
            await _answer(message, text, conversation, parts, bot)


async def _answer(
    message: TelegramMessage, text: str, conversation: str, parts: Services, bot: TelegramBot
) -> None:
    incoming = IncomingMessage(CHANNEL, conversation, text, message.key, address=str(message.chat))
    await note_reachable(parts, incoming)
    site = parts.settings.public_url.rstrip("/")
    await parts.pushed.answer(incoming, partial(_say, bot, message.chat, site=site))


async def _say(bot: TelegramBot, chat: int, replies: Sequence[Reply], site: str = "") -> None:
    try:
        await bot.say(chat, rendered(replies, site))
    except PartlySent as problem:
        raise Uncertain(f"消息分段发送，只发出了前 {problem.sent} 段。") from None
    except TelegramError as problem:
        raise failure_of(problem) from None


def _chosen(message: TelegramMessage, parts: Services) -> str | None:
    """What a tapped button says: its words, or the title of the entry it names."""
    if not message.text.startswith(ENTRY):
        return message.text
    entry = parts.knowledge.snapshot.entry(message.text.removeprefix(ENTRY))
    return None if entry is None else entry.title


async def _file(
    message: TelegramMessage, conversation: str, parts: Services, bot: TelegramBot
) -> Reply:
    """Keep a file as evidence, also before there is a form."""
    if message.size > LARGEST:
        return Reply(TOO_LARGE)
    try:
        data = await bot.download(message.file, LARGEST)
    except FileTooLarge:
        return Reply(TOO_LARGE)
    except TelegramError as problem:
        log.warning("telegram.file_failed", error=type(problem).__name__)
        return Reply(NOT_FETCHED)
    return await take_file_kindly(parts, conversation, data)


async def _forget(message: TelegramMessage, parts: Services) -> None:
    conversation = _conversation(message, parts)
    await parts.sessions.run(
        lambda session: forget_citizen(session, conversation, parts, "停用了机器人")
    )


def _conversation(message: TelegramMessage, parts: Services) -> str:
    secret = parts.settings.secret_key.get_secret_value()
    return pseudonym(secret, CHANNEL, str(message.chat))
