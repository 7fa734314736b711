"""What a short English question asks of what was told: 「what counts today」, 「and leather?」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.english_things import load_names, named_in, things_asked
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Certainty
from kb.asked import Asked
from kb.english_answers import STILL_ASKING
from kb.text.english import is_english
from kb.text.standard_number import StandardNumber

_LONGEST = 14  # words
_MOST_THING = 4  # words of a thing
_LEAD = r"(?:(?:and|or|but|so|ok(?:ay)?|then|now|well|alright|no|sorry)[\s,.]{1,3}){0,4}"
# Which edition goes now: 「so what counts today」, 「which one do I follow until then」.
_COUNTS = re.compile(
    rf"{_LEAD}(?:which|what)(?: (?:one|edition|version|standard|gb|rule))?"
    r"(?: (?:do|should|must) (?:i|we|they|shops|makers) (?:follow|use|go by|keep to|meet)"
    r"|(?: is it)? (?:that )?(?:counts|applies|holds|goes|is (?:valid|in force|current|in use)))"
    r"(?: (?:now|today|right now|currently|at the moment|for now|until then|till then|then"
    r"|at present|in the meantime)){0,3}"
    # 「so today shops go by which one」
    rf"|{_LEAD}(?:now|today|right now|currently|for now|until then|at the moment)?[, ]{{0,2}}"
    r"(?:shops|sellers|makers|factories|people|everybody|we|i|they|you) (?:still )?"
    r"(?:follow|use|go by|keep to|have to (?:follow|use|go by|keep to))"
    r" (?:which|what)(?: (?:one|edition|version|standard))?(?: (?:now|today|then))?",
    re.IGNORECASE,
)
# What somebody else is asked about, around the thing itself.
_OF = (
    r"(?:(?:i )?(?:mean|meant|am asking|asked|was asking)(?: it)? |what about |how about |what of "
    r"|same (?:question )?|(?:which|what)(?: one| gb| standard)?(?: is)? |is there (?:a |one )?"
    r"(?:standard |gb )?|also ){0,2}"
)
_BEHIND = (
    r"(?:[\s,]{1,3}(?:itself|themselves|too|as well|also|then|please|instead|not the \w{3,16}"
    r"|(?:which|what)(?: (?:one|number|gb|standard|code|is|it))*(?: (?:to look for|do i need"
    r"|should (?:it|they) (?:meet|have)|is it|is that|applies|to (?:check|use|follow)))?"
    r"|(?:have|has|need|needs) (?:a |one )?(?:standard|gb)?|standards?|gb|number|ones?)){0,3}"
)
_THING = re.compile(
    rf"{_LEAD}{_OF}(?:for |of |on |with )?(?:a |an |the |my |our |some |any )?"
    rf"(?P<thing>[a-z][a-z-]{{2,18}}(?: [a-z][a-z-]{{1,18}}){{0,3}}?){_BEHIND}",
    re.IGNORECASE,
)
_NO_THING = re.compile(
    r"\b(?:it|its|that|this|they|them|these|those|i|we|you|he|she|who|whom|where|when|why|how|what"
    r"|which|can|could|may|must|should|do|does|did|is|are|was|were|will|would|has|have|had|be"
    r"|yes|no|ok|thanks?|thank|please|sorry|hello|hi|bye|complain\w{0,2}|reports?|mandatory"
    r"|compulsory|recommended|voluntary|date|year|old|new|older|newer|limit|limits|fines?|penalty"
    r"|refund|money|law|article|speed|maximum|minimum|price|phone|number|theme|standards?|gb|first"
    r"|second|third|last|one|ones|more|else|cancel|not|if|me|my|us|kids?|child|children|bab(?:y|ies)"
    r"|adults?|toddlers?|infants?|(?:wo)?m[ae]n)\b",
    re.IGNORECASE,
)
_OF_STANDARDS = re.compile(r"\b(?:standards?|gb|norms?|requirements?)\b", re.IGNORECASE)
_FOR_IT = re.compile(r"\b(?P<of>for|of|on|about) (?:it|them|these|those|this|that)\b", re.I)
_DO_IT = re.compile(r"\bdo (?:it|this|that)\b", re.IGNORECASE)
_COMPLAINS = re.compile(r"\b(?:complain\w{0,2}|complaints?|mediat\w{1,6})\b", re.IGNORECASE)
_HERE = re.compile(
    rf"{_LEAD}(?:what about |how about )?(?:in chongqing|chongqing|here)"
    r"(?:[\s,]{1,3}then)?[\s,]{1,3}"
    r"(?P<rest>\S.{6,80})",
    re.IGNORECASE,
)
# 「what happens if it is」 leaves out what the question before asks.
_IF_SO = re.compile(
    rf"{_LEAD}what(?: happens| then|'s the penalty| is the penalty)?"
    r" if (?:so|yes|it|they|he|she|i|we)"
    r"(?: (?:is|are|does|do|did|was|were|am|doesn't|don't|isn't|aren't)(?: not)?)?",
    re.IGNORECASE,
)
# 「how much」, 「maximum?」, 「minimum is?」 ask for a figure of what was told.
_AMOUNT = re.compile(
    rf"{_LEAD}(?:the )?(?:how much(?: (?:is|money|is it|is that|can (?:i|it) (?:get|be)|at most))?"
    r"|(?:what(?:'s| is) )?(?:the )?(?:max(?:imum)?|min(?:imum)?|at most|at least|up to how much"
    r"|amount|sum|cap|most|least)(?: (?:amount|sum|is|of it|then|limit)){0,2})",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d,.]{0,9} ?(?:yuan|%|times|km/h|mg|dB|kg|g\b|mm|cm)|\btimes the price\b")
_ASKS_FIRST = re.compile(
    r"^(?:and |but |so )?(?:can|could|may|must|should|is|are|does|do) ", re.IGNORECASE
)


def follow_up(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part answered by what was told before; None where it says itself what it is about."""
    said = part.text.strip(" ?.!,")
    if not _may_follow(part, said, memory):
        return None
    return (
        _counts_today(skills, part, said, memory)
        or _of_it(skills, part, said, memory)
        or _done_for(skills, part, said, memory)
        or _here(skills, part, said)
        or _if_so(skills, part, said, memory)
        or _how_much(skills, part, said, memory)
    )


