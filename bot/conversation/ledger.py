"""The answer ledger: opens turns exactly once, keeps their replies and the open choices."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversation.models import ConversationState, Turn, UnansweredQuestion
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.private import redact
from bot.kit.sealing import Keyring
from bot.messages import IncomingMessage, Reply, ReplyKind
from bot.outbox.models import OutboxMessage, OutboxStatus

# Longer than any answer takes; after it the turn of a dead process may be taken over.
LEASE = timedelta(seconds=12)
LOOK_AGAIN = 0.1  # seconds
FORGOTTEN_BEFORE = timedelta(hours=1)
PASSIVE, LATE = "passive", "late"
SENDING, SENT = "sending", "sent"
_SEALED = "turn.replies"


@dataclass(frozen=True)
class State:
    """What a conversation left open."""

    choices: tuple[str, ...] = ()
    in_form: bool = False
    rest: str = ""
    last_replies: tuple[Reply, ...] = ()
    case_open: bool = False
    held: tuple[int, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A turn that was opened, or that was open already.

    Args:
        id: of the turn.
        state: what the conversation left open; None if another request answers the turn.
        tries: how often the platform has delivered this message.
    """

    id: int
    state: State | None
    tries: int = 1


@dataclass(frozen=True)
class Outcome:
    """The replies of one turn and how they came about.

    Args:
        replies: what is said.
        intent: what Rasa made of the message.
        in_form: whether a small form of Rasa waits for an answer.
        degraded: whether Rasa was away.
        rest: what a channel could not show at once.
        keep_as: why the question is kept for staff; empty if it isn't.
        keep_question: the question to keep, if it is not this turn's own.
        case_open: whether a case's form is open.
        private: whether question and replies belong to a case and must not stay readable.
        forget_since: from this moment on the turns lose their tie to the conversation.
    """

    replies: tuple[Reply, ...]
    intent: str = ""
    in_form: bool = False
    degraded: bool = False
    rest: str = ""
    keep_as: str = ""
    keep_question: str = ""
    case_open: bool = False
    private: bool = False
    forget_since: datetime | None = None


