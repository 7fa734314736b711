"""How the extractors' tests hand over a text: as typed, and as the conversation normalises it."""

from __future__ import annotations

from functools import cache

from kb.knowledge import Normalise, load_normaliser


@cache
def normaliser() -> Normalise:
    """The conversation's own normaliser."""
    return load_normaliser()


def as_it_arrives(text: str) -> tuple[str, str]:
    """A text raw, and normalised."""
    return text, normaliser()(text)
