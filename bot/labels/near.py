"""Numbers of the catalogue that a misread one may have been.

Signs that look alike are exchanged, one at a time; a number is only ever offered, never put in the
place of what was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from kb.text.standard_number import StandardNumber

Known = Callable[[str], bool]

_ALIKE = {
    "0": "689", "1": "7", "2": "7", "3": "859", "4": "9", "5": "638", "6": "085", "7": "12",
    "8": "0369", "9": "0385",
}  # fmt: skip
# Letters read for digits, where only digits stand.
_DIGITS = str.maketrans("OQDoIlLi|!SsZzBbGgqA", "00001111115522886994")
_DIGIT = r"[0-9OQDoIlLi|!SsZzBbGgqA]"
_MARK = r"(?P<mark>[/|丨\\][ ]?[T7I1l]?|[1Il]?[ ]?T)?"
_PREFIX = rf"[GC6][B83][ ]{{0,2}}{_MARK}"
# 「6B/T 31888—2O15」: prefix, serial and year, whichever signs they were taken for.
_SHAPE = re.compile(
    rf"(?<![A-Za-z0-9]){_PREFIX}[ ]{{0,2}}(?P<serial>{_DIGIT}{{3,6}}(?:\.{_DIGIT}{{1,2}})?)"
    rf"[ ]{{0,2}}[-–—―~一_:.]?[ ]{{0,2}}(?P<year>[12]{_DIGIT}{{3}})(?![A-Za-z0-9])"
)
_OLDEST, _NEWEST = 1970, 2049


def near(number: StandardNumber, known: Known) -> tuple[StandardNumber, ...]:
    """The dated numbers known that look like one that is not.

    Args:
        number: as read, with a year.
        known: whether the catalogue has exactly this number.
    """
    return _known(_changed(number), known)


def near_text(text: str, known: Known) -> tuple[StandardNumber, ...]:
    """The numbers known that a text looks like which was read as none."""
    found: list[StandardNumber] = []
    for shape in _SHAPE.finditer(text):
        serial, year = shape["serial"].translate(_DIGITS), shape["year"].translate(_DIGITS)
        if not _OLDEST <= int(year) <= _NEWEST:
            continue
        plain = ("GB/T", "GB") if shape["mark"] else ("GB", "GB/T")
        exact = [StandardNumber(prefix, serial, int(year)) for prefix in plain]
        found += _known(iter(exact), known)[:1] or near(exact[0], known)
    return tuple(dict.fromkeys(found))


def _known(candidates: Iterator[StandardNumber], known: Known) -> tuple[StandardNumber, ...]:
    return tuple(one for one in dict.fromkeys(candidates) if known(str(one)))


def _changed(number: StandardNumber) -> Iterator[StandardNumber]:
    if number.year is None or "~" in number.serial:
        return
    for prefix in (number.prefix, *_other_prefixes(number.prefix)):
        for serial in (number.serial, *_one_off(number.serial)):
            yield replace(number, prefix=prefix, serial=serial)
    for year in _exchanged(str(number.year)):
        if _OLDEST <= int(year) <= _NEWEST:
            yield replace(number, year=int(year))


def _other_prefixes(prefix: str) -> tuple[str, ...]:
    """With the 「/T」 lost, or read where none stands."""
    if prefix.startswith(("DB", "T/", "Q/")) or prefix.endswith("-"):
        return ()
    return (prefix.removesuffix("/T"),) if prefix.endswith("/T") else (f"{prefix}/T",)


def _exchanged(digits: str) -> Iterator[str]:
    for place, digit in enumerate(digits):
        for other in _ALIKE.get(digit, ""):
            yield digits[:place] + other + digits[place + 1 :]


def _one_off(serial: str) -> Iterator[str]:
    """One sign taken for another, missed or read twice."""
    yield from _exchanged(serial)
    for place in range(len(serial)):
        if len(serial) > 3 and serial[place] != ".":
            yield serial[:place] + serial[place + 1 :]
    for place in range(len(serial) + 1):
        for digit in "0123456789":
            yield serial[:place] + digit + serial[place:]
