"""Whose place an address is, where somebody tells it apart: 「那个地址是我家，商家在九龙坡」."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLAUSE = re.compile(r"[，,。；;！!\s]+")
# 「那个地址是我屋头的」, 「刚才填的是我家地址」, 「金山路8号是我自己住的」
_HOME = re.compile(
    r"(?:哦|啊|不对|但是|不过|我|刚才|刚刚|前面|上面|之前|登记|卡上|填|写|说|留|发|讲|给|[那这](?:个|里)?|的|错了){0,8}+"
    r"(?:地址|位置|地点|地方|[^\W_的是]{2,20}?)?(?:其实|才|都)?(?:写|填)?的?是(?:填|写)?的?"
    r"(?:我们?|自己|本人|个人){1,2}+(?:的|自己|现在){0,2}+(?:住|家|屋|租|收货|老家)(?:的|头|里|房子?|地方|那里|地址|住址|位置){0,4}+"
    r"[了哈嘛哦呢噻]{0,2}"
)
_SHOP = re.compile(
    r"(?:但是|不过|而|那|是)?(?:商家|店家|店铺?|门店|公司|卖家|他们|他家|它|人家|那家店?|这家店?|老板|铺子)(?:的?店)?(?:其实|实际|是)?"
    r"(?:(?:开|住|位于|实际)?在(?!网|线|平台|淘宝|京东|拼多多|抖音|哪)|的?(?:地址|位置|地点)(?:是|在|为|[:：]))"
    r"(?P<place>[^，,。；;\s我他你不没]{2,40})"
)
_SLIP = re.compile(
    r"(?:不对|哦|啊|那个|等等){0,3}+(?:地址|地点|位置)?(?:我?(?:填|写|说|搞|弄)?错了?|不对)?[哈嘛]?"
)
_MOOD = re.compile(r"(?:那边|那里|那儿|这边)?[的了哈嘛哦呢噻]{0,3}$")


@dataclass(frozen=True)
class WhosePlace:
    """What is told of places.

    Args:
        is_home: whether the address told before is the teller's own.
        shop: where the business is; empty if that isn't told.
    """

    is_home: bool
    shop: str


def whose_place(text: str) -> WhosePlace | None:
    """What a message tells of whose place is where, and nothing else; None if it tells more.

    >>> whose_place("那个地址是我屋头的，商家在九龙坡")
    WhosePlace(is_home=True, shop='九龙坡')
    >>> whose_place("在九龙坡骗了我")
    """
    is_home, shop = False, ""
    for clause in filter(None, _CLAUSE.split(text.strip())):
        if _HOME.fullmatch(clause):
            is_home = True
        elif (found := _SHOP.fullmatch(clause)) is not None:
            shop = _MOOD.sub("", found["place"])
        elif not _SLIP.fullmatch(clause):
            return None
    return WhosePlace(is_home, shop) if is_home or shop else None
