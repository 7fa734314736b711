"""A number put to be confirmed that is another thing's: 「后厨卫生是GB 14881吧 我开小面馆的」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.text.standard_number import StandardNumber, spans

_LEADS_TO = re.compile(r"(?:是不是|应该是|就是|是|归|看|按|用|认|执行)(?:的是|的|按|看)?\s*$")
_TO_CONFIRM = re.compile(
    r"^(?:这个|那个)?(?:号|标准)?(?:是吧|对吧|没错吧|对不对|是不是|吧|嘛|撒|噻|吗|哈|不)(?=$|[,，。\s?？!！])"
)
_WRITTEN_FOR_IT = 0.5
_NOT_THIS = "我查到的不是 {number}：\n"


def of_another_number(skills: Skills, part: Part) -> Part | None:
    """The part as a question about the thing, where its standard is known and is another one."""
    found = list(spans(part.text))
    if len(found) != 1:
        return None
    start, end, number = found[0]
    before, after = part.text[:start].strip(), part.text[end:].strip()
    leads, asks = _LEADS_TO.search(before), _TO_CONFIRM.match(after)
    if leads is None or asks is None or leads.start() < 2:
        return None
    thing, more = before[: leads.start()], after[asks.end() :].strip(" ,，。?？")
    for question in (f"{more}{thing}看什么标准" if more else "", f"{thing}看什么标准"):
        answer = skills.answer(question) if question else None
        enough = 0.0 if more and question.startswith(more) else _WRITTEN_FOR_IT
        if answer is None or not answer.is_sure or answer.score < enough:
            continue
        told = {
            StandardNumber.parse(one).undated for one in skills.standards_in(answer.entry or "")
        }
        if number.undated in told or not skills.covers(answer, thing):
            return None
        if not told:
            continue
        text = _NOT_THIS.format(number=number) + answer.text
        return replace(part, numbers=(), answer=replace(answer, text=text), taken_as=question)
    return None
