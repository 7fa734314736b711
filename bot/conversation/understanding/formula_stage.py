"""「满了半岁呢」 behind formula milk: which of the three stages a child of that age has."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part

_FORMULA = re.compile(r"[一二三]段奶粉|(?:婴儿|婴幼儿|宝宝|配方)奶粉|^奶粉")
_AGE = re.compile(
    r"(?:那么?|要是|如果|等|我家|我们|屋头|家里|娃儿?|孩子|宝宝|小孩|女儿|儿子|到|满了?|过了?|快|都|已经|有|了|[,，\s]){0,6}"
    r"(?:(?P<half>半岁|半年|半个?周岁)|(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<unit>周?岁|个?多?月)(?P<more>半)?)"
    r"(?:多|大|以?后|以上|过|的|了|满|喝|吃|娃儿?|孩子|宝宝|[,，\s]){0,5}(?:呢|嘞|喃|又?(?:是|看|用)?(?:哪|什么)[^,，。]{0,6})[?？]?"
)
_OLDER = re.compile("以上|以?后|过|多")
_HAN = {sign: number for number, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
_FIRST, _SECOND, _THIRD = 6, 12, 36  # months; below the first is stage one


def of_that_age(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part as the milk for a child of that age; None where no milk was told or no age is said.

    Args:
        skills: the knowledge base's answers.
        part: what is asked.
        memory: what was talked about.
    """
    if not _FORMULA.search(memory.product or memory.about):
        return None
    stage = _stage_for(part.text.strip())
    asked = f"{stage}奶粉执行什么标准"
    answer = skills.standards_of(f"{stage}奶粉", asked) if stage else None
    return replace(part, answer=answer, taken_as=asked) if answer else None


def _stage_for(text: str) -> str:
    """The stage of a child's age in few words; empty without one, or where the child is too old.

    >>> _stage_for("满了半岁呢"), _stage_for("一岁半的娃呢"), _stage_for("三个月呢")
    ('二段', '三段', '一段')
    """
    said = _AGE.fullmatch(text)
    if said is None:
        return ""
    months = (
        _FIRST if said["half"] else _number(said["count"]) * (12 if "岁" in said["unit"] else 1)
    )
    months += 6 if said["more"] else 0
    if months < _FIRST:
        return "一段"
    if months >= _THIRD and _OLDER.search(text):
        return ""
    return "二段" if months < _SECOND else "三段" if months <= _THIRD else ""


def _number(said: str) -> int:
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    return (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)
