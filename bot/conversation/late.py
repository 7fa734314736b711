"""Answers within a platform's time limit, and what becomes of those that take longer.

WeChat cuts the connection after 5 seconds and delivers the message again, three times in all. So a
try that can't answer in time lets its connection run out; the next try fetches the answer. What is
not ready at the end of the third leaves by the outbox, quoting its question. All that must be known
is in the turn's row, so that each try may reach another process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.ledger import LATE, PASSIVE, SENDING, Ledger, Opened, unsealed
from bot.conversation.models import Turn
from bot.conversation.service import Conversation
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.private import redact
from bot.kit.sealing import Keyring
from bot.messages import IncomingMessage, Reply
from bot.outbox.sender import ALL_ROUTES, Body
from bot.outbox.service import NewMessage, Outbox

log = structlog.get_logger()

PURPOSE = "answer"
QUOTED = 40  # characters of the question
# Turns whose process died between answer and delivery are looked for this long.
LOOKED_FOR = timedelta(minutes=30)
# Channels whose answers leave apart from the request that brought the question, or in time only.
_PUSHED = ("wechat", "telegram")


@dataclass(frozen=True)
class Timing:
    """The platform's patience, in seconds.

    Args:
        wait: how long one try waits for the answer.
        cut: after this the platform has cut the connection; a try without answer holds it so long.
        tries: how often the platform delivers a message.
        late: from then on after the first try no retry can fetch the answer any more.
    """

    wait: float = 4.5
    cut: float = 5.5
    tries: int = 3
    late: float = 15.0


@dataclass(frozen=True)
class LateAnswers:
    """Puts answers into the outbox that could not leave in the platform's own request.

    Args:
        outbox: takes them.
        keyring: seals them.
        clock: the present moment.
    """

    outbox: Outbox
    keyring: Keyring
    clock: Clock

    def keep(
        self,
        session: Session,
        turn: int,
        message: IncomingMessage,
        replies: list[Reply],
        private: bool,
    ) -> None:
        """Keep one, quoting its question; words of a case are not quoted and get no address."""
        if not replies:
            return  # a person speaks, and the bot says nothing
        asked = "" if private else redact(message.text.strip())[:QUOTED]
        head = f"您刚才问“{asked}”，答复如下：\n" if asked else "刚才那条消息的答复：\n"
        sealed = NewMessage.seal(
            self.keyring,
            purpose=PURPOSE,
            dedupe_key=f"late-answer:{turn}",
            conversation=message.conversation,
            channel=message.channel,
            address="" if private else message.address,
            body=Body(head + "\n\n".join(reply.text for reply in replies)),
        )
        routes = () if private or not message.address else ALL_ROUTES[:1]
        self.outbox.put_in(session, replace(sealed, routes=routes))

    def rescue(self, session: Session, late: float = Timing().late) -> int:
        """Keep the answers whose process died before they left; how many there were.

        They have no address any more and wait for the citizen's next message.
        """
        now = self.clock()
        query = select(Turn).where(
            Turn.channel.in_(_PUSHED),
            Turn.delivered.in_(("", SENDING)),
            Turn.replies.is_not(None),
            Turn.received_at < now - timedelta(seconds=2 * late),
            Turn.received_at > now - LOOKED_FOR,
        )
        rows = list(session.scalars(query.with_for_update(skip_locked=True)))
        for row in rows:
            row.delivered = LATE
            message = IncomingMessage(row.channel, row.conversation, row.question, row.key)
            replies = unsealed(self.keyring, row.replies or [])
            self.keep(session, row.id, message, replies, private=True)
        return len(rows)


class PatientAnswers:
    """Gives each message of a channel one answer, in time or late.

    Args:
        conversation: answers.
        ledger: turns.
        sessions: the database.
        late: keeps what wasn't ready in time.
        timing: the platform's patience.
        sleep: waits some seconds.
    """

    def __init__(
        self,
        conversation: Conversation,
        ledger: Ledger,
        sessions: SessionFactory,
        late: LateAnswers,
        timing: Timing,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._conversation = conversation
        self._ledger = ledger
        self._sessions = sessions
        self._late = late
        self._timing = timing
        self._sleep = sleep
        self._running: set[asyncio.Task[None]] = set()

    async def passive(self, message: IncomingMessage) -> list[Reply] | None:
        """The replies for this try; None if it has nothing to say."""
        opened = await self._ledger.open(message)
        if opened.state is None:
            replies = await self._ledger.replies(opened.id, self._timing.wait)
        else:
            answered = self._start(opened, message)
            done, _ = await asyncio.wait({answered}, timeout=self._timing.wait)
            replies = answered.result() if done else None
        if replies is not None:
            return replies if await self._ledger.claim(opened.id, PASSIVE) else None
        if opened.tries < self._timing.tries:
            await self._sleep(self._timing.cut - self._timing.wait)
        return None

    async def finish(self) -> None:
        """Wait for the answers under way (at shutdown)."""
        if self._running:
            await asyncio.wait(self._running, timeout=self._timing.wait)

    def _start(
        self, opened: Opened, message: IncomingMessage
    ) -> asyncio.Future[list[Reply] | None]:
        answered: asyncio.Future[list[Reply] | None] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._answer(opened, message, answered))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return answered

    async def _answer(
        self,
        opened: Opened,
        message: IncomingMessage,
        answered: asyncio.Future[list[Reply] | None],
    ) -> None:
        assert opened.state is not None
        started = asyncio.get_running_loop().time()
        try:
            replies = await self._conversation.answer(opened.id, message, opened.state)
        except Exception:
            # The turn stays open; the platform's next try takes it over when its lease is out.
            log.exception("turn.failed", channel=message.channel)
            answered.set_result(None)
            return
        answered.set_result(replies)
        took = asyncio.get_running_loop().time() - started
        if took < self._timing.wait:
            return
        await self._sleep(max(0.0, self._timing.late - took))
        if await self._ledger.claim(opened.id, LATE):
            private = await self._ledger.is_private(opened.id)
            await self._sessions.run(
                lambda session: self._late.keep(session, opened.id, message, replies, private)
            )
