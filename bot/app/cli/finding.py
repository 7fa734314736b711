"""One thing that ``yubiao doctor`` looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Args:
        what: its name.
        problem: what is wrong and what to do; empty if nothing is.
        told: what is good to know where nothing is wrong.
    """

    what: str
    problem: str = ""
    told: str = ""
