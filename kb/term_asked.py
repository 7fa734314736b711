"""A word asked beside a number: 「封面写着（ISO 9001:2015，IDT），IDT啥意思」."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.text.english import is_english
from kb.text.standard_number import StandardNumber

_ASKED = re.compile(
    r"(?P<term>[A-Za-z]{2,8}\d{0,3}|[\u4e00-\u9fff]{2,6}?)(?:这[几个]{0,2}(?:字母|字|词|缩写))?"
    r"(?:的?(?:是|又是|到底是)?(?:个)?什么意思|(?:的?意思)是什么|(?:又|是|到底|的)?(?:代表|指|表示)(?:的)?(?:是)?什么)"
    r"[嘛呢啊哦呀?？。\s]{0,3}$"
)
_IN_ENGLISH = re.compile(
    r"\bwhat(?:'?s| is| does| do)?(?: the)? [\"'“]?(?P<term>[A-Za-z]{2,8})[\"'”]?"
    r"(?: (?:mean|means|stand for|stands for|there|here|then))?[?!.\s]{0,3}$",
    re.IGNORECASE,
)
# 「这个号是什么意思」 asks of the number itself.
_OF_THE_NUMBER = re.compile(r"[这那它]|号|标准|数字|年份|字母|代号|编码|前|后|里|上|中")
_WORDS = re.compile(r"[a-z]{1,40}\d{0,4}")
_NO_TERM = frozenset({"it", "this", "that", "number", "code", "standard", "label", "mean"})
NOT_CHECKED = "“{term}”在这里是什么意思，我没有核实到，不敢乱说。编号是这样："


def term_asked(text: str, numbers: Sequence[StandardNumber]) -> str:
    """The word whose meaning a normalised text asks beside numbers; empty if it asks for none.

    >>> numbers = StandardNumber.find_all("ISO 9001:2015")
    >>> term_asked("封面写着(ISO 9001:2015,IDT),IDT是什么意思", numbers)
    'IDT'
    >>> term_asked("ISO 9001:2015, IDT. What does IDT mean?", numbers)
    'IDT'
    >>> term_asked("ISO 9001:2015这个号是什么意思", numbers)
    ''
    """
    found = (_IN_ENGLISH if is_english(text) else _ASKED).search(text)
    term = found["term"] if found else ""
    letters = "".join(number.prefix for number in numbers).upper()
    is_of_it = term.upper() in letters or term.lower() in _NO_TERM
    return "" if is_of_it or _OF_THE_NUMBER.search(term) else term


def names_term(term: str, questions: Sequence[str]) -> bool:
    """Whether one of some questions has the word as a word of its own.

    >>> names_term("IDT", ["标准封面上的 IDT 是什么"]), names_term("SC", ["DISCO 是什么"])
    (True, False)
    """
    return any(term.lower() in _WORDS.findall(one.lower()) for one in questions) or (
        not term.isascii() and any(term in one for one in questions)
    )
