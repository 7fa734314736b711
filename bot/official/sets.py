"""Change sets of standards applied, undone, thrown away: the entry is in the same transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.official.proposing import gone_with
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.standards.change_set import apply_batch, discard, summary, undo_batch
from kb.standards.models import SetState, StandardSet

THROWN_AWAY = "没有写入，丢掉了"


def apply_next(session: Session, audit: AuditLog, set_id: int, by: str = "") -> bool:
    """Apply the next changes of a set; whether changes are left.

    Args:
        session: the caller's transaction.
        audit: the log.
        set_id: the set.
        by: who says so; empty for who proposed it.

    Raises:
        WrongState: see :func:`apply_batch`.
    """
    before = _state(session, set_id)
    left = apply_batch(session, set_id)
    if not left and before is not SetState.APPLIED:
        _note(session, audit, AuditAction.STANDARDS_IMPORTED, set_id, by)
    return left


def undo_next(session: Session, audit: AuditLog, set_id: int, by: str) -> bool:
    """Take back the last changes of a set; whether changes are left.

    Args:
        session: the caller's transaction.
        audit: the log.
        set_id: the set.
        by: who says so.

    Raises:
        WrongState: see :func:`undo_batch`.
    """
    before = _state(session, set_id)
    left = undo_batch(session, set_id)
    if not left and before is not SetState.UNDONE:
        gone_with(session, set_id)
        _note(session, audit, AuditAction.STANDARDS_UNDONE, set_id, by)
    return left


def throw_away(session: Session, audit: AuditLog, set_id: int, by: str) -> None:
    """Forget a set of which nothing was applied.

    Args:
        session: the caller's transaction.
        audit: the log.
        set_id: the set.
        by: who says so.

    Raises:
        WrongState: something of it was.
    """
    one = session.get(StandardSet, set_id)
    details = {} if one is None else _details(session, one)
    discard(session, set_id)
    gone_with(session, set_id)
    _add(session, audit, AuditAction.STANDARDS_UNDONE, set_id, by, details, THROWN_AWAY)


def _state(session: Session, set_id: int) -> SetState | None:
    one = session.get(StandardSet, set_id, with_for_update=True, populate_existing=True)
    return None if one is None else one.state


def _note(session: Session, audit: AuditLog, action: AuditAction, set_id: int, by: str) -> None:
    one = session.get_one(StandardSet, set_id)
    _add(session, audit, action, set_id, by or one.made_by, _details(session, one))


def _details(session: Session, one: StandardSet) -> dict[str, object]:
    counts = summary(session, one.id).counts
    return {
        "name": one.name,
        "mark": one.mark.value,
        **{kind.label: count for kind, count in counts.items()},
    }


def _add(
    session: Session,
    audit: AuditLog,
    action: AuditAction,
    set_id: int,
    by: str,
    details: dict[str, object],
    reason: str = "",
) -> None:
    audit.add(
        session,
        by,
        action,
        object_type="standard_set",
        object_id=str(set_id),
        reason=reason,
        details=details,
    )
