"""Case numbers (登记编号): ``CQ20261123-000147-8``, day, sequence and check digit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_LOOSE = re.compile(r"CQ[\s\-_]*(\d[\d\s\-_]{13,24})", re.IGNORECASE)
_DASHES = re.compile(r"[‐‑‒–—―−－_]")


@dataclass(frozen=True)
class CaseNumber:
    """A number with a valid check digit.

    Args:
        day: registration day in Chongqing.
        sequence: 1 to 999999 within the day.
    """

    day: date
    sequence: int

    def __str__(self) -> str:
        digits = f"{self.day:%Y%m%d}{self.sequence:06d}"
        return f"CQ{digits[:8]}-{digits[8:]}-{check_digit(digits)}"

    @classmethod
    def find(cls, text: str) -> CaseNumber | None:
        """The first valid number in a text, however it was typed; None if there is none.

        >>> str(CaseNumber.find("编号ｃｑ２０２６１１２３ 000147 — 1"))
        'CQ20261123-000147-1'
        """
        plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
        for match in _LOOSE.finditer(plain):
            digits = re.sub(r"\D", "", match[1])[:15]
            if (found := cls._from_digits(digits)) is not None:
                return found
        return None

    @classmethod
    def looks_like(cls, text: str) -> bool:
        """Whether something in the text was meant as a case number, valid or not."""
        plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
        return re.search(r"CQ[\s-]*\d{4,}", plain, re.IGNORECASE) is not None

    @classmethod
    def _from_digits(cls, digits: str) -> CaseNumber | None:
        if len(digits) != 15 or check_digit(digits[:14]) != digits[14]:
            return None
        try:
            day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        except ValueError:
            return None
        return cls(day, int(digits[8:14]))


# The table of H. M. Damm (2004): a totally anti-symmetric quasigroup of order 10. It catches every
# single wrong digit and every swap of neighbours.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    """The Damm check digit of a row of digits."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)
