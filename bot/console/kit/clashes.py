"""Two texts side by side, when somebody else was faster: what is kept now, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Form

# Stamp of what the writer saw; a form without one has seen nothing.
Seen = Annotated[str, Form(alias="stamp", max_length=64)]


@dataclass(frozen=True)
class Clash:
    """One field that differs.

    Args:
        label: its name for staff.
        theirs: what is kept now.
        mine: what was typed.
    """

    label: str
    theirs: str
    mine: str


def clashes(
    labels: Mapping[str, str], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> list[Clash]:
    """Every field that differs, in the order of the labels.

    >>> clashes({"a": "甲"}, {"a": ["1"]}, {"a": ["1", "2"]})
    [Clash(label='甲', theirs='1', mine='1\\n2')]
    """
    pairs = ((label, _text(theirs.get(n)), _text(mine.get(n))) for n, label in labels.items())
    return [Clash(label, kept, typed) for label, kept, typed in pairs if kept != typed]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)
