"""What a proposed record changes in the one that is known, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.models import Checked, Nature, Origin, StandardStatus
from kb.standards.models import ChangeKind, StandardChange
from kb.standards.record import DATES, LISTS, Record

# Every column a source may speak of, with the name staff see.
LABELS = {
    "title": "名称",
    "nature": "性质",
    "status": "状态",
    "published_on": "发布日期",
    "effective_on": "实施日期",
    "ended_on": "失效日期",
    "superseded_by": "代替它的标准",
    "replaces": "它代替的标准",
    "partly": "只代替一部分的",
    "ics": "ICS 分类",
    "ccs": "CCS 分类",
    "department": "部门",
    "district": "地区",
    "field": "领域",
    "summary": "说明",
    "note": "提示",
    "source": "来源",
    "checked": "核对",
    "checked_on": "核对日期",
    "origin": "由谁维护",
}
COLUMNS = tuple(LABELS)
# Said along with a change, no change by themselves.
_ALONG = ("source", "origin")
# What nobody is told about a standard may be added to a record somebody compared.
_FREE = ("ics", "ccs", "department", "district")
# Of a record that says nothing of its end, these say that it has one.
_ENDS = ("ended_on", "superseded_by", "partly")
_NONE = "（空）"
_STRENGTH = {Checked.UNCHECKED: 0, Checked.TEXT: 1, Checked.STAFF: 2, Checked.OFFICIAL: 2}
_BY_STAFF = Origin.STAFF.value
_NEEDS_DAY = (StandardStatus.IN_FORCE, StandardStatus.UPCOMING)
# A record of which nothing is said.
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(COLUMNS, ""),
    **dict.fromkeys((*DATES, "checked_on")),
    "superseded_by": [],
    "replaces": [],
    "partly": [],
    "nature": Nature.RECOMMENDED.value,
    "status": StandardStatus.UNVERIFIED.value,
}


@dataclass(frozen=True)
class Mark:
    """How a source's records are known: by whom compared, and when.

    Raises:
        ValueError: a day without a comparison, or the other way round.
    """

    checked: Checked
    on: date | None = None

    def __post_init__(self) -> None:
        compared = self.checked in (Checked.OFFICIAL, Checked.STAFF)
        if compared != (self.on is not None):
            raise ValueError("only what was compared has a day, and it must have one")


@dataclass(frozen=True)
class Difference:
    """What becomes of a proposed record; before and after hold the fields that change.

    Of a new record after holds what is said of it; see :func:`whole`.
    """

    kind: ChangeKind
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str = ""


def difference(known: Mapping[str, Any] | None, proposed: Record, mark: Mark) -> Difference:
    """What a record proposed by a source changes.

    Args:
        known: the columns of the record there is, as :func:`stored` writes them.
        proposed: what the source says.
        mark: how the source knows it.
    """
    flaws, fields, have = list(proposed.flaws), proposed.fields, known or _EMPTY
    after = {
        **stored(fields),
        "checked": str(mark.checked),
        "checked_on": mark.on and mark.on.isoformat(),
        "origin": _BY_STAFF,
    }
    status = after.get("status", have["status"])
    if status in _NEEDS_DAY and not (after.get("effective_on") or have["effective_on"]):
        # Without the day nobody can say that it is in force.
        if "status" in fields:
            flaws.append(f"没有实施日期，“{status}”记为“待核对”")
        after["status"] = StandardStatus.UNVERIFIED.value
    if any(column in fields for column in LISTS):
        after["partly"] = _partly(known or {}, fields)
    reason = "；".join(flaws)
    if known is None:
        after.setdefault("nature", _most_careful(proposed.number).value)
        return Difference(ChangeKind.NEW, None, after, reason)
    changed = {name: value for name, value in after.items() if known[name] != value}
    if _STRENGTH[mark.checked] < _STRENGTH[Checked(known["checked"])]:
        return _against_compared(known, changed, reason)
    if not changed.keys() - set(_ALONG):
        return Difference(ChangeKind.UNCHANGED, None, None, reason)
    return Difference(ChangeKind.CHANGED, {n: known[n] for n in changed}, changed, reason)


def _partly(known: Mapping[str, Any], fields: Mapping[str, Any]) -> list[str]:
    """Those of both lists that count in part: of a list the source gives, as the source says."""
    kept = {n for column in LISTS if column not in fields for n in known.get(column, ())}
    before = known.get("partly", ())
    own = fields.get("partly", ())
    # What stays keeps its place: another order is no change.
    stays = [number for number in before if number in kept or number in own]
    return list(dict.fromkeys([*stays, *own]))


def _against_compared(known: Mapping[str, Any], changed: dict[str, Any], reason: str) -> Difference:
    """A source that compared nothing against a record that was compared."""
    told = changed.keys() - {*_ALONG, *_FREE, "checked", "checked_on"}
    if against := [n for n in COLUMNS if n in told and (known[n] or n in _ENDS)]:
        words = "；".join(
            f"{LABELS[n]}：{_words(known[n]) or _NONE} ≠ {_words(changed[n]) or _NONE}"
            for n in against
        )
        return Difference(
            ChangeKind.CONTRADICTORY, None, None, "；".join(filter(None, (words, reason)))
        )
    if free := {name: changed[name] for name in _FREE if name in changed and not known[name]}:
        return Difference(ChangeKind.CHANGED, {name: known[name] for name in free}, free, reason)
    return Difference(ChangeKind.UNCHANGED, None, None, reason)


def stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as they are kept in a change: days as text, so that JSON can hold them."""
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in fields.items()}


def whole(said: Mapping[str, Any]) -> dict[str, Any]:
    """All columns of a new record, of what is said of it."""
    return {**_EMPTY, **said}


def columns_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as the table takes them, of a change."""
    return {
        name: date.fromisoformat(value) if value and name in (*DATES, "checked_on") else value
        for name, value in kept.items()
    }


def told(kept: Mapping[str, Any] | None, names: Iterable[str]) -> dict[str, str]:
    """Fields of a change as staff read them, by their Chinese names."""
    values = kept or {}
    return {LABELS[name]: _words(values.get(name)) for name in names}


def told_columns(columns: Mapping[str, str]) -> dict[str, str]:
    """Which heading a list has for which column, by the names of the columns that staff see."""
    names = {"number": "编号", **LABELS}
    return {names[column]: heading for column, heading in columns.items()}


def difference_told(change: StandardChange) -> str:
    """What a change changes, field by field, and what is wrong with its row."""
    names = list(change.after or ())
    before, after = told(change.before, names), told(change.after, names)
    parts = [f"{name}：{before[name] or _EMPTY} → {after[name] or _EMPTY}" for name in after]
    return "；".join((*parts, *filter(None, (change.reason,))))


def _words(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else str(value or "")


def _most_careful(number: str) -> Nature:
    """Nobody may be told that he must follow what nobody said is mandatory."""
    return Nature.REGULATION if number.startswith("TSG") else Nature.RECOMMENDED
