"""The legal clocks of one case in the database: started, paused, resumed, met, extended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.deadlines import DeadlineRules, Pause, Rule
from bot.complaints.case.deadlines import due_on as due_day
from bot.complaints.case.models import Case, CaseDeadline, Holiday
from bot.kit.clock import CHONGQING
from bot.kit.working_days import WorkingDays

Calendar = Callable[[Session], WorkingDays]


def staff_calendar(session: Session) -> WorkingDays:
    """Working days with the holidays staff entered."""
    rows = session.execute(select(Holiday.day, Holiday.working))
    return WorkingDays({day: working for day, working in rows})


@dataclass(frozen=True)
class Clocks:
    """Moves the clocks; every method works inside the caller's transaction.

    Args:
        rules: the deadline table with its legal basis.
        calendar: working days, holidays entered by staff included.
    """

    rules: DeadlineRules
    calendar: Calendar = staff_calendar

    def start(self, session: Session, case: Case, event: str, now: datetime) -> None:
        """Begin the clocks an event starts; meet those it fulfils."""
        self.meet(session, case, event, now)
        today = local_day(now)
        calendar = self.calendar(session)
        # A clock that was met doesn't count: a case closed and reopened on one day gets a new one.
        known = {deadline.rule for deadline in self.running(session, case)}
        for rule in self.rules.starting(case.kind, event):
            if rule.slug in known:
                continue
            due = due_day(rule, today, calendar, ())
            session.add(
                CaseDeadline(
                    case_id=case.id,
                    rule=rule.slug,
                    started_on=today,
                    due_on=due,
                    pauses=[],
                    certain=due is None or calendar.is_certain(due),
                )
            )
        session.flush()
        self._refresh(session, case)

    def meet(self, session: Session, case: Case, event: str, now: datetime) -> None:
        """Stop the clocks an event fulfils: those it is the decision of."""
        for deadline in self.running(session, case):
            if event in self.rules[deadline.rule].met_by:
                self._stop(session, deadline, now)
                deadline.met_by = event
        self._refresh(session, case)

    def end(self, session: Session, case: Case, now: datetime) -> None:
        """Stop every clock, unfulfilled: the case is over."""
        for deadline in self.running(session, case):
            self._stop(session, deadline, now)
        case.next_due_on = None

    def pausable(self, session: Session, case: Case, now: datetime) -> dict[str, list[Rule]]:
        """The kinds of time that would stop a clock now, each with the periods it stops.

        A period that is over can't be stopped any more.
        """
        found: dict[str, list[Rule]] = {}
        for deadline in self.running(session, case):
            rule = self.rules[deadline.rule]
            if deadline.due_on is not None and deadline.due_on >= local_day(now):
                for kind in rule.pauses:
                    found.setdefault(kind, []).append(rule)
        return found

    def pause(self, session: Session, case: Case, kind: str, now: datetime) -> list[Rule]:
        """Stop just the clocks whose article doesn't count this kind of time.

        Returns:
            The periods that were stopped; none if no article allows it.
        """
        stopped = self.pausable(session, case, now).get(kind, [])
        slugs = {rule.slug for rule in stopped}
        for deadline in self.running(session, case):
            if deadline.rule in slugs:
                deadline.pauses = [*deadline.pauses, [local_day(now).isoformat(), None, kind]]
        self.reckon(session, case)
        return stopped

    def paused(self, session: Session, case: Case) -> list[tuple[Rule, Pause]]:
        """The periods that stand still, each with what for."""
        return [
            (self.rules[deadline.rule], pauses_of(deadline)[-1])
            for deadline in self.running(session, case)
            if _is_paused(deadline)
        ]

    def resume(self, session: Session, case: Case, now: datetime) -> list[Rule]:
        """Let paused clocks run on.

        Returns:
            The periods that run again.
        """
        found = [rule for rule, _ in self.paused(session, case)]
        for deadline in self.running(session, case):
            _run_on(deadline, now)
        self.reckon(session, case)
        return found

    def extend(self, session: Session, case: Case, slug: str) -> CaseDeadline | None:
        """Give a clock the extension its rule allows; None if it allows none (any more)."""
        rule = self.rules[slug]
        for deadline in self.running(session, case):
            if deadline.rule == slug and rule.extendable_by and not deadline.extended:
                deadline.extended = 1
                self.reckon(session, case)
                return deadline
        return None

    def of(self, session: Session, case: Case) -> list[CaseDeadline]:
        """All clocks of a case, oldest first."""
        query = select(CaseDeadline).where(CaseDeadline.case_id == case.id)
        return list(session.scalars(query.order_by(CaseDeadline.id)))

    def running(self, session: Session, case: Case) -> list[CaseDeadline]:
        """The clocks not yet met."""
        return [deadline for deadline in self.of(session, case) if deadline.met_at is None]

    def rule(self, slug: str) -> Rule:
        """The rule behind a clock."""
        return self.rules[slug]

    def reckon(self, session: Session, case: Case) -> None:
        """Work out the days of the running clocks again, by the holidays known now."""
        calendar = self.calendar(session)
        for deadline in self.running(session, case):
            rule = self.rules[deadline.rule]
            deadline.due_on = due_day(
                rule,
                deadline.started_on,
                calendar,
                pauses_of(deadline),
                extended=bool(deadline.extended),
            )
            deadline.certain = deadline.due_on is None or calendar.is_certain(deadline.due_on)
        session.flush()
        self._refresh(session, case)

    def _stop(self, session: Session, deadline: CaseDeadline, now: datetime) -> None:
        """A clock that stood still gets its last day, against which it is measured."""
        if _is_paused(deadline):
            _run_on(deadline, now)
            deadline.due_on = due_day(
                self.rules[deadline.rule],
                deadline.started_on,
                self.calendar(session),
                pauses_of(deadline),
                extended=bool(deadline.extended),
            )
        deadline.met_at = now

    def _refresh(self, session: Session, case: Case) -> None:
        days = [d.due_on for d in self.running(session, case) if d.due_on is not None]
        case.next_due_on = min(days, default=None)


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in Chongqing."""
    return moment.astimezone(CHONGQING).date()


def pauses_of(deadline: CaseDeadline) -> list[Pause]:
    """The times that don't count for a clock, oldest first."""
    return [
        Pause(date.fromisoformat(begun or ""), date.fromisoformat(end) if end else None, why or "")
        for begun, end, why in deadline.pauses
    ]


def _is_paused(deadline: CaseDeadline) -> bool:
    return bool(deadline.pauses) and deadline.pauses[-1][1] is None


def _run_on(deadline: CaseDeadline, now: datetime) -> None:
    if _is_paused(deadline):
        begun, _, kind = deadline.pauses[-1]
        deadline.pauses = [*deadline.pauses[:-1], [begun, local_day(now).isoformat(), kind]]
