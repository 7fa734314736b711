"""The outbox's sender for Telegram."""

from __future__ import annotations

import httpx
from telegram import error as errors

from bot.channels.telegram.bot import PartlySent, TelegramBot
from bot.channels.telegram.render import LONGEST, TelegramText, rendered, size_in_units
from bot.channels.text_parts import text_parts
from bot.kit.messages import Reply
from bot.outbox.sender import (
    DIRECT,
    CitizenGone,
    NeedsOperator,
    NotThisWay,
    Outgoing,
    Plan,
    SendFailed,
    TryLater,
    Uncertain,
)

PAUSE = 30.0  # seconds after a fault of Telegram's
_NO_CHAT = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid")


class TelegramSender:
    """Speaks to citizens on Telegram."""

    seconds_between = 0.05  # 20 a second; Telegram allows about 30 over all chats

    def __init__(self, bot: TelegramBot, site: str = "") -> None:
        """``site`` is where our pages are; empty where no pictures are sent."""
        self._bot = bot
        self._site = site

    def plan(self, message: Outgoing, route: str) -> Plan | None:
        """See :class:`Sender`: only ordinary messages, and no quota but the pace."""
        return Plan("telegram") if route == DIRECT else None

    def repeatable(self, route: str) -> bool:
        """Telegram recognises no repetition."""
        return False

    async def send(self, message: Outgoing, route: str) -> str:
        """See :class:`Sender`."""
        body = message.body
        lines = [body.text, *(f"{n}. {choice}" for n, choice in enumerate(body.choices, start=1))]
        if body.url:
            lines.append(body.url)
        parts = text_parts("\n".join(lines), LONGEST, size_in_units)
        texts = [TelegramText(part) for part in parts]
        if body.picture and self._site:
            texts = rendered([Reply("\n".join(lines), picture=body.picture)], self._site)
        try:
            await self._bot.say(message.address, texts)
        except PartlySent as problem:
            raise Uncertain(f"消息分段发送，只发出了前 {problem.sent} 段。") from None
        except errors.TelegramError as problem:
            raise failure_of(problem) from None
        return ""


def failure_of(problem: errors.TelegramError) -> SendFailed:
    """What an error of the Bot API means for the outbox."""
    if isinstance(problem, errors.Forbidden):
        return CitizenGone("对方停用了机器人或者注销了账号。", "blocked")
    if isinstance(problem, errors.RetryAfter):
        after = problem.retry_after
        seconds = after if isinstance(after, int) else after.total_seconds()
        return TryLater("Telegram 要求放慢发送。", float(seconds), everybody=True)
    if isinstance(problem, errors.InvalidToken):
        return NeedsOperator("Telegram 不认识机器人的令牌，请检查 TELEGRAM_TOKEN。")
    if isinstance(problem, errors.ChatMigrated | errors.BadRequest):
        if any(words in problem.message.lower() for words in _NO_CHAT):
            return CitizenGone("这个聊天已经不存在。", "no_chat")
        return NotThisWay("Telegram 拒绝了这条消息的内容。")
    if isinstance(problem, errors.TimedOut):
        return Uncertain("Telegram 没有及时答复，不能确定市民是否收到。")
    cause = problem.__cause__
    if isinstance(cause, httpx.HTTPError) and not isinstance(cause, httpx.ConnectError):
        return Uncertain("和 Telegram 的连接中断，不能确定市民是否收到。")
    return TryLater("Telegram 暂时连不上或者出错。", PAUSE)
