"""Standards somebody looks for: by number, by a part of number or title, or by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from kb.catalogue import Catalogue, Edition
from kb.knowledge import Snapshot
from kb.models import StandardStatus
from kb.search.index import Entry, EntryKind
from kb.standards.terms import Filters
from kb.standards.wording import load_title_words
from kb.text.standard_number import StandardNumber

_WORD = re.compile(r"[A-Za-z0-9]+|\w")
_SHORT = 2


def standards_for(
    snapshot: Snapshot,
    plain: str,
    today: date,
    most: int,
    filters: Filters = Filters(),  # noqa: B008
) -> list[Edition]:
    """Editions that fit, the valid ones first.

    Args:
        snapshot: what is known.
        plain: what was typed, normalised as questions of citizens are.
        today: the day in Chongqing.
        most: editions at most.
        filters: what all of them have today.
    """
    catalogue = snapshot.catalogue
    numbers = StandardNumber.find_all(plain)
    if numbers:
        return _named(catalogue, numbers, today)[:most]
    wanted = load_title_words().of(plain, snapshot.index.words)
    literal = catalogue.search(wanted, filters, today, most)
    if filters:
        return _valid_first(catalogue, literal, today)
    begun = catalogue.suggested(plain, most) if plain else []
    near = [catalogue.get(one.key) for one in near_in(snapshot, plain, EntryKind.STANDARD, most)]
    valid = _valid_first(catalogue, [*literal, *begun], today)
    found = {e.number: e for e in (*valid, *near) if e}
    return list(found.values())[:most]


def has_word(typed: str) -> bool:
    """Whether there is more to look for than signs, and pieces of one or two letters or digits.

    >>> has_word("' OR 1=1"), has_word("17761"), has_word("锅")
    (False, True, True)
    """
    return any(len(word) > _SHORT or not word.isascii() for word in _WORD.findall(typed))


def near_in(snapshot: Snapshot, plain: str, kind: EntryKind, most: int) -> list[Entry]:
    """The entries of a kind that a citizen would be given or offered, the best first."""
    index = snapshot.index
    enough = index.calibration.unsure
    hits = index.search(plain, top=most)
    return [h.entry for h in hits if h.entry.kind is kind and h.confidence >= enough]


def _named(catalogue: Catalogue, numbers: Iterable[StandardNumber], today: date) -> list[Edition]:
    found: dict[str, Edition] = {}
    for number in numbers:
        look_up = catalogue.look_up(number, today)
        for edition in (look_up.found, *look_up.others, *look_up.parts):
            if edition is not None:
                found[edition.number] = edition
    return list(found.values())


def _valid_first(catalogue: Catalogue, found: list[Edition], today: date) -> list[Edition]:
    order = list(StandardStatus)
    return sorted(found, key=lambda edition: order.index(catalogue.status_on(edition, today)))
