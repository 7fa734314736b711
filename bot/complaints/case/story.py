"""The stories of cases inside the audit log: each event leaves a digest there as it is written.

Events are found by what the session inserts, so no step can forget it; the entry is written last,
in the same transaction. Of words only keyed digests are kept, each apart: when retention erases
them, what happened, when and by whom still agrees with the log.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, object_session

from bot.complaints.case.models import Case, CaseEvent
from bot.kit.clock import Clock
from bot.kit.sealing import Keyring
from bot.settings import Settings
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog

STORY = "case_story"  # key in a session's info
_NEW, _PURGED = "case_story.new", "case_story.purged"
_SEALED = "_sealed"
WORDS = ("reason", "message", "note_sealed")
# Letters only: the log masks what looks like a telephone number.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_LENGTH = 32
_NAMELESS = {"citizen": "市民"}
EVENTS_AT_ONCE = 500


@dataclass(frozen=True)
class CaseStory:
    """Writes digests of events into the audit log.

    Args:
        audit: the log.
        keyring: opens sealed words.
    """

    audit: AuditLog
    keyring: Keyring

    @classmethod
    def of(cls, settings: Settings, clock: Clock) -> CaseStory:
        """The one of this service."""
        return cls(AuditLog.of(settings, clock), settings.keyring)

    def digests(self, row: CaseEvent) -> list[str]:
        """Of what happened, and of each kind of words; empty where there are none.

        Raises:
            SealBroken: sealed words were altered.
        """
        said = [self._digest(f"{name}:{row.id}", self._words(row, name)) for name in WORDS]
        return [self._digest("event", _facts(row)), *said]

    def write(self, session: Session, rows: Iterable[CaseEvent]) -> None:
        """One entry for each case and person."""
        together: dict[tuple[int, str], list[CaseEvent]] = {}
        for row in rows:
            together.setdefault(
                (row.case_id, row.actor or _NAMELESS.get(row.actor_kind, "system")), []
            ).append(row)
        for (case_id, actor), events in together.items():
            number = session.scalar(select(Case.number).where(Case.id == case_id)) or ""
            self.audit.add(
                session,
                actor,
                AuditAction.CASE_STORY,
                object_type="case",
                object_id=number,
                details={"events": {str(one.id): self.digests(one) for one in events}},
                # The event's own time: for an anonymous report it is vague on purpose.
                at=max(one.at for one in events),
            )

    def write_purged(self, session: Session, cases: Iterable[Case]) -> None:
        """From now on words may be missing."""
        for case in cases:
            self.audit.add(
                session, "system", AuditAction.DATA_PURGED,
                object_type="case", object_id=case.number,
            )  # fmt: skip

    def _words(self, row: CaseEvent, name: str) -> str:
        value: str = getattr(row, name)
        if not name.endswith(_SEALED):
            return value
        return self.keyring.open(value, f"case_event.{name.removesuffix(_SEALED)}")

    def _digest(self, what: str, value: str) -> str:
        if not value:
            return ""
        key = self.audit.key_for("case-story")
        made = hmac.new(key, f"{what}\0{value}".encode(), hashlib.sha256).hexdigest()
        return made[:_LENGTH].translate(_LETTERS)


def _facts(row: CaseEvent) -> str:
    """Everything but the words; a column without a value counts as one that is not there yet."""
    names = [column.key for column in inspect(CaseEvent).columns if column.key not in WORDS]
    facts = {name: _plain(getattr(row, name)) for name in names if getattr(row, name)}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


@event.listens_for(CaseEvent, "after_insert")
def _inserted(_mapper: Any, _connection: Any, row: CaseEvent) -> None:
    _note(row, _NEW)


@event.listens_for(Case, "after_update")
def _updated(_mapper: Any, _connection: Any, case: Case) -> None:
    if case.purged_at is not None and inspect(case).attrs.purged_at.history.has_changes():
        _note(case, _PURGED)


def _note(row: CaseEvent | Case, list_name: str) -> None:
    session = object_session(row)
    if session is not None and STORY in session.info:
        session.info.setdefault(list_name, []).append(row)


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    story: CaseStory | None = session.info.get(STORY)
    if story is None or session.in_nested_transaction():
        return
    session.flush()
    events, cases = session.info.pop(_NEW, []), session.info.pop(_PURGED, [])
    # What a savepoint took back is not persistent any more.
    story.write(session, [row for row in events if inspect(row).persistent])
    story.write_purged(session, [case for case in cases if inspect(case).persistent])


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    for name in (_NEW, _PURGED):
        session.info.pop(name, None)


def info_of(story: CaseStory) -> Mapping[str, Any]:
    """What a :class:`bot.kit.db.SessionFactory` gives its sessions."""
    return {STORY: story}
