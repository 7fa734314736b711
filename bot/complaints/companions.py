"""What belongs to a field besides its words: a day to a date, a district to a place."""

from __future__ import annotations

from collections.abc import Mapping

_BESIDE = {"when": ("day", "until"), "where": ("district", "_where"), "wanted": ("amount",)}


def companions(name: str, values: Mapping[str, str]) -> list[str]:
    """The other keys of a draft that go when a field is said anew.

    >>> companions("when", {"when": "上周", "day": "2026-11-16", "until": "2026-11-22"})
    ['day', 'until']
    """
    return [key for key in values if key != name and key.startswith(_BESIDE.get(name, ("\0",)))]
