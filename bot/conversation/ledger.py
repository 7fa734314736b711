"""The answer ledger: keeps the replies of turns, the open choices, and how answers leave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.complaints.understanding.teller import unnamed_words
from bot.conversation.forgetting import forget_turns
from bot.conversation.memory import Memory
from bot.conversation.models import (
    AnswerBasis,
    ConversationState,
    OpenTurn,
    Turn,
    UnansweredQuestion,
)
from bot.conversation.open_turns import OpenTurns, settle
from bot.conversation.state import IN_HAND_FIELD
from bot.conversation.told import Told
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory, insert, insert_of
from bot.kit.messages import IncomingMessage, Reply, ReplyKind
from bot.kit.sealing import Keyring
from kb.answer import Answer
from kb.basis import Basis

PASSIVE, LATE = "passive", "late"
SENDING, SENT = "sending", "sent"
_SEALED = "turn.replies"
# Made once: putting a statement together costs as much as what the database does with it.
_TURN, _OPEN = cast(sa.Table, Turn.__table__), cast(sa.Table, OpenTurn.__table__)
_CLOSED = (
    sa.update(_TURN)
    .where(_TURN.c.id == sa.bindparam("turn_id"))
    .values(
        {
            name: sa.bindparam(name)
            for name in (
                "replies", "private", "question", "intent", "kind", "entry", "score", "degraded",
                "milliseconds", "stages", "reasons", "basis",
            )
        }
    )
)  # fmt: skip
_BASIS = select(cast(sa.Table, AnswerBasis.__table__).c.digest).where(
    AnswerBasis.digest == sa.bindparam("digest")
)
_DROPPED = sa.delete(_OPEN).where(
    _OPEN.c.turn_id == sa.bindparam("turn_id"), _OPEN.c.holder == sa.bindparam("by")
)


class TakenOver(Exception):
    """Another process answers the turn: it took this one for dead, or the citizen has left."""


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
        filed: whether a case was registered with this turn.
        private: whether question and replies belong to a case and must not stay readable.
        forget_since: from this moment on the turns lose their tie to the conversation.
        in_hand: number of a case opened by its code, which the next message may add to.
        reasons: who bid to answer, how sure and why.
        answer: what the knowledge base said, to be remembered; None if it said nothing.
        memory: what the conversation is about from now on; None leaves it as it was.
        told: the story a form may be made of from now on; None leaves it as it was, and an empty
            one forgets it.
        basis: what the entry given was made from; None if none was.
        when_safe: what is said besides, behind advice against a danger.
    """

    replies: tuple[Reply, ...]
    intent: str = ""
    in_form: bool = False
    degraded: bool = False
    rest: str = ""
    keep_as: str = ""
    keep_question: str = ""
    case_open: bool = False
    filed: bool = False
    private: bool = False
    forget_since: datetime | None = None
    in_hand: str = ""
    reasons: tuple[dict[str, Any], ...] = ()
    answer: Answer | None = None
    memory: Memory | None = None
    told: Told | None = None
    basis: Basis | None = None
    when_safe: str = ""

    @property
    def telling(self) -> Reply:
        """The reply that counts in the figures: the first that is more than talk."""
        first = self.replies[0] if self.replies else Reply("")
        return next((r for r in self.replies if r.kind is not ReplyKind.TALK), first)


