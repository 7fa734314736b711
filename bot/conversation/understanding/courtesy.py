"""Politeness at both ends of a message: 「您好，请问一下，世界标准日是哪天呀，谢谢」."""

from __future__ import annotations

import re

_FIRST = (
    r"(?:太|真是?|非常|十分)?(?:谢谢|多谢|感谢|谢[了啦咯哈]|thanks|thank you|thx)"
    r"(?:谢谢|感谢|您|你|你们|了|啦|哈|哦|大家|老师|啊|呀){0,4}+"
    r"|(?:您|你)好(?:呀|啊|哇|哈|哦)?(?=\W|请|我|问|想|咨|老师|耽误|打扰|麻烦|辛苦|冒昧|劳)|早上好|上午好|中午好|下午好|晚上好|哈(?:喽|啰|罗)|嗨|hello|hi|喂"
    r"|在(?:吗|不(?:在)?|么|没)|有人(?:吗|在吗|不|没有?|没得)|(?:听|看)得到(?:吗|不|么|没)|(?:老师|师傅|客服|领导|同志|亲|小姐姐|小哥哥|大哥|姐姐|渝标通|小助手)好?"
    r"|(?:辛苦|麻烦|打扰|打搅)(?:了|您了?|你了?|一下|哈|下|大家|问(?:一?下|哈)?){0,6}+|不好意思|冒昧|劳烦|拜托|劳驾|求助|求教|急"
    r"|(?:我)?(?:想|想要|要|来)?(?:请问|请教|咨询|问|打听|了解|晓得|知道)(?!的)(?:一下|一哈|哈|下|您|你|个问题|个事|一个问题|一下子){0,4}+"
    r"|(?:耽误|占用)(?:您|你|大家)?(?:一?(?:分钟|下|会儿?|哈|点时间)){0,2}+"
    r"|(?:我们?|单位|学校|老师让|领导让)?(?:要|正?在|准备)?(?:写|做|交)(?:个|份|一份|篇|一篇)?(?:报告|简报|论文|材料|总结|方案|作业|汇报|演讲稿|新闻稿|稿子"
    r"|PPT|课件)(?:(?:里|上|中)?(?:要|得|想)?(?:用|引用|查资料|需要)(?:的|到)?)(?=[,，\s])"
    r"|(?:嗯|呃|额|对了|话说|是这样的?){1,4}+(?:那个|就是说?|这个){0,3}+|(?:那个|这个|就是说?)(?=\W|就是|我想)"
    r"|帮(?:我|忙)(?:看|问)(?:一?下|哈)"
    # Who speaks: 「本人年近七旬,眼神不大好,恳请告知…」.
    r"|本人[^,，。\s]{1,10}[,，\s]|(?:眼神|眼睛|耳朵|腿脚|记性)(?:不|有点|老)[^,，。\s]{0,4}(?:好|便|花|行|住)[,，\s]|(?:恳|敬|烦)请(?:告知|解答|指教|帮忙|问)?"
)
_LAST = (
    r"(?:谢谢|多谢|感谢|谢[了啦咯哈]|thanks|thank you|thx)"
    r"(?:您|你|了|啦|哈|哦|大家|老师|啊|呀){0,3}+"
    r"|(?:做|写|办|出|画)(?:黑板报|手抄报|小报|展板|课件|作业|报告|论文|PPT)(?:要?用|用的|要)?|辛苦了?|麻烦了?|拜托了?"
    r"|(?:在线|坐)?等(?:回复|回答|答案)?|急{1,6}+|(?:请|麻烦|希望|求)?(?:告知|回复|解答|指教|解惑)(?:一下|哈|我)?"
    r"|(?:在此)?(?:不胜|万分|十分|非常)感激|感激不尽|劳烦|(?:哈|哦|噢|哟|呀|哇|嘛|啦|噻|咯|喔|嘞){1,6}+"
)
# Bounded and possessive everywhere: anybody's text is matched, so none may take long.
_MARKS = r"[\s,，。.!！~～、…;；:：?？]{0,8}+"
_HEAD = re.compile(rf"(?:{_FIRST}){_MARKS}", re.IGNORECASE)
_TAIL = re.compile(rf"{_MARKS}(?:{_LAST}){_MARKS}$", re.IGNORECASE)
_SHORTEST = 2  # what is left must still say something
_MOST = 6  # polite phrases taken off at one end
_END = 24  # characters in which the last phrase stands


def without_courtesy(text: str) -> str:
    """A normalised text without politeness around it; a greeting alone stays as it is.

    >>> without_courtesy("您好,请问一下,世界标准日是哪天呀,谢谢")
    '世界标准日是哪天'
    """
    asked, ends = text, ""
    for _ in range(_MOST):
        if (head := _HEAD.match(asked)) is None or not head.end():
            break
        asked = asked[head.end() :]
    for _ in range(_MOST):
        start = max(0, len(asked) - _END)
        if (tail := _TAIL.search(asked, start)) is None:
            break
        asked, ends = asked[: tail.start()], tail[0] + ends
    asked = (asked + ("?" if "?" in ends else "")).strip()
    return asked if len(re.findall(r"\w", asked)) >= _SHORTEST else text
