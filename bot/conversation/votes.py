"""有用、没用: what citizens say of an answer, by a button below it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.models import AnswerVote, Turn
from bot.conversation.open_turns import turn_key
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory, insert
from bot.kit.messages import ReplyKind
from bot.kit.sealing import Keyring


@dataclass(frozen=True)
class Votes:
    """Keeps one vote for each answer, the last.

    Args:
        sessions: the database.
        keyring: makes the keys by which turns are known.
        clock: the present moment.
    """

    sessions: SessionFactory
    keyring: Keyring
    clock: Clock

    async def cast(self, channel: str, conversation: str, key: str, *, useful: bool) -> bool:
        """Keep a vote; False if this chat got no such answer.

        Args:
            channel: of the chat.
            conversation: its pseudonym.
            key: of the message that was answered, as :class:`IncomingMessage` has it.
            useful: whether it was.
        """
        known = turn_key(self.keyring, conversation, key)

        def write(session: Session) -> bool:
            turn = session.execute(
                select(Turn.id, Turn.entry).where(
                    Turn.channel == channel,
                    Turn.key == known,
                    Turn.conversation == conversation,
                    Turn.private.is_(False),
                    Turn.kind == ReplyKind.ANSWER.value,
                    Turn.entry != "",
                )
            ).first()
            if turn is None:
                return False
            said = {"useful": useful, "at": self.clock()}
            new = insert(session, AnswerVote).values(turn_id=turn.id, entry=turn.entry, **said)
            session.execute(new.on_conflict_do_update(index_elements=["turn_id"], set_=said))
            return True

        return await self.sessions.run(write)