class Ledger:
    """Turns in the database; every method is one short transaction."""

    def __init__(self, sessions: SessionFactory, clock: Clock, keyring: Keyring) -> None:
        self._sessions = sessions
        self._clock = clock
        self._keyring = keyring
        self.open_turns = OpenTurns(sessions, clock, keyring)

    async def look(self, turn_id: int) -> tuple[list[Reply] | None, bool]:
        """The replies of a turn, if there are any, and whether nobody answers it any more."""
        query = select(Turn.replies, Turn.leased_until).where(Turn.id == turn_id)
        async with self._sessions() as session:
            found = (await session.execute(query)).first()
        if found is None:
            return None, False
        kept, until = found
        return None if kept is None else unsealed(self._keyring, kept), until < self._clock()

    async def close(
        self,
        turn_id: int,
        message: IncomingMessage,
        outcome: Outcome,
        milliseconds: int,
        stages: Mapping[str, float] | None = None,
    ) -> None:
        """Keep the replies, what they leave open, and what staff should look at, in one go.

        Args:
            turn_id, message, outcome: which turn, and what came of it.
            milliseconds: how long the answer took.
            stages: of that its stages, in seconds by name.

        Raises:
            TakenOver: the turn isn't this process's any more; nothing is kept.
        """
        stored = [reply.to_json() for reply in outcome.replies]
        kept = [{"sealed": self._keyring.seal(json.dumps(stored), _SEALED)}]
        telling = outcome.telling
        basis = None if outcome.private else outcome.basis
        digest = "" if basis is None else basis.digest
        choices = [ref for reply in outcome.replies for ref in reply.choices]

        def write(session: Session) -> None:
            self._still_ours(session, turn_id, leaves_later=bool(message.address))
            session.execute(
                _CLOSED,
                {
                    "turn_id": turn_id,
                    "replies": kept if outcome.private else stored,
                    "private": outcome.private,
                    "question": "" if outcome.private else unnamed_words(message.text),
                    "intent": outcome.intent,
                    "kind": telling.kind.value,
                    "entry": telling.entry or "",
                    "score": telling.score,
                    "degraded": outcome.degraded,
                    "milliseconds": milliseconds,
                    "stages": {name: round(took * 1000) for name, took in (stages or {}).items()},
                    "reasons": list(outcome.reasons),
                    "basis": digest,
                },
            )
            if basis is not None:
                _keep(session, digest, basis)
            if outcome.forget_since is not None:
                forget_turns(
                    session,
                    message.conversation,
                    outcome.forget_since,
                    turn_id,
                    on_its_way=bool(message.address),
                )
            left: dict[str, Any] = {
                "conversation": message.conversation,
                "choices": choices,
                "in_form": outcome.in_form,
                "rest": outcome.rest,
                "last_replies": [] if outcome.private else stored,
                "case_open": outcome.case_open,
                "case_in_hand": self._keyring.seal(outcome.in_hand, IN_HAND_FIELD),
                "updated_at": self._clock(),
            }
            if outcome.forget_since is not None:
                left |= {"memory": {}, "remembered_at": None, "told_sealed": "", "told_at": None}
            elif outcome.memory is not None:
                left |= {"memory": outcome.memory.to_json(), "remembered_at": self._clock()}
            if outcome.told is not None:
                left["told_sealed"] = outcome.told.sealed(self._keyring)
                left["told_at"] = self._clock() if outcome.told else None
            session.execute(_left(session.get_bind().dialect.name, tuple(left)), left)
            if outcome.keep_as:
                session.add(
                    UnansweredQuestion(
                        turn_id=_asked_in(session, turn_id, message.conversation, outcome),
                        question=unnamed_words(outcome.keep_question or message.text),
                        reason=outcome.keep_as,
                        score=telling.score,
                        channel=message.channel,
                        asked_at=self._clock(),
                    )
                )

        await self._sessions.run(write)

    def _still_ours(self, session: Session, turn_id: int, *, leaves_later: bool) -> None:
        """Make sure that no other process has the turn, and lock it.

        Args:
            session: in the transaction that keeps the answer.
            turn_id: of the turn.
            leaves_later: whether the message is still needed to send the answer.

        Raises:
            TakenOver: another one has it, or the citizen has left.
        """
        if not leaves_later:  # it can't be sent after its request
            done = session.execute(_DROPPED, {"turn_id": turn_id, "by": self.open_turns.holder})
            if done.rowcount == 0:  # type: ignore[attr-defined]
                raise TakenOver
            return
        open_turn = session.get(OpenTurn, turn_id, with_for_update=True)
        if open_turn is None or open_turn.holder != self.open_turns.holder:
            raise TakenOver

    async def claim(self, turn_id: int, how: str) -> bool:
        """Note how an answer leaves, once; False if it is leaving another way.

        Args:
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

        def note(session: Session) -> None:
            session.execute(update(Turn).where(Turn.id == turn_id).values(delivered=SENT))
            settle(session, turn_id)

        await self._sessions.run(note)

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


def _asked_in(session: Session, turn: int, conversation: str, outcome: Outcome) -> int | None:
    """The turn a kept question was asked in: this one, or an earlier one it is told of now."""
    if not outcome.keep_question:
        return None if outcome.private else turn
    query = select(Turn.id).where(
        Turn.conversation == conversation,
        Turn.id < turn,
        Turn.private.is_(False),
        Turn.question == unnamed_words(outcome.keep_question),
    )
    found: int | None = session.scalar(query.order_by(Turn.id.desc()).limit(1))
    return found


@lru_cache(maxsize=8)
def _left(dialect: str, names: tuple[str, ...]) -> Any:
    """The statement that keeps what a turn leaves in these columns."""
    row = insert_of(dialect, ConversationState)
    kept = {name: row.excluded[name] for name in names}
    return row.values({name: sa.bindparam(name) for name in names}).on_conflict_do_update(
        index_elements=["conversation"], set_=kept
    )


def _keep(session: Session, digest: str, basis: Basis) -> None:
    """Keep what an answer was made from; another turn may keep the same at this moment."""
    if session.scalar(_BASIS, {"digest": digest}) is None:
        values = {"digest": digest, "content": basis.to_json()}
        session.execute(insert(session, AnswerBasis).values(values).on_conflict_do_nothing())


def unsealed(keyring: Keyring, stored: list[dict[str, Any]]) -> list[Reply]:
    """The replies of a turn as they were kept, private ones opened."""
    if stored and "sealed" in stored[0]:
        stored = json.loads(keyring.open(stored[0]["sealed"], _SEALED))
    return [Reply.from_json(item) for item in stored]
