"""Politeness at both ends of a message: 「您好，请问一下，世界标准日是哪天呀，谢谢」."""

from __future__ import annotations

import re

_FIRST = (
    r"(?:您|你)好(?:呀|啊|哇|哈|哦)?(?=\W|请|我|问|想|咨|老师)|早上好|上午好|中午好|下午好|晚上好|哈(?:喽|啰|罗)|嗨|hello|hi|喂"
    r"|在(?:吗|不|么|没)|有人(?:吗|在吗|不)|(?:老师|师傅|客服|领导|同志|亲|小姐姐|小哥哥|大哥|姐姐|渝标通|小助手)好?"
    r"|(?:辛苦|麻烦|打扰|打搅)(?:了|您了?|你了?|一下|哈|下|大家|问(?:一?下|哈)*)*|不好意思|冒昧|劳烦|拜托|劳驾|求助|求教|急"
    r"|(?:我)?(?:想|想要|要|来)?(?:请问|请教|咨询|问|打听|了解|晓得|知道)(?:一下|一哈|哈|下|您|你|个问题|个事|一个问题|一下子)*"
    r"|(?:嗯|呃|额|对了|话说|是这样的?)+(?:那个|就是说?|这个)*|(?:那个|这个|就是说?)(?=\W|就是|我想)"
    r"|帮(?:我|忙)(?:看|查|问)(?:一?下|哈)?"
)
_LAST = (
    r"(?:谢谢|多谢|感谢|谢了|谢啦|thanks|thank you|thx)(?:您|你|了|啦|哈|哦|大家|老师|啊|呀)*"
    r"|辛苦了?|麻烦了?|拜托了?"
    r"|(?:在线|坐)?等(?:回复|回答|答案)?|急(?:急)*|(?:请|麻烦|希望|求)?(?:告知|回复|解答|指教|解惑)(?:一下|哈|我)?"
    r"|劳烦|(?:哈|哦|噢|哟|呀|哇|嘛|啦|噻|咯|喔|嘞)+"
)
_MARKS = r"[\s,，。.!！~～、…;；:：]*"
_HEAD = re.compile(rf"^(?:(?:{_FIRST}){_MARKS}[?？]*{_MARKS})+", re.IGNORECASE)
_TAIL = re.compile(rf"(?:{_MARKS}[?？]*(?:{_LAST})[。.!！~～?？\s]*)+$", re.IGNORECASE)
_SHORTEST = 2  # what is left must still say something


def without_courtesy(text: str) -> str:
    """A normalised text without politeness around it; a greeting alone stays as it is.

    >>> without_courtesy("您好,请问一下,世界标准日是哪天呀,谢谢")
    '世界标准日是哪天'
    """
    head = _HEAD.match(text)
    rest = text[head.end() :] if head else text
    tail = _TAIL.search(rest)
    asked = (rest[: tail.start()] + ("?" if "?" in tail[0] else "") if tail else rest).strip()
    return asked if len(re.findall(r"\w", asked)) >= _SHORTEST else text
