"""What a few English words ask of the standards told before: 「same date?」, 「the number?」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.english_things import EnglishThing, load_names, named_in, things_asked
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.asked import Asked
from kb.text.english import is_english
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

_MOST = 3
_LONGEST = 9  # words; what is longer says itself what it is about
# What may be said without naming a thing: every other word is one.
_NAMES_NOTHING = re.compile(
    r"(?:is|are|was|were|it|its|it's|they|them|that|that's|this|these|those|the|a|an|and|or"
    r"|but|so"
    r"|then|ok|okay|also|still|in|on|of|for|from|since|as|when|what|what's|which|how|about"
    r"|does|did"
    r"|do|has|have|had|been|be|will|there|any|some|same|one|ones|version|edition|old|older"
    r"|previous"
    r"|new|newer|newest|latest|date|day|year|effect|effective|force|valid|start|started|begin"
    r"|began"
    r"|apply|applies|applicable|take|takes|took|come|came|into|mandatory|compulsory|voluntary|not"
    r"|obligatory|recommended|required|binding|standards?|gb|norm|number|no|code|exact|full|name"
    r"|published|issued|released|current|expired|withdrawn|replaced|replace|updated|already"
    r"|now|yet"
    r"|exactly|please|pls|thanks|thank|you|tell|me|give|again|once|more|by|law|to|know|i|need"
    r"|sorry)",
    re.IGNORECASE,
)
_OF_THE_STANDARD = frozenset(
    (Facet.EFFECTIVE, Facet.PUBLISHED, Facet.NATURE, Facet.NEWER, Facet.OLDER, Facet.STATUS)
)
_NUMBER = re.compile(r"\b(?:standards?|gb|norm|number|code)\b", re.IGNORECASE)
# 「for kids?」, 「and for adults?」
_FOR_WHOM = re.compile(
    r"(?:and |or |also |what about |how about |same |is it |is it also |does it "
    r"|also valid ){0,2}"
    r"for (?:my |our |the |small |little )?(?P<who>kids?|children|babies|baby|infants?|toddlers?"
    r"|adults?|grown-?ups?|men|women)",
    re.IGNORECASE,
)
_ADULT = re.compile(r"adult|grown|men$", re.IGNORECASE)


def of_the_told(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part answered by the standards told before; None where it asks something else."""
    said = part.text.strip(" ?.!,")
    words = re.findall(r"[\w'’-]+", said)
    english = is_english(said) or (said.isascii() and part.facet is not None)
    if not english or part.numbers or memory.offered or len(words) > _LONGEST:
        return None
    if part.leaning and part.leaning.corrects and things_asked(f"{part.leaning.rest} standard"):
        answer = skills.in_english(f"{part.leaning.rest} standard", part.facet, part.answer)
        return replace(part, asked=Asked.STANDARD, answer=answer)
    thing, numbers = _told(skills, memory)
    if not numbers:
        return None
    if whom := _FOR_WHOM.fullmatch(said):
        return _for_them(skills, part, thing, numbers, whom["who"])
    facet = part.facet if part.facet in _OF_THE_STANDARD else None
    if facet is None and not _NUMBER.search(said):
        return None
    if not all(map(_NAMES_NOTHING.fullmatch, words)):
        return None
    answer = skills.told_in_english({thing: numbers}, facet)
    return replace(part, asked=Asked.STANDARD, answer=answer)


def _told(skills: Skills, memory: Memory) -> tuple[str, tuple[str, ...]]:
    """What the thing told is called, and its standards."""
    named = named_in(memory.about) if is_english(memory.about) else ()
    own = next((one for one in load_names().values() if one.product == memory.product), None)
    thing: EnglishThing | None = named[0] if named else own
    told = tuple(one for one in memory.standards if StandardNumber.find(one))
    if told:
        return (thing.said if thing else told[0]), told[:_MOST]
    return (thing.said, skills.standards_named(thing.product)[:_MOST]) if thing else ("", ())


def _for_them(
    skills: Skills, part: Part, thing: str, numbers: tuple[str, ...], whom: str
) -> Part | None:
    """The standards of the thing made for somebody, or those told, which may not be for them."""
    adult = _ADULT.search(whom) is not None
    plain = thing.removeprefix("child ") if adult else thing
    own = things_asked(f"{'' if adult else 'child '}{plain} standard")
    theirs = skills.standards_named(own[0].product)[:_MOST] if len(own) == 1 else ()
    if theirs and own[0].said != thing:
        answer = skills.told_in_english({own[0].said: theirs}, None)
        return replace(part, asked=Asked.STANDARD, answer=answer)
    told = skills.told_in_english({thing: numbers}, None)
    lead = f"I have nothing checked on “{plain}” made for {whom}. What I told was:\n"
    return replace(part, asked=Asked.STANDARD, answer=replace(told, text=lead + told.text))
