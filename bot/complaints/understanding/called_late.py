"""Names that count only where a story gives no surer one: a brand, a name in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = r"(?=[\s，,。；;！!？?、]|$)"
# 「品牌叫闪豹」, 「牌子是舒客来」; 「牌子灌的是蓝月亮」 names what is counterfeited.
_BRAND = re.compile(
    rf"(?:品牌|牌子)(?:就)?(?:叫|是|[:：])(?:的)?\s?(?P<name>[^\W\d_的假我他她这那什啥杂]{{2,8}}){_END}"
)
# 「维保公司迅腾电梯」, 「票务公司 星耀」
_COMPANY = re.compile(
    r"(?:(?:维保|物业|装修|搬家|施工|票务|婚庆|旅游|中介|家政|保洁|快递|培训)公司|(?:相亲|婚恋|交友|家政|购物|团购|租房|租车|网约车|游戏|借款|贷款|课程|票务|充值|回收|二手车?)平台)\s?"
    rf"(?P<name>(?![收说喊叫给把让不就要退赔])[^\W\d_的了我他]{{2,8}}?)(?:{_END}|(?=上周|昨|前天|今天|才|没|说是|派))"
)
# 「昨天万家旺厨具的人来换的」
_ITS_PEOPLE = re.compile(
    r"(?:[昨今前]天|是|找的?|喊的?|请的?|叫的)(?P<name>[^\W\d_的了我他她你找请喊]{3,9})的(?:人|师傅|工人|员工)(?:来|上门|过来)"
)
# 「那个GYMBOX」, 「TopFit一年卡」; a technique or a model is no business.
_LATIN = re.compile(
    r"(?<![A-Za-z0-9])(?P<name>[A-Z][A-Za-z&'’-]{3,18}(?:\s[A-Z][A-Za-z&'’-]{2,18}){0,2})"
    r"(?![A-Za-z0-9])"
)
_NO_LATIN = re.compile(
    r"^(?:iP|IP|Mate|Type|Wi-?[Ff]i|WIFI|Windows|USB|HDMI|NFC|Blue|APP|App|VIP|SVIP|KTV|SPA|LED|OLED|PVC|HDPE|GBT|DBS|ISO|SGS|CCC|MINI|Mini|PRO|Pro|PLUS|Plus|MAX|Max|ULTRA|Ultra|GPS|ATM|POS|HUAWEI|OPPO|VIVO|Apple|XIAOMI|TAXI|MADE|Made)"
)


def late_names(text: str) -> Iterator[str]:
    """Such names, the likelier first.

    >>> list(late_names("充电宝没得3C 仓库在西永 品牌叫闪豹"))
    ['闪豹']
    """
    for pattern in (_COMPANY, _ITS_PEOPLE, _BRAND, _LATIN):
        for match in pattern.finditer(text):
            if pattern is not _LATIN or not _NO_LATIN.match(match["name"]):
                yield match["name"]
