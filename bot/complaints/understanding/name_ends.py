"""Where the name of a shop ends, and what the shop did begins: 「张记豆腐坊卖三无豆腐干」."""

from __future__ import annotations

import re

_SHOP_SIGN = r"[店馆坊铺]"
# What a shop does, said right behind its name.
_DOES = r"(?:[用卖拿把收没将]|不(?!二|夜)|居然|竟然|一直|天天|每天|经常|还在|老是)"
_SHOP_AND_DEED = re.compile(
    rf"(?P<shop>[^，,。\s]{{1,14}}?{_SHOP_SIGN}){_DOES}[^，,。\s]*(?<!{_SHOP_SIGN})"
)
_SHOP_THEN_DEED = re.compile(rf"{_SHOP_SIGN}{_DOES}")


# 「陈记烧腊拿隔夜肉」
_SOMEBODYS_AND_DEED = re.compile(
    r"(?P<shop>[^\W\d_]{1,2}记[^\W\d_用拿把]{2,4})[用拿把][^\W\d_]{2,}"
)
# 「MOMO Nail做的美甲」
_LATIN_GOES_ON = re.compile(r"(?:\s[A-Z][A-Za-z&]{2,15}){1,2}(?![A-Za-z\s])")


def to_its_end(text: str, name: str) -> str:
    """A name with the word for its shop, and without what the shop did.

    >>> to_its_end("李记包子铺用过期面粉", "李记包子"), to_its_end("", "老王烧烤店用死猪肉")
    ('李记包子铺', '老王烧烤店')
    """
    if (whole := _SHOP_AND_DEED.fullmatch(name)) is not None:
        return whole["shop"]
    if (whole := _SOMEBODYS_AND_DEED.fullmatch(name)) is not None:
        return whole["shop"]
    behind = text[text.find(name) + len(name) :] if name in text else ""
    if name.isascii() and name.isalpha() and (more := _LATIN_GOES_ON.match(behind)) is not None:
        return name + more[0]
    return name + behind[0] if _SHOP_THEN_DEED.match(behind) else name
