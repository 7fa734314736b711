"""A value somebody has had measured, held against the limit that was told: 「我这个算超了不」."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Candidate, Certainty, is_record

_SUBSTANCE = (
    r"(?:甲醛|TVOC|苯|氡|氨|二氧化碳|PM2\.5|噪[音声]|亚硝酸盐|铅|镉|砷|汞|甲醇|增塑剂|塑化剂|酸价)"
)
_UNIT = r"(?:mg/m³|mg/m3|毫克每立方米?|毫克|mg/kg|mg/L|g/L|分贝|dB)"
_FIGURE = r"\d{1,3}(?:\.\d{1,4})?"
# 「卧室甲醛0.12」; 「甲醛 1 小时均值」 and 「甲醛 GB/T 18883」 measure nothing.
_MEASURED = re.compile(
    rf"(?P<what>{_SUBSTANCE})(?:含量|浓度|值|残留|检测|测出来|测到|测得|测了?|结果|超标|显示"
    r"|写的?|都?有|是|为|到|了|[:：,，\s]){0,5}"
    rf"(?P<figure>{_FIGURE})(?![\d.-]) ?(?P<unit>{_UNIT})?"
    r"(?! ?(?:小时|个|次|天|日|年|月|倍|级|类|楼|间|款|种|点钟?))",
    re.IGNORECASE,
)
_ASKS_OVER = re.compile(
    r"(?:那么?|这样|所以|按这个|照这个|我们?|那?[件个间套]|家|屋头|屋里|屋|房子?|测的?是?|测出来的?|报告上?的?|这个数?|这种|数|结果|的"
    rf"|[,，\s]|(?P<figure>{_FIGURE})(?![\d.]) ?(?P<unit>{_UNIT})?){{0,8}}"
    r"(?:到底|究竟)?(?:算是?|是|是不是|属于|有没有|是否)?(?:不|没)?(?:超标|超|合格|达标|过线|过关|高)(?:了|的)?"
    r"(?:没超?|不超?|没有|不合格|吗|嘛|么|没得|噻|哦|不啊|啊|标){0,2}",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    rf"不(?:得|能|应|可)?(?:超过|大于|高于) ?(?P<figure>{_FIGURE}) ?(?P<unit>{_UNIT})?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[^。；;，,\n]+")
_MOST = 3  # limits
OVER, NOT_OVER = "比这个限值大，超过了", "没有超过这个限值"
LEAD = "您说的{} {}，和上面的限值比："
TESTED = "自己测的只能参考；要拿去协商、投诉，请找有资质的检测机构测。"


@dataclass(frozen=True)
class _Value:
    what: str = ""
    figure: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Measured:
    """Holds what was measured against the limits that were told.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def read(self, part: Part, memory: Memory) -> Part | None:
        """The part answered by the limit; None where nothing was measured or no limit told."""
        asked = _ASKS_OVER.fullmatch(part.text.strip(" ,，。?？!！"))
        own = _MEASURED.search(part.text) if part.facet is None else None
        if asked is None and not (own and _ASKS_OVER.search(part.text[own.end() :])):
            return None
        value = _value(own) if own else _Value(*memory.measured.split(" ", 2))
        if not own and asked and asked["figure"]:
            value = _Value(value.what, asked["figure"], asked["unit"] or "")
        found = self._held_against(value, memory) if value.figure else None
        return replace(part, answer=found, taken_as=f"{value.what}{part.text}") if found else None

    def _held_against(self, value: _Value, memory: Memory) -> Answer | None:
        """Each limit of the last answer that tells one, and whether the value is over it."""
        last = memory.listed if memory.offered and memory.listed else ()
        told = (memory.entry, *last, *(one.entry for one in reversed(memory.trail)))
        for entry in dict.fromkeys(told):
            given = self.skills.of_listed(entry, "", None) if entry else None
            lines = _compared(value, given) if given and not is_record(entry) else []
            if given and lines:
                return self._said(given, value, lines, memory)
        return None

    def _said(self, given: Answer, value: _Value, lines: list[str], memory: Memory) -> Answer:
        source = given.text.partition("\n来源：")[2]
        text = "\n".join((LEAD.format(value.what, value.figure), *lines, TESTED, f"来源：{source}"))
        if not memory.offered:
            return replace(given, text=text)
        offered = (Candidate(given.entry or "", given.about),)
        return replace(given, text=text, certainty=Certainty.UNSURE, entry=None, candidates=offered)


def measured_in(text: str) -> str:
    """What a text says was measured, and the value; empty without any.

    >>> measured_in("找人测,卧室甲醛0.12")
    '甲醛 0.12'
    >>> measured_in("甲醛 1 小时均值是多少")
    ''
    """
    said = _MEASURED.search(text)
    value = _value(said) if said else _Value()
    return f"{value.what} {value.figure} {value.unit}".strip()


def _value(said: re.Match[str]) -> _Value:
    return _Value(said["what"], said["figure"], said["unit"] or "")


def _compared(value: _Value, given: Answer) -> list[str]:
    """The limits of a substance an answer tells, each with whether the value is over it."""
    body = given.text.partition("\n来源：")[0]
    if value.what not in f"{given.about}{body}":
        return []
    limits = [(one.strip(), _LIMIT.search(one)) for one in _CLAUSE.findall(body)]
    return [
        f"{clause}：{OVER if float(value.figure) > float(limit['figure']) else NOT_OVER}。"
        for clause, limit in limits
        if limit is not None and not clause.startswith("提醒") and _same_unit(value, limit)
    ][:_MOST]


def _same_unit(value: _Value, limit: re.Match[str]) -> bool:
    """Whether the limit is in the unit that was said, or none was."""
    said, told = value.unit.lower().replace("m3", "m³"), (limit["unit"] or "").lower()
    return not said or not told or said == told or "毫克" in said
