"""What a teller puts right within their own words: 「是张三店，不对是李四店」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SLIP = re.compile(
    # 「12月1号不对是11月20号」: without a pause.
    r"(?:(?<=[号日月天元块店边里口嘛])[哦噢啊]?不对[，,\s]?(?:应该|其实)?(?=是)|[?？]\s?不是[，,\s]{1,3}(?=是)|[，,。.；;…\s（(~～、](?:哦|噢|啊|呃|诶|嗯|哎|等等|等一下|[，,\s]){0,3}"
    r"(?:不对(?!劲|头|称|版|不(?!是)|啊?你)(?:不对)?|不[，,](?!给|退|要)|不不不?(?=[，,\s])|不不|(?:不是)?我?(?:说|讲|打|写|记|搞|弄)错|口误|错了[，,]|更正"
    r"|(?:(?<=[哦噢啊呃诶哎嗯…])|(?<=[.。]{2}))不是(?=[，,\s]))"
    r"(?:字|嘴)?(?:了|咯|哈)?[，,：:\s]{0,3}(?:不是[^，,。；;\s]{1,12}?[，,\s]{0,3}(?:我?(?:说|讲|打|写|记|搞|弄)错(?:了|咯)?[，,\s]{0,3})?(?=是|而是|应该是))?)"
    r"(?:应该|而|其实|好像|就|要)?(?:是|叫|说的是)?[，,：:\s]{0,3}(?P<right>[^，,。；;！!？?\n）)]{1,30})"
)
# 「客服说，弄错了，只能退50元」 is what the other side says.
_OTHERS_SAY = re.compile(
    r"(?:老板娘?|店[员家主]|客服|商家|卖家|经理|师傅|平台|厂家|对方|人家|他们?|她们?)[^，,。；;]{0,6}(?:说|讲|回|喊|告诉我?)(?:是|的是)?$"
)
_BEFORE = 20  # characters in which the slip itself stands
# 「我家的宽带...算了不说那个 主要投诉的是…」: what came before is dropped.
_DROPPED = re.compile(
    r"^[^，,。；;！!？?\n]{2,40}?[，,。.…\s]{1,6}(?:算了|哎|哦|呃|嗯){0,2}[，,\s]?(?:先)?不(?:说|讲|提|摆)(?:那个|这个|它|他)(?:了|嘛)?[，,。\s]*"
)
_CLAUSE_BEFORE = re.compile(r"[^，,。；;！!？?\s.…]{0,40}$")


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


def meant(text: str) -> str:
    """A text without what its teller drops or puts right in it.

    >>> meant("放心农资... 哦不对不是农资是放心粮油 卖的油掺假")
    '，放心粮油 卖的油掺假'
    """
    kept = _DROPPED.sub("", text, count=1)
    for match in reversed(list(_SLIP.finditer(kept))):
        before = kept[: match.start()].rstrip(" .…，,。")
        if not _OTHERS_SAY.search(before[-_BEFORE:]):
            kept = _CLAUSE_BEFORE.sub("，", before, count=1) + kept[match.start("right") :]
    return kept
