"""Turns that aren't settled: who answers them now, who waits behind them, and what was said.

A turn is open from the moment its message arrives until its answer has left. Until then its row
here keeps the message, sealed, so that another process can answer when this one is killed; the
process that answers renews its lease, so that a slow answer isn't given twice.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversation.forgetting import keep_hour
from bot.conversation.models import OpenTurn, Turn
from bot.conversation.state import State, state_of
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from bot.kit.sealing import Keyring

# Shorter than the pause between two tries of WeChat (5 s) and than one try's wait (4.5 s): whoever
# waits at another process lives to see it run out.
LEASE = timedelta(seconds=4)
MESSAGE_FIELD = "open_turn.message"
# Made once: putting a statement together costs as much as what the database does with it.
_NEW_TURN = sa.insert(cast(sa.Table, Turn.__table__))
_NEW_OPEN_TURN = sa.insert(cast(sa.Table, OpenTurn.__table__))
_OLDER = (
    select(func.count())
    .select_from(OpenTurn)
    .join(Turn, OpenTurn.turn_id == Turn.id)
    .where(
        OpenTurn.conversation == sa.bindparam("conversation"),
        OpenTurn.turn_id < sa.bindparam("turn"),
        Turn.replies.is_(None),
    )
)


@dataclass(frozen=True)
class Opened:
    """A turn that was opened, or that was open already.

    Args:
        id: of the turn.
        state: what the conversation left open; None if another request answers the turn.
        tries: how often the platform has delivered this message.
        attempts: how often a process has begun to answer it.
        is_behind: whether an older message of the same conversation isn't answered yet.
    """

    id: int
    state: State | None
    tries: int = 1
    attempts: int = 1
    is_behind: bool = False


@dataclass(frozen=True)
class Ahead:
    """The oldest unanswered turn before another of the same conversation."""

    turn: int
    is_abandoned: bool


class OpenTurns:
    """Open turns in the database; every method is one short transaction.

    Args:
        sessions: the database.
        clock: the present moment.
        keyring: seals the messages.
    """

    def __init__(self, sessions: SessionFactory, clock: Clock, keyring: Keyring) -> None:
        self._sessions = sessions
        self._clock = clock
        self._keyring = keyring
        self.holder = uuid.uuid4().hex

    async def open(self, message: IncomingMessage) -> Opened:
        """The turn of a message, and what its conversation left open if it is ours to answer.

        A repeated key gives the turn that exists.
        """
        now, key = self._clock(), turn_key(self._keyring, message.conversation, message.key)
        turn = {
            "channel": message.channel,
            "key": key,
            "conversation": message.conversation,
            # Written when the turn is closed: only then is it known whether it belongs to a case.
            "question": "",
            "received_at": now,
            "leased_until": now + LEASE,
        }
        waiting = {
            "conversation": message.conversation,
            "message_sealed": self._keyring.seal(json.dumps(asdict(message)), MESSAGE_FIELD),
            "holder": self.holder,
        }

        def insert(session: Session) -> Opened:
            _in_order(session, message.conversation)
            number: int = session.execute(_NEW_TURN, turn).inserted_primary_key[0]  # type: ignore[attr-defined]
            session.execute(_NEW_OPEN_TURN, {**waiting, "turn_id": number})
            return self._ours(session, number, message.conversation)

        try:
            return await self._sessions.run(insert)
        except IntegrityError:
            return await self._sessions.run(lambda session: _again(session, message.channel, key))

    async def take(self, turn: int) -> tuple[Opened, IncomingMessage] | None:
        """Make an abandoned turn ours, with its message; None if it isn't abandoned (any more)."""

        def work(session: Session) -> tuple[Opened, IncomingMessage] | None:
            now = self._clock()
            taken = session.execute(
                update(Turn)
                .where(Turn.id == turn, _abandoned(now))
                .values(leased_until=now + LEASE)
                .execution_options(synchronize_session=False)
            )
            row = session.get(OpenTurn, turn) if taken.rowcount == 1 else None  # type: ignore[attr-defined]
            if row is None:
                return None
            row.holder, row.attempts = self.holder, row.attempts + 1
            tries = session.scalar(select(Turn.tries).where(Turn.id == turn)) or 1
            opened = self._ours(session, turn, row.conversation, tries, row.attempts)
            return opened, message_of(self._keyring, row)

        return await self._sessions.run(work)

    async def renew(self, turns: Collection[int]) -> None:
        """Keep turns ours for another while."""
        if turns:
            until = self._clock() + LEASE
            await self._sessions.run(lambda session: _lease(session, turns, self.holder, until))

    async def release(self, turn: int) -> None:
        """Give a turn up that we could not answer: the next try takes it over at once."""
        now = self._clock() - timedelta(microseconds=1)
        await self._sessions.run(lambda session: _lease(session, [turn], self.holder, now))

    async def state(self, conversation: str) -> State:
        """What a conversation has left open by now."""
        return await self._sessions.run(lambda session: self._state(session, conversation))

    async def ahead(self, conversation: str, before: int | None = None) -> Ahead | None:
        """The oldest turn of a conversation that isn't answered yet.

        Args:
            conversation: the pseudonym.
            before: only turns that came before this one.
        """
        now = self._clock()
        query = (
            select(Turn.id, Turn.leased_until)
            .join(OpenTurn, OpenTurn.turn_id == Turn.id)
            .where(OpenTurn.conversation == conversation, Turn.replies.is_(None))
            .order_by(Turn.id)
            .limit(1)
        )
        if before is not None:
            query = query.where(Turn.id < before)
        async with self._sessions() as session:
            found = (await session.execute(query)).first()
        return None if found is None else Ahead(found[0], found[1] < now)

    async def abandoned(self) -> list[int]:
        """Turns that nobody answers any more, oldest first."""
        query = (
            select(Turn.id)
            .join(OpenTurn, OpenTurn.turn_id == Turn.id)
            .where(_abandoned(self._clock()))
            .order_by(Turn.id)
        )
        return await self._sessions.read(lambda session: list(session.scalars(query)))

    async def settle(self, turn: int) -> None:
        """The answer has left: nothing of the message is kept here any longer."""
        await self._sessions.run(lambda session: settle(session, turn))

    def _state(self, session: Session, conversation: str) -> State:
        return state_of(session, conversation, self._keyring, self._clock())

    def _ours(
        self, session: Session, turn: int, conversation: str, tries: int = 1, attempts: int = 1
    ) -> Opened:
        before = {"conversation": conversation, "turn": turn}
        older = session.connection().scalar(_OLDER, before)
        state = self._state(session, conversation)
        return Opened(turn, state, tries, attempts, bool(older))


