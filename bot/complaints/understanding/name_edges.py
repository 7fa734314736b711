"""What stands at the edges of a name that was read: no part of it, or left out of it."""

from __future__ import annotations

import re

from bot.complaints.understanding.no_names import is_place

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
# 「悦足轩上个月底」: when it was stands behind the name.
_DAY_BEHIND = re.compile(
    r"(?<=..)[，,\s]?(?:上上?个?月(?:底|初|中旬?)?|上上?个?(?:周|星期|礼拜)[一二三四五六日天末]?|大?[昨前]天(?:早上|上午|中午|下午|晚上)?|[昨前]晚|今[天早晚]|[去前]年"
    r"|\d{1,2}月(?:\d{1,2}[号日]?|底|初)?|[一二三四五六七八九十]{1,2}月(?:底|初|[一二三四五六七八九十]{1,3}[号日]))(?:我们?)?[去买吃做办充装修订]?(?:的|了)?$"
)

# 「健身房 Meet Fit」
_LATIN_BEFORE = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z&'’]{1,15}\s$")
# 「爱是宝贝母婴店」: what is no word of the sentence.
_IS_BEFORE = re.compile(
    r"(?:^|[，,。;；！!\s\]])(?P<more>[^\W\d_这那我你他她它就都还也又说要便只正不才可总真老算全本原竟硬倒店家名商后前牌馆人厂司方谁]是)$"
)
# Behind nothing but a place: 「举报大坪正街是康大药房」, 「杨家坪不晓得鞋店」
_REPORTED_IS = re.compile(r"(?:举报|投诉)(?:一下)?(?P<where>[^\W_]{2,12})(?P<more>是)$")
_NO_BEFORE = re.compile(r"(?:^|[，,。;；！!\s])(?P<where>[^\W_]{2,12})(?P<more>不)$")
_STREET = re.compile("(?:正街|大道|路|街|街道|镇|乡)$")
_ENDS = re.compile(r"[，,。;；！!\s]|$")
_LEFT_OUT = re.compile(r"[^\W_上下里的买在找了是有叫那这一店订点看下拍刷搜换]{1,2}")


def _begun(text: str, own: str) -> str:
    """What stands right before a name and is its beginning; empty if nothing is."""
    at = max(0, text.find(own))
    before = text[:at]
    if own.isascii() and (latin := _LATIN_BEFORE.search(before)) is not None:
        return str(latin[0])
    if (begun := _IS_BEFORE.search(before)) is not None:
        return str(begun["more"])
    ends = _ENDS.match(text, at + len(own)) is not None
    return _behind_place(_REPORTED_IS, before) or (
        _behind_place(_NO_BEFORE, before) if ends else ""
    )


def _behind_place(pattern: re.Pattern[str], before: str) -> str:
    found = pattern.search(before)
    is_where = found is not None and (is_place(found["where"]) or _STREET.search(found["where"]))
    return str(found["more"]) if found is not None and is_where else ""


def _behind_platform(text: str, platform: str, own: str) -> str:
    """「拼多多欢乐谷玩具铺」: what was left out between the two; empty if nothing."""
    at = text.find(own)
    if not platform or platform not in text[: max(0, at)]:
        return ""
    before = text[:at].rpartition(platform)[2]
    return before if _LEFT_OUT.fullmatch(before) else ""


def without_day(name: str) -> str:
    """A name without the day that was said behind it.

    >>> without_day("悦足轩上个月底我去的"), without_day("三月不减肥")
    ('悦足轩', '三月不减肥')
    """
    return _DAY_BEHIND.sub("", name)


def without_edges(text: str, name: str) -> str:
    """A name without the words of the sentence it was read with, from its first character on.

    >>> without_edges("举报飞驰车行 卖的电动车", "报飞驰车行")
    '飞驰车行'
    """
    platform, colon, own = name.rpartition("：")
    done = _DONE_THERE.search(own)
    if done is not None and (done[0] not in "签订" or f"{own}的" in text):
        own = own[: done.start()]
    if f"{own}的" in text:
        own = _DONE_BY_THEM.sub("", own)
    own = _IN_A_MARKET.sub("", without_day(own))
    own = _behind_platform(text, platform, own) + own
    own = _begun(text, own) + own
    begins = text.find(own)
    if own[:1] == "报" and text[max(0, begins - 1) : begins] == "举":
        own = own[1:]
    if own.startswith("投诉") and begins == 0 and len(own) > len("投诉某店"):
        own = own.removeprefix("投诉")
    return f"{platform}{colon}{own}"
