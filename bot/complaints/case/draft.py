"""A form being filled in: what was said so far, kept encrypted for seven days."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.complaints.case.models import CaseDraft
from bot.kit.sealing import Keyring, SealBroken

DRAFTS_KEPT = timedelta(days=7)
# After this the citizen is taken to have left; the draft is offered again, not forced on them.
LEFT_ALONE = timedelta(minutes=30)
FINISHED_KEPT = timedelta(hours=1)
_FIELD = "case_draft.draft"


@dataclass
class Draft:
    """What a citizen has said so far.

    Args:
        id: random; the case made of this draft is made once.
        conversation: pseudonym of the chat identity.
        channel: platform name.
        kind: complaint, report, feedback, or empty while it is open.
        values: field name to what was understood, always text.
        skipped: optional fields the citizen passed over.
        requested: the field being asked; empty when nothing is.
        undo: names that each message filled, for 「上一步」.
        prompt: which question was asked last, and ``repeated`` how often in a row before.
        told_rights: whether the notice about personal data was shown.
        override: the citizen wants registration though the matter looks like another body's.
        pending: a matter of another body was pointed out and awaits a decision.
        remembered: who the citizen is, from an earlier case, until it is filled in or refused.
        english: whether it is told in English; then the form asks in English.
        minor: the citizen is under 14; a guardian's data are asked.
        last_key: key of the last message taken.
        last_step: what it led to, for a repeated delivery.
        waiting: a new wish and its kind, said while this draft was left alone.
        number: case number once registered.
        code: receipt code, from registration until it was shown twice.
        created_at, updated_at: aware UTC.
    """

    conversation: str
    channel: str
    created_at: datetime
    updated_at: datetime
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    kind: str = ""
    values: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    requested: str = ""
    undo: list[list[str]] = field(default_factory=list)
    prompt: str = ""
    repeated: int = 0
    told_rights: bool = False
    override: bool = False
    pending: bool = False
    remembered: dict[str, str] = field(default_factory=dict)
    minor: bool = False
    english: bool = False
    last_key: str = ""
    last_step: dict[str, Any] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    number: str = ""
    code: str = ""
    finished: bool = False
    offered: bool = False

    def has(self, name: str) -> bool:
        """Whether a field needs no asking."""
        return bool(self.values.get(name)) or name in self.skipped

    def put(self, **values: str | None) -> None:
        """Keep what was understood; None and empty leave a field as it is."""
        for name, value in values.items():
            if value:
                self.values[name] = value
                if name in self.skipped:
                    self.skipped.remove(name)

    def clear(self, name: str) -> None:
        """Forget a field, so that it is asked again."""
        self.values.pop(name, None)
        if name in self.skipped:
            self.skipped.remove(name)

    @property
    def anonymous(self) -> bool:
        """Whether the citizen chose to stay unknown."""
        return self.values.get("identity") == "anonymous"

    def left_alone(self, now: datetime) -> bool:
        """Whether the citizen has been away so long that the form must not take their words."""
        return now - self.updated_at > LEFT_ALONE


_FIELDS = frozenset(one.name for one in fields(Draft))


class Drafts:
    """Drafts in the database, one a conversation.

    Args:
        keyring: seals everything that was said.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def load(self, session: Session, conversation: str, now: datetime) -> Draft | None:
        """The conversation's draft, locked until the transaction ends; None if it has none."""
        row = session.get(CaseDraft, conversation, with_for_update=True)
        if row is None or self._expired(row, now):
            return None
        try:
            data = json.loads(self._keyring.open(row.sealed, _FIELD))
        except SealBroken:
            return None
        # What a draft of an earlier version had besides is not needed any more.
        known = {name: value for name, value in data.items() if name in _FIELDS}
        return Draft(**{**known, "created_at": row.created_at, "updated_at": row.updated_at})

    def save(self, session: Session, draft: Draft) -> None:
        """Keep the draft."""
        data = {k: v for k, v in asdict(draft).items() if k not in ("created_at", "updated_at")}
        session.merge(
            CaseDraft(
                conversation=draft.conversation,
                sealed=self._keyring.seal(json.dumps(data, ensure_ascii=False), _FIELD),
                created_at=draft.created_at,
                updated_at=draft.updated_at,
                finished=draft.finished,
            )
        )

    def drop(self, session: Session, conversation: str) -> None:
        """Delete the draft."""
        session.execute(delete(CaseDraft).where(CaseDraft.conversation == conversation))

    def sweep(self, session: Session, now: datetime) -> int:
        """Delete what is too old; the number of drafts deleted."""
        old = (CaseDraft.updated_at < now - DRAFTS_KEPT) | (
            CaseDraft.finished & (CaseDraft.updated_at < now - FINISHED_KEPT)
        )
        done = session.execute(delete(CaseDraft).where(old))
        return int(done.rowcount)  # type: ignore[attr-defined]

    @staticmethod
    def _expired(row: CaseDraft, now: datetime) -> bool:
        kept = FINISHED_KEPT if row.finished else DRAFTS_KEPT
        return now - row.updated_at > kept
