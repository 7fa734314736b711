"""A number taken for another thing's in English: 「the helmet standard is GB 17761, right?」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.english_things import things_asked
from bot.conversation.skills import Skills
from bot.conversation.understanding.number_claimed import is_kin
from bot.conversation.understanding.part import Part
from kb.asked import Asked
from kb.text.standard_number import StandardNumber, spans

_CONFIRMS = re.compile(
    r"\b(?:right|correct|true|yes)\s*\?|\b(?:isn't|is) it\s*\?"
    r"|^\W{0,3}(?:so |and )?(?:is|are|does|do)\b"
    r"|\bsays?\b|\btold\b",
    re.IGNORECASE,
)
# What asks something of the standard itself.
_OF_IT = re.compile(
    r"\b(?:mandatory|compulsory|voluntary|recommended|valid|force|effect|still|replaced?|new|old"
    r"|since|version|edition|when|where|what does)\b",
    re.IGNORECASE,
)
_TRUE = re.compile(
    r"(?<![\s,.;])[\s,.;]*+\b(?:is (?:that|this|it) )?(?:true|right|correct|ok)"
    r"(?: or (?:not|false|wrong))?\W*+$",
    re.IGNORECASE,
)
_OTHER = (
    "For “{things}” I have the standard below, not {number}{title}; "
    "what {number} covers is in its own text.\n"
)


def of_another_number_in_english(skills: Skills, part: Part) -> Part | None:
    """The part told with the standards of its things, where its number is none of theirs."""
    text = part.text
    if len(part.numbers) != 1 or not _CONFIRMS.search(text) or _OF_IT.search(text):
        return None
    number, things = part.numbers[0], things_asked(_TRUE.sub("", _without_numbers(text)))
    own = {thing.said: skills.standards_named(thing.product) for thing in things}
    known = {StandardNumber.parse(one).undated for numbers in own.values() for one in numbers}
    if not known or any(is_kin(one, number) for one in known):
        return None
    if any(skills.holds_for(number, thing.product) for thing in things):
        return None
    edition = skills.answerer.edition(number)
    title = f" 《{edition.title}》" if edition else ""
    lead = _OTHER.format(things=" and ".join(own), number=number, title=title)
    answer = skills.told_in_english(own, None)
    answer = replace(answer, text=f"{lead}{answer.text}")
    return replace(part, asked=Asked.STANDARD, answer=answer, put_right=True)


def _without_numbers(text: str) -> str:
    """The text with 「a standard」 for its number: what the number is called names no thing."""
    for start, end, _ in reversed(list(spans(text))):
        text = f"{text[:start]} standard {text[end:]}"
    return text
