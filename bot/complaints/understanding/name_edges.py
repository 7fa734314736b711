"""What stands at the edges of a name that was read, and is no part of it."""

from __future__ import annotations

import re

# 「爱贝母婴给宝宝买了」, 「众鑫名车提的新车」, 「在新牌坊巧匠家装签的」
_DONE_THERE = re.compile(
    r"(?<=.{3})(?:给(?:宝宝|娃|孩|女儿|儿子|我|老[公婆爸妈伴]|[爸妈爷奶婆公]|家里|朋友|公司|客人|顾客)[^\W_]{0,4}"
    r"|(?<=[车行店])提|[签订])$"
)
# 「艺星打的水光」
_DONE_BY_THEM = re.compile(r"(?<=..)[打割]$")
# 「菜市场水货王」: the market is where it is.
_IN_A_MARKET = re.compile(
    r"^(?:农贸|菜|综合|批发|水果|海鲜|建材)?市场(?![^\W_]{0,2}(?:摊|铺|档|店|管理|经营|部))(?=[^\W\d_]{3})"
)


def without_edges(text: str, name: str) -> str:
    """A name without the words of the sentence it was read with.

    >>> without_edges("举报飞驰车行 卖的电动车", "报飞驰车行")
    '飞驰车行'
    """
    platform, colon, own = name.rpartition("：")
    done = _DONE_THERE.search(own)
    if done is not None and (done[0] not in "签订" or f"{own}的" in text):
        own = own[: done.start()]
    if f"{own}的" in text:
        own = _DONE_BY_THEM.sub("", own)
    own = _IN_A_MARKET.sub("", own)
    begins = text.find(own)
    if own[:1] == "报" and text[max(0, begins - 1) : begins] == "举":
        own = own[1:]
    if own.startswith("投诉") and begins == 0 and len(own) > len("投诉某店"):
        own = own.removeprefix("投诉")
    return f"{platform}{colon}{own}"
