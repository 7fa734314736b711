"""Whether a day or a place in a remark is put right there, or only spoken of."""

from __future__ import annotations

import re

_PUTS_RIGHT = re.compile(
    r"不对|不是|[改换]成|[改换]为|应该|其实|才是|[写说记弄搞填讲]错|错了|更正|纠正|想起来"
    r"|时间|日期|日子|哪天|地点|地方|位置|区县|店址|发生"
)
# 「刚才那个店员」, 「你刚才不是说…」 is said of the talk.
_JUST_NOW = re.compile(r"^(?:刚刚?才?|方才|现在|目前|今天)$")
# What stands around a value that is said alone: 「是上周五买的」, 「就在江北区那边」.
_AROUND = re.compile(
    r"(?:就|是|在|于|到|去|我们?|那天|那边|这边|那[家个]|店|事|大概|大约|好像|可能|估计|实际|左右|[买吃喝修办做装订收]|发生|发现|[了的哦哈嘛噻呢啊呀吧]|\W)*"
)
# The rest of a place or an hour: 「南坪万达」, 「上周五下午三点多」; nothing is said of it.
_GOES_ON = re.compile(r"[^\W了我你他她的吗呢都没不还也就又说打骂退换赔修来去]{1,6}")

# What stands around a day that a whole message puts in another's place: 「记错了，应该是前天」.
_BEFORE_DAY = re.compile(
    r"(?:[哦噢啊诶嗯]|不好意思|不对|等等|(?:我)?(?:记|说|搞|弄|写|填|讲)错(?:了|咯)?|错了|日子|日期|(?:发生)?时间|哪天|那天|应该|其实|实际上?|准确说|就|是|为|在|我|[，,。\s])*+"
)
_BEHIND_DAY = re.compile(
    r"(?:早上|上午|中午|下午|傍晚|晚上|晚)?(?:才对|才是|(?:买|去|吃|喝|做|办|修|装|订|充|发生)?的事?情?|(?:我)?(?:刚才)?(?:记|说|搞|弄|写|填|讲)错(?:了|咯)?|[哈嘛噻哦呢嘞了]|[。！!，,\s])*+"
)


def is_day_alone(text: str, day: str) -> bool:
    """Whether a whole message says nothing but a day.

    >>> is_day_alone("记错了，应该是前天", "前天"), is_day_alone("是昨天那个店员", "昨天")
    (True, False)
    """
    before, _, behind = text.strip().partition(day)
    if not before and _JUST_NOW.match(day):
        return False
    return bool(_BEFORE_DAY.fullmatch(before) and _BEHIND_DAY.fullmatch(behind))


def is_said_anew(text: str, value: str, *beside: str) -> bool:
    """Whether a known day or place is replaced by the one a statement names.

    Args:
        text: the whole statement.
        value: the day or the place.
        beside: what else it names.

    >>> is_said_anew("是上周五买的", "上周五"), is_said_anew("刚才那个店员姓王", "刚才")
    (True, False)
    """
    before, _, behind = text.partition(value)
    for other in beside:
        before, behind = before.replace(other, ""), behind.replace(other, "")
    is_alone = _AROUND.fullmatch(before) is not None
    if is_alone and _AROUND.fullmatch(behind):
        return True
    if _JUST_NOW.match(value):
        return False
    goes_on = is_alone and _GOES_ON.fullmatch(behind) is not None
    return goes_on or _PUTS_RIGHT.search(text) is not None
