"""Key rotation: what old keys sealed is sealed again with the present one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.citizens.models import CitizenAddress
from bot.complaints.case.models import (
    Case,
    CaseDraft,
    CaseEvent,
    FilingReply,
    KnownTeller,
    Mediation,
    Merchant,
    RespondentDraft,
)
from bot.complaints.follow import respondents
from bot.complaints.intake import filing_replies, known_teller
from bot.complaints.work import mediations, merchants
from bot.kit.sealing import Keyring

_BATCH = 500
Sealed = tuple[InstrumentedAttribute[str], str]
SEALED: tuple[Sealed, ...] = (
    (Case.narrative_sealed, "case.narrative"),
    (Case.name_sealed, "case.name"),
    (Case.phone_sealed, "case.phone"),
    (Case.address_sealed, "case.address"),
    (CaseEvent.note_sealed, "case_event.note"),
    (Mediation.sealed, mediations.FIELD),
    (Merchant.sealed, merchants.FIELD),
    (CaseDraft.sealed, "case_draft.draft"),
    (RespondentDraft.sealed, respondents.FIELD),
    (KnownTeller.sealed, known_teller.FIELD),
    (FilingReply.sealed, filing_replies.FIELD),
    (CitizenAddress.address_sealed, "citizen_address.address"),
)


def rotate(
    session: Session, keyring: Keyring, columns: Sequence[Sealed] = SEALED
) -> dict[str, int]:
    """Seal again, in batches of the caller's transaction; counts by field.

    Args:
        session: the caller's transaction.
        keyring: the keys, the present one first.
        columns: what is sealed, and for which field.

    Raises:
        SealBroken: a value's key is no longer in the ring; nothing is changed then.
    """
    return {field: _rotate_one(session, keyring, column, field) for column, field in columns}


def _rotate_one(
    session: Session, keyring: Keyring, column: InstrumentedAttribute[str], field: str
) -> int:
    model = column.class_
    key = inspect(model).primary_key[0]
    old = column.not_like(f"{keyring.current}.%") & (column != "")
    changed = 0
    while rows := list(session.scalars(select(model).where(old).order_by(key).limit(_BATCH))):
        for row in rows:
            setattr(
                row, column.key, keyring.seal(keyring.open(getattr(row, column.key), field), field)
            )
        session.flush()
        changed += len(rows)
    return changed
