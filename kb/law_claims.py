"""Sums, deadlines, multiples and shares an answer tells, held against the articles it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.numerals import amount_of

_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,3}(?![\d,])|\d{1,12})(?:\.\d{1,4})?"
_SCALED = rf"{_DIGITS}(?:\s?[百千万亿]{{1,2}}(?:{_DIGITS}[百千万亿]{{1,2}})?)?"
_SIGNS = "零〇一二三四五六七八九十百千两"
_NUMERAL = rf"[{_SIGNS}][{_SIGNS}万亿]{{0,15}}"
# 「几十元」, 「数百万元」 tell no sum.
_AMOUNT = rf"(?<![\d.几数{_SIGNS}万亿])(?<!\d,(?=\d\d\d(?!\d)))(?P<amount>{_SCALED}|{_NUMERAL})"
_QUANTITY = re.compile(
    rf"{_AMOUNT}\s?个?"
    r"(?P<unit>工作日|日历日|月|年|倍|元|日(?!期)|天|小时|%|％)"
)
_SHARE = re.compile(rf"百分之(?P<amount>{_NUMERAL}|{_DIGITS})")
_YEAR = "[零〇一二三四五六七八九]{4}"
# 「2026 年 4 月 15 日」 is a day, 「12315 元月」 none, 「第 3 年」 an ordinal.
_DAY = re.compile(
    r"\d{4}\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|版)?|\d{1,2}\s?月\s?\d{1,2}\s?日"
    rf"|{_YEAR}年(?:[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}日)?)?"
    r"|[“《][^“”《》]{0,80}[”》]|第\s?[\d一二三四五六七八九十百千零]{1,9}|每[年月天日]|[一当今明去同次]年"
)
# 「一日三餐」, 「一天」 said by the way tell no deadline.
_SAID_BY_THE_WAY = ("1日", "1年", "1月")
_SAME = {"天": "日", "日历日": "日", "％": "%"}


def quantities(text: str) -> list[str]:
    """The quantities a text tells, in one spelling, in order, each once.

    >>> quantities("7 个工作日内，最高十万元、三倍、百分之五")
    ['7工作日', '100000元', '3倍', '5%']
    """
    plain = _DAY.sub("。", text)
    found = [(match.start(), _told(match)) for match in _QUANTITY.finditer(plain)]
    found += [
        (match.start(), f"{amount_of(match['amount']).normalize():f}%")
        for match in _SHARE.finditer(plain)
    ]
    return list(dict.fromkeys(told for _, told in sorted(found)))


def unfounded(answer: str, articles: Iterable[str]) -> list[str]:
    """The quantities of an answer that stand in none of the articles.

    Args:
        answer: the words citizens get.
        articles: the texts of everything it rests on.
    """
    founded = {told for text in articles for told in quantities(text)}
    return [
        told for told in quantities(answer) if told not in founded and told not in _SAID_BY_THE_WAY
    ]


def _told(match: re.Match[str]) -> str:
    unit = match["unit"]
    return f"{amount_of(match['amount']).normalize():f}{_SAME.get(unit, unit)}"
