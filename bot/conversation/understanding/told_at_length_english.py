"""The question of an English message told at length, as :mod:`told_at_length` finds it."""

from __future__ import annotations

import re

from bot.conversation.skills import Skills
from kb.answer import Certainty
from kb.text.english import leans_in_english

_MOST_CLAUSES = 4
_LEAST_WORDS = 4
# A point within a number ends nothing.
_CLAUSE = re.compile(r"(?:[^,.;!?\n]|[,.](?=\w)){1,400}[,.;!?\n]{0,4}")
_ASKS = re.compile(
    r"\?|^(?:(?:and|but|so|then|now|also|please|well) ){0,2}"
    r"(?:what|which|who|whom|where|when|how|why|is|are|do|does|did|can|could|may|must|should|will)\b"
    r"|\b(?:wonder(?:ing)?|want to know|like to know|tell me|know) (?:what|which|who|where|when|how"
    r"|if|whether)\b",
    re.IGNORECASE,
)
# What a clause leaves to those before it.
_POINTS_BACK = re.compile(r"\b(?:it|its|they|them|this|that|these|those)\b", re.IGNORECASE)


def question_in_english(skills: Skills, text: str) -> str:
    """The clauses up to the last question that an entry or a record answers; empty if none do."""
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
        if skills.in_english(words, None, answer) is not answer:
            return words
        if answer.certainty is Certainty.SURE and answer.score > surest:
            best, surest = words, answer.score
    return best
