"""What a teller puts right within their own words: 「是张三店，不对是李四店」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SLIP = re.compile(
    r"[，,。.；;…\s（(~～、](?:哦|噢|啊|呃|诶|嗯|哎|等等|等一下|[，,\s]){0,3}"
    r"(?:不对(?!劲|头|称|版|不|啊?你)(?:不对)?|不[，,](?!给|退|要)|不不|说错|讲错|打错|写错|记错|搞错|弄错|口误|错了[，,]|更正)"
    r"(?:字|嘴)?(?:了|咯|哈)?[，,：:\s]{0,3}(?:不是[^，,。；;\s]{1,12}?[，,\s]{0,3}(?=是|而是|应该是))?"
    r"(?:应该|而|其实|好像|就|要)?(?:是|叫|说的是)?[，,：:\s]{0,3}(?P<right>[^，,。；;！!？?\n）)]{1,30})"
)
# 「客服说，弄错了，只能退50元」 is what the other side says.
_OTHERS_SAY = re.compile(
    r"(?:老板娘?|店[员家主]|客服|商家|卖家|经理|师傅|平台|厂家|对方|人家|他们?|她们?)[^，,。；;]{0,6}(?:说|讲|回|喊|告诉我?)(?:是|的是)?$"
)
_BEFORE = 20  # characters in which the slip itself stands


@dataclass(frozen=True)
class Slip:
    """A slip.

    Args:
        before: what was said just before it was put right.
        right: the words that put it right, to the end of their clause.
    """

    before: str
    right: str


def slips_in(text: str) -> Iterator[Slip]:
    """The slips a text puts right itself, in its order.

    >>> [slip.right for slip in slips_in("是张三店，不对是李四店")]
    ['李四店']
    """
    for match in _SLIP.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if not _OTHERS_SAY.search(before):
            yield Slip(before, match["right"].strip())
