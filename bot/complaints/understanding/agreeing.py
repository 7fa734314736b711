"""Words that only say yes: 「对头」, 「要得没得问题」, 「嗯对」, 「ok不改了」."""

from __future__ import annotations

import re

_YES = (
    r"(?:是的?|对头?的?|嗯+|好的?|要得|可以|行|得行|中|同意|我同意|确认|(?:没(?:得|有)?|莫得)(?:啥子?|什么|任何)?(?:问题|意见|错)"
    r"|(?:都|全|全部)(?:是)?对头?的?|是它|就是它|就(?:是)?(?:这样|这个样子)|正确|确定|提交|登记"
    r"|yes|yeah|yep|yup|ok(?:ay)?|sure|fine|right|i agree|agreed?|confirm(?:ed)?|correct|submit"
    r"|(?:that(?:'?s| is) |all |looks ){1,2}(?:right|good|correct|fine))"
)
_PARTICLES = r"(?:了|嘛|吧|的|撒|噻|哈|嘞|咯|喽|哦|啊|呀|三|[，,、。.！!～~\s])"
# Behind a yes: nothing is to be changed.
_AS_IT_IS = (
    r"(?:不(?:用|需要|必)?(?:再)?改|(?:没|没得|没有)(?:啥子?|什么)?要?改的?"
    r"|就(?:这样|这么)(?:办|登记|交)?)"
)
_ONLY_YES = re.compile(
    rf"{_YES}{_PARTICLES}{{0,4}}(?:{_YES}{_PARTICLES}{{0,4}}){{0,3}}(?:{_AS_IT_IS}{_PARTICLES}{{0,4}})?",
    re.IGNORECASE,
)


def only_agrees(text: str) -> bool:
    """Whether a whole message says yes and nothing else.

    >>> only_agrees("要得没得问题"), only_agrees("嗯对"), only_agrees("ok不改了")
    (True, True, True)
    >>> only_agrees("对不起"), only_agrees("好吃"), only_agrees("是嘞，还有一件")
    (False, False, False)
    """
    return _ONLY_YES.fullmatch(text.strip()) is not None
