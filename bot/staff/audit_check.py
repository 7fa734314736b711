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
from bot.staff.audit_anchor import Mark, MarkBroken
from bot.staff.models import AuditEntry, AuditHead, StaffMember

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


@dataclass(frozen=True)
class Mismatch:
    """Something outside of the rows doesn't agree with them; ``told`` says what, to staff."""

    told: str

    def __str__(self) -> str:
        return self.told


class _Head(NamedTuple):
    last_id: int
    last_hash: str
    seal: str


_NO_HEAD = _Head(0, FIRST_PREVIOUS, "")


@dataclass
class AuditReport:
    """What a verification found; ``events`` are those of cases.

    ``last_id`` and ``last_hash`` may be noted elsewhere and given to the next verification: then
    even whoever holds the service's key can't replace the log unnoticed.
    """

    entries: int = 0
    events: int = 0
    last_id: int = 0
    last_hash: str = FIRST_PREVIOUS
    findings: list[Finding | Mismatch] = field(default_factory=list)

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
        if report.intact:  # else the rows say it better
            self._check_marks(session, report)
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

    def _check_marks(self, session: Session, report: AuditReport) -> None:
        """What was noted outside of the log's tables must still be in it."""
        witness = in_file = None
        try:
            witness = self._log.anchor.witness(session)
            self._check_mark(session, report, witness, "数据库里的旁证")
        except MarkBroken:
            report.findings.append(Mismatch("数据库里的旁证被改动"))
        try:
            in_file = self._log.anchor.in_file()
            self._check_mark(session, report, in_file, "数据目录里的末尾登记文件")
        except MarkBroken:
            report.findings.append(Mismatch("数据目录里的末尾登记文件被改动"))
        else:
            self._check_file(report, witness, in_file)
        self._check_empty(session, report)

    @staticmethod
    def _check_mark(session: Session, report: AuditReport, mark: Mark | None, name: str) -> None:
        if mark is None:
            return
        kept = session.scalar(select(AuditEntry.hash).where(AuditEntry.id == mark.last_id))
        noted = f"{name}记着第 {mark.last_id} 条（{mark.last_hash[:12]}）"
        if kept is None:
            there = f"只有 {report.entries} 条" if report.entries else "一条也没有"
            report.findings.append(
                Mismatch(f"{noted}，日志里却{there}，末尾缺了或者被清空、退回过")
            )
        elif not hmac.compare_digest(kept, mark.last_hash):
            report.findings.append(Mismatch(f"{noted}，和日志里的不是同一条，日志被整体替换过"))

    def _check_file(self, report: AuditReport, witness: Mark | None, in_file: Mark | None) -> None:
        if self._log.anchor.file is None or witness is None or not witness.since:
            return
        if in_file is None:
            report.findings.append(Mismatch("数据目录里的末尾登记文件不见了"))
        elif in_file.since != witness.since:
            told = f"数据目录里的末尾登记文件被删过，第 {in_file.since} 条时才重新建立"
            report.findings.append(Mismatch(told))

    @staticmethod
    def _check_empty(session: Session, report: AuditReport) -> None:
        # Every account was written down when it was made.
        accounts = 0 if report.entries else session.scalar(select(func.count(StaffMember.id)))
        if accounts:
            told = f"日志是空的，但是有 {accounts} 个账号，每个账号的新增都应该有记录"
            report.findings.append(Mismatch(told))

    @staticmethod
    def _check_anchor(session: Session, report: AuditReport, anchor: tuple[int, str]) -> None:
        number, noted = anchor
        kept = session.scalar(select(AuditEntry.hash).where(AuditEntry.id == number))
        if kept is None or not noted or not kept.startswith(noted):
            what = Tampering.REMOVED if kept is None else Tampering.ALTERED
            report.findings.append(Finding(what, number, number))
