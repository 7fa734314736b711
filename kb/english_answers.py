"""Answers of the English side: a standard's record, the standards of things, choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from kb.answer import MOST_CHOICES, Answer, Candidate, Certainty, reference_of
from kb.catalogue import Catalogue, Edition
from kb.english_premise import day_corrected, value_corrected
from kb.search.index import Entry, EntryKind, Hit
from kb.standard_english import (
    OTHER_EDITION,
    UNKNOWN_NUMBER,
    parts_in_english,
    things_told,
    told_in_english,
)
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

STILL_ASKING = "If you are still asking about this, here is what I have:"
NEAREST_IN_ENGLISH = "I am not sure which one you mean. The closest I have:"
PICK_IN_ENGLISH = (
    "Reply with a number for the full answer and its sources (in Chinese), or ask in other words."
)
_ENGLISH_KINDS = re.compile(r"\b(?:national|local|group|enterprise|industry)(?= standard)")
_GETS = re.compile(
    r"\b(?:compensat\w{0,4}|damages|money back|(?:can|could|do|should|will) (?:i|we) (?:get|claim)"
    r"|am i (?:owed|entitled)|(?:get|claim) back)\b",
    re.IGNORECASE,
)
_FINED = re.compile(r"\b(?:fined?|penalt(?:y|ies)|punish\w{0,4})\b", re.IGNORECASE)
_YES_NO = re.compile(r"^(?:Yes|No)[.,:] ")
_CLAUSE = re.compile(r"[^.,;!?]+")
_WHICH = re.compile(
    r"\s{0,3}(?:(?:and|so|but|ok|then|please|tell me|i want to know) ){0,3}+"
    r"(?:wh(?:ich|at|o|ere|en)|how)\b",
    re.IGNORECASE,
)
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"standards? day",
        r"quality month",
        r"consumers?(?:'s?)?(?: rights)? (?:rights )?day|(?<!\d)3[./]15(?!\d)|\b15 march\b",
        r"metrology day",
    )
)
_ASKS_ELSE = 0.4
_SAYS_MORE = 6  # words around a number
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


def told_of(hit: Hit, asked: str = "") -> Answer:
    """An entry of the English side, whole, with where it stands.

    「I bought an e-bike, which standard should it meet?」 is not told 「Yes.」.
    """
    entry = hit.entry
    told = value_corrected(asked, entry.answer)
    told = _YES_NO.sub("", told) if _asks_which(asked) else told
    said = f"{told[:1].upper()}{told[1:]}\nSource (来源): {entry.sourced}"
    kept = (entry.sources, hit.confidence, entry.reference)
    return Answer(Certainty.SURE, said, *kept, about=hit.phrasing, picture=entry.picture)


def _asks_which(words: str) -> bool:
    clauses = _CLAUSE.findall(words)
    return bool(clauses) and _WHICH.match(clauses[-1]) is not None


def told_again(hit: Hit) -> Answer:
    """The entry told a moment ago, where it has every word that is asked on."""
    told = told_of(hit)
    return replace(told, certainty=Certainty.UNSURE, text=f"{STILL_ASKING}\n{told.text}")


def taken_for(hit: Hit) -> Answer:
    """An entry a few words may ask for, offered and whole."""
    named = Candidate(hit.entry.reference, hit.entry.title)
    text = f"If this is about “{hit.entry.title}”:\n{told_of(hit).text}"
    return Answer(Certainty.UNSURE, text, score=hit.confidence, candidates=(named,))


def card_in_english(
    catalogue: Catalogue, number: StandardNumber, facet: Facet | None, today: date, words: str = ""
) -> Answer:
    """The record of a standard in English.

    Args:
        catalogue: has it.
        number: as asked.
        facet: what of it is asked.
        today: the day in Chongqing.
        words: the question, where it may take another day of effect for granted.
    """
    look_up = catalogue.look_up(number, today)
    edition = look_up.found
    if edition is None and look_up.parts:
        sources = tuple(f"{e.number}（{e.origin}）" for e in look_up.parts)
        return Answer(Certainty.SURE, parts_in_english(look_up), sources, 1.0)
    if edition is None:
        told = "".join(OTHER_EDITION.format(edition=one.number) for one in look_up.others[:1])
        return Answer(Certainty.UNKNOWN, UNKNOWN_NUMBER.format(number=number) + told)
    text = told_in_english(catalogue, edition, facet, today, words)
    if corrected := day_corrected(edition, words, today):
        text = f"{corrected}\n{told_in_english(catalogue, edition, None, today)}"
    reference = f"{EntryKind.STANDARD.value}:{edition.number}"
    source, about = f"{edition.number}（{edition.origin}）", f"{edition.number} standard"
    return Answer(Certainty.SURE, text, (source,), 1.0, reference, about=about)


def things_in_english(
    catalogue: Catalogue,
    things: Mapping[str, Sequence[str]],
    facet: Facet | None,
    today: date,
    words: str = "",
) -> Answer:
    """The standards of some things in English.

    Args:
        things: the numbers by what the thing is called; of none, that is said.
        facet: what of them is asked.
        words: the question, where it may take another force for granted.
    """
    found = {name: _editions(catalogue, numbers, today) for name, numbers in things.items()}
    editions = [edition for own in found.values() for edition in own]
    text = things_told(catalogue, found, facet, today, words)
    if not editions:
        return Answer(Certainty.UNKNOWN, text)
    listed = tuple(dict.fromkeys(map(reference_of, editions)))
    about = f"{next(name for name, own in found.items() if own)} standard"
    sources = tuple(dict.fromkeys(f"{e.number}（{e.origin}）" for e in editions))
    kept = (text, sources, 1.0, listed[0])
    return Answer(Certainty.SURE, *kept, about=about, listed=listed if len(listed) > 1 else ())


def _editions(catalogue: Catalogue, numbers: Sequence[str], today: date) -> list[Edition]:
    """The records of numbers; of one without a year the edition a look-up finds."""
    found = []
    for said in numbers:
        number = StandardNumber.find(said)
        looked_up = catalogue.look_up(number, today).found if number else None
        edition = catalogue.get(said) or looked_up
        if edition is not None:
            found.append(edition)
    return found


def is_beside(text: str, entry: Entry) -> bool:
    """Whether an entry surely tells something else than an English question asks for.

    What a buyer gets is asked in the words in which the seller is fined.
    """
    own = "\n".join((entry.title, *entry.questions))
    of_a_fine = _GETS.search(text) and not _FINED.search(text) and _FINED.search(entry.title)
    return of_another_kind(text, entry) or (bool(of_a_fine) and not _GETS.search(own))


def of_another_day(text: str, entry: Entry) -> bool:
    """Whether an entry is on another day or month of the year than the one named.

    「theme of consumer rights day 2024」, where only World Standards Day has one of that year.
    """
    own = "\n".join((entry.title, *entry.questions))
    named, told = (
        {day for day in _DAYS if day.search(words)} for words in (text, f"{own}\n{entry.answer}")
    )
    return bool(named and told and not named & told)


def named_first(text: str, hits: Sequence[Hit], line: float) -> list[Hit]:
    """The hits, those first that name the kind of standards a question does.

    Args:
        text: the question.
        hits: the likeliest first.
        line: the confidence from which one comes before likelier ones that name no kind.
    """
    named = set(_ENGLISH_KINDS.findall(text.lower()))
    if not named:
        return list(hits)

    def told(hit: Hit) -> bool:
        own = "\n".join((hit.entry.title, *hit.entry.questions)).lower()
        return hit.confidence >= line and bool(named & set(_ENGLISH_KINDS.findall(own)))

    return sorted(hits, key=lambda hit: not told(hit))


def explaining(text: str, number: StandardNumber, hits: Sequence[Hit], line: float) -> Hit | None:
    """The likeliest entry that names the number a question says more around than its name.

    「seller says GB 18401 class B is fine for a newborn」 asks of the classes.

    Args:
        text: the question without the number.
        number: named in it.
        hits: found for the text.
        line: from which one counts.
    """
    if len(text.split()) < _SAYS_MORE:
        return None
    likely = [hit for hit in hits if hit.confidence >= line]
    if likely and likely[0].confidence >= _ASKS_ELSE:
        return likely[0]  # 「what does the year mean, like in GB 6675.1-2014」
    return next((hit for hit in likely if _tells_of(hit.entry, number)), None)


def _tells_of(entry: Entry, number: StandardNumber) -> bool:
    told = StandardNumber.find_all(f"{entry.title} {entry.answer}")
    return any(one.undated == number.undated for one in told)


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
