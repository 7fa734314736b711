"""What is asked of us in English inside a form: 「…, how long do i have, is there a limit」."""

from __future__ import annotations

import re

from bot.complaints.understanding.english_story import is_english_story
from kb.text.english import is_english

_CLAUSE = re.compile(r"[,.!?;\n]+(?!\d)")
_LEAD = (
    r"(?:(?:and|so|but|also|ok(?:ay)?|hi|hello|hey|sorry|wait|please|pls|well|then|first"
    r"|by the way|btw|one (?:more )?question|(?:a )?question|quick question"
    r"|(?:i )?(?:just )?(?:want(?:ed)?|would like|need) to (?:ask|know)|i wonder|i'm wondering"
    r"|(?:can|could) (?:you|i) (?:please )?(?:tell me|ask)|tell me|do you know"
    r"|(?:i )?don'?t (?:know|understand))\b[:\s]*){0,4}"
)
# A word for asking with its verb: 「when i came back they refused」 tells.
_ASKS = re.compile(
    rf"{_LEAD}(?:(?:what|how|who|whom|where|when|which|why)"
    r"(?:'s|\s(?:is|are|was|do|does|can|could|should|will|would|must|may|if|happens|about|to)\b)"
    r"|how (?:long|soon|much|many(?: \w{1,12})?) (?:is|are|do|does|will|can|must|should|it|until)\b"
    r"|(?:what|which) (?:standards?|laws?|rules?|departments?|office|time|number|documents?)\b"
    r"|(?:is|are) (?:there|it|this|that|my|you)\b|(?:do|must|should|may|am|will) i\b"
    r"|(?:do|will|are) you\b|does (?:it|this|that|the (?:shop|seller|boss|store))\b"
    r"|will (?:they|the (?:shop|seller|boss|store)) (?:know|see|find|get|be told|hear)\b"
    r"|can i (?:still|also|be|stay|remain|use|send|add|change|see|withdraw|do)\b)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    rf"{_LEAD}(?:if|in case|suppose|what if|even if|unless|once)\b", re.IGNORECASE
)
_LEADS_UP = re.compile(rf"{_LEAD}(?:thanks?|thank you)?\s?", re.IGNORECASE)
_TOLD_WORDS = 8  # so many beside a question tell the matter
_LEAST = 3  # words of a question


def asked_in_english(text: str) -> tuple[str, str] | None:
    """The question a message in English asks of us, and what it says besides; None if none.

    >>> asked_in_english("if they dont pay after all, how long do i have, is there a limit")
    ('if they dont pay after all, how long do i have, is there a limit', '')
    >>> asked_in_english("Xinda Telecom, do i need a receipt?")
    ('do i need a receipt', 'Xinda Telecom')
    >>> asked_in_english("when i came back they refused")
    """
    if not is_english(text):
        return None
    asked: list[str] = []
    said: list[str] = []
    for clause in (part.strip() for part in _CLAUSE.split(text) if part.strip()):
        if _LEADS_UP.fullmatch(clause):
            continue
        is_asked = _ASKS.match(clause) or _CONDITION.match(clause)
        (asked if is_asked else said).append(clause)
    question, told = ", ".join(asked), ", ".join(said)
    if not any(map(_ASKS.match, asked)) or len(question.split()) < _LEAST:
        return None
    tells = len(told.split()) >= _TOLD_WORDS or is_english_story(told)
    return None if tells else (question, told)
