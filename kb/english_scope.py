"""Whether a standard covers a thing, asked in English: what its record can't tell is not said."""

from __future__ import annotations

import re

from kb.search.index import Entry, SearchIndex
from kb.text.standard_number import StandardNumber

_ASKS = re.compile(r"\b(?:does|do|is|are|will|would|can)\b", re.IGNORECASE)
_COVERS = re.compile(
    r"\b(?:cover(?:s|ed)?|appl(?:y|ies|ied|icable) to|include[sd]?"
    r"|(?:valid|meant|used) (?:for|by))\b",
    re.IGNORECASE,
)
_ASKS_SCOPE = re.compile(
    r"\bwhat\b.{0,40}\b(?:cover|for|about|mean|is)\b|\b(?:which|what) age", re.IGNORECASE
)
_STILL = re.compile(r"\b(?:still|now|today|yet|force|mandatory)\b", re.IGNORECASE)
NOT_CHECKED = (
    "Whether it covers what you ask about I have not checked; "
    "the scope in its own text decides. What I have on it:"
)


def asks_cover(text: str) -> bool:
    """Whether an English question asks if a standard is for some thing.

    >>> asks_cover("does GB 17761 cover electric scooters?"), asks_cover("is GB 17761 valid now?")
    (True, False)
    """
    covers = _ASKS.search(text) is not None and _COVERS.search(text) is not None
    return covers and _STILL.search(text) is None


def scope_told(english: SearchIndex, number: StandardNumber, text: str) -> Entry | None:
    """The English entry that says what a standard is for, where a question asks that of it.

    Args:
        english: the English side; one of its questions asks what the number covers.
        number: of the standard.
        text: the question.
    """
    asks = asks_cover(text) or _ASKS_SCOPE.search(text) is not None
    if not asks or _STILL.search(text):
        return None
    asked = f"what does {number.undated} cover"
    return next((entry for entry in english.entries if asked in entry.questions), None)
