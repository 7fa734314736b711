"""From a platform's rows to a change set: doubled rows are left out, contradictions held back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.official.models import FindingState, OfficialCheck, OfficialFinding
from bot.official.record import OfficialRecord
from kb.models import StandardStatus
from kb.standards.change_set import Proposed, propose
from kb.standards.models import ChangeKind, StandardChange
from kb.standards.record import Record, nature_of
from kb.text.standard_number import StandardNumber

# What a record asserts; the rest is classification, or comes along with every comparison.
TOLD = ("title", "nature", "status", "published_on", "effective_on", "ended_on", "replaces")
_OVER = {StandardStatus.WITHDRAWN.value, StandardStatus.SUPERSEDED.value}
_BEGUN = {StandardStatus.IN_FORCE.value, StandardStatus.UPCOMING.value}
_NO_SIGN = re.compile(r"[\W_]+")
_LONGEST = 200  # characters of a value that contradicts
_AGAINST_OURS = "和我们的记录矛盾，没有改：{words}"
NO_STATUS = "平台写的状态没有读懂，或者没有实施日期，记为“待核对”"


def proposed_of(place: int, found: OfficialRecord, source: str) -> Proposed:
    """A platform's row as a change set takes it.

    Args:
        place: count of the row in the run.
        found: the row.
        source: what a record names as its source.
    """
    if found.disorder:
        return Proposed(place, found.raw, None, found.disorder)
    told = {
        "title": found.title,
        "nature": found.nature or nature_of(StandardNumber.parse(found.number)),
        "status": found.status,
        "published_on": found.published_on,
        "effective_on": found.effective_on,
        "ended_on": found.ended_on,
        "replaces": [n for n in found.replaces if n != found.number] or None,
        "source": source,
    }
    flaws = [NO_STATUS] if found.status is StandardStatus.UNVERIFIED else []
    fields = {name: value for name, value in told.items() if value is not None}
    return Proposed(place, found.raw, Record(found.number, fields, flaws))


def keep(
    session: Session,
    set_id: int,
    rows: Sequence[Proposed],
    platform: str,
    at: datetime,
    cursor: Mapping[str, Any] | None = None,
) -> tuple[int, list[StandardChange]]:
    """Propose rows and hold back what contradicts us.

    Args:
        session: the caller's transaction.
        set_id: the set they belong to.
        rows: the next ones.
        platform: slug.
        at: the present moment.
        cursor: where the source goes on.

    Returns:
        How many were there already, just the same; the changes that were made of the others.
    """
    numbers = {row.record.number for row in rows if row.record is not None}
    known = {(c.number, _shown(c.raw)) for c in _changes(session, set_id, numbers)}
    fresh: list[Proposed] = []
    for row in rows:
        same = (row.record.number if row.record else "", _shown(row.raw))
        if row.record is None or same not in known:
            fresh.append(row)
            known.add(same)
    propose(session, set_id, fresh, cursor)
    session.flush()
    kept = {row.record.number for row in fresh if row.record is not None}
    made = _changes(session, set_id, kept)
    _hold_back(session, made, platform, at)
    return len(rows) - len(fresh), made


def contradicted(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[tuple[str, str, str]]:
    """What a change says against a record that no platform had said: field, ours, theirs.

    What we did not know, or knew to be unverified, is filled in and no contradiction. What the
    platform itself said before may change with the years.

    Args:
        before: of the change, its fields as they were.
        after: as they become.
    """
    if not before or not after or "checked" not in before:
        return []
    return [
        (name, words(before[name]), words(after[name]))
        for name in TOLD
        if name in before and name in after and not _agree(name, before, after)
    ]


def note(
    session: Session,
    set_id: int,
    number: str,
    against: str,
    found: Iterable[tuple[str, str, str]],
    platform: str,
    at: datetime,
) -> None:
    """Keep contradictions of a number; what contradicted before and does no more is gone.

    Args:
        session: the caller's transaction.
        set_id: the set that says so.
        number: canonical.
        against: ``ours`` or ``detail``.
        found: field, what we or the detail say, what the list says.
        platform: slug.
        at: the present moment.
    """
    query = select(OfficialFinding).where(
        OfficialFinding.number == number, OfficialFinding.against == against
    )
    known = {(row.field, row.other, row.theirs): row for row in session.scalars(query)}
    for what in found:
        row = known.pop(what, None)
        if row is None:
            field, other, theirs = what
            session.add(
                OfficialFinding(
                    number=number,
                    field=field,
                    against=against,
                    other=other,
                    theirs=theirs,
                    platform=platform,
                    seen_at=at,
                    set_id=set_id,
                )
            )
        else:
            row.seen_at, row.set_id = at, set_id
            # What was taken and is found again has been undone.
            if row.state in (FindingState.GONE.value, FindingState.TAKEN.value):
                row.state = FindingState.OPEN.value
    gone = [row.id for row in known.values() if row.state == FindingState.OPEN.value]
    session.execute(
        update(OfficialFinding)
        .where(OfficialFinding.id.in_(gone))
        .values(state=FindingState.GONE.value)
    )


def gone_with(session: Session, set_id: int) -> None:
    """With a set that is refused, deleted or undone, what was found in it counts no longer.

    Its numbers are due again. A contradiction is open again as soon as it is found again; before,
    there is nothing that could be taken.
    """
    session.execute(delete(OfficialCheck).where(OfficialCheck.set_id == set_id))
    session.execute(
        update(OfficialFinding)
        .where(OfficialFinding.set_id == set_id, OfficialFinding.state == FindingState.OPEN.value)
        .values(state=FindingState.GONE.value)
    )


def words(value: Any) -> str:
    """A value as a finding keeps it."""
    text = "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
    return text[:_LONGEST]


def _hold_back(
    session: Session, changes: Iterable[StandardChange], platform: str, at: datetime
) -> None:
    for change in changes:
        if change.kind not in (ChangeKind.CHANGED, ChangeKind.UNCHANGED):
            continue
        found = contradicted(change.before, change.after)
        note(session, change.set_id, change.number, "ours", found, platform, at)
        if found:
            change.kind = ChangeKind.CONTRADICTORY
            told = "；".join(f"{ours} ≠ {theirs}" for _, ours, theirs in found)
            reason = _AGAINST_OURS.format(words=told)
            change.reason = "；".join(filter(None, (reason, change.reason)))


def _changes(session: Session, set_id: int, numbers: Iterable[str]) -> list[StandardChange]:
    query = select(StandardChange).where(
        StandardChange.set_id == set_id, StandardChange.number.in_(tuple(numbers))
    )
    return list(session.scalars(query.order_by(StandardChange.id)))


def _shown(raw: Mapping[str, Any]) -> str:
    return repr(sorted(raw.items()))


def _agree(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    ours, theirs = before[name], after[name]
    if not ours or not theirs:
        return True
    if name == "title":
        return _bare(ours) == _bare(theirs)
    if name == "replaces":
        return set(ours) <= set(theirs)
    if name == "status":
        # Which of two the day decides, once the day is agreed on.
        same_day = "effective_on" not in before and {ours, theirs} <= _BEGUN
        unknown = StandardStatus.UNVERIFIED.value in (ours, theirs)
        return same_day or unknown or {ours, theirs} <= _OVER
    return bool(ours == theirs)


def _bare(title: str) -> str:
    return _NO_SIGN.sub("", unicodedata.normalize("NFKC", title)).casefold()