def turn_key(keyring: Keyring, conversation: str, key: str) -> str:
    """By what the turn of a message is known.

    Of the sender and the platform's id together: the id alone, pushed for somebody else, would give
    them the first one's replies. Keyed, for a turn that lost its tie to the conversation must not
    be found by trying names and ids.
    """
    return keyring.digest(f"{conversation}\0{key}", "turn.key")


def message_of(keyring: Keyring, row: OpenTurn) -> IncomingMessage:
    return IncomingMessage(**json.loads(keyring.open(row.message_sealed, MESSAGE_FIELD)))


def settle(session: Session, turn: int) -> None:
    """See :meth:`OpenTurns.settle`."""
    session.execute(delete(OpenTurn).where(OpenTurn.turn_id == turn))
    if (row := session.get(Turn, turn)) is not None:
        keep_hour(row)


def forget_open_turns(session: Session, conversation: str) -> None:
    """Somebody has left: what isn't answered yet is not answered any more."""
    session.execute(delete(OpenTurn).where(OpenTurn.conversation == conversation))


def _abandoned(now: datetime) -> ColumnElement[bool]:
    return Turn.replies.is_(None) & (Turn.leased_until < now)


def _again(session: Session, channel: str, key: str) -> Opened:
    """A platform delivers a message once more."""
    mine = (Turn.channel == channel) & (Turn.key == key)
    session.execute(update(Turn).where(mine).values(tries=Turn.tries + 1))
    found, tries = session.execute(select(Turn.id, Turn.tries).where(mine)).one()
    return Opened(found, None, tries)


def _lease(session: Session, turns: Collection[int], holder: str, until: datetime) -> None:
    ours = select(OpenTurn.turn_id).where(OpenTurn.turn_id.in_(turns), OpenTurn.holder == holder)
    session.execute(
        update(Turn)
        .where(Turn.id.in_(ours), Turn.replies.is_(None))
        .values(leased_until=until)
        .execution_options(synchronize_session=False)
    )


def _in_order(session: Session, conversation: str) -> None:
    """Two messages of a conversation get their numbers one after the other.

    On SQLite writers take turns anyway; on PostgreSQL the second would not see the first before
    it is committed. The lock ends with the transaction, or with the process.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:conversation, 0))")
        session.execute(lock, {"conversation": conversation})
