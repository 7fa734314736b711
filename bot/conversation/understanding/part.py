"""One question of a message, with what was found about it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.understanding.leaning import Leaning
from kb.answer import Answer
from kb.asked import Asked
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber


@dataclass(frozen=True)
class Part:
    """One question of a message.

    Args:
        text: its words.
        asked: what would answer it.
        facet: what about a standard it asks for, if anything.
        numbers: standards it names.
        leaning: how it leans on what was said before.
        answer: the knowledge base's answer.
        taken_as: the question in full, where the memory completed it.
        at_length: whether it was found in a story told around it.
        put_right: whether the answer opens with what the question had wrong.
    """

    text: str
    asked: Asked
    facet: Facet | None
    numbers: tuple[StandardNumber, ...]
    leaning: Leaning | None
    answer: Answer
    taken_as: str = ""
    at_length: bool = False
    put_right: bool = False
