"""Notices of which nobody knows whether they arrived: named, and settled by a supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.wanted import inside
from bot.complaints.work.notices import PURPOSE, event_of
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.staff.roles import CaseScope

MOST = 200
KINDS = {
    PURPOSE: "事项进展",
    "answer": "晚到的回答",
    "new_answer": "有了答案的通知",
    "handover": "人工回复",
    "watch": "关注的标准变了",
}


@dataclass(frozen=True)
class Unsettled:
    """One notice.

    Args:
        case: number of the case it tells of; empty for what belongs to none.
    """

    id: int
    kind: str
    case: str
    reason: str
    created_at: datetime


def unsettled(session: Session, scope: CaseScope) -> list[Unsettled]:
    """Those a member may know of, oldest first; what belongs to no case is for the whole office."""
    unknown = OutboxMessage.status == OutboxStatus.UNKNOWN.value
    rows = session.scalars(select(OutboxMessage).where(unknown).order_by(OutboxMessage.id))
    found: list[Unsettled] = []
    for row in rows:
        case = _case(session, row, scope) if row.purpose == PURPOSE else ""
        if case or (scope.everything and row.purpose != PURPOSE):
            kind = KINDS.get(row.purpose, "其他")
            found.append(Unsettled(row.id, kind, case, row.reason, row.created_at))
    return found[:MOST]


def _case(session: Session, row: OutboxMessage, scope: CaseScope) -> str:
    query = (
        select(Case.number)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(CaseEvent.id == event_of(row.dedupe_key), *inside(scope))
    )
    return session.scalar(query) or ""
