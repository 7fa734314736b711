"""Amounts as laws and people write them: 一万五千, 1,000, 3千, 1.5万."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_WITHIN = {"十": 10, "百": 100, "千": 1000}
_PART = re.compile(r"[\d.]+|\S")


def amount_of(written: str) -> Decimal:
    """The value of an amount in Chinese or Arabic numerals, or both.

    >>> amount_of("一百四十八"), amount_of("一亿二千万"), amount_of("1.5 万"), amount_of("1,000")
    (Decimal('148'), Decimal('120000000'), Decimal('15000.0'), Decimal('1000'))
    """
    whole, below, last = Decimal(0), Decimal(0), None
    for part in _PART.findall(written.replace(",", "")):
        if part in _DIGITS:
            # Signs that follow one another are places: 二〇二六.
            last = (last or 0) * 10 + Decimal(_DIGITS[part])
        elif part in _WITHIN:
            below += _WITHIN[part] * (1 if last is None else last)  # 百 alone is one hundred
            last = None
        elif part == "万":
            whole, below, last = whole + 10_000 * (below + (last or 0)), Decimal(0), None
        elif part == "亿":
            whole = 100_000_000 * (whole + below + (last or 0))
            below, last = Decimal(0), None
        else:
            last = Decimal(part)
    return whole + below + (last or 0)
