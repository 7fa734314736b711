"""Whether the database may be answered from, looked at before a process begins."""

from __future__ import annotations

from pathlib import Path

from bot.kit.storage_fault import corrupt_database

# Gigabytes at full size, for which the start would wait; damage is told when they are read, and
# lists can be imported again.
LEFT_OUT = frozenset(
    {
        "standard", "standard_change", "standard_search", "standard_search_data",
        "standard_search_idx",
    }
)  # fmt: skip


def damaged_database(url: str) -> Path | None:
    """The SQLite file, if it is there and damaged where the catalogue of standards isn't."""
    return corrupt_database(url, LEFT_OUT)
