"""What the answer before compared or listed: 「后面那个」 means one of them."""

from __future__ import annotations

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from kb.asked import Asked
from kb.text.listed import compared_in, place_in


def things_of(skills: Skills, memory: Memory) -> tuple[str, ...]:
    """The things, in order; empty where the answer before named none."""
    if memory.things:
        return memory.things
    compared = compared_in(memory.about) if memory.asked == Asked.DIFFERENCE else ()
    return compared or skills.items_of(memory.entry)


def things_kept(skills: Skills, words: str, before: Memory) -> tuple[str, ...]:
    """The things that stay in the memory: those of which one was just asked about."""
    return things_of(skills, before) if place_in(words) is not None else ()
