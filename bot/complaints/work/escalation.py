"""Overdue and due-soon clocks are escalated to the supervisor (督办), once a clock and stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import Clocks, local_day
from bot.complaints.case.models import Case, CaseDeadline, CaseEvent


@dataclass(frozen=True)
class Escalated:
    """What one run of the job found.

    Args:
        due_soon: cases newly marked as due soon.
        overdue: cases newly marked as overdue.
    """

    due_soon: int
    overdue: int


@dataclass(frozen=True)
class Escalation:
    """Marks clocks and writes the story's line.

    Args:
        clocks: rules with their due-soon thresholds.
    """

    clocks: Clocks

    def run(self, session: Session, now: datetime) -> Escalated:
        """Escalate what came due since the last run, in the caller's transaction."""
        today = local_day(now)
        counts = {"due_soon": 0, "overdue": 0}
        for deadline in self._open(session, today):
            stage = self._stage(deadline, today)
            if stage and self._mark(session, deadline, stage, now):
                counts[stage] += 1
        return Escalated(counts["due_soon"], counts["overdue"])

    def _open(self, session: Session, today: date) -> list[CaseDeadline]:
        longest = max(rule.due_soon_days for rule in self.clocks.rules)
        query = select(CaseDeadline).where(
            CaseDeadline.met_at.is_(None), CaseDeadline.due_on <= today + timedelta(days=longest)
        )
        return list(session.scalars(query))

    def _stage(self, deadline: CaseDeadline, today: date) -> str:
        if deadline.due_on is None:
            return ""
        if deadline.due_on < today:
            return "overdue"
        soon = timedelta(days=self.clocks.rule(deadline.rule).due_soon_days)
        return "due_soon" if deadline.due_on <= today + soon else ""

    def _mark(self, session: Session, deadline: CaseDeadline, stage: str, now: datetime) -> bool:
        said = f"{stage}:{deadline.rule}:{deadline.due_on}"
        known = select(CaseEvent.id).where(
            CaseEvent.case_id == deadline.case_id, CaseEvent.reason == said
        )
        if session.scalar(known) is not None:
            return False
        session.add(
            CaseEvent(
                case_id=deadline.case_id,
                at=now,
                actor_kind="system",
                action="escalate" if stage == "overdue" else "remind",
                reason=said,
                public=False,
            )
        )
        if stage == "overdue":
            case = session.get(Case, deadline.case_id)
            if case is not None:
                case.escalated_at = now
        return True
