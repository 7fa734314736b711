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
    # 「去年的主题我也想写到黑板上」
    r"(?:[,，\s]{0,2}(?:我|给我|麻烦|顺便|一起|也|想|要)[^,，。?？]{1,14})?"
)
# 「2020」 behind a theme asks for that year's, 「国际主题呢」 for the other one of the same year.
_YEAR_ALONE = re.compile(r"(?:那么?)?(?P<year>20\d\d年?)(?:的|那年的?)?(?:呢|嘞|喃)?")
_KIND_ALONE = re.compile(
    r"(?:那么?)?(?:它的|当年的?|那年的?|同年的?)?(?P<asked>(?:国际|世界|中国|国内)(?:的)?(?:主题|口号))"
    r"(?:呢|嘞|喃|(?:是|叫)?(?:什么|啥子?|哪个|哪句)?)?"
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_DAYS = re.compile(
    r"质量月|世界计量日|计量日|世界标准日|标准日|世界认可日|认可日|中国品牌日|品牌日|消费者权益日|3[·.]?15"
)


# The themes of that day are told under its other name.
_CALLED = {"消费者权益日": "315", "3·15": "315", "标准日": "世界标准日", "计量日": "世界计量日"}


def theme_of_the_day(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part as the theme of the day talked about; never another day's.

    Args:
        skills: the knowledge base's answers.
        part: what is asked.
        memory: what was talked about.
    """
    about = f"{memory.about} {memory.topic}"
    told = f"{about} {skills.title_of(memory.entry)}"
    asked, day = _asked_in(part.text.strip(" ,，。?？"), told, about), _DAYS.search(told)
    if asked is None or day is None:
        return None
    question = f"{asked[0]}{_CALLED.get(day[0], day[0])}的{asked[1]}是什么"
    answer = skills.answer(question)
    if not answer.is_sure or answer.entry == part.answer.entry:
        return None
    return replace(part, answer=answer, taken_as=question)


def _asked_in(text: str, told: str, about: str) -> tuple[str, str] | None:
    """The year and what is asked of it; what isn't said is as it was asked before."""
    if said := _THEME_ALONE.fullmatch(text):
        digits = said["year"].removesuffix("年")
        year = f"20{digits[-2:]}年" if digits.isdigit() else said["year"]
        return year, said["asked"]
    if "主题" not in told:
        return None
    if said := _YEAR_ALONE.fullmatch(text):
        return f"{said['year'].removesuffix('年')}年", "主题"
    years = dict.fromkeys(_YEAR.findall(about))
    said = _KIND_ALONE.fullmatch(text)
    return (f"{next(iter(years))}年", said["asked"]) if said and len(years) == 1 else None
