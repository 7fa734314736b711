"""Long texts in parts that fit into one message each."""

from __future__ import annotations

import re

PART_BYTES = 1800  # the platform takes 2048 (measured by users); some clients show less

_UNBREAKABLE = re.compile(r"<a [^>]*>.*?</a>|https?://[!-~]+", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[。！？；\n])")


def text_parts(text: str, most: int = PART_BYTES) -> list[str]:
    """Cut a text at sentence ends, never inside a link or a character.

    Args:
        text: any length; an empty one has no parts.
        most: bytes of UTF-8 in one part; a link longer than that becomes a part of its own.
    """
    parts, part = [], ""
    for piece in _pieces(text, most):
        if part and _size(part) + _size(piece) > most:
            parts.append(part.strip())
            part = ""
        part += piece
    parts.append(part.strip())
    return [part for part in parts if part]


def _pieces(text: str, most: int) -> list[str]:
    """Links and sentences; a sentence too long for one part falls apart into characters."""
    found: list[str] = []
    position = 0
    for link in _UNBREAKABLE.finditer(text):
        found += [*_sentences(text[position : link.start()], most), link.group()]
        position = link.end()
    return found + _sentences(text[position:], most)


def _sentences(text: str, most: int) -> list[str]:
    found: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        found += [sentence] if _size(sentence) <= most else list(sentence)
    return found


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
