"""Parts of what was talked about: 「充电器呢」 after an e-bike asks about that of e-bikes."""

from __future__ import annotations

import re

from bot.conversation.memory import Memory
from bot.conversation.owners import SHORTEST
from bot.conversation.skills import Skills
from bot.conversation.understanding.leaning import LONGEST, bare, leaning_of
from bot.conversation.understanding.own_thing import THAT_ONE
from kb.asked import Asked, asked_in

# What may stand before a part, and names nothing else.
_LEADS = re.compile(
    r"(?:那么?|还有|另外|再问|请问|嗯|哦|好|它|其|的|里面|里头|上面|配套?|自带|原装|专用|这个|用|换|买|[\s,，])*"
)


def with_its_owner(skills: Skills, text: str, memory: Memory) -> str:
    """A text with the part it names called as that of the thing talked about; else as it is.

    Args:
        skills: knows the things.
        text: normalised.
        memory: what was talked about.
    """
    owner, part = memory.product, _part_in(skills, text)
    if not owner or len(part) < SHORTEST or part == owner:
        return text
    start = text.find(part)
    if not _LEADS.fullmatch(text[:start]):
        return text
    return text.replace(part, skills.with_owner(owner, part), 1)


def _part_in(skills: Skills, text: str) -> str:
    """The thing few words ask about; empty where they say themselves what they are about."""
    leaning = leaning_of(text)
    asks_standard = asked_in(text) is Asked.STANDARD and len(text) <= LONGEST
    if leaning is None and not asks_standard:
        return ""
    rest = leaning.rest if leaning else text
    if which := THAT_ONE.match(rest):
        return which["part"]
    named, alone = skills.product_of(rest), bare(rest)
    return named or (alone if asked_in(alone) is Asked.NOTHING else "")
