"""Amounts of money in everyday Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_UNIT = r"(?:元|块钱?|圆|RMB|rmb|人民币)"
_NO_COIN = r"(?![电手表地瓷砖板玻布肉豆饼糖玉石香])"  # 两块电池 is no money
_SPENT = (
    r"(?:花|付|交|充|赔|退|退款|退货款|赔偿|补偿|价格?|要|给|收|值|共|总共|损失|押金|定金|订金|扣|多收|金额|费用?|还|卖)"
    r"(?:了|我|他们?|我们|去|的|是|要|给我|回|到)?\s*"
)
_NUMBER = (
    r"(?P<number>\d{1,3}(?:[,，]\d{3})+(?:\.\d{1,2})?|\d{1,8}(?:\.\d{1,2})?)"
    r"\s*(?P<thousands>[万千百wWkK])?"
)
_WORDS = r"(?P<words>[一二两三四五六七八九十百千万零〇半]{1,12})"
_MORE = r"(?:多|来|余|几)?"
_NOT_COUNTED = r"(?![\d.年月日号天次个台件斤克码小时分%岁人多倍张瓶箱袋盒双条部只斗点])"
_PATTERNS = (
    re.compile(rf"(?<![\d.\-/A-Za-z])(?:￥|¥)?{_NUMBER}{_MORE}\s*{_UNIT}{_NO_COIN}(?P<cents>\d)?"),
    re.compile(rf"(?:￥|¥)\s*{_NUMBER}"),
    re.compile(rf"{_SPENT}{_NUMBER}{_MORE}{_NOT_COUNTED}"),
    re.compile(rf"{_WORDS}{_MORE}{_UNIT}{_NO_COIN}(?P<tail>[一二三四五六七八九])?"),
    re.compile(rf"{_SPENT}(?=[一二两三四五六七八九十零半]*[百千万]){_WORDS}{_MORE}{_NOT_COUNTED}"),
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCALE = {"万": 10000, "w": 10000, "千": 1000, "k": 1000, "百": 100}


@dataclass(frozen=True)
class Amount:
    """An amount in a text.

    Args:
        start: where it begins.
        yuan: how much.
    """

    start: int
    yuan: Decimal


def amounts_in(text: str) -> list[Amount]:
    """Every amount of money a text names, in its order.

    A bare number counts only after words like 花了, 退, 赔.

    >>> [str(amount.yuan) for amount in amounts_in("花了两千多，要他赔我五百块")]
    ['2000', '500']
    """
    found: dict[int, Amount] = {}
    for amount in _found(text):
        found.setdefault(amount.start, amount)
    return [found[start] for start in sorted(found)]


def _found(text: str) -> Iterator[Amount]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            said = match.groupdict()
            if said.get("number"):
                yield Amount(match.start("number"), _of_digits(said))
            elif (yuan := _of_words(said["words"], said.get("tail"))) > 0:
                yield Amount(match.start("words"), yuan)


def _of_digits(said: dict[str, str | None]) -> Decimal:
    number = Decimal(re.sub(r"[,，]", "", said["number"] or ""))
    scale = _SCALE[(said["thousands"] or "").lower()] if said["thousands"] else 1
    yuan = number * scale + Decimal(said.get("cents") or 0) / 10
    return yuan.quantize(Decimal(1)) if yuan == yuan.to_integral_value() else yuan


def _of_words(words: str, tail: str | None) -> Decimal:
    """「两千八」 is 2800, 「八块五」 8.5, 「一万二」 12000."""
    total = section = digit = 0
    last = 1
    for c in words:
        if c in _DIGITS:
            digit = _DIGITS[c]
            last = 1 if c in "零〇" else last
        elif c == "万":
            total, section, digit, last = (total + section + digit) * 10000, 0, 0, 10000
        elif c in _UNITS:
            last = _UNITS[c]
            section, digit = section + (digit or 1) * last, 0
    rest = digit * (last // 10 if last > 10 else 1)
    return Decimal(total + section + rest) + Decimal(_DIGITS.get(tail or "零", 0)) / 10