def same_of(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """「and for the wardrobe itself?」, asked as the standard of the thing before was."""
    said = part.text.strip(" ?.!,")
    named = _THING.fullmatch(said) if _may_follow(part, said, memory) else None
    thing = named["thing"] if named else ""
    if not thing or _NO_THING.search(thing):
        return None
    things = things_asked(f"{thing} standard")
    numbers = {one.said: skills.standards_named(one.product) for one in things}
    if things and _tells_standards(skills, memory):
        return _answered(part, skills.told_in_english(numbers, part.facet, part.text))
    if things and memory.entry and not _OF_STANDARDS.search(said):
        # 「and a helmet?」 behind a refund for shoes may ask for no standard.
        return _answered(part, _of_this(skills.told_in_english(numbers, None), f"{thing} standard"))
    if part.answer.is_sure or not _tells_standards(skills, memory):
        return None
    answer = skills.answerer.standard_for_in_english(thing)
    return _answered(part, answer) if answer else None


def _may_follow(part: Part, said: str, memory: Memory) -> bool:
    few = len(said.split()) <= _LONGEST and not part.numbers
    return bool(memory) and few and is_english(said)


def _counts_today(skills: Skills, part: Part, said: str, memory: Memory) -> Part | None:
    """Which edition of the standard told goes today."""
    number = StandardNumber.find(memory.standard)
    edition = skills.answerer.edition(number.undated) if number else None
    if edition is None or not _COUNTS.fullmatch(said):
        return None
    told = skills.told_in_english({f"today {edition.number}": (edition.number,)}, None)
    return _answered(part, _as_told(told, memory))


def _of_it(skills: Skills, part: Part, said: str, memory: Memory) -> Part | None:
    """「is there a new standard for them」, asked of the thing told."""
    thing = _thing_told(memory)
    if not thing or not _FOR_IT.search(said) or not _OF_STANDARDS.search(said):
        return None
    whole = _FOR_IT.sub(rf"\g<of> {thing}", said, count=1)
    answer = skills.in_english(whole, part.facet, skills.answer(whole))
    return _answered(part, _as_told(answer, memory)) if answer.is_sure else None


def _done_for(skills: Skills, part: Part, said: str, memory: Memory) -> Part | None:
    """「can my husband do it for me」 behind a complaint."""
    if not _DO_IT.search(said) or not _COMPLAINS.search(_told(skills, memory)):
        return None
    whole = _DO_IT.sub("file the complaint", said.partition(",")[0], count=1)
    answer = skills.answer(whole)
    return replace(part, answer=answer, taken_as=whole) if answer.is_sure else None


def _here(skills: Skills, part: Part, said: str) -> Part | None:
    """「ok in chongqing then, is a reward possible」: nothing but the place is told apart."""
    here = _HERE.fullmatch(said)
    answer = skills.answer(here["rest"]) if here else part.answer
    return replace(part, answer=answer) if here and not _is_unknown(answer) else None


def _if_so(skills: Skills, part: Part, said: str, memory: Memory) -> Part | None:
    """「what happens if it is」: what follows is asked of what the question before says."""
    if not _IF_SO.fullmatch(said) or not is_english(memory.about):
        return None
    whole = f"what is the consequence if {_ASKS_FIRST.sub('', memory.about)}"
    return _offered(skills, part, whole)


def _how_much(skills: Skills, part: Part, said: str, memory: Memory) -> Part | None:
    """「maximum?」: where the entry told has a figure, it is told again."""
    given = skills.given_in_english(memory.entry) if _AMOUNT.fullmatch(said) else None
    if given is None or not _FIGURE.search(given.text):
        return None
    text = f"{STILL_ASKING}\n{given.text}"
    return replace(part, answer=replace(given, certainty=Certainty.UNSURE, text=text))


def _offered(skills: Skills, part: Part, whole: str) -> Part | None:
    answer = skills.answer(whole)
    answer = _of_this(answer, answer.about) if answer.is_sure else answer
    return None if _is_unknown(answer) else replace(part, answer=answer)


def _tells_standards(skills: Skills, memory: Memory) -> bool:
    """Whether what was told is which standard there is for something."""
    told = _told(skills, memory)
    return bool(memory.standard) or bool(StandardNumber.find(told) and _OF_STANDARDS.search(told))


def _told(skills: Skills, memory: Memory) -> str:
    """The question and the answer before."""
    given = skills.given_in_english(memory.entry) if memory.entry else None
    return f"{memory.about}\n{given.text if given else ''}"


def _thing_told(memory: Memory) -> str:
    """The English name of the thing told before; empty if there is none."""
    if is_english(memory.about) and (named := named_in(memory.about)):
        return named[0].said
    own = (one for one in load_names().values() if one.product == memory.product)
    return next((one.said for one in own), "")


def _answered(part: Part, answer: Answer) -> Part:
    return replace(part, asked=Asked.STANDARD, answer=answer)


def _as_told(answer: Answer, memory: Memory) -> Answer:
    """The answer, offered where what it goes on from was only offered."""
    return _of_this(answer, memory.about) if memory.offered and answer.is_sure else answer


def _of_this(answer: Answer, about: str) -> Answer:
    """The answer, offered with what it is about."""
    text = f"If this is about “{about.rstrip('?')}”:\n{answer.text}"
    return replace(answer, certainty=Certainty.UNSURE, text=text, entry=None)


def _is_unknown(answer: Answer) -> bool:
    return answer.certainty is Certainty.UNKNOWN
