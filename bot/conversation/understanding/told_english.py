"""What a few English words ask of what was told before: 「same date?」, 「the charger?」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.english_things import (
    EnglishThing,
    load_names,
    named_in,
    part_of,
    things_asked,
)
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.english_around import plainly
from bot.conversation.understanding.part import Part
from bot.kit import clock
from kb.answer import Answer, Certainty, is_record, standard_reference
from kb.asked import Asked
from kb.english_premise import around_day
from kb.text.english import is_english
from kb.text.english_spelling import spelled_out
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

OF_A_RECORD = "What I told is of a standard, not of a law:"
_MOST = 3
_LONGEST = 12  # words; what is longer says itself what it is about
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
    r"|apply|applies|covers?|applicable|take|takes|took|come|came|coming|into|mandatory|compulsory|voluntary|not"
    r"|obligatory|recommended|required|binding|standards?|gb|norm|number|no|code|exact|full|name"
    r"|published|issued|released|current|expired|withdrawn|replaced|replace|updated|already"
    r"|now|yet"
    r"|exactly|just|only|even|today|yes|right|correct|please|pls|thanks|thank|you|tell|me|give|again|once|more|by|law|to|know|i|need"
    r"|sorry|all|every|everyone|everybody|sellers?|shops?|makers?|factory|factories|company"
    r"|companies|businesses|too|must|should|follow|comply|obey|with|optional)",
    re.IGNORECASE,
)
_OF_THE_STANDARD = frozenset(
    (Facet.EFFECTIVE, Facet.PUBLISHED, Facet.NATURE, Facet.NEWER, Facet.OLDER, Facet.STATUS)
)
_NUMBER = re.compile(r"\b(?:standards?|gb|norm|number|code)\b", re.IGNORECASE)
_WHO = (
    r"(?P<who>kids?|child|children|babies|baby|newborns?|infants?|toddlers?|adults?|grown-?ups?|men"
    r"|women)"
)
# 「for kids?」, 「and for adults?」, 「the adult ones?」
_FOR_WHOM = re.compile(
    r"(?:and |or |also |what about |how about |same |is it |is it also |does it "
    r"|also valid |the |ones ){0,2}"
    rf"(?:for )?(?:my |our |the |small |little )?{_WHO}(?:'?s)?(?: ones?| size| version)?",
    re.IGNORECASE,
)
_FOR_THEM = re.compile(rf"\bfor (?:my |our |the |small |little )?{_WHO}\b", re.IGNORECASE)
_ADULT = re.compile(r"adult|grown|men$", re.IGNORECASE)


_WHEN = re.compile(r"\bwhen\b", re.IGNORECASE)
_NEW = re.compile(r"\bnew(?:er|est)?\b", re.IGNORECASE)
_WHICH_LAW = re.compile(
    r"(?:(?:and|ok|so|but)[ ,]{1,2}){0,2}"
    r"(?:(?:by|in|under|of|from) )?(?:which|what) (?:law|article|art|rule|regulation|source"
    r"|legal basis|act|clause|section|paragraph)"
    r"(?: (?:and article|or article|is|says?|was|that|this|it|so|applies|exactly|does|rest|on|from"
    r"|in|please|number|no|of the law|of it|come|about|for|written|here|the|law)){0,6}"
    r"|where (?:does it say|is) (?:so|that|this|it)(?: written)?"
    r"|(?:the )?(?:number of (?:the )?)?(?:article|law)(?: number| no| name)?(?: please)?"
    r"|(?:what(?:'s| is) )?(?:the |your )?(?:source|legal basis"
    r"|law (?:behind|for) (?:it|that|this))",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1}
_PLACE = re.compile(
    r"(?:and |is |what about |how about |tell me (?:more )?about |when (?:did|does) )?"
    rf"the (?P<place>{'|'.join(_PLACES)})(?: (?:one|standard|q|question|thing))?"
    r"(?P<rest>(?: [\w']{1,12}){0,4})",
    re.IGNORECASE,
)
# 「ok back to China, the standard is voluntary right?」: nothing of ours is of another place.
_BACK_HERE = re.compile(
    r"\A(?:(?:ok(?:ay)?|so|now|right|well|anyway|let'?s (?:go|get|come)|going|coming)[,.]? ){0,3}"
    r"back to (?:china|chongqing|(?:the )?chinese (?:one|rules?|standards?)|here|us|ours)[,.;:]? ",
    re.IGNORECASE,
)
# What of an English talk is no thing: assent, thanks, a wish.
_SAYS_NO_THING = re.compile(
    r"ok(?:ay)?|yes|yeah|yep|no|nope|thanks?|thx|cheers|bye|hello|sure|fine|please|great|cool|stop"
    r"|cancel|complaint|complain|report|help|what|why|when|where|who|how",
    re.IGNORECASE,
)
_MOST_OWN = 2  # words of a thing
_ONE_WORD = {"fine?": "the fine?", "since?": "since when?", "since": "since when?"}
# 「theme 2025?」, 「and the slogan of 2024?」
_AND_A_YEAR = re.compile(r"(?:and )?(?:the )?[A-Za-z]{4,20} (?:in |of |for )?20\d\d\W{0,3}", re.I)
_ONE_MORE = re.compile(
    r"^(?:(?:ok(?:ay)?|and|so|hi|hello|sorry)[ ,.!]{1,3}){0,2}"
    r"(?:(?:just )?one more(?: question| thing| q)?"
    r"|(?:another|next|last|one last) (?:question|thing|q))"
    r"[\s,:;.-]{1,3}",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:quality month|(?:world )?standards day|(?:world )?consumer rights day"
    r"|(?:world )?metrology day|food safety week)\b",
    re.IGNORECASE,
)
_YEARS = {"last": -1, "this": 0, "next": 1}
_A_YEAR = re.compile(
    r"(?:(?:and|what about|how about|in|for) ){0,2}+(?:(?P<word>last|this|next) year(?:'?s)?"
    r"|(?P<year>20\d\d))\W{0,3}",
    re.IGNORECASE,
)
# 「and Q/?」, 「DB51」: letters before a standard's number, and nothing besides.
_CODE = re.compile(
    r"(?:(?:and|or|what about|how about|ok|so)[ ,]{1,3}){0,2}(?:the )?"
    r"(?P<code>DB\d{2}(?:/T)?|[TQ]\s?/|GB/[TZ]|[A-Z]{2,4}(?:/T)?)"
    r"(?: then| too| as well| again)?\s?[?.!]{0,3}"
)


def in_english_talk(text: str, memory: Memory) -> str:
    """A single word or code in a talk in English as what it stands for: 「batteries」, 「Q/?」.

    One word alone is not taken for English, as it may be a name or a code.
    """
    if is_english(text):
        text = _ONE_MORE.sub("", spelled_out(text)) or text
        text = plainly(_BACK_HERE.sub("", text) or text, memory)
    if not (memory.english or is_english(memory.about)):
        return text
    if code := _CODE.fullmatch(text.strip()):
        return f"what does {code['code'].replace(' ', '')} mean"
    if _AND_A_YEAR.fullmatch(text.strip()):
        event = _EVENT.search(memory.about)
        return f"{event[0] if event else 'the'} {text.strip()}"
    if said := _A_YEAR.fullmatch(text.strip()):
        year = said["year"] or clock.today().year + _YEARS[said["word"].lower()]
        return f"and what about {year}"
    if whole := _ONE_WORD.get(text.strip().lower()):
        return whole
    word = text.strip(" ?.!,")
    one = re.fullmatch(r"[A-Za-z]{4,20}", word) is not None and not word.isupper()
    return (
        f"the {spelled_out(text.strip())}" if one and not _SAYS_NO_THING.fullmatch(word) else text
    )


def back_to_the_told(text: str, memory: Memory) -> Memory:
    """The memory of the last that was surely told, where 「ok back to China」 leads back to it."""
    known = [one for one in memory.trail if not one.offered]
    if not (memory.offered and known and is_english(text) and _BACK_HERE.match(text)):
        return memory
    last = known[-1]
    told = (last.standard, last.called, last.entry, last.about, last.about)
    return Memory(*told, also=last.also, trail=memory.trail)


def made_for(skills: Skills, text: str) -> Answer | None:
    """The standards of a thing for somebody it has none of its own for; None where it has them."""
    whom = _FOR_THEM.search(text)
    things = things_asked(f"{text[: whom.start()]} standard") if whom else ()
    if whom is None or len(things) != 1 or things_asked(text):
        return None
    if _ADULT.search(whom["who"]) or named_in(text[whom.end() :]):
        return None  # 「the glue for the kids smells. which standard is for pens」
    thing = things[0]
    return _of_all(skills, thing.said, skills.standards_named(thing.product), whom["who"])


def of_the_told(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part answered by the standards told before; None where it asks something else."""
    said = part.text.strip(" ?.!,")
    words = re.findall(r"[\w'’-]+", said)
    english = is_english(said) or (said.isascii() and part.facet is not None)
    if not english or part.numbers or len(words) > _LONGEST:
        return None
    own = [word for word in words if not _NAMES_NOTHING.fullmatch(word)]
    few = 0 < len(own) <= _MOST_OWN
    if memory.offered and (law := _law(skills, said, memory)):
        text = f"If this is about “{memory.about.rstrip('?')}”:\n{law.text}"
        return replace(part, answer=replace(law, certainty=Certainty.UNSURE, text=text))
    if memory.offered and few and (its := _part_of_the_told(memory, " ".join(own))):
        return _of_its_part(skills, part, its, None)
    if memory.offered:
        return _of_the_offered(skills, part, words, memory)
    if part.leaning and part.leaning.corrects and things_asked(f"{part.leaning.rest} standard"):
        answer = skills.in_english(f"{part.leaning.rest} standard", part.facet, part.answer)
        return replace(part, asked=Asked.STANDARD, answer=answer)
    if told := _law(skills, said, memory) or _listed(skills, part, said, memory):
        return replace(part, answer=told)
    facet = part.facet if part.facet in _OF_THE_STANDARD else None
    # Who says standard says it whole, perhaps which: 「is the new power bank standard in force」.
    asked_on = facet is not None and not _NUMBER.search(said)
    its = _named(memory, " ".join(own), asked_on=asked_on) if few else None
    if its is not None:
        return _of_its_part(skills, part, its, facet)
    thing, numbers = _told(skills, memory)
    if not numbers:
        return None
    if not StandardNumber.find(thing) and (whom := _FOR_WHOM.fullmatch(said)):
        return _for_them(skills, part, thing, numbers, whom["who"])
    if _names_a_day_only(said):
        answer = skills.answer(f"{numbers[0]} {said}")
        return replace(part, asked=Asked.STANDARD, answer=answer)
    if facet is None and not _NUMBER.search(said):
        return None
    if not all(map(_NAMES_NOTHING.fullmatch, words)):
        return None
    if facet is Facet.NEWER and _WHEN.search(said):
        facet = Facet.EFFECTIVE
    numbers = _going(skills, numbers)
    if _NEW.search(said) and facet in (Facet.EFFECTIVE, Facet.PUBLISHED):
        numbers = tuple(map(skills.newer_than, numbers))  # 「the new version, from when」
    answer = skills.told_in_english({thing: numbers}, facet, said)
    return replace(part, asked=Asked.STANDARD, answer=answer)


