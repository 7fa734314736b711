"""Sums of money told in English: 「2,400 RMB」, 「1.5k yuan」, 「two hundred and fifty yuan」."""

from __future__ import annotations

import re
from decimal import Decimal

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: n for n, word in enumerate(_ONES)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
_LARGE = {"thousand": 1000, "million": 1_000_000}
_WORD = rf"(?:{'|'.join([*_SMALL, 'hundred', *_LARGE])})"
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,8}(?:\.\d{1,2})?"
_TIMES = {"k": 1000, "thousand": 1000, "hundred": 100, "w": 10_000, "": 1}


def _number(one: str) -> str:
    """A number in figures or words; a letter before the names of its groups tells it apart."""
    return (
        rf"(?:(?P<{one}figures>{_FIGURES})(?:\s?(?P<{one}times>k|w|thousand|hundred)\b)?"
        rf"|(?P<{one}words>(?:an?\s)?{_WORD}(?:[\s-](?:and\s)?{_WORD}){{0,8}}))"
    )


_UNIT = r"(?:yuan|rmb|cny|kuai|bucks|元|块)"
_WITH_UNIT = re.compile(
    rf"(?:[¥￥]|\b(?:rmb|cny)\b)\s?{_number('a')}|(?<![\w.,]){_number('b')}\s?{_UNIT}",
    re.IGNORECASE,
)
# Without a unit only behind a word for paying, and nothing counted behind it.
_PAID = re.compile(
    r"\b(?:paid|pay|cost(?:s|ing)?|charged?|spent|price(?: was| is|d at)?|deposit(?: of)?)"
    r"(?:\s(?:me|us|them|him|her|about|around|over|only|a total of|in total)){0,2}\s"
    + _number("c")
    + r"(?!\s?(?:%|percent|times?|days?|hours?|minutes?|weeks?|months?|years?|people|persons?|kg"
    r"|g\b|km|usd|dollars?|euros?|[:/]\d))",
    re.IGNORECASE,
)


def amount_in_english(text: str) -> str:
    """The first sum in yuan; empty if there is none.

    >>> amount_in_english("I paid 1.5k yuan"), amount_in_english("two hundred and fifty RMB")
    ('1500', '250')
    """
    for pattern in (_WITH_UNIT, _PAID):
        for match in pattern.finditer(text):
            found = {name[1:]: said for name, said in match.groupdict().items() if said}
            number = _value(found)
            if number is not None and number > 0:
                return f"{number.normalize():f}"
    return ""


def _value(found: dict[str, str]) -> Decimal | None:
    if "figures" in found:
        times = _TIMES[found.get("times", "").lower()]
        return Decimal(found["figures"].replace(",", "")) * times
    total = section = 0
    for word in re.findall(r"[a-z]+", found.get("words", "").lower()):
        if word in _SMALL:
            section += _SMALL[word]
        elif word == "hundred":
            section = max(section, 1) * 100
        elif word in _LARGE:
            total, section = total + max(section, 1) * _LARGE[word], 0
    return Decimal(total + section)
