"""Puts new questions into groups of the same meaning."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.models import UnansweredQuestion
from bot.editing.unanswered.models import ClusterState, QuestionCluster
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from kb.knowledge import Normalise
from kb.search.embedding import DIMENSION, Embedder, Vector

# Of e5 cosines: other wordings of a question lie above .91, other questions below .88.
SAME = 0.91
AT_ONCE = 200
# A group that was decided takes in what is asked once more, so that staff aren't asked again.
_TAKING = (ClusterState.OPEN, ClusterState.DRAFTED, ClusterState.NOT_OURS, ClusterState.IGNORED)


@dataclass(frozen=True)
class Grouping:
    """Joins each new question to the nearest group, or founds one.

    Args:
        embedder: the embedding model.
        normalise: as questions of citizens are.
        clock: the present moment.
    """

    embedder: Embedder
    normalise: Normalise
    clock: Clock

    def vector(self, question: str) -> Vector:
        """The vector of a question as typed."""
        return self.embedder.question(self.normalise(question))

    async def run(self, sessions: SessionFactory) -> int:
        """Group what is new, at most :data:`AT_ONCE`; the number of questions grouped.

        A question that comes although its group was answered founds a new one: the answer there
        is doesn't reach it. Embedding takes its time, so it is done before the transaction, which
        on SQLite nobody else could write beside.
        """
        async with sessions() as session:
            query = (
                select(UnansweredQuestion.id, UnansweredQuestion.question)
                .where(UnansweredQuestion.cluster_id.is_(None))
                .order_by(UnansweredQuestion.id)
                .limit(AT_ONCE)
            )
            new = [(number, text) for number, text in await session.execute(query)]
        if not new:
            return 0
        vectors = await asyncio.to_thread(
            lambda: {number: self.vector(text) for number, text in new}
        )
        return await sessions.run(lambda session: self._place(session, vectors))

    def _place(self, session: Session, new: Mapping[int, Vector]) -> int:
        rows = session.scalars(
            select(UnansweredQuestion)
            .where(UnansweredQuestion.id.in_(new), UnansweredQuestion.cluster_id.is_(None))
            .order_by(UnansweredQuestion.id)
            .with_for_update(skip_locked=True)
        ).all()
        states = [state.value for state in _TAKING]
        groups = list(
            session.scalars(select(QuestionCluster).where(QuestionCluster.state.in_(states)))
        )
        vectors = [np.frombuffer(group.vector, dtype=np.float32) for group in groups]
        for row in rows:
            vector = new[row.id]
            near = _nearest(vectors, vector)
            if near is None:
                group = QuestionCluster(
                    title=row.question, vector=vector.tobytes(), made_at=self.clock()
                )
                session.add(group)
                session.flush()
                groups.append(group)
                vectors.append(vector)
                near = len(groups) - 1
            row.cluster_id = groups[near].id
        return len(rows)


def _nearest(vectors: list[Vector], vector: Vector) -> int | None:
    if not vectors:
        return None
    cosines = np.vstack(vectors).reshape(-1, DIMENSION) @ vector
    best = int(cosines.argmax())
    return best if cosines[best] >= SAME else None
