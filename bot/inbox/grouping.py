"""Puts new questions into groups of the same meaning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.models import UnansweredQuestion
from bot.inbox.models import ClusterState, QuestionCluster
from bot.kit.clock import Clock
from kb.knowledge import Normalise
from kb.search.embedding import DIMENSION, Embedder

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

    def vector(self, question: str) -> NDArray[np.float32]:
        """The vector of a question as typed."""
        return self.embedder.question(self.normalise(question))

    def run(self, session: Session) -> int:
        """Group what is new, at most :data:`AT_ONCE`; the number of questions grouped.

        A question that comes although its group was answered founds a new one: the answer there
        is doesn't reach it.
        """
        rows = list(
            session.scalars(
                select(UnansweredQuestion)
                .where(UnansweredQuestion.cluster_id.is_(None))
                .order_by(UnansweredQuestion.id)
                .limit(AT_ONCE)
                .with_for_update(skip_locked=True)
            )
        )
        if not rows:
            return 0
        states = [state.value for state in _TAKING]
        groups = list(
            session.scalars(select(QuestionCluster).where(QuestionCluster.state.in_(states)))
        )
        vectors: list[NDArray[np.float32]] = [
            np.frombuffer(group.vector, dtype=np.float32) for group in groups
        ]
        for row in rows:
            vector = self.vector(row.question)
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
        session.flush()
        return len(rows)


def _nearest(vectors: list[NDArray[np.float32]], vector: NDArray[np.float32]) -> int | None:
    if not vectors:
        return None
    cosines = np.vstack(vectors).reshape(-1, DIMENSION) @ vector
    best = int(cosines.argmax())
    return best if cosines[best] >= SAME else None
