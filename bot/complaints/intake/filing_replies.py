"""Answers to the last message of anonymous reports, kept some minutes for repeated deliveries."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.complaints.case.models import FilingReply
from bot.complaints.intake.turn import CaseTurn, Step
from bot.kit.sealing import Keyring, SealBroken

FIELD = "filing_reply.step"


@dataclass(frozen=True)
class FilingReplies:
    """Keeps them.

    Args:
        keyring: seals them, and makes the digests they are found by.
    """

    keyring: Keyring

    def find(self, session: Session, conversation: str, key: str) -> Step | None:
        """What this very message was answered; None if it filed nothing."""
        row = session.get(FilingReply, self._key(conversation, key))
        if row is None:
            return None
        try:
            return Step.from_json(json.loads(self.keyring.open(row.sealed, FIELD)))
        except SealBroken:
            return None

    def keep(self, session: Session, turn: CaseTurn, step: Step) -> None:
        """Keep an answer in the transaction of its case."""
        sealed = self.keyring.seal(json.dumps(step.to_json(), ensure_ascii=False), FIELD)
        session.add(FilingReply(key=self._key(turn.conversation, turn.key), sealed=sealed))

    @staticmethod
    def sweep(session: Session) -> int:
        """Delete what an earlier sweep met, and mark the rest; how many were deleted."""
        gone = session.execute(delete(FilingReply).where(FilingReply.met))
        session.execute(update(FilingReply).values(met=True))
        return int(gone.rowcount)  # type: ignore[attr-defined]

    def _key(self, conversation: str, key: str) -> str:
        return self.keyring.digest(f"{conversation}\0{key}", "filing_reply.key")
