"""Whether a secret can be guessed: little variety, something repeated or counted, a usual word."""

from __future__ import annotations

from itertools import pairwise

FEWEST_DIFFERENT = 6  # characters
_USUAL = (
    "password", "passwd", "changeme", "change-me", "change_me", "replaceme", "secret", "example",
    "default", "admin", "qwerty", "letmein", "yubiao", "placeholder",
)  # fmt: skip


def is_guessable(secret: str) -> bool:
    """Whether somebody who tries the obvious finds a secret; its length is checked elsewhere."""
    plain = secret.lower()
    if len(set(plain)) < FEWEST_DIFFERENT or any(word in plain for word in _USUAL):
        return True
    # A text that repeats itself is found again inside its own double before the end.
    if (plain + plain).find(plain, 1) < len(plain):
        return True
    steps = [abs(ord(b) - ord(a)) for a, b in pairwise(plain)]
    return sum(step <= 1 for step in steps) > 0.6 * len(steps)
