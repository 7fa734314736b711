"""Two standards beside each other: 「GB 21027 跟 40070 是一回事不」."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.standards.edition import Edition

_SAME = re.compile(
    r"一(?:回|码|个)事|一个(?:标准|东西|意思)|[一同]样|区别|差在|不同|差别|差异|有[什啥]么?两样"
)
# The other of the two was named before: the message begins with what leads over from it.
_WITH = re.compile(r"^\W*(?:那|它|这个|和|跟|与|同|比|是不是|\s){1,4}(?=[A-Z0-9])")


def compares(text: str) -> bool:
    """Whether a normalised text asks if two things are one, or what sets them apart."""
    return _SAME.search(text) is not None


def compares_with(text: str) -> bool:
    """Whether it does, and the first of the two must have been named before.

    >>> compares_with("跟GB 40070那个是一回事不"), compares_with("GB 21027和GB 40070一样吗")
    (True, False)
    """
    return compares(text) and _WITH.match(text) is not None


def told_apart(editions: Sequence[Edition]) -> str:
    """One sentence that says two standards are two; empty where they are editions of one."""
    if len(editions) != 2 or editions[0].undated == editions[1].undated:
        return ""
    one, other = (f"{edition.number} 是《{edition.title}》" for edition in editions)
    return f"不是一回事，是两个标准：{one}，{other}。"
