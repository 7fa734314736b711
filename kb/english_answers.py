"""Answers of the English side: a standard's record, the standards of things, choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from kb.answer import MOST_CHOICES, Answer, Candidate, Certainty, reference_of
from kb.catalogue import Catalogue
from kb.search.index import Entry, EntryKind, Hit
from kb.standard_english import UNKNOWN_NUMBER, parts_in_english, things_told, told_in_english
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

NEAREST_IN_ENGLISH = "I am not sure which one you mean. The closest I have:"
PICK_IN_ENGLISH = (
    "Reply with a number for the full answer and its sources (in Chinese), or ask in other words."
)
_ENGLISH_KINDS = re.compile(r"\b(?:national|local|group|enterprise|industry)(?= standard)")
_IN_ENGLISH_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")


def offered_in_english(hits: list[Hit]) -> Answer:
    """The nearest of the English side as choices, the likeliest two with their answers."""
    hits = hits[:MOST_CHOICES]
    lines = []
    for number, hit in enumerate(hits, 1):
        lines.append(f"{number}. {hit.entry.title}")
        if number < MOST_CHOICES:
            lines.append(hit.entry.answer)
    text = "\n".join([NEAREST_IN_ENGLISH, *lines, PICK_IN_ENGLISH])
    named = tuple(Candidate(hit.entry.reference, hit.entry.title) for hit in hits)
    return Answer(Certainty.UNSURE, text, score=hits[0].confidence, candidates=named)


def card_in_english(
    catalogue: Catalogue, number: StandardNumber, facet: Facet | None, today: date
) -> Answer:
    """The record of a standard in English."""
    look_up = catalogue.look_up(number, today)
    edition = look_up.found
    if edition is None and look_up.parts:
        sources = tuple(f"{e.number}（{e.origin}）" for e in look_up.parts)
        return Answer(Certainty.SURE, parts_in_english(look_up), sources, 1.0)
    if edition is None:
        return Answer(Certainty.UNKNOWN, UNKNOWN_NUMBER.format(number=number))
    text = told_in_english(catalogue, edition, facet, today)
    reference = f"{EntryKind.STANDARD.value}:{edition.number}"
    source, about = f"{edition.number}（{edition.origin}）", f"{edition.number} standard"
    return Answer(Certainty.SURE, text, (source,), 1.0, reference, about=about)


def things_in_english(
    catalogue: Catalogue, things: Mapping[str, Sequence[str]], facet: Facet | None, today: date
) -> Answer:
    """The standards of some things in English.

    Args:
        things: the numbers by what the thing is called; of none, that is said.
        facet: what of them is asked.
    """
    found = {
        name: [e for number in numbers if (e := catalogue.get(number)) is not None]
        for name, numbers in things.items()
    }
    editions = [edition for own in found.values() for edition in own]
    text = things_told(catalogue, found, facet, today)
    if not editions:
        return Answer(Certainty.UNKNOWN, text)
    listed = tuple(dict.fromkeys(map(reference_of, editions)))
    about = f"{next(name for name, own in found.items() if own)} standard"
    sources = tuple(dict.fromkeys(f"{e.number}（{e.origin}）" for e in editions))
    kept = (text, sources, 1.0, listed[0])
    return Answer(Certainty.SURE, *kept, about=about, listed=listed if len(listed) > 1 else ())


def of_another_kind(text: str, entry: Entry) -> bool:
    """Whether an English question names one kind of standards and an entry is asked for others."""
    named = set(_ENGLISH_KINDS.findall(text.lower()))
    told = set(_ENGLISH_KINDS.findall("\n".join((entry.title, *entry.questions)).lower()))
    return bool(named and told) and not named & told


def year_lacking(text: str, entry: Entry) -> str:
    """The year an English question names, where an entry of one year is of another; else empty."""
    named = _IN_ENGLISH_YEAR.findall(text)
    told = set(_IN_ENGLISH_YEAR.findall("\n".join((entry.title, *entry.questions, entry.answer))))
    return named[0] if named and told and not told & set(named) else ""
