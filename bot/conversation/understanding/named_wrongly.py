"""A number or a theme put to be confirmed that is another's: 「后厨卫生是GB 14881吧」."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.answer import Answer
from kb.text.standard_number import StandardNumber, spans

_LEADS_TO = re.compile(r"(?:是不是|应该是|就是|是|归|看|按|用|认|执行)(?:的是|的|按|看)?\s*$")
_TO_CONFIRM = re.compile(
    r"^(?:这个|那个)?(?:号|标准)?(?:是吧|对吧|没得?错吧|对不对头?|对头?[不吧吗嘛]|对不|准不准|就对了吧|行不|是不是|吧|嘛|撒|噻|吗|哈|不)"
    r"(?=$|[,，。\s?？!！])"
)
# 「今年315主题是共筑满意消费吧」, 「那共筑满意消费是24年的？」
_CLAIMED = re.compile(
    r"(?P<asked>.{0,12}\d{2,4}[^，。]{1,10}(?:主题|口号))(?:是|叫|不是)(?P<claim>[^，。是哪什么多]{4,20}?)(?:这个|那个)?(?:吧|吗|嘛|嗦|对不对|对吧|是不是|不|撒|噻|么)"
)
_OF_YEAR = re.compile(
    r"(?:那么?)?(?P<theme>[^，。\d这那哪个]{4,16}?)(?:这个|那个)?(?:主题)?(?:不是|是)(?P<year>(?:20)?\d\d)年的(?:主题)?(?:吧|吗|嘛|嗦|么|撒|噻|不)?"
)
_NOT_FOUND = re.compile("没有?(?:查到|核实到|找到)")
_MARKS = re.compile(r"\W+")
_WRITTEN_FOR_IT = 0.5
_NOT_THIS = "我查到的不是 {number}：\n"
# Of clothes for children there is a standard of their own, and the one for all clothes goes too.
_ITS_OWN = "我查到的是下面的；{number} 管不管它，以它正文写的适用范围为准。\n"


def of_another_number(skills: Skills, part: Part) -> Part | None:
    """The part as a question about the thing, where its standard is known and is another one."""
    found = list(spans(skills.answerer.lettered(part.text)))
    if len(found) != 1:
        return None
    start, end, number = found[0]
    text = skills.answerer.lettered(part.text)
    before, after = text[:start].strip(), text[end:].strip()
    leads, asks = _LEADS_TO.search(before), _TO_CONFIRM.match(after)
    if leads is None or asks is None or leads.start() < 2:
        return None
    thing, more = before[: leads.start()], after[asks.end() :].strip(" ,，。?？")
    for question in (f"{more}{thing}看什么标准" if more else "", f"{thing}看什么标准"):
        answer = skills.answer(question) if question else None
        enough = 0.0 if more and question.startswith(more) else _WRITTEN_FOR_IT
        if answer is None or not answer.is_sure or answer.score < enough:
            continue
        told = _undated(skills.standards_in(answer.entry or ""))
        if any(_is_kin(one, number) for one in told) or not skills.covers(answer, thing):
            return None
        if told:
            return _put_right(skills, part, number, question, answer)
    return _by_its_records(skills, part, thing, number)


def _by_its_records(skills: Skills, part: Part, thing: str, number: StandardNumber) -> Part | None:
    """「一段奶粉看GB10767对不对」: by what is recorded of the thing, which must end the words."""
    product = skills.product_of(thing)
    if not product or not thing.endswith(product) or skills.foreign(thing):
        return None
    own = _undated(skills.numbers_for(product))
    if not own or any(_is_kin(one, number) for one in own):
        return None
    question = f"{product}执行什么标准"
    answer = skills.standards_of(product, question)
    return None if answer is None else _put_right(skills, part, number, question, answer)


def _is_kin(one: StandardNumber, other: StandardNumber) -> bool:
    """Whether a number is another or the series it is a part of."""
    return one == other.undated or str(one).startswith(f"{other.undated}.")


def _undated(numbers: Iterable[str]) -> set[StandardNumber]:
    return {StandardNumber.parse(one).undated for one in numbers}


def _put_right(
    skills: Skills, part: Part, number: StandardNumber, question: str, answer: Answer
) -> Part | None:
    """The answer with what its beginning says of the number; None where that goes for it too."""
    holds = skills.holds_for(number, question)
    if holds:
        return None
    lead = _ITS_OWN if holds is None else _NOT_THIS
    text = lead.format(number=number) + answer.text
    return replace(part, numbers=(), answer=replace(answer, text=text), taken_as=question)


def of_another_theme(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part as a question of a year's theme, where another one is put to be confirmed."""
    said = _CLAIMED.fullmatch(part.text.strip(" ?？。"))
    if said is not None:
        answer, claim = skills.answer(said["asked"]), said["claim"]
        first = answer.text.partition("\n")[0]  # what comes behind may be of another year
        told = answer.is_sure and "主题" in answer.text and not _NOT_FOUND.search(first)
        if not told or _signs(claim) in _signs(answer.text):
            return None
        return _denied(part, answer, f"不是“{claim}”。", said["asked"])
    said = _OF_YEAR.fullmatch(part.text.strip(" ?？。"))
    if said is None or "主题" not in f"{memory.about}{part.text}":
        return None
    question, year = f"{said['theme']}是哪年的主题", f"20{said['year'][-2:]}"
    answer = skills.answer(question)
    if not answer.is_sure or _signs(said["theme"]) not in _signs(answer.text):
        return None
    wrong = year not in answer.text
    return _denied(part, answer, f"不是 {year} 年的。" if wrong else "", question)


def _signs(text: str) -> str:
    """A theme as it is said: without the spaces and marks in it."""
    return _MARKS.sub("", text)


def _denied(part: Part, answer: Answer, lead: str, question: str) -> Part:
    text = f"{lead}{answer.text}"
    return replace(part, answer=replace(answer, text=text), taken_as=question)
