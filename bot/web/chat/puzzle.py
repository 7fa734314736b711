"""The optional puzzle of the web chat: filing by the thousand costs a machine time.

A chat's name must have a SHA-256 that begins with some zero bits; the page looks for such a name by
itself, which a citizen does not notice. Only the web needs it: messengers know their users.
"""

from __future__ import annotations

import hashlib


def is_solved(name: str, bits: int) -> bool:
    """Whether a chat's name solves the puzzle.

    Args:
        name: the chat's name.
        bits: leading zero bits asked for; none when the puzzle is off.

    >>> is_solved("anything", 0), is_solved("a", 12)
    (True, False)
    """
    digest = int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest())
    return digest >> (256 - bits) == 0
