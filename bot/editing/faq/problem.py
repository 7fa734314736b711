"""Something about an entry that must, or may, be mended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something about a field.

    Args:
        text: in Chinese, for the editor.
        is_fault: must be mended; else it may be left after a look.
        is_gap: only lacks what can still be written: nothing that stands there is wrong.
    """

    text: str
    is_fault: bool = True
    is_gap: bool = False
