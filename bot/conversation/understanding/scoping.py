"""Whether a standard covers a thing: 「GB 17761 管不管电摩」, 「大人穿的也归它管不」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.covering import for_children
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.answer import Certainty
from kb.asked import Asked
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber, spans

_COVERS = re.compile(
    r"管不管|管得?[到着]|归[^,，。]{0,14}管|管(?!理|道|网|材|子|控|制|用)[^,，。什哪谁多几]{1,14}(?:[吗不嘛么没？?]|$)"
    r"|适不适用|适用(?!于?什么)|套(?:不套)?得?[到上]|覆盖|包不?包[括含]|算不算|受[^,，。]{1,8}(?:约束|限制)"
    r"|(?:也|又|是不是|要|得|必须|应该)(?:也|要|得|该)?(?:看|按|用|照|算|归|属于?|执行|符合|遵守)"
)
_IT = re.compile(
    r"它|这个|这本|这项|该标准|这标准|这一?条|也(?:算|归|管|适用|按|要|看|用|属)|是不是也"
)
_YES_NO = re.compile(r"(?P<one>.)不(?P=one)|[吗嘛么不没噻吧？?]\s*$|得到|是不是|算不算")
# What asks something else of the standard.
_ASKS_MORE = re.compile(r"犯法|违法|违规|什么|哪|谁|多少|几|怎么|为什么")
_LAW = re.compile(r"[\u4e00-\u9fff]{2}(?:法|条例|办法)(?:是不是|还|也|又|到底|究竟|管)")
_CHILD = re.compile(r"[儿童婴幼孩娃宝]|学生|大人|成人|老人")
_WRITTEN_FOR_IT = 0.5


def of_scope(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part as a question about what a standard covers; None where it is none."""
    said = part.text
    if part.facet not in (None, Facet.SCOPE) or len(part.numbers) > 1:
        return None
    if not _COVERS.search(said) or not _YES_NO.search(said) or _ASKS_MORE.search(said):
        return None
    if part.asked is Asked.STANDARD or _told_by_an_entry(part):
        return None
    if not part.numbers and _LAW.search(said):
        return None  # 「噪声污染防治法是不是还管这个」 asks of the law
    number = part.numbers[0] if part.numbers else _meant(said, memory)
    words = _without_numbers(said)
    if number and not part.numbers and for_children(skills.title_of_standard(memory.standard)):
        words = words if _CHILD.search(words) else f"儿童{words}"  # 「鞋子也是这个管不」
    answer = number and skills.covered(number, words)
    if not answer:
        return None
    taken = "" if part.numbers else f"{number} {said}"
    return replace(part, facet=Facet.SCOPE, answer=answer, taken_as=taken)


def _told_by_an_entry(part: Part) -> bool:
    """Whether an entry was written for the question."""
    answer = part.answer
    is_entry = (answer.entry or "").startswith("faq:")
    return answer.certainty is Certainty.SURE and is_entry and answer.score >= _WRITTEN_FOR_IT


def _meant(said: str, memory: Memory) -> StandardNumber | None:
    """The standard talked about, where a few words point to it."""
    points = memory.standard and _IT.search(said)
    return StandardNumber.find(memory.standard) if points else None


def _without_numbers(text: str) -> str:
    for start, end, _ in reversed(list(spans(text))):
        text = f"{text[:start]} {text[end:]}"
    return text
