"""Change sets: what a source proposes is compared, kept, applied in batches, and can be undone.

Every step commits a batch together with how far it is, so a process that is killed at any point
leaves a set that the next run takes up where it stands, with the same result.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from kb.models import Standard
from kb.repository import touch_in
from kb.standards.among import among
from kb.standards.difference import COLUMNS, Mark, difference, stored, whole
from kb.standards.models import ChangeKind, Outcome, SetState, StandardChange, StandardSet
from kb.standards.record import Record
from kb.standards.written import add_records, change_records, insert_rows, remove_records

BATCH = 2000  # rows a transaction: what another writer has to wait for at most
# Seconds between batches in which others write: who waits for SQLite's lock tries every tenth of a
# second and gives up after five.
PAUSE = 0.12
_KEPT = ("set_id", "place", "number", "kind", "raw", "before", "after", "reason", "outcome")
_NOTHING = Outcome.NONE.value
_CHANGES = (ChangeKind.NEW, ChangeKind.CHANGED)
_AGREES = "和前面第 {place} 行是同一个编号，内容一样"
_DISAGREES = "和前面第 {place} 行是同一个编号，内容不同，以那一行为准"


class WrongState(Exception):
    """The set is not where this step begins; the message says so in Chinese."""


@dataclass(frozen=True)
class Proposed:
    """One row of a source: what it says, or why it can't be used.

    Args:
        place: line of the file, or count of the row in a run.
        raw: the row as it came, JSON values only.
        record: what it says; None for a row that can't be used.
        problem: in Chinese, why it can't be used.
    """

    place: int
    raw: dict[str, Any]
    record: Record | None
    problem: str = ""


@dataclass(frozen=True)
class Summary:
    """How many rows of a set are of each kind, and what was not done as proposed."""

    counts: Mapping[ChangeKind, int]
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)


def open_set(session: Session, key: str, name: str, made_by: str, mark: Mark) -> StandardSet:
    """The set of this key that is not applied yet, else a new one.

    One that goes on keeps its day, the earlier one: nothing was compared later than it says.

    Args:
        session: the caller's transaction.
        key: what tells a broken-off run that is taken up again: digest of the file, day of the run.
        name: what staff read: the file's name, the platform's.
        made_by: account name of the member of staff, or of the command.
        mark: how the source knows what it says.
    """
    unfinished = (SetState.READING, SetState.PROPOSED, SetState.APPLYING)
    found = session.scalar(
        select(StandardSet)
        .where(
            StandardSet.key == key,
            StandardSet.state.in_(unfinished),
            StandardSet.mark == mark.checked,
        )
        .order_by(StandardSet.id.desc())
        .limit(1)
    )
    if found is None:
        found = StandardSet(
            key=key, name=name, made_by=made_by, mark=mark.checked, checked_on=mark.on
        )
        session.add(found)
        session.flush()
    return found


def propose(
    session: Session,
    set_id: int,
    rows: Sequence[Proposed],
    cursor: Mapping[str, Any] | None = None,
) -> None:
    """Keep a batch of rows with what they change.

    Args:
        session: the caller's transaction: rows and count are kept together or not at all.
        set_id: a set whose rows are still coming.
        rows: the next ones, in their order; at most :data:`BATCH`.
        cursor: what the source needs to go on behind them.

    Raises:
        WrongState: the set is complete already.
    """
    one = _locked(session, set_id, SetState.READING)
    mark = Mark(one.mark, one.checked_on)
    numbers = {row.record.number for row in rows if row.record is not None}
    known = _known(session, numbers)
    earlier = _earlier(session, set_id, numbers)
    kept = []
    for row in rows:
        kept.append((set_id, *_change(row, known, earlier, mark), _NOTHING))
        if row.record is not None:
            earlier.setdefault(row.record.number, (row.place, row.raw))
    insert_rows(session, "standard_change", _KEPT, kept)
    one.read += len(rows)
    if cursor is not None:
        one.cursor = dict(cursor)


def finish_reading(session: Session, set_id: int) -> None:
    """Say that the source has no more rows."""
    _locked(session, set_id, SetState.READING).state = SetState.PROPOSED


def apply_batch(session: Session, set_id: int, most: int = BATCH) -> bool:
    """Apply the next changes of a set; call it again until it says that nothing is left.

    Returns:
        Whether changes are left.

    Raises:
        WrongState: the set is still being read, or was undone.
    """
    one = _locked(session, set_id, SetState.PROPOSED, SetState.APPLYING, SetState.APPLIED)
    if one.state is SetState.APPLIED:
        return False
    one.state = SetState.APPLYING
    changes = _next(session, set_id, StandardChange.id > one.done, StandardChange.id, most)
    known = _known(session, {change.number for change in changes})
    fresh, changed, overtaken = [], [], []
    for change in changes:
        before = known.get(change.number)
        if not _stands(before, change.before):
            overtaken.append(change.id)
        elif before is None:
            fresh.append((change.number, change.after))
        else:
            changed.append((change.number, before, change.after))
    add_records(session, fresh)
    change_records(session, changed)
    _note(session, overtaken, Outcome.OVERTAKEN)
    if changes:
        one.done = changes[-1].id
    if len(changes) == most:
        return True
    one.state, one.applied_at = SetState.APPLIED, datetime.now(UTC)
    # Once a set: each time every process reads the knowledge base anew.
    if one.done:
        touch_in(session)
    return False


def undo_batch(session: Session, set_id: int, most: int = BATCH) -> bool:
    """Take back the last changes of a set; call it again until it says that nothing is left.

    A record that was changed again since is left as it is, and the change says so.

    Returns:
        Whether changes are left.

    Raises:
        WrongState: nothing of the set was applied.
    """
    one = _locked(
        session, set_id, SetState.APPLYING, SetState.APPLIED, SetState.UNDOING, SetState.UNDONE
    )
    if one.state is SetState.UNDONE:
        return False
    one.state = SetState.UNDOING
    upwards = StandardChange.id <= one.done
    changes = _next(session, set_id, upwards, StandardChange.id.desc(), most)
    known = _known(session, {change.number for change in changes})
    gone, changed, left = [], [], []
    for change in changes:
        if change.outcome is Outcome.OVERTAKEN:
            continue
        is_new = change.before is None
        now = known.get(change.number)
        if not _stands(now, whole(change.after) if is_new else change.after):
            left.append(change.id)
        elif is_new:
            gone.append(change.number)
        else:
            changed.append((change.number, now or {}, change.before))
    remove_records(session, gone)
    change_records(session, changed)
    _note(session, left, Outcome.LEFT)
    one.done = changes[-1].id - 1 if changes else 0
    if len(changes) == most:
        return True
    one.state, one.undone_at = SetState.UNDONE, datetime.now(UTC)
    touch_in(session)
    return False


def discard(session: Session, set_id: int) -> None:
    """Forget a set of which nothing was applied.

    Raises:
        WrongState: something of it was.
    """
    session.delete(_locked(session, set_id, SetState.READING, SetState.PROPOSED))


def summary(session: Session, set_id: int) -> Summary:
    """How many rows of each kind a set has."""
    kinds = session.execute(
        select(StandardChange.kind, func.count())
        .where(StandardChange.set_id == set_id)
        .group_by(StandardChange.kind)
    )
    outcomes = session.execute(
        select(StandardChange.outcome, func.count())
        .where(StandardChange.set_id == set_id, StandardChange.outcome != Outcome.NONE)
        .group_by(StandardChange.outcome)
    )
    return Summary({kind: n for kind, n in kinds}, {outcome: n for outcome, n in outcomes})


def changes_of(
    session: Session,
    set_id: int,
    kinds: Iterable[ChangeKind] = tuple(ChangeKind),
    *,
    after: int = 0,
    most: int = BATCH,
    only_flawed: bool = False,
) -> Sequence[StandardChange]:
    """The rows of a set in their order.

    Args:
        kinds: which of them.
        after: id of the last one seen.
        most: how many at the most.
        only_flawed: only those about which there is something to say.
    """
    query = select(StandardChange).where(
        StandardChange.set_id == set_id,
        StandardChange.kind.in_(tuple(kinds)),
        StandardChange.id > after,
    )
    if only_flawed:
        query = query.where(StandardChange.reason != "")
    return session.scalars(query.order_by(StandardChange.id).limit(most)).all()


def _locked(session: Session, set_id: int, *states: SetState) -> StandardSet:
    one = session.get(StandardSet, set_id, with_for_update=True, populate_existing=True)
    if one is None:
        raise WrongState(f"没有第 {set_id} 号变更集")
    if one.state not in states:
        raise WrongState(f"第 {set_id} 号变更集现在是“{one.state.label}”，不能做这一步")
    return one


def _known(session: Session, numbers: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The records of these numbers as changes keep them."""
    columns = [getattr(Standard, name) for name in COLUMNS]
    query = select(Standard.number, *columns).where(among(session, Standard.number, numbers))
    return {
        row[0]: stored(dict(zip(COLUMNS, row[1:], strict=True))) for row in session.execute(query)
    }


