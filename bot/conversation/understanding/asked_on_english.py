"""A few English words that ask on: 「and mediation?」, 「fine?」, 「which phone number」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.english_things import things_asked
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Certainty
from kb.english_asked_on import names_something, says_all
from kb.text.english import is_english

_LONGEST = 8  # words; what is longer says itself what it is about
_CONTACT = re.compile(
    r"(?:(?:and|ok|so|then) ){0,2}"
    r"(?:(?:(?:which|what|what is|what's|the|give me the|a) ){0,2}(?:phone|telephone|hotline)"
    r"(?: numbers?)?(?: (?:do|should|can) (?:i|we) call| to call| please| for (?:this|that)){0,2}"
    r"|(?:which|what) number (?:do|should|can) (?:i|we) call"
    r"|whom? (?:do|should|can|must) (?:i|we) (?:phone|ring|dial|contact)"
    r"|who (?:controls?|checks?|handles?|enforces?|supervises?) (?:this|that|it))",
    re.IGNORECASE,
)
# 「who do I call」 asks so too, where the answer told names whom.
_WHOM = re.compile(
    r"(?:(?:and|ok|so|then) ){0,2}whom? (?:(?:do|should|can|must|could) (?:i|we)|to)"
    r" (?:call|ask|tell|turn to|report(?: to)?|complain to)(?: (?:this|that|it|then|about it))?",
    re.IGNORECASE,
)
_WHICH_STANDARD = re.compile(
    r"(?:and |ok |so )?(?:which|what)(?: is| are)?(?: the)? (?:gb|standards?)(?: is (?:it|that))?",
    re.IGNORECASE,
)
# 「but still has to meet mandatory GB?」 has no subject of its own.
_GOES_ON = re.compile(
    r"(?:(?:and|but|so|then|ok)[ ,]{1,2}){1,3}"
    r"(?:(?:they|it|still|also|even|only|always|never) ){0,3}"
    r"(?:has|have|must|needs?|may|can|can't|cannot|should|is|are|does|do)\b",
    re.IGNORECASE,
)
_FEW = 2  # words
_WHOLE = 0.85
_HOTLINE = re.compile(r"(?<!\d)(?:1[12]\d|12\d{3})(?!\d)")
_SENTENCE = re.compile(r"[^.\n]{1,300}(?:\.(?=\w)[^.\n]{1,200}){0,4}\.?")
_WHOM_TO_CALL = "faq:rt-unknown"


def asked_on(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part answered by the entry its words ask on for; None where it says all itself."""
    said = part.text.strip(" ?.!,")
    if not _may_ask_on(part, said, memory):
        return None
    if _CONTACT.fullmatch(said) or _WHOM.fullmatch(said):
        told = _hotlines(skills, memory)
        told = told or (
            skills.given_in_english(_WHOM_TO_CALL) if _CONTACT.fullmatch(said) else None
        )
        return replace(part, answer=told) if told else None
    whole = part.leaning is None and len(said.split()) > _FEW and not _GOES_ON.match(said)
    if part.answer.is_sure and (of_its := skills.of_its_standards(memory.entry, said, part.answer)):
        return replace(part, answer=of_its, taken_as=f"{memory.about} {said}")
    if part.answer.is_sure and (whole or _very_words(part.answer, said)):
        return None
    if part.answer.is_sure and part.answer.score >= _WHOLE and says_all(part.answer.about, said):
        return None  # 「when is quality month」
    if not names_something(said) and not _WHICH_STANDARD.fullmatch(said):
        return None  # which the memory completes
    earlier = tuple(one.about for one in memory.trail)
    answer = skills.asked_on_in_english(memory.entry, memory.about, said, earlier)
    if answer is None:
        return None
    return replace(part, answer=answer, taken_as=f"{memory.about} {said}")


def _may_ask_on(part: Part, said: str, memory: Memory) -> bool:
    english = is_english(said) and is_english(memory.about)
    corrects = part.leaning is not None and part.leaning.corrects
    few = len(said.split()) <= _LONGEST
    return english and few and not (corrects or part.numbers or things_asked(said))


def _hotlines(skills: Skills, memory: Memory) -> Answer | None:
    """Whom the answer told says to call; None where it names nobody."""
    told = skills.given_in_english(memory.entry)
    said, _, source = (told.text if told else "").partition("\nSource")
    calls = [one.strip() for one in _SENTENCE.findall(said) if _HOTLINE.search(one)]
    if told is None or not calls:
        return None
    text = f"{' '.join(calls)}\nSource{source}"
    return replace(told, certainty=Certainty.SURE, text=text)


def _very_words(answer: Answer, said: str) -> bool:
    return answer.about.strip(" ?.").lower() == said.lower()
