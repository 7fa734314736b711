"""Answers on channels that are sent to, like Telegram: each message gets one, whoever dies when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from bot.conversation.late import LateAnswers
from bot.conversation.ledger import SENDING, Ledger
from bot.conversation.models import Turn
from bot.conversation.turns import Turns
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage, Reply
from bot.outbox.sender import CitizenGone, SendFailed, TryLater

log = structlog.get_logger()

Say = Callable[[Sequence[Reply]], Awaitable[None]]


class Again(Exception):
    """The message isn't answered yet: the platform has to deliver it once more."""


@dataclass(frozen=True)
class PushedAnswers:
    """Answers and sends.

    Args:
        turns: has it answered.
        ledger: notes how it leaves.
        sessions: the database.
        late: keeps what could not be sent.
        seconds: how long one delivery waits for the answer.
    """

    turns: Turns
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
            Again: it isn't answered yet.
            CitizenGone: the citizen can't be reached any more.
        """
        found = await self.turns.receive(message, self.seconds)
        if found.replies is None:
            raise Again
        if await self.ledger.claim(found.turn, SENDING):
            await self._send(found.turn, message, found.replies, say)

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
            held = not isinstance(problem, TryLater)

            def keep(session: Session) -> None:
                self.late.keep(session, session.get_one(Turn, turn), message, replies, held=held)

            await self.sessions.run(keep)
        await self.ledger.note_sent(turn)
