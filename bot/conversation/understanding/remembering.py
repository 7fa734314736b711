"""What stays in the memory of a conversation after an answer."""

from __future__ import annotations

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.asked import asked_in
from bot.conversation.understanding.resolving import topic_of
from kb.answering import Answer, Certainty


def remembered(skills: Skills, answer: Answer, words: str, before: Memory) -> Memory:
    """The memory after an answer; what was not understood changes nothing.

    Args:
        skills: knows products and standards.
        answer: what was said.
        words: what was asked.
        before: the memory so far.
    """
    listed = tuple(candidate.reference for candidate in answer.candidates)
    asked = asked_in(words).value
    if answer.certainty is not Certainty.SURE or answer.entry is None:
        # What was named is public, what it was taken for was not known.
        product = skills.product_of(words)
        if not product and not listed:
            return before
        return Memory(product=product, topic=product, asked=asked, listed=listed)
    about = answer.about
    return Memory(
        standard=skills.standard_of(answer.entry or ""),
        product=skills.product_of(about) or skills.product_of(words),
        entry=answer.entry or "",
        about=about,
        topic=topic_of(about),
        asked=asked,
        listed=listed,
    )
