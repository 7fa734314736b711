"""What staff decide about contradictions, and what they see of the comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.official.models import CheckOutcome, FindingState, OfficialCheck, OfficialFinding
from bot.official.proposing import TOLD
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.models import Checked, Nature, Standard, StandardStatus
from kb.standards.change_set import Proposed, apply_batch, finish_reading, open_set, propose
from kb.standards.difference import Mark, columns_of
from kb.standards.models import ChangeKind, StandardChange, StandardSet
from kb.standards.record import Record

MOST_SHOWN = 200
GONE = "这处矛盾已经处理过了，或者平台又有了新的说法，请刷新页面再看。"
NAME = "按官方平台改 {number}"


@dataclass(frozen=True)
class Overview:
    """What the page shows.

    Args:
        outcomes: how many numbers came to which outcome when last asked for.
        last_asked: when the last of them was asked for; None if none was.
        runs: the newest change sets of the platforms.
        findings: open contradictions by number, the oldest first.
        titles: of these numbers, as our records have them.
    """

    outcomes: Counter[CheckOutcome]
    last_asked: datetime | None
    runs: Sequence[StandardSet]
    findings: dict[str, list[OfficialFinding]]
    titles: dict[str, str]


@dataclass(frozen=True)
class Settling:
    """Shows contradictions and does what staff decide.

    Args:
        sessions: the database.
        audit: the audit log.
        now: the present moment.
    """

    sessions: SessionFactory
    audit: AuditLog
    now: Clock

    async def overview(self) -> Overview:
        """Everything for the page."""
        return await self.sessions.run(_overview)

    async def take(self, number: str, by: str) -> None:
        """Make our record say what the platform says; it can be undone as a change set.

        Raises:
            NotFound: nothing contradicts it any more.
        """
        await self.sessions.run(lambda session: self._take(session, number, by))

    async def keep(self, number: str, by: str) -> None:
        """Leave our record as it is.

        Raises:
            NotFound: nothing contradicts it any more.
        """

        def work(session: Session) -> None:
            self._settle(session, number, by, FindingState.KEPT)
            self._note(session, number, by, "保留我们的记录", {})

        await self.sessions.run(work)

    def _take(self, session: Session, number: str, by: str) -> None:
        findings = self._settle(session, number, by, FindingState.TAKEN, "ours")
        # The platform's own word only: a list somebody imported may contradict us too.
        query = select(StandardChange).where(
            StandardChange.set_id == max(finding.set_id or 0 for finding in findings),
            StandardChange.number == number,
            StandardChange.kind == ChangeKind.CONTRADICTORY,
        )
        change = session.scalars(query.order_by(StandardChange.id.desc()).limit(1)).one_or_none()
        if change is None:
            raise NotFound(GONE)
        seen = findings[0].seen_at.astimezone(CHONGQING).date()
        told = columns_of(change.after or {})
        fields = {name: told[name] for name in (*TOLD, "source") if name in told}
        for name, kind in (("status", StandardStatus), ("nature", Nature)):
            if name in fields:
                fields[name] = kind(fields[name])
        key = f"official:finding:{findings[0].id}:{change.id}"
        name = NAME.format(number=number)
        made = open_set(session, key, name, by, Mark(Checked.OFFICIAL, seen))
        propose(session, made.id, [Proposed(1, change.raw, Record(number, fields))])
        finish_reading(session, made.id)
        apply_batch(session, made.id)
        changed = {f.field: f"{f.other} → {f.theirs}" for f in findings}
        self._note(session, number, by, "按官方平台改", {"set": made.id, **changed})

    def _settle(
        self, session: Session, number: str, by: str, state: FindingState, against: str = ""
    ) -> list[OfficialFinding]:
        query = select(OfficialFinding).where(
            OfficialFinding.number == number, OfficialFinding.state == FindingState.OPEN.value
        )
        if against:
            query = query.where(OfficialFinding.against == against)
        findings = list(session.scalars(query.order_by(OfficialFinding.id)))
        if not findings:
            raise NotFound(GONE)
        for finding in findings:
            finding.state, finding.settled_by, finding.settled_at = state.value, by, self.now()
        return findings

    def _note(
        self, session: Session, number: str, by: str, reason: str, details: dict[str, object]
    ) -> None:
        self.audit.add(
            session,
            by,
            AuditAction.STANDARD_SETTLED,
            object_type="standard",
            object_id=number,
            reason=reason,
            details=details,
        )


def _overview(session: Session) -> Overview:
    counted = session.execute(
        select(OfficialCheck.outcome, func.count()).group_by(OfficialCheck.outcome)
    )
    outcomes = Counter({CheckOutcome(row[0]): row[1] for row in counted})
    query = select(OfficialFinding).where(OfficialFinding.state == FindingState.OPEN.value)
    findings: dict[str, list[OfficialFinding]] = {}
    for finding in session.scalars(query.order_by(OfficialFinding.id).limit(MOST_SHOWN)):
        findings.setdefault(finding.number, []).append(finding)
    titles = session.execute(
        select(Standard.number, Standard.title).where(Standard.number.in_(tuple(findings)))
    )
    runs = select(StandardSet).where(StandardSet.key.like("official:%"))
    return Overview(
        outcomes,
        session.scalar(select(func.max(OfficialCheck.asked_at))),
        session.scalars(runs.order_by(StandardSet.id.desc()).limit(10)).all(),
        findings,
        {row[0]: row[1] for row in titles},
    )
