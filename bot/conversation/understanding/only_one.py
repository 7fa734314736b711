"""One standard said to be all that counts: 「床只要过了GB 18584就够了 别的都不用看」."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.conversation.skills import Skills
from bot.conversation.understanding.number_claimed import is_kin
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Certainty
from kb.text.standard_number import StandardNumber, spans

_ENOUGH = re.compile(
    r"(?:就|都|也|足|完全)(?:算)?(?:够|行|可以|得行|要得|没得?问题|没事|万事大吉|合格|OK|ok)(?:了|啦|咯|哒|$)"
    r"|(?:别的|其他|其它|另外|剩下)的?(?:标准|国标|那些)?(?:我)?(?:都|就|也|通通|一概)?(?:不用|不消|不要|没必要|没得必要|不必|不需要|用不着|莫|懒得)(?:再)?(?:看|管|查|认|按|符合|满足)?"
)
_ONLY = re.compile(
    r"只要|光|单|只(?=看|认|按|用|有|需)|有了|过了|符合了?|达到|满足|印了|标了|够|(?:别的|其他|其它)"
)
_CLAUSES = re.compile(r"[,，。;；!！?？\s]+")
_NEAR = 40  # characters around the number
_CHILD = re.compile(
    r"娃|儿童|孩|宝宝|宝贝|婴|幼儿|(?<!\d)[一二两三四五六七八九十\d]{1,2}岁(?!的?老)|小学|崽|幺儿"
)
_SAID = re.compile(r"^.{0,8}?[说讲]的?(?:是)?")
_FOR_CHILDREN = "儿童"
_MORE = "不能说只看这一个：除了 {number}，{thing}还有别的标准要看。\n"
_NOT_KNOWN = "只看这一个够不够，我没有核实到，不敢说“别的都不用看”。\n"


def of_only_one(skills: Skills, part: Part) -> Part | None:
    """The part as what else counts for the thing; None where nothing of the kind is claimed."""
    text = skills.answerer.lettered(part.text)
    named = list(spans(text))
    if len({number.undated for _, _, number in named}) != 1:
        return None
    start, end, number = named[-1]
    around = f"{text[max(0, start - _NEAR) : start]} {text[end : end + _NEAR]}"
    known = part.answer.certainty is Certainty.SURE
    if not known or not _ENOUGH.search(around) or not _ONLY.search(around):
        return None
    more = _more_of(skills, text[:start], number)
    if more is None:
        answer = skills.answer(str(number))
        return replace(part, answer=replace(answer, text=_NOT_KNOWN + answer.text))
    thing, answer = more
    lead = _MORE.format(number=number, thing=thing)
    told = replace(answer, text=lead + answer.text)
    return replace(part, numbers=(), answer=told, taken_as=f"{thing}看什么标准", put_right=True)


def _more_of(skills: Skills, before: str, number: StandardNumber) -> tuple[str, Answer] | None:
    """The thing talked about and what surely tells of another standard for it."""
    for thing in _things(skills, before):
        question = f"{thing}看什么标准"
        near = skills.answer(question)
        told = skills.numbers_named(near.entry or "") if near.is_sure else ()
        if _others(told, number) and skills.covers(near, thing):
            return thing, near
        if _others(skills.numbers_for(thing), number):
            answer = skills.standards_of(thing, question)
            return (thing, answer) if answer else None
    return None


def _things(skills: Skills, before: str) -> tuple[str, ...]:
    """What is bought, as that of a child where one is spoken of, the nearest first."""
    clauses = [_SAID.sub("", _ONLY.split(one)[0]) for one in _CLAUSES.split(before)]
    named = (skills.product_of(one) for one in reversed(clauses))
    things = dict.fromkeys(filter(None, (*named, skills.product_of(before))))
    if not _CHILD.search(before):
        return tuple(things)
    own = (skills.product_of(f"{_FOR_CHILDREN}{one[-1:]}") for one in things)
    whole = (skills.product_of(f"{_FOR_CHILDREN}{one}") for one in things)
    return tuple(dict.fromkeys((*_named(whole), *_named(own), *things)))


def _named(things: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for one in things if one.startswith(_FOR_CHILDREN))


def _others(numbers: tuple[str, ...], number: StandardNumber) -> tuple[str, ...]:
    return tuple(one for one in numbers if not is_kin(StandardNumber.parse(one).undated, number))
