"""Long texts in parts that fit into one message each."""

from __future__ import annotations

import re
from collections.abc import Callable

PART_BYTES = 1800  # WeChat takes 2048 (measured by users); some clients show less
Size = Callable[[str], int]

_UNBREAKABLE = re.compile(r"<a [^<>]*+>[^<]*+</a>|https?://[!-~]+")
_SENTENCE_END = re.compile(r"(?<=[。！？；\n])")


def size_in_bytes(text: str) -> int:
    """How long a text is for WeChat: in bytes of UTF-8."""
    return len(text.encode("utf-8", "replace"))


def text_parts(text: str, most: int = PART_BYTES, size: Size = size_in_bytes) -> list[str]:
    """Cut a text at sentence ends, never inside a link or a character.

    Args:
        text: any length; an empty one has no parts.
        most: the size of one part; a link longer than that becomes a part of its own.
        size: how the platform measures.
    """
    parts, part = [], ""
    for piece in _pieces(text, most, size):
        if part and size(part) + size(piece) > most:
            parts.append(part.strip())
            part = ""
        part += piece
    parts.append(part.strip())
    return [part for part in parts if part]


def _pieces(text: str, most: int, size: Size) -> list[str]:
    """Links and sentences; a sentence too long for one part falls apart into characters."""
    found: list[str] = []
    position = 0
    for link in _UNBREAKABLE.finditer(text):
        found += [*_sentences(text[position : link.start()], most, size), link.group()]
        position = link.end()
    return found + _sentences(text[position:], most, size)


def _sentences(text: str, most: int, size: Size) -> list[str]:
    found: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        found += [sentence] if size(sentence) <= most else list(sentence)
    return found
