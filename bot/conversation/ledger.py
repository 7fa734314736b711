"""The answer ledger: opens turns exactly once, keeps their replies and the open choices."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversation.models import ConversationState, Turn, UnansweredQuestion
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.private import redact
from bot.messages import IncomingMessage, Reply, ReplyKind

# Longer than any answer takes; after it the turn of a dead process may be taken over.
LEASE = timedelta(seconds=12)
LOOK_AGAIN = 0.1  # seconds


@dataclass(frozen=True)
class State:
    """What a conversation left open."""

    choices: tuple[str, ...] = ()
    in_form: bool = False
    rest: str = ""
    last_replies: tuple[Reply, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The replies of one turn and how they came about."""

    replies: tuple[Reply, ...]
    intent: str = ""
    in_form: bool = False
    degraded: bool = False
    rest: str = ""
    keep_as: str = ""
    keep_question: str = ""


class Ledger:
    """Turns in the database; every method is one short transaction."""

    def __init__(self, sessions: SessionFactory, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    async def open(self, message: IncomingMessage) -> tuple[int, State | None]:
        """The turn of a message, and what its conversation left open if it is ours to answer.

        A repeated key gives the turn that exists; it becomes ours only if the process that was
        answering it has died.
        """
        now = self._clock()
        turn = Turn(
            channel=message.channel,
            key=message.key,
            conversation=message.conversation,
            question=redact(message.text),
            received_at=now,
            leased_until=now + LEASE,
        )

        def insert(session: Session) -> tuple[int, State]:
            session.add(turn)
            session.flush()
            return turn.id, _state(session, message.conversation)

        try:
            return await self._sessions.run(insert)
        except IntegrityError:
            return await self._take_over(message)

    async def _take_over(self, message: IncomingMessage) -> tuple[int, State | None]:
        now = self._clock()
        mine = (Turn.channel == message.channel) & (Turn.key == message.key)

        def take(session: Session) -> tuple[int, State | None]:
            taken = session.execute(
                update(Turn)
                .where(mine, Turn.replies.is_(None), Turn.leased_until < now)
                .values(leased_until=now + LEASE)
            )
            found = session.scalars(select(Turn.id).where(mine)).one()
            is_mine = taken.rowcount == 1  # type: ignore[attr-defined]
            return found, _state(session, message.conversation) if is_mine else None

        return await self._sessions.run(take)

    async def replies(self, turn_id: int, seconds: float) -> list[Reply] | None:
        """The replies of a turn another request is answering, waiting at most ``seconds``."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            async with self._sessions() as session:
                found = await session.scalar(select(Turn.replies).where(Turn.id == turn_id))
            if found is not None:
                return [Reply.from_json(item) for item in found]
            if asyncio.get_running_loop().time() >= deadline:
                return None
            await asyncio.sleep(LOOK_AGAIN)

    async def close(
        self, turn_id: int, message: IncomingMessage, outcome: Outcome, milliseconds: int
    ) -> None:
        """Keep the replies, what they leave open, and what staff should look at, in one go."""
        stored = [reply.to_json() for reply in outcome.replies]
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
                    replies=stored,
                    intent=outcome.intent,
                    kind=telling.kind.value,
                    entry=telling.entry or "",
                    score=telling.score,
                    degraded=outcome.degraded,
                    milliseconds=milliseconds,
                )
            )
            session.merge(
                ConversationState(
                    conversation=message.conversation,
                    choices=choices,
                    in_form=outcome.in_form,
                    rest=outcome.rest,
                    last_replies=stored,
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

    async def keep_rest(self, conversation: str, rest: str) -> None:
        """Remember the part of a long reply that didn't fit, for 「继续」."""
        async with self._sessions.begin() as session:
            await session.execute(
                update(ConversationState)
                .where(ConversationState.conversation == conversation)
                .values(rest=rest)
            )

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


def _state(session: Session, conversation: str) -> State:
    row = session.get(ConversationState, conversation)
    if row is None:
        return State()
    replies = tuple(Reply.from_json(item) for item in row.last_replies)
    return State(tuple(row.choices), row.in_form, row.rest, replies)