def _going(skills: Skills, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some standards that still go, or will; all where none does."""
    return tuple(one for one in numbers if not skills.answerer.is_over(one)) or numbers


def _of_the_offered(skills: Skills, part: Part, words: list[str], memory: Memory) -> Part | None:
    """What is asked of the standards of an entry that was only offered, offered as well."""
    numbers = _going(skills, tuple(one for one in memory.standards if StandardNumber.find(one)))
    facet = part.facet if part.facet in _OF_THE_STANDARD else None
    if not numbers or facet is None or not all(map(_NAMES_NOTHING.fullmatch, words)):
        return None
    told = skills.told_in_english({numbers[0]: numbers[:_MOST]}, facet, part.text)
    text = f"If this is about “{memory.about.rstrip('?')}”:\n{told.text}"
    answer = replace(told, certainty=Certainty.UNSURE, text=text, entry=None)
    return replace(part, asked=Asked.STANDARD, answer=answer)


def _names_a_day_only(said: str) -> bool:
    """「and it came into force on 1 September 2025, correct」"""
    around = around_day(said)
    return around is not None and all(map(_NAMES_NOTHING.fullmatch, re.findall(r"[\w']+", around)))


def _of_its_part(skills: Skills, part: Part, its: EnglishThing, facet: Facet | None) -> Part:
    """The part answered by the standards of a thing, which belongs to the one told."""
    own = skills.standards_named(its.product)
    answer = skills.told_in_english({its.said: own}, facet, part.text)
    return replace(part, asked=Asked.STANDARD, answer=answer)


def _law(skills: Skills, said: str, memory: Memory) -> Answer | None:
    """Where the answer told stands."""
    if _WHICH_LAW.fullmatch(said) and is_record(memory.entry) and memory.standard:
        told = skills.told_in_english({memory.standard: (memory.standard,)}, None)
        return replace(told, text=f"{OF_A_RECORD}\n{told.text}")
    sources = skills.sources_of(memory.entry) if _WHICH_LAW.fullmatch(said) else ()
    if not sources or not memory.entry.startswith("faq:"):
        return None
    text = f"It rests on (来源): {'；'.join(sources)}."
    return Answer(Certainty.SURE, text, sources, 1.0, memory.entry, about=memory.about)


def _listed(skills: Skills, part: Part, said: str, memory: Memory) -> Answer | None:
    """「the second one」 of what was listed."""
    listed = memory.listed or tuple(map(standard_reference, memory.standards))
    meant = _PLACE.fullmatch(said)
    place = _PLACES[meant["place"].lower()] if meant else 0
    if meant is None or len(listed) < 2 or place >= len(listed):
        return None
    if not all(map(_NAMES_NOTHING.fullmatch, meant["rest"].split())):
        return None
    reference = listed[place]
    if not is_record(reference):
        return skills.given_in_english(reference)
    number = reference.partition(":")[2]
    return skills.told_in_english({number: (number,)}, part.facet)


def _named(memory: Memory, words: str, *, asked_on: bool) -> EnglishThing | None:
    """What words name of the things told, or the other thing of which a facet is asked on."""
    if its := _part_of_the_told(memory, words):
        return its
    # 「since when for the air fryer」 after rice cookers
    others = things_asked(words) if asked_on else ()
    return others[0] if len(others) == 1 else None


def _part_of_the_told(memory: Memory, words: str) -> EnglishThing | None:
    """What words name of the things told, the last first: 「the charger」 after an e-bike."""
    told = [(memory.product, memory.about)]
    told += [(one.called, one.about) for one in reversed(memory.trail)]
    products = [p for called, about in told for p in (called, *_products(about))]
    return next((thing for product in products if (thing := part_of(product, words))), None)


def _products(about: str) -> list[str]:
    return [one.product for one in named_in(about)] if is_english(about) else []


def _told(skills: Skills, memory: Memory) -> tuple[str, tuple[str, ...]]:
    """What the thing told is called, and its standards."""
    named = named_in(memory.about) if is_english(memory.about) else ()
    own = next((one for one in load_names().values() if one.product == memory.product), None)
    thing: EnglishThing | None = named[0] if named else own
    told = tuple(one for one in memory.standards if StandardNumber.find(one))
    own_numbers = skills.standards_named(thing.product)[:_MOST] if thing else ()
    if thing and (to_come := _to_come(skills, memory)):
        return thing.said, (to_come,)
    # An entry on e-bike batteries tells of the charger too, whose standard is not the first of it.
    if thing and (not told or (own_numbers and set(told).isdisjoint(own_numbers))):
        return thing.said, own_numbers
    return (thing.said if thing else next(iter(told), "")), told[:_MOST]


def _to_come(skills: Skills, memory: Memory) -> str:
    """The standard to come that was asked for, or told first; empty if there is none."""
    to_come = skills.to_come(memory.entry)
    given = skills.given_in_english(memory.entry) if to_come else None
    first = StandardNumber.find(given.text) if given else None
    told_first = to_come is not None and str(first) == str(to_come.number)
    return str(to_come.number) if to_come and (told_first or _NEW.search(memory.about)) else ""


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
    answer = _of_all(skills, thing, numbers, whom)
    return replace(part, asked=Asked.STANDARD, answer=answer)


def _of_all(skills: Skills, thing: str, numbers: tuple[str, ...], whom: str) -> Answer:
    """The standards of a thing, none of which is known to be made for somebody."""
    told = skills.told_in_english({thing: numbers[:_MOST]}, None)
    plain = thing.removeprefix("child ") if _ADULT.search(whom) else thing
    lead = f"I have nothing checked on “{plain}” ({whom}) in particular. What I have:\n"
    return replace(told, text=lead + told.text)
