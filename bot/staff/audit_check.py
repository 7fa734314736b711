"""Verification of the audit log: which row was removed, altered or moved."""

from __future__ import annotations

import enum
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.staff.audit import FIRST_PREVIOUS, HEAD, AuditLog
from bot.staff.models import AuditEntry, AuditHead

_ROWS_AT_ONCE = 1_000
MOST_PROBLEMS = 100


class Tampering(enum.StrEnum):
    """What was done to a row."""

    REMOVED = "removed"
    ALTERED = "altered"
    MOVED = "moved"
    END_ALTERED = "end_altered"

    @property
    def label(self) -> str:
        """The words staff see."""
        return _LABELS[self]


_LABELS = {
    Tampering.REMOVED: "被删除",
    Tampering.ALTERED: "被改动",
    Tampering.MOVED: "被移动了位置",
    Tampering.END_ALTERED: "之后的末尾登记被改动",
}


@dataclass(frozen=True)
class Finding:
    """One row, or an unbroken run of rows, that isn't as it was written."""

    what: Tampering
    first_id: int
    last_id: int

    def __str__(self) -> str:
        both = f"{self.first_id}—{self.last_id}"
        which = str(self.first_id) if self.first_id == self.last_id else both
        return f"第 {which} 条{self.what.label}"


class _Head(NamedTuple):
    last_id: int
    last_hash: str
    seal: str


_NO_HEAD = _Head(0, FIRST_PREVIOUS, "")


@dataclass
class AuditReport:
    """What a verification found.

    ``last_id`` and ``last_hash`` may be noted elsewhere and given to the next verification: then
    even whoever holds the service's key can't replace the log unnoticed.
    """

    entries: int = 0
    last_id: int = 0
    last_hash: str = FIRST_PREVIOUS
    findings: list[Finding] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class AuditCheck:
    """Reads the whole chain once.

    Args:
        log: knows the key.
    """

    def __init__(self, log: AuditLog) -> None:
        self._log = log

    def verify(self, session: Session, anchor: tuple[int, str] | None = None) -> AuditReport:
        """Check every row, the order, and the end; stops after a hundred findings.

        Args:
            session: for reading, with nothing else in it.
            anchor: number and hash of an entry as noted earlier outside the database.
        """
        report, previous = AuditReport(), None
        for entry in self._rows(session):
            self._check_row(session, report, previous, entry)
            report.entries, report.last_id = report.entries + 1, entry.id
            report.last_hash, previous = entry.hash, entry
            if len(report.findings) >= MOST_PROBLEMS:
                return report
        self._check_end(session, report)
        if anchor is not None:
            self._check_anchor(session, report, anchor)
        return report

    @staticmethod
    def _rows(session: Session) -> Iterator[AuditEntry]:
        last = None
        while True:
            query = select(AuditEntry).order_by(AuditEntry.id).limit(_ROWS_AT_ONCE)
            rows = session.scalars(query if last is None else query.where(AuditEntry.id > last))
            batch = rows.all()
            yield from batch
            if not batch:
                return
            last = batch[-1].id
            session.expunge_all()

    def _check_row(
        self, session: Session, report: AuditReport, previous: AuditEntry | None, entry: AuditEntry
    ) -> None:
        gap = entry.id - report.last_id - 1
        if gap > 0:
            report.findings.append(Finding(Tampering.REMOVED, report.last_id + 1, entry.id - 1))
        if self._log.hash_of(entry) != entry.hash:
            report.findings.append(Finding(Tampering.ALTERED, entry.id, entry.id))
        elif gap == 0 and not self._follows(previous, entry):
            what = self._why_not_linked(session, entry)
            report.findings.append(Finding(what, entry.id, entry.id))

    def _follows(self, previous: AuditEntry | None, entry: AuditEntry) -> bool:
        """Whether the link holds; to either hash, as an altered row was named already."""
        if previous is None:
            return entry.previous_hash == FIRST_PREVIOUS
        return entry.previous_hash in (previous.hash, self._log.hash_of(previous))

    @staticmethod
    def _why_not_linked(session: Session, entry: AuditEntry) -> Tampering:
        # Its true predecessor is somewhere else, or it is gone and the rest was renumbered.
        query = select(AuditEntry.id).where(AuditEntry.hash == entry.previous_hash)
        moved = entry.previous_hash == FIRST_PREVIOUS or session.scalar(query) is not None
        return Tampering.MOVED if moved else Tampering.REMOVED

    def _check_end(self, session: Session, report: AuditReport) -> None:
        columns = (AuditHead.last_id, AuditHead.last_hash, AuditHead.seal)
        query = select(*columns).where(AuditHead.id == HEAD)
        head = session.execute(query).one_or_none() or _NO_HEAD
        if head.last_id and not hmac.compare_digest(
            head.seal, self._log.seal_of(head.last_id, head.last_hash)
        ):
            report.findings.append(Finding(Tampering.END_ALTERED, head.last_id, head.last_id))
            return
        if head.last_id > report.last_id:
            # Rows added while we read are no finding.
            there = session.scalar(select(func.max(AuditEntry.id))) or 0
            if there < head.last_id:
                report.findings.append(Finding(Tampering.REMOVED, there + 1, head.last_id))
        elif (head.last_id, head.last_hash) != (report.last_id, report.last_hash):
            report.findings.append(Finding(Tampering.END_ALTERED, report.last_id, report.last_id))

    @staticmethod
    def _check_anchor(session: Session, report: AuditReport, anchor: tuple[int, str]) -> None:
        number, noted = anchor
        kept = session.scalar(select(AuditEntry.hash).where(AuditEntry.id == number))
        if kept is None or not noted or not kept.startswith(noted):
            what = Tampering.REMOVED if kept is None else Tampering.ALTERED
            report.findings.append(Finding(what, number, number))