class Ledger:
    """Turns in the database; every method is one short transaction."""

    def __init__(self, sessions: SessionFactory, clock: Clock, keyring: Keyring) -> None:
        self._sessions = sessions
        self._clock = clock
        self._keyring = keyring

    async def open(self, message: IncomingMessage) -> Opened:
        """The turn of a message, and what its conversation left open if it is ours to answer.

        A repeated key gives the turn that exists; it becomes ours only if the process that was
        answering it has died.
        """
        now = self._clock()
        turn = Turn(
            channel=message.channel,
            key=self._key(message),
            conversation=message.conversation,
            # Written when the turn is closed: only then is it known whether it belongs to a case.
            question="",
            received_at=now,
            leased_until=now + LEASE,
        )

        def insert(session: Session) -> Opened:
            state = _state(session, message.conversation)
            session.add(turn)
            session.flush()
            return Opened(turn.id, state)

        try:
            return await self._sessions.run(insert)
        except IntegrityError:
            return await self._take_over(message)

    async def _take_over(self, message: IncomingMessage) -> Opened:
        now = self._clock()
        mine = (Turn.channel == message.channel) & (Turn.key == self._key(message))

        def take(session: Session) -> Opened:
            taken = session.execute(
                update(Turn)
                .where(mine, Turn.replies.is_(None), Turn.leased_until < now)
                .values(leased_until=now + LEASE)
            )
            session.execute(update(Turn).where(mine).values(tries=Turn.tries + 1))
            found, tries = session.execute(select(Turn.id, Turn.tries).where(mine)).one()
            is_mine = taken.rowcount == 1  # type: ignore[attr-defined]
            state = _state(session, message.conversation) if is_mine else None
            return Opened(found, state, tries)

        return await self._sessions.run(take)

    def _key(self, message: IncomingMessage) -> str:
        # Of the sender and the platform's id together: the id alone, pushed for somebody else,
        # would give them the first one's replies. Keyed, for a turn that lost its tie to the
        # conversation must not be found by trying names and ids.
        return self._keyring.digest(f"{message.conversation}\0{message.key}", "turn.key")

    async def replies(self, turn_id: int, seconds: float) -> list[Reply] | None:
        """The replies of a turn another request is answering, waiting at most ``seconds``."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            async with self._sessions() as session:
                found = await session.scalar(select(Turn.replies).where(Turn.id == turn_id))
            if found is not None:
                return unsealed(self._keyring, found)
            if asyncio.get_running_loop().time() >= deadline:
                return None
            await asyncio.sleep(LOOK_AGAIN)

    async def close(
        self, turn_id: int, message: IncomingMessage, outcome: Outcome, milliseconds: int
    ) -> None:
        """Keep the replies, what they leave open, and what staff should look at, in one go."""
        stored = [reply.to_json() for reply in outcome.replies]
        kept = [{"sealed": self._keyring.seal(json.dumps(stored), _SEALED)}]
        telling = next(
            (r for r in outcome.replies if r.kind is not ReplyKind.TALK),
            outcome.replies[0] if outcome.replies else Reply(""),
        )
        choices = [ref for reply in outcome.replies for ref in reply.choices]

        def write(session: Session) -> None:
            session.execute(
                update(Turn)
                .where(Turn.id == turn_id)
                .values(
                    replies=kept if outcome.private else stored,
                    private=outcome.private,
                    question="" if outcome.private else redact(message.text),
                    intent=outcome.intent,
                    kind=telling.kind.value,
                    entry=telling.entry or "",
                    score=telling.score,
                    degraded=outcome.degraded,
                    milliseconds=milliseconds,
                )
            )
            if outcome.forget_since is not None:
                _forget(session, message.conversation, outcome.forget_since)
            session.merge(
                ConversationState(
                    conversation=message.conversation,
                    choices=choices,
                    in_form=outcome.in_form,
                    rest=outcome.rest,
                    last_replies=[] if outcome.private else stored,
                    case_open=outcome.case_open,
                    updated_at=self._clock(),
                )
            )
            if outcome.keep_as:
                session.add(
                    UnansweredQuestion(
                        question=redact(outcome.keep_question or message.text),
                        reason=outcome.keep_as,
                        score=telling.score,
                        channel=message.channel,
                        asked_at=self._clock(),
                    )
                )

        await self._sessions.run(write)

    async def is_private(self, turn_id: int) -> bool:
        """Whether a turn belongs to a case."""
        async with self._sessions() as session:
            return bool(await session.scalar(select(Turn.private).where(Turn.id == turn_id)))

    async def claim(self, turn_id: int, how: str) -> bool:
        """Note how an answer leaves, once; False if it is leaving another way.

        Args:
            turn_id: the turn.
            how: ``passive``, ``late`` or ``sending``; the passive reply may be given again to a
                retry.
        """

        def take(session: Session) -> bool:
            done = session.execute(
                update(Turn).where(Turn.id == turn_id, Turn.delivered == "").values(delivered=how)
            )
            if done.rowcount == 1:  # type: ignore[attr-defined]
                return True
            return (
                session.scalar(select(Turn.delivered).where(Turn.id == turn_id)) == how == PASSIVE
            )

        return await self._sessions.run(take)

    async def note_sent(self, turn_id: int) -> None:
        """Note that a claimed answer has left."""
        async with self._sessions.begin() as session:
            await session.execute(update(Turn).where(Turn.id == turn_id).values(delivered=SENT))

    async def keep_rest(self, conversation: str, rest: str) -> None:
        """Remember the part of a long reply that didn't fit, for 「继续」."""
        async with self._sessions.begin() as session:
            await session.execute(
                update(ConversationState)
                .where(ConversationState.conversation == conversation)
                .values(rest=rest)
            )

    async def count(self, conversation: str, intent: str, since: datetime) -> int:
        """How many turns of an intent a conversation had since a moment."""
        query = (
            select(func.count())
            .select_from(Turn)
            .where(
                Turn.conversation == conversation,
                Turn.received_at >= since,
                Turn.intent == intent,
            )
        )
        async with self._sessions() as session:
            return int(await session.scalar(query) or 0)

    async def is_first(
        self, turn_id: int, conversation: str, intent: str, within: timedelta
    ) -> bool:
        """Whether a turn is the first of an intent in a while; noted at once if it is.

        Of two that reach two processes together one is the first, except for the very first
        messages of a conversation, which has no row to lock yet.
        """
        since = self._clock() - within

        def look(session: Session) -> bool:
            # Locks the row where there is one, so that the other process waits for our note.
            session.execute(
                update(ConversationState)
                .where(ConversationState.conversation == conversation)
                .values(updated_at=self._clock())
            )
            earlier = session.scalar(
                select(func.count())
                .select_from(Turn)
                .where(
                    Turn.conversation == conversation,
                    Turn.id != turn_id,
                    Turn.received_at > since,
                    Turn.intent == intent,
                )
            )
            if earlier:
                return False
            session.execute(update(Turn).where(Turn.id == turn_id).values(intent=intent))
            return True

        return await self._sessions.run(look)

    async def last_unknown(self, conversation: str, before: int) -> str | None:
        """The last question of a conversation that had no answer (redacted)."""
        query = (
            select(Turn.question)
            .where(Turn.conversation == conversation, Turn.id < before, Turn.kind == "unknown")
            .order_by(Turn.id.desc())
            .limit(1)
        )
        async with self._sessions() as session:
            found: str | None = await session.scalar(query)
        return found or None

    async def failed_last(self, conversation: str, before: int) -> bool:
        """Whether the turn before had no answer, or a wrong one."""
        query = (
            select(Turn.kind, Turn.intent)
            .where(Turn.conversation == conversation, Turn.id < before)
            .order_by(Turn.id.desc())
            .limit(1)
        )
        async with self._sessions() as session:
            found = (await session.execute(query)).first()
        return found is not None and ("unknown" in found or "complain_about_answer" in found)

    async def last_question(self, conversation: str, before: int) -> str | None:
        """The question before a turn of the same conversation (redacted)."""
        query = (
            select(Turn.question)
            .where(Turn.conversation == conversation, Turn.id < before)
            .order_by(Turn.id.desc())
            .limit(1)
        )
        async with self._sessions() as session:
            found: str | None = await session.scalar(query)
        return found


