"""Change sets: what a source proposes is compared, kept, applied in batches, and can be undone.

Every step commits a batch together with how far it is, so a process that is killed at any point
leaves a set that the next run takes up where it stands, with the same result.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from kb.models import Standard
from kb.repository import touch_in
from kb.standards.difference import COLUMNS, Mark, columns_of, difference, stored
from kb.standards.models import ChangeKind, Outcome, SetState, StandardChange, StandardSet
from kb.standards.record import Record
from kb.standards.terms import terms_of
from kb.text.standard_number import StandardNumber

_YEAR = re.compile(r"[-:](?:19|20)[0-9]{2}\Z")
_AMENDS = "/XG"  # an amendment's year is not its standard's
BATCH = 1000  # rows a transaction: what another writer has to wait for at most
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
        change = _change(row, known, earlier, mark)
        kept.append({"set_id": set_id, "outcome": Outcome.NONE, **change})
        if row.record is not None:
            earlier.setdefault(row.record.number, (row.place, row.raw))
    if kept:
        session.connection().execute(insert(StandardChange), kept)
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
            undated = _undated(change.number)
            row = columns_of(change.after or {})
            fresh.append({"number": change.number, "undated": undated, **row})
        else:
            changed.append((change.number, _with_terms(before, change.after or {})))
    if fresh:
        session.connection().execute(insert(Standard), fresh)
    _update(session, changed)
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
        if not _stands(known.get(change.number), change.after):
            left.append(change.id)
        elif change.before is None:
            gone.append(change.number)
        else:
            after = known[change.number]
            changed.append((change.number, _with_terms(after, change.before)))
    if gone:
        session.execute(delete(Standard).where(Standard.number.in_(gone)))
    _update(session, changed)
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
    query = select(Standard.number, *columns).where(Standard.number.in_(tuple(numbers)))
    return {
        row[0]: stored(dict(zip(COLUMNS, row[1:], strict=True))) for row in session.execute(query)
    }


def _earlier(
    session: Session, set_id: int, numbers: Iterable[str]
) -> dict[str, tuple[int, dict[str, Any]]]:
    """Where the set has these numbers already, from batches before, and the rows as they came."""
    query = (
        select(StandardChange.number, StandardChange.place, StandardChange.raw)
        .where(StandardChange.number.in_(tuple(numbers)), StandardChange.set_id == set_id)
        # The first one stays last in the dictionary.
        .order_by(StandardChange.id.desc())
    )
    return {number: (place, raw) for number, place, raw in session.execute(query)}


def _change(
    row: Proposed,
    known: Mapping[str, Mapping[str, Any]],
    earlier: Mapping[str, tuple[int, dict[str, Any]]],
    mark: Mark,
) -> dict[str, Any]:
    record = row.record
    base = {"place": row.place, "raw": row.raw, "number": record.number if record else ""}
    nothing = {"before": None, "after": None}
    if record is None:
        return {**base, **nothing, "kind": ChangeKind.BAD, "reason": row.problem}
    if record.number in earlier:
        place, raw = earlier[record.number]
        kind = ChangeKind.UNCHANGED if raw == row.raw else ChangeKind.BAD
        reason = (_AGREES if raw == row.raw else _DISAGREES).format(place=place)
        return {**base, **nothing, "kind": kind, "reason": reason}
    found = difference(known.get(record.number), record, mark)
    changes = {"before": found.before, "after": found.after, "reason": found.reason}
    return {**base, **changes, "kind": found.kind}


def _next(
    session: Session, set_id: int, part: Any, order: Any, most: int
) -> Sequence[StandardChange]:
    query = select(StandardChange).where(
        StandardChange.set_id == set_id, StandardChange.kind.in_(_CHANGES), part
    )
    return session.scalars(query.order_by(order).limit(most)).all()


def _stands(known: Mapping[str, Any] | None, kept: Mapping[str, Any] | None) -> bool:
    """Whether a record still is as a change knew it."""
    if known is None or kept is None:
        return known is None and kept is None
    return all(known[name] == value for name, value in kept.items())


def _undated(number: str) -> str:
    """A canonical number without its year; taking it apart again would cost a fifth of the time."""
    year = None if _AMENDS in number else _YEAR.search(number)
    return number[: year.start()] if year else str(StandardNumber.parse(number).undated)


def _with_terms(known: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Columns that change, with what the record is found by then."""
    return {**columns_of(fields), "terms": terms_of({**known, **fields})}


def _update(session: Session, changed: Iterable[tuple[str, dict[str, Any]]]) -> None:
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for number, columns in changed:
        alike[tuple(sorted(columns))].append({"of_number": number, **columns})
    for names, rows in alike.items():
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        # One statement for all rows that change the same columns.
        statement = update(Standard).where(Standard.number == bindparam("of_number"))
        session.connection().execute(statement.values(values), rows)


def _note(session: Session, changes: list[int], outcome: Outcome) -> None:
    if changes:
        session.execute(
            update(StandardChange).where(StandardChange.id.in_(changes)).values(outcome=outcome)
        )
