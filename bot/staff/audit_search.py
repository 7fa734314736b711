"""Reading the audit log: filters and pages, newest first, all in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.kit.clock import CHONGQING
from bot.staff.models import AuditEntry


@dataclass(frozen=True)
class AuditQuery:
    """What to look for; empty parts don't narrow.

    Args:
        actor: username, whole.
        action: value of an :class:`bot.staff.actions.AuditAction`.
        what: part of the object's id or of the reason.
        since: first day, in Chongqing.
        until: last day, in Chongqing.
    """

    actor: str = ""
    action: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None

    async def page(
        self, session: AsyncSession, size: int, before: int | None = None
    ) -> Sequence[AuditEntry]:
        """Entries older than the one numbered ``before``, newest first."""
        query = self._select().order_by(AuditEntry.id.desc()).limit(size)
        if before is not None:
            query = query.where(AuditEntry.id < before)
        return (await session.scalars(query)).all()

    def _select(self) -> Select[AuditEntry]:
        query = select(AuditEntry)
        if self.actor:
            query = query.where(AuditEntry.actor == self.actor)
        if self.action:
            query = query.where(AuditEntry.action == self.action)
        if self.what:
            in_id = AuditEntry.object_id.icontains(self.what, autoescape=True)
            in_reason = AuditEntry.reason.icontains(self.what, autoescape=True)
            query = query.where(in_id | in_reason)
        if self.since is not None:
            query = query.where(AuditEntry.at >= _begin(self.since))
        if self.until is not None:
            query = query.where(AuditEntry.at < _begin(self.until) + timedelta(days=1))
        return query


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), CHONGQING)
