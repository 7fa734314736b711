"""The audit log (操作日志): rows chained by keyed hashes, so that none can be altered unnoticed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from bot.kit.clock import Clock
from bot.kit.private import redact
from bot.settings import Settings
from bot.staff.actions import AuditAction
from bot.staff.audit_anchor import FILE, AuditAnchor, Mark, MarkBroken
from bot.staff.models import AuditEntry, AuditHead

FIRST_PREVIOUS = "0" * 64
HEAD = 1
# Any fixed number that nothing else of this service locks: "audit" in ASCII.
_LOCK = int.from_bytes(b"audit")
_ACTOR_LONGEST = 60


class AuditLog:
    """Adds entries inside the caller's transaction: no change without its entry, nor the reverse.

    Args:
        secret: the service's key. The chain's key comes from it, so that somebody who can write to
            the database can't compute the hashes anew. Entries made under another key fail.
        clock: the present moment.
        anchor: file that tells how far the log had come; None keeps only the mark in the database.
    """

    def __init__(self, secret: str, clock: Clock, anchor: Path | None = None) -> None:
        self._key = hmac.new(secret.encode(), b"audit-log", hashlib.sha256).digest()
        self._clock = clock
        self.anchor = AuditAnchor(self._key, anchor)

    @classmethod
    def of(cls, settings: Settings, clock: Clock) -> AuditLog:
        """The log of this service, with its anchor in the data folder.

        Several machines have links there to one file, which is written in its own folder: a mark
        renamed over a link would leave each machine with a file of its own.
        """
        anchor = (settings.data_dir / FILE).resolve()
        return cls(settings.secret_key.get_secret_value(), clock, anchor)

    def add(
        self,
        session: Session,
        actor: str,
        action: AuditAction,
        *,
        object_type: str = "",
        object_id: str = "",
        reason: str = "",
        details: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> AuditEntry:
        """Write down what somebody does; call it last, others wait until the transaction ends.

        Args:
            session: a writing transaction (for an asynchronous one use ``run_sync``).
            actor: username, or what acts by itself (``system``, ``命令行``).
            action: what was done.
            object_type: kind of thing: ``staff``, ``faq``, ``case``, ``campaign`` …
            object_id: which one, by its public name, as a case's number.
            reason: in the actor's words; numbers that look personal are masked.
            details: names and figures for JSON, without personal data.
            at: when, where the present moment would tell more than the thing itself does.
        """
        last_id, last_hash = self._take_end(session)
        entry = AuditEntry(
            id=last_id + 1,
            at=at or self._clock(),
            actor=actor[:_ACTOR_LONGEST],
            action=action.value,
            object_type=object_type,
            object_id=object_id,
            reason=redact(reason),
            details=_masked(dict(details or {})),
            previous_hash=last_hash,
        )
        entry.hash = self.hash_of(entry)
        session.add(entry)
        session.execute(
            update(AuditHead)
            .where(AuditHead.id == HEAD)
            .values(last_id=entry.id, last_hash=entry.hash, seal=self.seal_of(entry.id, entry.hash))
            .execution_options(synchronize_session=False)
        )
        self._move_anchor(session, Mark(last_id, last_hash), Mark(entry.id, entry.hash))
        session.flush()
        return entry

    def accept(self, session: Session, actor: str, reason: str) -> AuditEntry:
        """Take the log as it is from now on, after a loss that somebody answers for.

        What the marks expected is written into the entry, which nobody can take out unnoticed.
        """
        expected = [f"{mark.last_id}:{mark.last_hash[:12]}" for mark in self._marks(session)]
        entry = self.add(
            session, actor, AuditAction.AUDIT_ACCEPTED, reason=reason,
            details={"expected": expected},
        )  # fmt: skip
        self.anchor.put(session, Mark(entry.id, entry.hash, entry.id), anew=True)
        session.flush()
        return entry

    def key_for(self, purpose: str) -> bytes:
        """A key for something else that the log proves."""
        return hmac.new(self._key, purpose.encode(), hashlib.sha256).digest()

    def _marks(self, session: Session) -> list[Mark]:
        found: list[Mark | None] = []
        with suppress(MarkBroken):
            found.append(self.anchor.witness(session))
        with suppress(MarkBroken):
            found.append(self.anchor.in_file())
        return [mark for mark in found if mark is not None]

    def _move_anchor(self, session: Session, before: Mark, now: Mark) -> None:
        """Let both marks follow, unless one names an entry this log doesn't have."""
        try:
            witness, in_file = self.anchor.witness(session), self.anchor.in_file()
        except MarkBroken:
            return
        for mark in (witness, in_file):
            if mark is not None and not self._leads_to(session, mark, before):
                return
        since = witness.since if witness is not None else 0
        if not since and in_file is not None:
            since = in_file.since
        self.anchor.put(session, Mark(now.last_id, now.last_hash, since))

    @staticmethod
    def _leads_to(session: Session, mark: Mark, end: Mark) -> bool:
        if mark.last_id == end.last_id:
            return hmac.compare_digest(mark.last_hash, end.last_hash)
        query = select(AuditEntry.hash).where(AuditEntry.id == mark.last_id)
        kept = session.scalar(query) if mark.last_id < end.last_id else None
        return kept is not None and hmac.compare_digest(kept, mark.last_hash)

    def hash_of(self, entry: AuditEntry) -> str:
        """What an entry's hash must be."""
        parts = [
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.actor,
            entry.action,
            entry.object_type,
            entry.object_id,
            entry.reason,
            entry.details,
            entry.previous_hash,
        ]
        written = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hmac.new(self._key, written.encode(), hashlib.sha256).hexdigest()

    def seal_of(self, last_id: int, last_hash: str) -> str:
        """What the seal of the chain's end must be."""
        return hmac.new(
            self._key, f"end:{last_id}:{last_hash}".encode(), hashlib.sha256
        ).hexdigest()

    def _take_end(self, session: Session) -> tuple[int, str]:
        """The chain's end, ours alone until the transaction ends.

        On SQLite a writing transaction is alone already. A lock on the head row would not do on
        PostgreSQL: there may be no row yet.
        """
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        columns = select(AuditHead.last_id, AuditHead.last_hash).where(AuditHead.id == HEAD)
        found = session.execute(columns).one_or_none()
        if found is None:
            start = {"id": HEAD, "last_id": 0, "last_hash": FIRST_PREVIOUS, "seal": ""}
            session.execute(insert(AuditHead).values(**start))
            return 0, FIRST_PREVIOUS
        return found.last_id, found.last_hash


def _masked(value: Any) -> Any:
    """Details as JSON would give them back, with personal numbers masked."""
    if isinstance(value, Mapping):
        return {str(name): _masked(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    return redact(value) if isinstance(value, str) else value
