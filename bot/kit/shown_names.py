"""Names somebody writes and others read: of a class, a team, a shelf of the FAQ."""

from __future__ import annotations

import re
import unicodedata

UNSEEN = "名称里有看不见的字符，请重新写。"
WORDLESS = "名称里要有字、字母或者数字。"
# Printable by the book, yet nothing is drawn: fillers, blank braille, joiners of graphemes.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")


def fault_of_name(name: str) -> str:
    """What is wrong with the characters of a name; empty when nothing is, or nothing is written.

    Args:
        name: trimmed.
    """
    if not name.isprintable() or _BLANK.search(name):
        return UNSEEN
    if name and not any(map(str.isalnum, name)):
        return WORDLESS
    return ""


def as_compared(name: str) -> str:
    """A name with other widths of the same characters made one, to find it a second time."""
    return unicodedata.normalize("NFKC", name)
