"""What an English question says around itself: 「back to the battery,」, 「a colleague says …」."""

from __future__ import annotations

import re

from bot.conversation.memory import Memory
from kb.text.english import is_english

# 「Someone in my office says there is a new version, is it valid」: who says so asks nothing.
_HEARSAY = re.compile(
    r"\A(?:(?:ok(?:ay)?|and|but|so|well|hm+|really)[,.?! ]{1,3}){0,2}"
    r"(?:i (?:have |just |also )?(?:heard|read|saw)"
    r"|(?:some(?:one|body)|people|they|everyone|the (?:shop|seller|landlord|teacher|internet)"
    r"|(?:a|an|my|one of my|our) [a-z-]{3,14})"
    r"(?: (?:in|at|from|on) (?:my |the |our )?[a-z]{2,12}){0,2}"
    r" (?:says?|said|told me|tells me|claims?|claimed|thinks?|mentioned))"
    r"(?: that)?[,:]? (?=\S+ \S+ \S)",
    re.IGNORECASE,
)
# 「Back to the battery, since what date」 begins with what the question is of.
_BACK_TO = re.compile(
    r"\A(?:(?:ok(?:ay)?|so|now|and|well|right|anyway)[,.]? ){0,2}"
    r"(?:(?:going |coming |let'?s (?:go|get) )?back to|again about|about) "
    r"(?P<thing>(?:the|my) [a-z-]{2,18}(?: [a-z-]{2,18})?)"
    r"(?: (?:again|you (?:mentioned|told me)|from (?:before|earlier)))?[,:;.-]{1,2} ",
    re.IGNORECASE,
)
# 「and the mediation itself?」
_ITSELF = re.compile(r"(?<=[a-z]) (?:itself|themselves)(?=[\s?.!,]{0,3}\Z)", re.IGNORECASE)
_OTHER_ONE = re.compile(
    r"\A(?:(?:ok(?:ay)?|and|but|so)[,.]? ){0,2}(?:with|for|in|about|on) the other"
    r"(?: one| kind| way| case| thing)?[,:]? (?=\S)",
    re.IGNORECASE,
)
_COMPLAINT = re.compile(r"\bcomplain(?:t|ts|ing)?\b|\bmediation\b", re.IGNORECASE)
_REPORT = re.compile(r"\breport(?:s|ing|ed)?\b", re.IGNORECASE)
# 「ok. and the furniture, there's a mandatory one for that?」
_WITH_ITS_THING = re.compile(
    r"\A(?:(?:ok(?:ay)?|and|but|so|good|right|thanks)[,.!]? ){0,3}"
    r"(?P<thing>(?:the|my|a|an) [a-z-]{2,18}(?: [a-z-]{2,18})?), "
    r"(?P<asked>(?:there'?s|there is|is there|it has|does it have|has it) .{3,50}?)"
    r"(?: for (?:that|it|them|those))?(?: too| as well| also)?[\s?.!]{0,3}",
    re.IGNORECASE,
)
_THERE_IS = re.compile(r"\Athere(?:'?s| is)", re.IGNORECASE)
_ANY = re.compile(
    r"(?:there'?s|there is|is there|it has|does it have|has it) (?:a |any )?(?:one|standard|gb)",
    re.IGNORECASE,
)


def plainly(text: str, memory: Memory) -> str:
    """An English question without what is said around it; the same text where nothing is.

    Args:
        text: of the talk.
        memory: of the talk.
    """
    if not memory or not is_english(text):
        return text
    plain = _HEARSAY.sub("", text)
    plain = plain if is_english(plain) else text
    plain = _ITSELF.sub("", _BACK_TO.sub(r"\g<thing>, ", plain))
    if said := _WITH_ITS_THING.fullmatch(plain):
        return f"and {said['thing']}{_asking(said['asked'])}?"
    return _of_the_other(plain, memory)


def _asking(said: str) -> str:
    """What is asked of the thing; nothing where it is only whether there is one."""
    return "" if _ANY.fullmatch(said) else f", {_THERE_IS.sub('is there', said)}"


def _of_the_other(text: str, memory: Memory) -> str:
    """「for the other one, will they know」 of complaint and report: the one not asked last."""
    other = _OTHER_ONE.match(text)
    told = f"{memory.about} {' '.join(one.about for one in memory.trail)}"
    both = _COMPLAINT.search(told) and _REPORT.search(told)
    if other is None or not both:
        return text
    last = "a complaint" if _REPORT.search(memory.about) else "a report"
    rest = text[other.end() :]
    return rest if _REPORT.search(rest) or _COMPLAINT.search(rest) else f"if i make {last}, {rest}"
