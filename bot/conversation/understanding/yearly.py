"""A year's theme asked behind the day it is of: 「世界计量日是哪天」, 「25年主题」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part

_THEME_ALONE = re.compile(
    r"(?:那么?|那)?(?P<year>(?:20)?\d\d年?|今年|去年|前年|明年)(?:的|那年的|是)?(?P<asked>(?:中国)?(?:主题|口号))"
    r"(?:呢|嘞|喃|(?:是|叫)?(?:什么|啥子?|哪个)?)?"
)
_DAYS = re.compile(
    r"质量月|世界计量日|计量日|世界标准日|标准日|世界认可日|认可日|中国品牌日|品牌日|消费者权益日|3[·.]?15"
)


# The themes of that day are told under its other name.
_CALLED = {"消费者权益日": "315", "3·15": "315"}


def theme_of_the_day(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part as the theme of the day talked about; never another day's.

    Args:
        skills: the knowledge base's answers.
        part: what is asked.
        memory: what was talked about.
    """
    said = _THEME_ALONE.fullmatch(part.text.strip(" ,，。?？"))
    told = f"{memory.about} {memory.topic} {skills.title_of(memory.entry)}"
    day = _DAYS.search(told) if said else None
    if said is None or day is None:
        return None
    digits = said["year"].removesuffix("年")
    year = f"20{digits[-2:]}年" if digits.isdigit() else said["year"]
    question = f"{year}{_CALLED.get(day[0], day[0])}的{said['asked']}是什么"
    answer = skills.answer(question)
    if not answer.is_sure or answer.entry == part.answer.entry:
        return None
    return replace(part, answer=answer, taken_as=question)
