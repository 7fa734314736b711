"""Evidence (证据): kept sealed, shown without hidden data, removed with its case."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import Case, CaseDraft
from bot.complaints.case.pictures import UnusableFile, clean_copy, kind_of
from bot.complaints.case.sent_first import Counted
from bot.kit.clock import Clock, hour_of
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.kit.sealing import Keyring

LARGEST = 10 * 1024 * 1024  # bytes a file
MOST_FILES = 9
LARGEST_TOGETHER = 40 * 1024 * 1024  # bytes a case
LARGEST_WAITING = 5 * 1024**3  # bytes of all that belongs to no case yet
DRAFT_FILES_KEPT = timedelta(days=7)
# What comes before a form waits so long for one.
SENT_FIRST_KEPT = timedelta(hours=24)
# Files are written before their row: until the row is there, a sweep must leave them alone.
WRITING = timedelta(hours=1)


@dataclass(frozen=True)
class Kept:
    """What was kept.

    Args:
        reference: random name of the file.
        kind: media type by content.
        count: files of this draft so far.
    """

    reference: str
    kind: str
    count: int


@dataclass(frozen=True)
class EvidenceStore:
    """Keeps files.

    An anonymous report keeps the cleaned pictures only: the original of a photograph names the
    place and the telephone it was taken with.

    Args:
        sessions: the database.
        keyring: seals the bytes.
        folder: where they lie; outside everything the web server serves.
        clock: the present moment.
    """

    sessions: SessionFactory
    keyring: Keyring
    folder: Path
    clock: Clock

    async def keep(self, conversation: str, data: bytes) -> Kept:
        """Keep a file for the draft of a conversation; the same file again is kept once.

        Raises:
            UnusableFile: empty, too large, too many, or of no kind we take.
        """
        if not data:
            raise UnusableFile("这个文件是空的，请重新发一次。")
        if len(data) > LARGEST:
            raise UnusableFile("文件太大了，每个最多 10 MB，请压缩一点再发。")
        return await asyncio.to_thread(self._prepare, conversation, data)

    def attach(self, session: Session, conversation: str, case: Case) -> None:
        """Move a draft's files to its case, in the caller's transaction."""
        if case.anonymous:
            self._drop_originals(session, conversation)
            self._keep_hours(session, conversation)
        session.execute(
            update(Attachment)
            .where(Attachment.draft == conversation)
            .values(draft="", case_id=case.id)
        )

    def attach_of_respondent(self, session: Session, name: str, case: Case) -> None:
        """Move the files of a respondent's statement to its case, marked as theirs."""
        session.execute(
            update(Attachment)
            .where(Attachment.draft == name)
            .values(draft="", case_id=case.id, from_respondent=True)
        )

    def drop(self, session: Session, conversation: str) -> None:
        """Delete a draft's files."""
        rows = list(session.scalars(select(Attachment).where(Attachment.draft == conversation)))
        self._remove(session, rows)

    def counted(self, session: Session, conversation: str) -> Counted:
        """How much a chat has sent that belongs to no case yet."""
        kinds = list(
            session.scalars(select(Attachment.kind).where(Attachment.draft == conversation))
        )
        return Counted(len(kinds), sum(kind.startswith("image/") for kind in kinds))

    def take_over(self, session: Session, conversation: str) -> Counted:
        """What was sent before the form that opens now; older things than promised are deleted."""
        self._remove_older(session, Attachment.draft == conversation, self.clock())
        return self.counted(session, conversation)

    def drop_sent_first(self, session: Session, conversation: str) -> int:
        """Delete what a chat sent before any form; the number deleted."""
        rows = list(
            session.scalars(select(Attachment).where(Attachment.draft == conversation, _formless()))
        )
        self._remove(session, rows)
        return len(rows)

    def sweep_sent_first(self, session: Session, now: datetime) -> int:
        """Delete what waited a day for a form; the number deleted."""
        return self._remove_older(session, (Attachment.draft != "") & _formless(), now)

    def purge(self, session: Session, case_id: int) -> int:
        """Delete a case's files; the number deleted."""
        rows = list(session.scalars(select(Attachment).where(Attachment.case_id == case_id)))
        self._remove(session, rows)
        return len(rows)

    def of_case(self, session: Session, case_id: int) -> list[Attachment]:
        """The files of a case, oldest first."""
        query = select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id)
        return list(session.scalars(query))

    def of_chat(self, session: Session, conversation: str) -> list[Attachment]:
        """The files of a chat that belong to no case yet, oldest first."""
        query = select(Attachment).where(Attachment.draft == conversation).order_by(Attachment.id)
        return list(session.scalars(query))

    def read(self, session: Session, reference: str, *, original: bool) -> tuple[str, bytes]:
        """Media type and bytes; the caller has checked the right to see them.

        Raises:
            NotFound: there is no such file.
        """
        row = session.scalar(select(Attachment).where(Attachment.reference == reference))
        if row is None or not (row.has_original if original else row.has_copy):
            raise NotFound
        part = "original" if original else "copy"
        data = self.keyring.open_bytes(self._path(row, part).read_bytes(), f"attachment.{part}")
        return (row.kind if original else "image/jpeg"), data

    def sweep(self, session: Session, now: datetime) -> int:
        """Delete files of drafts that are gone, and files without a row; the number deleted."""
        old = Attachment.draft != ""
        rows = list(
            session.scalars(
                select(Attachment).where(old, Attachment.received_at < now - DRAFT_FILES_KEPT)
            )
        )
        self._remove(session, rows)
        known = set(session.scalars(select(Attachment.reference)))
        return len(rows) + self._sweep_folder(known, now)

    def _prepare(self, conversation: str, data: bytes) -> Kept:
        kind = kind_of(data)
        copy = clean_copy(data) if kind.startswith("image/") else None
        row = Attachment(
            reference=secrets.token_hex(16),
            draft=conversation,
            kind=kind,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            has_copy=copy is not None,
            received_at=self.clock(),
        )
        self._write(row, "original", data)
        if copy is not None:
            self._write(row, "copy", copy)
        try:
            return self.sessions.run_here(lambda session: self._add(session, row))
        except UnusableFile:
            self._unlink(row)
            raise

    def _add(self, session: Session, row: Attachment) -> Kept:
        mine = Attachment.draft == row.draft
        known = session.scalar(select(Attachment).where(mine, Attachment.sha256 == row.sha256))
        count, size = session.execute(
            select(func.count(), func.coalesce(func.sum(Attachment.size), 0)).where(mine)
        ).one()
        if known is not None:
            self._unlink(row)
            return Kept(known.reference, known.kind, count)
        if count >= MOST_FILES:
            raise UnusableFile(f"最多发 {MOST_FILES} 个文件，已经够了。")
        if size + row.size > LARGEST_TOGETHER:
            raise UnusableFile("文件加起来太大了（最多 40 MB），请挑要紧的发。")
        waiting = select(func.coalesce(func.sum(Attachment.size), 0)).where(Attachment.draft != "")
        if session.execute(waiting).scalar_one() + row.size > LARGEST_WAITING:
            raise UnusableFile("现在存不下更多文件了。请先打字说是什么事，文件过几个小时再发。")
        session.add(row)
        session.flush()
        return Kept(row.reference, row.kind, count + 1)

    def _drop_originals(self, session: Session, conversation: str) -> None:
        query = select(Attachment).where(Attachment.draft == conversation, Attachment.has_copy)
        for row in session.scalars(query):
            self._path(row, "original").unlink(missing_ok=True)
            row.has_original = False
            # The original's size and hash would find it among the files of a named case.
            sealed = self._path(row, "copy").read_bytes()
            copy = self.keyring.open_bytes(sealed, "attachment.copy")
            row.size, row.sha256 = len(copy), hashlib.sha256(copy).hexdigest()
        session.flush()

    def _keep_hours(self, session: Session, conversation: str) -> None:
        """Of when an anonymous report's files came only the hour is kept, on the disk too."""
        for row in session.scalars(select(Attachment).where(Attachment.draft == conversation)):
            row.received_at = hour_of(row.received_at)
            for part in ("original", "copy"):
                if (path := self._path(row, part)).exists():
                    os.utime(path, (row.received_at.timestamp(),) * 2)
        session.flush()

    def _remove_older(self, session: Session, which: ColumnElement[bool], now: datetime) -> int:
        old = Attachment.received_at < now - SENT_FIRST_KEPT
        rows = list(session.scalars(select(Attachment).where(which, old)))
        self._remove(session, rows)
        return len(rows)

    def _remove(self, session: Session, rows: list[Attachment]) -> None:
        for row in rows:
            self._unlink(row)
        session.execute(delete(Attachment).where(Attachment.id.in_([row.id for row in rows])))

    def _write(self, row: Attachment, part: str, data: bytes) -> None:
        path = self._path(row, part)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with partial.open("wb") as file:
            file.write(self.keyring.seal_bytes(data, f"attachment.{part}"))
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)

    def _unlink(self, row: Attachment) -> None:
        for part in ("original", "copy"):
            self._path(row, part).unlink(missing_ok=True)

    def _path(self, row: Attachment, part: str) -> Path:
        return self.folder / row.reference[:2] / f"{row.reference}.{part}"

    def _sweep_folder(self, known: set[str], now: datetime) -> int:
        removed = 0
        for path in self.folder.glob("??/*"):
            is_old = now.timestamp() - path.stat().st_mtime > WRITING.total_seconds()
            if is_old and path.name.split(".")[0] not in known:
                path.unlink(missing_ok=True)
                removed += 1
        return removed


def _formless() -> ColumnElement[bool]:
    return Attachment.draft.not_in(select(CaseDraft.conversation))
