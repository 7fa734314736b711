"""Verification of the stories of cases against what the audit log holds of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.story import EVENTS_AT_ONCE, WORDS, CaseStory
from bot.kit.sealing import SealBroken
from bot.staff.actions import AuditAction
from bot.staff.audit_check import MOST_PROBLEMS, AuditReport, Mismatch
from bot.staff.models import AuditEntry


@dataclass
class _Logged:
    """What the log holds: number of the case and digests by event, and cases that were purged."""

    events: dict[int, tuple[str, list[str]]] = field(default_factory=dict)
    purged: set[str] = field(default_factory=set)
    since: datetime | None = None


@dataclass(frozen=True)
class StoryCheck:
    """Reads every event once.

    Args:
        story: knows the digests.
    """

    story: CaseStory

    def verify(self, session: Session, report: AuditReport) -> None:
        """Add what is wrong with the stories to a report of the log itself.

        Events from before the log held stories can't be judged; they are older than its first.
        """
        logged = self._logged(session)
        first = min(logged.events, default=0)
        for row, number, purged_at in self._rows(session):
            known = logged.events.pop(row.id, None)
            report.events += 1
            if known is None:
                if logged.since is not None and row.id > first:
                    self._add(report, number, row.id, "没有登记在日志里，是后来塞进去的")
                continue
            early = purged_at is not None and logged.since is not None and purged_at < logged.since
            said = self._difference(row, known[1], purged=early or number in logged.purged)
            if said:
                self._add(report, number, row.id, said)
        for event, (case, _) in sorted(logged.events.items()):
            self._add(report, case, event, "被删除")

    def _difference(self, row: CaseEvent, digests: list[str], *, purged: bool) -> str:
        try:
            now = self.story.digests(row)
        except SealBroken:
            return "的内容打不开，被改动"
        if now[0] != digests[0]:
            return "被改动"
        for name, was, present in zip(WORDS, digests[1:], now[1:], strict=True):
            if was == present or (purged and not getattr(row, name)):
                continue
            return "的内容被改动" if present else "的内容被抹掉，但没有按保存期限清理的记录"
        return ""

    @staticmethod
    def _add(report: AuditReport, case: str, event: int, said: str) -> None:
        if len(report.findings) < MOST_PROBLEMS:
            report.findings.append(Mismatch(f"事项 {case} 的经过第 {event} 条{said}"))

    @staticmethod
    def _logged(session: Session) -> _Logged:
        found = _Logged()
        actions = [AuditAction.CASE_STORY.value, AuditAction.DATA_PURGED.value]
        query = (
            select(AuditEntry.action, AuditEntry.object_id, AuditEntry.details, AuditEntry.at)
            .where(AuditEntry.action.in_(actions), AuditEntry.object_type == "case")
            .order_by(AuditEntry.id)
            .execution_options(yield_per=EVENTS_AT_ONCE)
        )
        for action, number, details, at in session.execute(query):
            if action == AuditAction.DATA_PURGED.value:
                found.purged.add(number)
                continue
            found.since = found.since or at
            for event, digests in details["events"].items():
                found.events[int(event)] = (number, digests)
        return found

    @staticmethod
    def _rows(session: Session) -> Iterator[tuple[CaseEvent, str, datetime | None]]:
        last = 0
        while True:
            query = (
                select(CaseEvent, Case.number, Case.purged_at)
                .join(Case, Case.id == CaseEvent.case_id)
                .where(CaseEvent.id > last)
                .order_by(CaseEvent.id)
                .limit(EVENTS_AT_ONCE)
            )
            batch = session.execute(query).all()
            yield from ((row, number, purged_at) for row, number, purged_at in batch)
            if not batch:
                return
            last = batch[-1][0].id
            session.expunge_all()
