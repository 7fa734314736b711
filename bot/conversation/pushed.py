"""Answers on channels that are sent to, like Telegram: each message gets one, whoever dies when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.conversation.late import LateAnswers
from bot.conversation.ledger import SENDING, Ledger
from bot.conversation.service import Conversation
from bot.kit.db import SessionFactory
from bot.messages import IncomingMessage, Reply
from bot.outbox.sender import CitizenGone, SendFailed, TryLater

log = structlog.get_logger()

TRIES = 3  # then a message that can't be answered is given up
Say = Callable[[Sequence[Reply]], Awaitable[None]]
FAILED = Reply("刚才出了点问题，没有答上来。请再发一次；着急的话请打 12315。")


class Again(Exception):
    """The message isn't answered yet: the platform has to deliver it once more."""


@dataclass(frozen=True)
class PushedAnswers:
    """Answers and sends.

    Args:
        conversation: answers.
        ledger: turns.
        sessions: the database.
        late: keeps what could not be sent.
        seconds: how long a repeated delivery waits for the first one's answer.
    """

    conversation: Conversation
    ledger: Ledger
    sessions: SessionFactory
    late: LateAnswers
    seconds: float

    async def answer(self, message: IncomingMessage, say: Say) -> None:
        """Answer a message, once.

        Args:
            message: from the platform.
            say: sends replies to the citizen; raises :class:`SendFailed`.

        Raises:
            Again: another process may be answering it, or this one failed.
            CitizenGone: the citizen can't be reached any more.
        """
        opened = await self.ledger.open(message)
        if opened.state is None:
            replies = await self.ledger.replies(opened.id, self.seconds)
            if replies is None:
                raise Again
        else:
            try:
                replies = await self.conversation.answer(opened.id, message, opened.state)
            except Exception:
                log.exception("turn.failed", channel=message.channel)
                if opened.tries < TRIES:
                    raise Again from None
                await say([FAILED])
                return
        if await self.ledger.claim(opened.id, SENDING):
            await self._send(opened.id, message, replies, say)

    async def _send(
        self, turn: int, message: IncomingMessage, replies: list[Reply], say: Say
    ) -> None:
        try:
            await say(replies)
        except CitizenGone:
            await self.ledger.note_sent(turn)  # nothing of it is kept for somebody who left
            raise
        except SendFailed as problem:
            log.warning(
                "answer.not_sent",
                channel=message.channel,
                kind=type(problem).__name__,
                hint=problem.for_staff,
            )
            # Only what surely has not arrived is sent again; the rest waits for the next message.
            private = not isinstance(problem, TryLater) or await self.ledger.is_private(turn)
            await self.sessions.run(
                lambda session: self.late.keep(session, turn, message, replies, private)
            )
        await self.ledger.note_sent(turn)
