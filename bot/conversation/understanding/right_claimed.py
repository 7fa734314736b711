"""Who may do something, put to be confirmed: 「普通老百姓不能给国家标准提建议吧」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part

_DENIES = r"不能|不可以|不得|不准|不许|没有?得?(?:资格|权利?)|轮不到|无权"
_CLAIM = re.compile(
    rf"(?:(?P<denied>{_DENIES})|(?P<only>(?:只有|只能)[^。,，]{{1,10}}?(?:才能|才可以|才有权|能|可以)?)|都?可以|都能|有权|有资格)"
    r"(?P<what>[^。,，]{0,16}(?:提[^。,，]{0,6}[意建]|参与|参加|制定|申请|投诉|举报|起草|发言)[^。,，]{0,8}?)(?:[,，\s]{0,2})(?:吧|噻|撒|嗦|对不对?|对吧|是不是|没错)[?？。!！\s]{0,3}$"
)


def claims_right(text: str) -> bool:
    """Whether a normalised text says who may do something, and wants that confirmed.

    >>> claims_right("小公司轮不到给国标提建议吧"), claims_right("我要给国标提建议")
    (True, False)
    """
    return _CLAIM.search(text) is not None


def right_asked(skills: Skills, part: Part) -> Part:
    """The part as a plain question whether they may, where only that is surely answered."""
    said = None if part.answer.is_sure else _CLAIM.search(part.text)
    if said is None or not (said["denied"] or said["only"]):
        return part
    who = part.text[: said.start()] if said["denied"] else "普通人"
    question = f"{who}能{said['what']}吗"
    answer = skills.answer(question)
    return replace(part, answer=answer, taken_as=question) if answer.is_sure else part
