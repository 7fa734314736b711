"""A number or a theme put to be confirmed that is another's: 「后厨卫生是GB 14881吧」."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.number_claimed import Claim, claim_in, is_kin
from bot.conversation.understanding.part import Part
from kb.answer import Answer
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

# 「今年315主题是共筑满意消费吧」, 「那共筑满意消费是24年的？」
_CLAIMED = re.compile(
    r"(?P<asked>.{0,12}\d{2,4}[^，。]{1,10}(?:主题|口号))(?:是|叫|不是)(?P<claim>[^，。是哪什么多]{4,20}?)(?:这个|那个)?(?:吧|吗|嘛|嗦|对不对|对吧|是不是|不|撒|噻|么)?"
)
_OF_YEAR = re.compile(
    r"(?:那么?)?(?P<theme>[^，。\d这那哪个]{4,16}?)(?:这个|那个)?(?:主题)?(?:不是|是)(?P<year>(?:20)?\d\d)年的(?:主题)?(?:吧|吗|嘛|嗦|么|撒|噻|不)?"
)
_NOT_FOUND = re.compile("没有?(?:查到|核实到|找到)")
_MARKS = re.compile(r"\W+")
_WRITTEN_FOR_IT = 0.3
_NOT_THIS = "我查到的{also}不是 {number}{title}：\n"
# Of clothes for children there is a standard of their own, and the one for all clothes goes too.
_ITS_OWN = "我查到的是下面的；{number}{title}管不管它，以它正文写的适用范围为准。\n"
_NOT_MANDATORY = "{number}{title}是推荐性标准，不是强制性的。强制性的：\n"
_OF_A_ROW = re.compile("[一二三四五六七八九ABCD]{1,4}[段类级代]")
# What is done with a thing says nothing of which it is.
_DONE = re.compile(r"检查|检测|检验|年检|发现|买|吵")


def of_another_number(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part as a question about the thing, where its standard is known and is another one."""
    claim = claim_in(skills.answerer.lettered(part.text))
    if claim is None:
        return None
    if claim.mandatory and claim.number.prefix.endswith("/T"):
        return _of_the_mandatory(skills, part, claim)
    # 「充电器也归17761管撒」 behind an e-bike asks of its charger.
    owner = memory.product
    things = (skills.with_owner(owner, one) if owner else one for one in claim.things)
    found = (_of_thing(skills, part, thing, claim) for thing in things)
    return next(filter(None, found), None)


def _of_thing(skills: Skills, part: Part, thing: str, claim: Claim) -> Part | None:
    product = skills.product_of(thing)
    own = _undated(skills.numbers_for(product)) if product else set()
    if any(is_kin(one, claim.number) for one in own):
        return None
    # 「小孩子的床柜」 is 儿童床柜
    ends = product and thing.endswith(product[-2:]) and not skills.foreign(thing)
    told = _by_its_records(skills, part, product, claim) if ends and own else None
    told = told or _by_an_entry(skills, part, thing, claim)
    return told or (_by_its_title(skills, part, thing, claim) if ends and not own else None)


def _by_its_title(skills: Skills, part: Part, thing: str, claim: Claim) -> Part | None:
    """「柴油车也是GB 18285」: of a thing without a known standard, what the title leaves out."""
    if skills.holds_for(claim.number, thing) is not False:
        return None
    answer = skills.covered(claim.number, thing)
    if answer is None:
        return None
    return replace(part, facet=Facet.SCOPE, answer=answer, put_right=True)


def _of_the_mandatory(skills: Skills, part: Part, claim: Claim) -> Part | None:
    """「养老院那个强制国标就是GB/T 35796嘛」"""
    for thing in claim.things:
        question = f"{thing}强制性标准是哪个"
        answer = skills.answer(question)
        told = _undated(skills.standards_in(answer.entry or ""))
        another = told and claim.number.undated not in told
        if another and answer.is_sure and skills.covers(answer, thing):
            return _led(skills, part, claim, question, answer, _NOT_MANDATORY)
    return None


def _by_an_entry(skills: Skills, part: Part, thing: str, claim: Claim) -> Part | None:
    """What the entry of a thing tells, where that is of other standards."""
    for question in (f"{claim.more}{thing}看什么标准" if claim.more else "", f"{thing}看什么标准"):
        answer = skills.answer(question) if question else None
        enough = 0.0 if claim.more and question.startswith(claim.more) else _WRITTEN_FOR_IT
        if answer is None or not answer.is_sure:
            continue
        told = _undated(skills.numbers_named(answer.entry or ""))
        if any(is_kin(one, claim.number) for one in told):
            own = _of_its_clause(skills, answer.entry or "", thing)
            wrong = own and not any(is_kin(one, claim.number) for one in own)
            return _led(skills, part, claim, question, answer, _NOT_THIS) if wrong else None
        if answer.score < enough or not skills.covers(answer, _DONE.sub(" ", thing)):
            continue
        if told:
            return _put_right(skills, part, claim, question, answer)
    return None


def _of_its_clause(skills: Skills, entry: str, thing: str) -> set[StandardNumber]:
    """The standards of the clause of an entry for that one of a row: 「二段」."""
    return _undated(n for one in _OF_A_ROW.findall(thing) for n in skills.clause_of(entry, (one,)))


def _by_its_records(skills: Skills, part: Part, product: str, claim: Claim) -> Part | None:
    """「一段奶粉看GB10767对不对」: by what is recorded of the thing, which ends the words."""
    question = f"{product}执行什么标准"
    answer = skills.standards_of(product, question)
    if answer is None:
        return None
    near = skills.answer(f"{product}看什么标准")
    told = _undated(skills.numbers_named(near.entry or "")) if near.is_sure else set()
    if any(is_kin(one, claim.number) for one in told) and not _OF_A_ROW.search(product):
        return _led(skills, part, claim, question, answer, _ITS_OWN)
    return _put_right(skills, part, claim, question, answer)


def _undated(numbers: Iterable[str]) -> set[StandardNumber]:
    return {StandardNumber.parse(one).undated for one in numbers}


def _put_right(
    skills: Skills, part: Part, claim: Claim, question: str, answer: Answer
) -> Part | None:
    """The answer with what its beginning says of the number; None where that goes for it too."""
    aspect = _undated(skills.of_an_aspect(skills.product_of(question), question))
    # 「花生的黄曲霉毒素是看GB 2763吧」: that goes for peanuts, and not for this of them.
    beside = bool(aspect) and not any(is_kin(one, claim.number) for one in aspect)
    holds = False if beside else skills.holds_for(claim.number, question)
    if holds:
        return None
    known = skills.product_of(question) and holds is None
    return _led(skills, part, claim, question, answer, _ITS_OWN if known else _NOT_THIS)


def _led(
    skills: Skills, part: Part, claim: Claim, question: str, answer: Answer, lead: str
) -> Part:
    edition = skills.answerer.edition(claim.number)
    told = lead.format(
        number=claim.number,
        title=f"《{edition.title}》" if edition else "",
        also="也" if claim.denied else "",
    )
    answer = replace(answer, text=told + answer.text)
    return replace(part, numbers=(), answer=answer, taken_as=question, put_right=True)


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
