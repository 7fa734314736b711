"""The question of an English message told at length, as :mod:`told_at_length` finds it."""

from __future__ import annotations

import re

from bot.conversation.skills import Skills
from kb.answer import Certainty, is_record
from kb.text.english import leans_in_english

_MOST_CLAUSES = 4
_LEAST_WORDS = 4
# A point within a number ends nothing.
_CLAUSE = re.compile(r"(?:[^,.;!?\n]|[,.](?=\w)){1,400}[,.;!?\n]{0,4}")
_ASKS = re.compile(
    r"\?|^(?:(?:and|but|so|then|now|also|please|well) ){0,2}"
    r"(?:what|which|who|whom|where|when|how|why|is|are|do|does|did|can|could|may|must|should|will)\b"
    r"|\b(?:wonder(?:ing)?|want to know|like to know|tell me|know) (?:what|which|who|where|when|how"
    r"|if|whether)\b"
    r"|\b(?:which|what) (?:gb|standards?|laws?|number)\b",
    re.IGNORECASE,
)
# What a clause leaves to those before it.
_POINTS_BACK = re.compile(r"\b(?:it|its|they|them|this|that|these|those)\b", re.IGNORECASE)


# 「How many days do they have to accept it, and how long can mediation take?」
_AND_ASKS = re.compile(
    r"(?:,|;|\?)?\s{1,2}and (?=(?:what|which|who|where|when|how|why|is|are|does|do|can|must) )"
    r"|\?\s{1,3}(?:and |also )?(?=(?:what|which|who|where|when|how|why|is|are|does|do|can|must) )",
    re.IGNORECASE,
)
_BEGINS_TO_ASK = re.compile(
    r"^(?:(?:and|but|so|then|now|also|please|well),? ){0,2}"
    r"(?:what|which|who|where|when|how|why|is|are|does|do|can|must)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?=\w)){1,400}[.!?\n]{0,4}")
_MOST_QUESTIONS = 3
_LEAST_COUNTED = 3  # words
# 「two qs: A and B」
_COUNTED = re.compile(
    r"(?:(?:so|hi|hello|hey|ok|i|we|have|got|just|please|me)[ ,.!]{1,3}){0,5}"
    r"(?:two|2|three|3|(?:an? )?(?:few|couple)(?: of)?) (?:quick |short )?"
    r"(?:qs?|questions?|things)\b"
    r"[\s:,.;-]{0,4}(?:1[.)]\s{0,2})?",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"[,;?]\s{1,2}(?:(?:and|also|2[.)]|second(?:ly)?,?)\s{1,2}){0,2}|\s(?:and|also)\s",
    re.IGNORECASE,
)


def questions_in_english(text: str) -> tuple[str, ...]:
    """The questions at the end of an English text, where they are several; else empty.

    >>> questions_in_english("How many days do they have, and how long can mediation take?")
    ('How many days do they have', 'how long can mediation take')
    """
    sentences = [one.strip() for one in _SENTENCE.findall(text) if one.strip()]
    asking = [one for one in sentences if _BEGINS_TO_ASK.match(one)]
    found = [
        part.strip(" ,;?.!")
        for one in asking[-_MOST_QUESTIONS:]
        for part in _AND_ASKS.split(one)
        if part.strip()
    ]
    whole = all(_BEGINS_TO_ASK.match(one) for one in found)
    long_enough = all(len(one.split()) >= _LEAST_WORDS for one in found)
    several = 1 < len(found) <= _MOST_QUESTIONS
    return tuple(found) if several and whole and long_enough else ()


def counted_in_english(text: str) -> list[tuple[str, str]]:
    """The ways to part what somebody says are two questions; empty if nobody says so.

    >>> counted_in_english("two qs: which gb for tea and is gb/t mandatory?")
    [('which gb for tea', 'is gb/t mandatory')]
    """
    lead = _COUNTED.match(text)
    rest = text[lead.end() :] if lead else ""
    ways = ((rest[: joint.start()], rest[joint.end() :]) for joint in _JOINTS.finditer(rest))
    parted = ((one.strip(" ,;?.!"), other.strip(" ,;?.!")) for one, other in ways)
    return [pair for pair in parted if all(len(part.split()) >= _LEAST_COUNTED for part in pair)]


def question_in_english(skills: Skills, text: str, *, of_record: bool = False) -> str:
    """The clauses up to the last question that an entry or a record answers; empty if none do.

    Args:
        skills: the knowledge base.
        text: the whole.
        of_record: whether the whole is answered by the record of a number it names: then only an
            entry answers better, and the question names no number.
    """
    clauses = list(_CLAUSE.finditer(text))
    asking = [n for n, one in enumerate(clauses) if _ASKS.search(one[0].strip())]
    if len(clauses) < 2 or not asking:
        return ""
    best, surest, last = "", 0.0, asking[-1]
    for begin in range(last, max(-1, last - _MOST_CLAUSES), -1):
        words = text[clauses[begin].start() : clauses[last].end()].strip()
        alone = begin == last and _POINTS_BACK.search(words)
        few = len(words.split()) < _LEAST_WORDS or leans_in_english(words)
        if alone or few or words == text.strip():
            continue
        answer = skills.answer(words)
        if of_record and (skills.numbers_in(words) or is_record(answer.entry or "")):
            continue
        if not of_record and skills.in_english(words, None, answer) is not answer:
            return words
        if answer.certainty is Certainty.SURE and answer.score > surest:
            best, surest = words, answer.score
    return best
