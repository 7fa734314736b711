"""The audit log (操作日志): rows chained by keyed hashes, so that none can be altered unnoticed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from bot.kit.clock import Clock
from bot.kit.private import redact
from bot.staff.actions import AuditAction
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
    """

    def __init__(self, secret: str, clock: Clock) -> None:
        self._key = hmac.new(secret.encode(), b"audit-log", hashlib.sha256).digest()
        self._clock = clock

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
        """
        last_id, last_hash = self._take_end(session)
        entry = AuditEntry(
            id=last_id + 1,
            at=self._clock(),
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
        session.flush()
        return entry

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
