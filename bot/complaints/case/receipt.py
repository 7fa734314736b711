"""Receipt codes (查询码): the secret that opens a case without an account."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

# No 0/O, 1/I/L: codes are read aloud over the telephone and copied by hand.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 16  # 31**16 is about 2**79
_GROUP = 4
_FOUND = re.compile(
    rf"(?<![0-9A-Z])(?:[{_ALPHABET}]{{4}}[\s-]*){{3}}[{_ALPHABET}]{{4}}(?![0-9A-Z])"
)


class ReceiptCodes:
    """Makes codes and the hash under which they are stored.

    One salt for all codes (the pepper) lets a case be found by its code alone; the code's own 79
    bits make guessing hopeless, and scrypt makes a stolen table useless without the pepper.

    Args:
        pepper: the service's secret.
        cost: scrypt's N, a power of two; tests use a small one.
    """

    def __init__(self, pepper: bytes, cost: int = 2**14) -> None:
        self._pepper = hashlib.sha256(b"receipt-code\0" + pepper).digest()
        self._cost = cost

    def new(self) -> str:
        """A fresh code, written in groups of four."""
        letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        return "-".join(letters[i : i + _GROUP] for i in range(0, _LENGTH, _GROUP))

    def hash(self, code: str) -> str:
        """What is stored of a code; the same for every way of typing it."""
        plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
        return hashlib.scrypt(
            plain.encode(), salt=self._pepper, n=self._cost, r=8, p=1, dklen=32
        ).hex()

    @staticmethod
    def find(text: str) -> str | None:
        """The first code in a text, in its usual form; None if there is none."""
        match = _FOUND.search(unicodedata.normalize("NFKC", text).upper())
        if match is None:
            return None
        # Words (「garments standard」), and one code in a hundred: that one if it stands alone, as
        # it was written down.
        words = match[0].split()
        alone = match[0] == text.strip().upper() and {len(word) for word in words} == {_GROUP}
        if len(words) > 1 and "".join(words).isalpha() and not alone:
            return None
        letters = re.sub(r"[\s-]", "", match[0])
        return "-".join(letters[i : i + _GROUP] for i in range(0, _LENGTH, _GROUP))
