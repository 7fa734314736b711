"""What staff do about one turn: its question joins a group, and the group is worked as any."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.answered import answered_turn
from bot.conversation.models import UnansweredQuestion
from bot.editing.unanswered.desk import InboxDesk

PICKED = "picked"  # why the question was kept: staff took it up


@dataclass(frozen=True)
class TurnDesk:
    """Takes turns up.

    Args:
        inbox: decides about their groups.
    """

    inbox: InboxDesk

    async def group_of(self, turn: int) -> int:
        """The group a turn's question is in; it is put into one if it is in none.

        Raises:
            TurnNotFound: there is none that staff may read.
        """
        sessions = self.inbox.faq.sessions
        number = await sessions.run(lambda session: _kept(session, turn))
        while True:
            async with sessions() as session:
                row = await session.get_one(UnansweredQuestion, number)
            if row.cluster_id is not None:
                return row.cluster_id
            await self.inbox.grouping.run(sessions)

    async def mend(self, by: str, turn: int, slug: str) -> int:
        """Begin a change of the entry a turn got, or go on with the open one; the draft's number.

        If the citizen called it wrong, the question is worked on from now on.

        Raises:
            TurnNotFound: there is no such turn.
            FaqNotFound: there is no such entry.
        """
        async with self.inbox.faq.sessions() as session:
            await session.run_sync(answered_turn, turn)
            query = select(UnansweredQuestion.cluster_id).where(UnansweredQuestion.turn_id == turn)
            group = await session.scalar(query.order_by(UnansweredQuestion.id.desc()).limit(1))
        draft = await self.inbox.faq.begin(by, slug)
        if group is not None:
            await self.inbox.take_on(by, group, slug)
        return draft


def _kept(session: Session, turn: int) -> int:
    """Number of the row that keeps a turn's question for staff."""
    asked = answered_turn(session, turn)
    query = select(UnansweredQuestion.id).where(UnansweredQuestion.turn_id == turn)
    found = session.scalar(query.order_by(UnansweredQuestion.id.desc()).limit(1))
    if found is not None:
        return found
    row = UnansweredQuestion(
        turn_id=turn,
        question=asked.question,
        reason=PICKED,
        score=asked.score,
        channel=asked.channel,
        asked_at=asked.received_at,
    )
    session.add(row)
    session.flush()
    return row.id