def unsealed(keyring: Keyring, stored: list[dict[str, Any]]) -> list[Reply]:
    """The replies of a turn as they were kept, private ones opened."""
    if stored and "sealed" in stored[0]:
        stored = json.loads(keyring.open(stored[0]["sealed"], _SEALED))
    return [Reply.from_json(item) for item in stored]


def _state(session: Session, conversation: str) -> State:
    row = session.get(ConversationState, conversation)
    held = tuple(
        session.scalars(
            select(OutboxMessage.id).where(
                OutboxMessage.conversation == conversation,
                OutboxMessage.status == OutboxStatus.HELD,
            )
        )
    )
    if row is None:
        return State(held=held)
    replies = tuple(Reply.from_json(item) for item in row.last_replies)
    return State(tuple(row.choices), row.in_form, row.rest, replies, row.case_open, held)


def _forget(session: Session, conversation: str, since: datetime) -> None:
    # The turn that opened the form was received before the form's draft was made, long before if
    # its process died; and a turn whose process died has no replies that would call it private.
    session.execute(
        update(Turn)
        .where(
            Turn.conversation == conversation,
            Turn.private | (Turn.question == ""),
            Turn.received_at >= since - FORGOTTEN_BEFORE,
        )
        .values(conversation="", question="")
    )
