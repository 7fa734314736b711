"""What citizens say of a person: that they want one, want none any more, or wish to be called."""

from __future__ import annotations

import re

LEAVE = "退出人工"
_WISH = re.compile(r"转?人工|真人|活人|转接客服|工作人员(?:来|接)")
_ASKING = re.compile(
    r"^(?:我?(?:要|想|想要|需要|帮我|给我|请)*+\s{0,4})?(?:转|找|接|叫|换)?.{0,4}(?:人工|真人|活人)"
    r"(?:客服|服务|坐席|回答|来)?[吧嘛呀啊。！!]*$"
)
# 「你是真人吧」 asks who answers, and wants nobody.
_WHETHER = re.compile(r"^(?:你们?|您|对面|那边|那头)?(?:到底|究竟|应该|怕)?(?:是不是|不是|就是|是)")
_CLAUSE = re.compile(r"[,，。!！\s]+")
_LONGEST_WISH = 30  # characters; more is a story
_LEAVING = ("退出人工", "不用人工了", "结束人工")
# While nobody has come these can only mean the waiting; said to a person they answer them.
_NOT_WAITING = (*_LEAVING, "不用了", "算了")
_CALL = re.compile(r"^回电\s{0,4}[:：]?\s{0,4}(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$")


def wants_person(text: str) -> bool:
    """Whether a short message asks for a person.

    >>> wants_person("转人工"), wants_person("人工智能标准有哪些")
    (True, False)
    """
    said = text.strip()
    if len(said) > _LONGEST_WISH or _WHETHER.match(said):
        return False
    # Why a person is wanted may stand before it: 「跟机器说不清 给我转个活人」.
    whole = (said, _CLAUSE.split(said.strip(",，。!！ "))[-1])
    return any(len(one) <= 15 and _WISH.search(one) and _ASKING.match(one) for one in whole)


def wants_none(text: str, *, while_waiting: bool) -> bool:
    """Whether a citizen wants to talk to the bot again."""
    return text in (_NOT_WAITING if while_waiting else _LEAVING)


def number_to_call(text: str) -> str:
    """The telephone number to call back; empty if none is given.

    >>> number_to_call("回电 13800000000")
    '13800000000'
    """
    call = _CALL.match(text)
    return call[1] if call is not None else ""
