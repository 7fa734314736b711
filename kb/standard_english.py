"""What the catalogue knows of a standard, in English; titles stay Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from kb.catalogue import Catalogue, Edition, LookUp
from kb.models import Nature, StandardStatus
from kb.text.facet import Facet

_NATURES = {
    Nature.MANDATORY: "a mandatory standard",
    Nature.RECOMMENDED: "a recommended (voluntary) standard, not mandatory",
    Nature.GUIDANCE: "a guidance document, not mandatory",
    Nature.REGULATION: "a technical regulation, not a standard",
}
_STATUSES = {
    StandardStatus.IN_FORCE: "recorded as in force",
    StandardStatus.UPCOMING: "published but not yet in force",
    StandardStatus.SUPERSEDED: "replaced and no longer valid",
    StandardStatus.WITHDRAWN: "withdrawn and no longer valid",
    StandardStatus.UNVERIFIED: "in our catalogue, but whether it is in force was not verified",
}
_VOLUNTARY = re.compile(r"\b(?:voluntary|optional|recommended)\b", re.IGNORECASE)
_BINDING = re.compile(r"\b(?:mandatory|compulsory|obligatory|required|binding)\b", re.IGNORECASE)
UNKNOWN_NUMBER = (
    "{number} is not in my catalogue, so I can't say whether it exists or is valid. "
    "Please check it at std.samr.gov.cn."
)
TRANSITION = (
    "Once a new edition is in force the old one is no longer valid; for goods made before that day "
    "see the transition rules of the standard and its notice."
)
CHANGES = "What differs is listed in its foreword; read it at openstd.samr.gov.cn."
SCOPE = "It covers what its title says; clause 1 of its text tells exactly what."
OTHER_EDITION = " The edition I have is {edition}; whether it replaced that one is not recorded."


def told_in_english(
    catalogue: Catalogue, edition: Edition, facet: Facet | None, today: date, words: str = ""
) -> str:
    """The sentence that answers a facet of the words, then the shortest card."""
    lead = _lead(catalogue, edition, facet, today, words)
    lines = [lead] if lead else []
    lines.append(_in_short(catalogue, edition, today))
    if edition.superseded_by and "replace" not in lead:
        lines.append(f"Replaced by {', '.join(edition.superseded_by)}.")
    lines.append(f"Source (in Chinese): {edition.source}.")
    if not edition.is_compared:
        lines.append("Not yet compared with the official platform.")
    lines.append("What std.samr.gov.cn shows is authoritative.")
    return "\n".join(lines)


def things_told(
    catalogue: Catalogue,
    things: Mapping[str, Sequence[Edition]],
    facet: Facet | None,
    today: date,
    words: str = "",
) -> str:
    """The standards of each thing, in order, each with what the words ask of it."""
    lines = []
    for name, editions in things.items():
        if not editions:
            lines.append(f"I have no verified standard for {name}; look it up at std.samr.gov.cn.")
            continue
        lines.append(f"{name[0].upper()}{name[1:]}:")
        for edition in editions:
            lead = _lead(catalogue, edition, facet, today, words)
            lines.append(f"{_in_short(catalogue, edition, today)} {lead}".strip())
    if any(not edition.is_compared for own in things.values() for edition in own):
        lines.append("Not all of this was compared with the official platform yet.")
    return "\n".join((*lines, "What std.samr.gov.cn shows is authoritative."))


def _in_short(catalogue: Catalogue, edition: Edition, today: date) -> str:
    status = _STATUSES[catalogue.status_on(edition, today)]
    named = f"{edition.number} 《{edition.title}》"
    return f"{named} is {_NATURES[edition.nature]}; it is {status}{_since(edition, today)}."


def parts_in_english(look_up: LookUp) -> str:
    """The parts of a series or the members of a range."""
    listed = ", ".join(f"{edition.number} 《{edition.title}》" for edition in look_up.parts[:5])
    more = len(look_up.parts) - 5
    rest = f", and {more} more" if more > 0 else ""
    is_compared = all(edition.is_compared for edition in look_up.parts)
    doubt = "" if is_compared else " Not all of this was compared with the official platform yet."
    return (
        f"My catalogue has {look_up.asked} in parts: {listed}{rest}. Ask me for one of them by its "
        f"number.{doubt} What std.samr.gov.cn shows is authoritative."
    )


def _since(edition: Edition, today: date) -> str:
    if edition.effective_on is None:
        return ""
    verb = "takes" if edition.effective_on > today else "took"
    return f" ({verb} effect on {_day(edition.effective_on)})"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}, {day.isoformat()}"


def _lead(
    catalogue: Catalogue, edition: Edition, facet: Facet | None, today: date, words: str = ""
) -> str:
    if facet is Facet.EFFECTIVE:
        if edition.effective_on is None:
            return "I could not verify the day it takes effect."
        return f"It takes effect on {_day(edition.effective_on)}."
    if facet is Facet.NATURE:
        return _nature(edition, catalogue.status_on(edition, today), words)
    if facet is Facet.NEWER:
        newer = catalogue.newer(edition)
        if not newer:
            return "My catalogue has no newer edition."
        told = (f"{one.number}{_since(one, today)}" for one in newer)
        return f"It is or will be replaced by {', '.join(told)}."
    if facet is Facet.PUBLISHED:
        if edition.published_on is None:
            return "I could not verify the day it was published."
        return f"It was published on {_day(edition.published_on)}."
    if facet in (Facet.OLDER, Facet.REPLACES):
        return _before(catalogue, edition, today)
    if facet is Facet.OLD_USABLE:
        return f"{_before(catalogue, edition, today)} {TRANSITION}"
    if facet is Facet.CHANGES:
        return f"{_before(catalogue, edition, today)} {CHANGES}"
    if facet is Facet.SCOPE:
        return SCOPE
    if facet is Facet.WHERE:
        return "National standards can be read at openstd.samr.gov.cn."
    return ""


def _nature(edition: Edition, status: StandardStatus, words: str) -> str:
    """Whether it binds: what isn't in force yet, or no more, doesn't bind today."""
    nature = _NATURES[edition.nature]
    if _VOLUNTARY.search(words) and not _BINDING.search(words):
        verdict = "Yes" if edition.nature is Nature.RECOMMENDED else "No"
        return f"{verdict}: it is {nature}."
    if edition.nature is not Nature.MANDATORY:
        return f"No: it is {nature}."
    if status is StandardStatus.UPCOMING:
        return f"Not yet: it is {nature}, and it is not in force yet."
    over = status in (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN)
    return f"No longer: it was {nature}." if over else f"Yes: it is {nature}."


def _before(catalogue: Catalogue, edition: Edition, today: date) -> str:
    """The editions before, and whether they still go: who asks for the old one wants to know."""
    older = catalogue.older(edition)
    if not older:
        return "My catalogue has no edition before it."
    told = (f"{one.number}, {_STATUSES[catalogue.status_on(one, today)]}" for one in older)
    return f"Before: {'; '.join(told)}."
