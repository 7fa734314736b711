"""Whether a message is English, and what of a standard an English question asks."""

from __future__ import annotations

import re

from kb.text.facet import Facet

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_LONG = re.compile(r"[a-z]{3,}")
# An English sentence around a Chinese name: 「老街火锅 in Nanbin Road reuses the oil」.
_GRAMMAR = re.compile(
    r"\b(?:i|the|a|an|is|are|was|were|my|me|we|they|it|to|in|at|of|on|for|and|but|have|has|from)\b",
    re.IGNORECASE,
)
# 「whats 12315」: a single word beside a number.
_ASKS_OF_A_NUMBER = re.compile(r"(?:what|who|where|when|why|how)'?s?\s", re.IGNORECASE)
_SENTENCE = 6  # words
_LEANS = re.compile(r"\b(?:it|its|they|them|this|that|these|those|one|new|old)\b", re.IGNORECASE)
# What asks and has no subject of its own: 「since when」, 「who do I call」, 「which law says so」.
_SUBJECTLESS = re.compile(
    r"(?:and |but |so |ok |then ){0,3}"
    r"(?:since when|from when|what(?: has|'s| is)? (?:changed|different)"
    r"|how (?:much|many|long|soon|come)|what if|why|when|where"
    r"|what (?:can|could|do|should|will) (?:i|we) (?:get|claim|do(?= now|\W*$))"
    r"|who(?: is|'s) (?:in charge|responsible)"
    r"|(?:who|where|whom)(?: (?:do|should|can|could|must) (?:i|we))?"
    r" (?:call|complain|report|ask|turn|tell|go|contact)"
    r"|(?:which|what) (?:article|law|standard|gb|rule|clause|section|number|phone|department|bureau"
    r"|fine|penalty)(?: (?:says?|is|was|applies|rules?|number|so|that|this|it|in|charge)){0,3}"
    r"(?=\W*$)"
    r"|(?:is|are) (?:there|they) (?:a )?(?:fine|penalty)|(?:the )?(?:phone )?number)\b",
    re.IGNORECASE,
)
# 「and local standards?」 asks the same of something else, 「even those from ISO?」 whether it
# holds there.
_LEADS_ON = re.compile(
    r"(?:(?:and|but|or|so|ok(?:ay)?)[\s,]{1,3}){0,2}"
    r"(?:and|or|but|even|also|what about|how about|what of|same for)[\s,]{1,3}(?=\w)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:wh(?:at|en|ere|o|om|ich|y)|how|do|does|did|is|are|can|could|must|should|will)\b", re.I
)
_SUBJECTLESS_WORDS = 6
_SHORT = 8  # words; what is longer says itself what it is about
_FACETS = (
    (
        Facet.EFFECTIVE,
        r"\bwhen\b.{0,60}\b(?:effect|force|start|begin|apply)|effective date"
        r"|\b(?:since|from|as of) when\b|\b(?:same|which|what|exact|start(?:ing)?) date\b"
        r"|\b(?:from|since|on|as of) (?:which|what) day\b"
        r"|\bdate of (?:effect|entry|implementation)\b|\bimplement(?:ed|ation) (?:date|when)\b"
        r"|^\W{0,3}(?:the |and ){0,2}effective(?: since| from| when| on)?\W{0,3}$",
    ),
    (Facet.PUBLISHED, r"\bwhen\b.{0,60}\b(?:publish|issued?|released?)"),
    (
        Facet.NATURE,
        r"mandatory|compulsory|obligatory|voluntary|optional|recommended|required|binding"
        r"|\b(?:ha(?:ve|s)|needs?) to (?:follow|comply|obey)\b"
        r"|\bmust\b.{0,30}\b(?:follow|comply|obey)\b",
    ),
    (
        Facet.OLDER,
        r"\b(?:did|does|do) (?:it|this|that|they) replace\b|\breplace[sd]? (?:what|which)\b"
        r"|\b(?:it|this|that|this one|the new one) (?:has )?replace[sd]? the\b"
        r"|\b(?:what|which)(?: one| standard| edition)? (?:was|is|got|gets) replaced\b"
        r"|\b(?:old|new)(?:er)? (?:one )?or (?:the |an? )?(?:old|new)(?:er)?\b",
    ),
    (Facet.NEWER, r"\bnew(?:er|est)?\b.{0,60}\b(?:version|edition|one)|updated|replaced|latest"),
    (Facet.OLDER, r"\bold(?:er)?\b.{0,60}\b(?:version|edition|one)|previous|before (?:it|that)"),
    (
        Facet.OLD_USABLE,
        r"\bwhich\b.{0,20}\b(?:applies|counts|goes|do (?:i|we) (?:follow|use))\b"
        r"|\bwhich\b.{0,20}\b(?:valid|in force|current)\b",
    ),
    (Facet.STATUS, r"\bvalid\b|in force|expired|withdrawn|still (?:used|current)|current\b"),
    (Facet.WHERE, r"\bwhere\b|download|full text|read it"),
    (Facet.SCOPE, r"\bwhat\b.{0,60}\b(?:about|cover|for|is)\b"),
)  # fmt: skip
_COMPILED = tuple((facet, re.compile(pattern, re.IGNORECASE)) for facet, pattern in _FACETS)


def is_english(text: str) -> bool:
    """Whether a text is words of English and not only a number or a name.

    >>> is_english("What does GB mean?")
    True
    >>> is_english("GB 17761")
    False
    >>> is_english("I want to report 老街火锅 in Nanbin Road, they reuse the oil")
    True
    """
    words, han = len(_WORD.findall(text)), len(_HAN.findall(text))
    if han and (words < max(_SENTENCE, han) or len(_GRAMMAR.findall(text)) < 3):
        return False
    enough = words >= 2 or (not han and _ASKS_OF_A_NUMBER.match(text.strip()) is not None)
    return enough and _LONG.search(text) is not None


def leans_in_english(text: str) -> bool:
    """Whether an English question is about what was said before."""
    words = len(text.split())
    if words <= _SUBJECTLESS_WORDS and _SUBJECTLESS.match(text.strip()):
        return True
    if words <= _SUBJECTLESS_WORDS and led_on(text) != text.strip():
        return True
    short = _SHORT + 2 if _ASKS.match(text.strip()) else _SHORT
    return words <= short and _LEANS.search(text) is not None


def led_on(text: str) -> str:
    """An English text without what leads on to its thing; as it is where it asks by itself.

    >>> led_on("and local standards?"), led_on("and how do I complain?")
    ('local standards?', 'and how do I complain?')
    """
    said = text.strip()
    lead = _LEADS_ON.match(said)
    return said if lead is None or _ASKS.search(said, lead.end()) else said[lead.end() :]


def facet_in_english(text: str) -> Facet | None:
    """What of a standard an English question asks."""
    return next((facet for facet, pattern in _COMPILED if pattern.search(text)), None)
