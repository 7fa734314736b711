"""What citizens say about watching standards; whole messages only."""

from __future__ import annotations

import re

_LONGEST = 400  # characters of a list of numbers
_LONGEST_WISH = 100
_END = r"[，,。.！!？?～~ 呀啊嘛吧了哈哦喔嗦咯哟呢]*"


def _whole(pattern: str, longest: int = _LONGEST_WISH) -> re.Pattern[str]:
    """A pattern of a whole message, which must be short: anybody's text is matched."""
    return re.compile(rf"\A(?=(?s:.){{0,{longest}}}\Z)(?:{pattern}){_END}\Z", re.DOTALL)


_ASK = r"(?:我(?:还是)?(?:要|想要|想)?|想要?|要|帮我|请|麻烦|给我)?"
_CHANGED = (
    r"(?:有(?:了|什么|啥子?)?(?:新的)?(?:变化|变动|更新|新版本?|新标准|修改)"
    r"|变了|改了|换了|更新了?|作废了?|废止了?)"
)
_TELL = (
    r"(?:的时候|时|以后|就|都|请|麻烦|记得|要){0,3}"
    r"(?:告诉|通知|提醒|喊)(?:一下|一声)?我(?:一下|一声)?"
)
_FOLLOW = _whole(rf"{_ASK}(?:关注|订阅|盯着|盯到|盯住)(?:一下|下)?[：: ]*(?P<what>.+?)", _LONGEST)
_TELL_ME = _whole(
    r"(?P<what>.{2,90}?)[，, ]?(?:它们?|这些)?(?:的?标准|的?国标)?(?:要是|如果|一)?"
    rf"{_CHANGED}[，, ]?{_TELL}"
)
_LEAVE = _whole(
    rf"{_ASK}(?:取消关注|不再?想?关注|别再?关注|莫关注|取关)了?(?:一下)?[：: ]*(?P<what>.*?)",
    _LONGEST,
)
_LEAVE_ALL = _whole(
    rf"{_ASK}(?:全部|都)取消关注|{_ASK}(?:取消关注|取消)(?:全部|所有|一切)(?:的?关注|的?标准)?"
)
_MINE = _whole(
    r"(?:看看?|查(?:看|一下)?)?我(?:都|现在)?关注(?:了|的)?(?:些|有)?"
    r"(?:哪些|什么|啥子|啥|多少)?(?:标准|东西)?"
    r"|(?:看看?|查(?:看|一下)?)?我的关注(?:列表|清单)?"
)


def is_mine(text: str) -> bool:
    """Whether somebody asks what they watch."""
    return bool(_MINE.fullmatch(text))


def leaves_all(text: str) -> bool:
    """Whether somebody wants to watch nothing any more."""
    return bool(_LEAVE_ALL.fullmatch(text))


def left(text: str) -> str | None:
    """What somebody wants to watch no more, in their words, empty where they don't say.

    >>> left("取消关注 GB 17761")
    'GB 17761'
    """
    found = _LEAVE.fullmatch(text)
    return None if found is None else found["what"].strip()


def wanted(text: str) -> str | None:
    """What somebody wants to watch, in their words; the caller knows whether that can be.

    >>> wanted("关注 GB 17761")
    'GB 17761'
    >>> wanted("我有电动车和充电宝，标准变了告诉我")
    '我有电动车和充电宝'
    """
    found = _FOLLOW.fullmatch(text) or _TELL_ME.fullmatch(text)
    return None if found is None else found["what"].strip()
