"""Supplements have an end: the citizen is reminded, then the case goes back to be worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import local_day
from bot.complaints.case.models import Case, CaseEvent, CaseStatus
from bot.complaints.work.casework import SYSTEM, Casework
from bot.kit.working_days import WorkingDays


@dataclass(frozen=True)
class Swept:
    """What one run of the job did.

    Args:
        reminded: citizens reminded.
        returned: cases that went back without a supplement.
    """

    reminded: int
    returned: int


@dataclass(frozen=True)
class Supplements:
    """Looks after the cases that wait for a citizen.

    Args:
        casework: takes the steps.
    """

    casework: Casework

    def run(self, session: Session, now: datetime) -> Swept:
        """Remind, and take back what nobody answered, in the caller's transaction."""
        today, calendar = local_day(now), self.casework.clocks.calendar(session)
        reminded = returned = 0
        waiting = select(Case).where(Case.status == CaseStatus.WAITING.value).order_by(Case.id)
        for case in session.scalars(waiting.with_for_update(skip_locked=True)):
            due = self._due(case, calendar, today)
            if due < today:
                self.casework.take_step(session, case, "supplement_missed", SYSTEM, now)
                returned += 1
            elif self._is_near(due, calendar, today) and not _was_reminded(session, case):
                self.casework.remind(session, case, now)
                reminded += 1
        return Swept(reminded, returned)

    def _due(self, case: Case, calendar: WorkingDays, today: date) -> date:
        """The last day; a case that waits since before there was one gets a whole period."""
        if case.supplement_due_on is None:
            within = self.casework.workflow.supplement.within_working_days
            case.supplement_due_on = calendar.add(today, within)
        return case.supplement_due_on

    def _is_near(self, due: date, calendar: WorkingDays, today: date) -> bool:
        return calendar.count(today, due) <= self.casework.workflow.supplement.remind_working_days


def _was_reminded(session: Session, case: Case) -> bool:
    """Whether the citizen was reminded since the supplement was asked for."""
    query = (
        select(CaseEvent.action)
        .where(
            CaseEvent.case_id == case.id,
            CaseEvent.action.in_(("ask_supplement", "remind_supplement")),
        )
        .order_by(CaseEvent.id.desc())
    )
    return session.scalars(query).first() == "remind_supplement"
