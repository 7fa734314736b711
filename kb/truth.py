"""What stands behind a record or an entry, in the words citizens read beside its source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kb.models import Checked

UNCHECKED = "尚未与官方平台核对"
QUOTED = "已与所引条文的原文对照"
# For staff.
LABELS = {
    Checked.OFFICIAL: "已与官方平台比对",
    Checked.STAFF: "工作人员核对过",
    Checked.TEXT: "与所引原文对照过",
    Checked.UNCHECKED: "没有核对",
}


def mark(checked: Checked, on: date | None) -> str:
    """What may be said of the check; a day only of a comparison that somebody made."""
    if checked is Checked.TEXT:
        return QUOTED
    if checked is Checked.UNCHECKED or on is None:
        return UNCHECKED
    return f"核对日期：{on}"


def told(checked: Checked, on: date | None) -> str:
    """How it was checked, for staff."""
    return f"{LABELS[checked]}（{on}）" if on else LABELS[checked]


def sourced(sources: Iterable[str], said: str) -> str:
    """The sources of an answer with the mark beside them."""
    return "；".join((*sources, said))


def day_problem(checked: Checked, on: date | None) -> str:
    """Why mark and day don't fit together, in Chinese; empty if they do."""
    is_compared = checked in (Checked.OFFICIAL, Checked.STAFF)
    return "" if is_compared == (on is not None) else "核对日期只能、也必须写在核对过的记录上"
