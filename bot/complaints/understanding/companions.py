"""What belongs to a field besides its words: a day to a date, a district to a place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot.complaints.understanding.money import amounts_in

_BESIDE = {"when": ("day", "until"), "where": ("district", "_where"), "wanted": ("amount",)}


def companions(name: str, values: Mapping[str, str]) -> list[str]:
    """The other keys of a draft that go when a field is said anew.

    A sum goes with the wish that names it; what was paid stays when another wish is said.

    >>> companions("when", {"when": "上周", "day": "2026-11-16", "until": "2026-11-22"})
    ['day', 'until']
    >>> companions("wanted", {"wanted": "退押金", "amount": "3000"})
    []
    """
    beside = [key for key in values if key != name and key.startswith(_BESIDE.get(name, ("\0",)))]
    return [key for key in beside if key != "amount" or _names_sum(values)]


def _names_sum(values: Mapping[str, str]) -> bool:
    asked = {one.yuan for one in amounts_in(values.get("wanted", ""))}
    return Decimal(values["amount"]) in asked