def _earlier(
    session: Session, set_id: int, numbers: Iterable[str]
) -> dict[str, tuple[int, dict[str, Any]]]:
    """Where the set has these numbers already, from batches before, and the rows as they came."""
    query = (
        select(StandardChange.number, StandardChange.place, StandardChange.raw)
        # With the bare column the database would read the whole set instead of these numbers.
        .where(among(session, StandardChange.number, numbers), StandardChange.set_id + 0 == set_id)
        # The first one stays last in the dictionary.
        .order_by(StandardChange.id.desc())
    )
    return {number: (place, raw) for number, place, raw in session.execute(query)}


def _change(
    row: Proposed,
    known: Mapping[str, Mapping[str, Any]],
    earlier: Mapping[str, tuple[int, dict[str, Any]]],
    mark: Mark,
) -> tuple[Any, ...]:
    """What is kept of a row, from its place to the reason."""
    record, raw = row.record, json.dumps(row.raw)
    if record is None:
        return (row.place, "", ChangeKind.BAD.value, raw, None, None, row.problem)
    if record.number in earlier:
        place, first = earlier[record.number]
        kind = ChangeKind.UNCHANGED if first == row.raw else ChangeKind.BAD
        reason = (_AGREES if first == row.raw else _DISAGREES).format(place=place)
        return (row.place, record.number, kind.value, raw, None, None, reason)
    found = difference(known.get(record.number), record, mark)
    before, after = (None if f is None else json.dumps(f) for f in (found.before, found.after))
    return (row.place, record.number, str(found.kind), raw, before, after, found.reason)


def _next(session: Session, set_id: int, part: Any, order: Any, most: int) -> Sequence[Row[Any]]:
    """The next changes; the rows as they came are not read again."""
    change = StandardChange
    query = select(change.id, change.number, change.before, change.after, change.outcome).where(
        change.set_id == set_id, change.kind.in_(_CHANGES), part
    )
    return session.execute(query.order_by(order).limit(most)).all()


def _stands(known: Mapping[str, Any] | None, kept: Mapping[str, Any] | None) -> bool:
    """Whether a record still is as a change knew it."""
    if known is None or kept is None:
        return known is None and kept is None
    return all(known[name] == value for name, value in kept.items())


def _note(session: Session, changes: list[int], outcome: Outcome) -> None:
    if changes:
        session.execute(
            update(StandardChange).where(StandardChange.id.in_(changes)).values(outcome=outcome)
        )
