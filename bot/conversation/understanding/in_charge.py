"""Which department is in charge, asked behind a matter: 「这个事该哪个部门管」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.text.english import is_english

_THIS = (
    r"(?:那|那么|像|请问|到底|究竟|一般|都|又|是){0,3}+"
    r"(?:(?:这|那)(?:种|个|些|类|样)?(?:的)?(?:事情?|情况|问题|东西|地方|单位)?|它们?|事情)?"
    r"(?:儿|到底|究竟|一般|都)?"
)
_BODY = r"(?:部门|单位|局|委|地方|机构|衙门)"
_WHO = re.compile(
    rf"{_THIS}(?:该|应该|应当|要|是|得|属于|算){{0,2}}+(?:归|由|找|属于|去找|问)?(?:哪一?个|哪|什么|哪些){_BODY}(?:来|去|在)?(?:管|负责|处理|解决|主管|监管|受理)?(?:的|呢|嘛|啊|哦|[?？]){{0,3}}"
    rf"|{_THIS}(?:该|应该|应当|是|都){{0,2}}+(?:归|由)(?:谁|哪一?个)(?:来)?(?:管|负责|处理)(?:的|呢|嘛|啊|哦|[?？]){{0,3}}"
)
# 「这个归体育局还是市监局」
_ONE_BODY = r"[\u4e00-\u9fff]{1,8}?(?:局|委|所|部门|民政|消协|协会|公安|城管|物业|街道|社区)"
_EITHER = re.compile(
    rf"{_THIS}(?:该|应该|应当|要|是|得|属于|算){{0,2}}+(?:归|由|找|属于|去找|问)?{_ONE_BODY}(?:来|去)?(?:管|负责|处理)?(?:的)?[,，\s]?还是(?:该|归|由|找|属于|去找)?{_ONE_BODY}(?:来|去)?(?:管|负责|处理)?(?:的|呢|嘛|啊|哦|[?？]){{0,3}}"
)
_OFFICE = r"(?:bureau|department|office|commission|authority|agency|body)"
_ENGLISH = re.compile(
    r"(?:(?:and|so|but|ok|then|well|hm)[, ]{1,2}){0,3}(?:"
    rf"(?:which|what) {_OFFICE} (?:is |would be )?"
    r"(?:in charge|responsible|handles|deals|takes care)[^.!]{0,24}"
    r"|(?:is|are) (?:that|this|it|they) (?:for |under |with |a matter (?:of|for) )?"
    rf"the [\w ]{{3,24}}?{_OFFICE} or (?:for )?(?:the )?[\w ]{{3,24}}?{_OFFICE})",
    re.IGNORECASE,
)


# 「利用标准排除、限制竞争的，按反垄断等法律处理」
_BY_WHAT_LAW = re.compile(
    rf"{_THIS}(?:按|依|照|按照|依照|根据|依据|用|归)的?(?:是)?(?:什么|哪(?:一)?[部个条项些]?)(?:法律?|规定|法规)(?:来|去)?"
    r"(?:处理|处罚|罚|办|管|定|追究|查处)?(?:的|呢|嘛|啊|哦|[?？]){0,3}"
)
_BY_LAWS = re.compile(r"[按依照][^。；;]{2,16}法(?:律|等)?[^。；;]{0,6}(?:处理|处罚|追究|查处)")


def asks_who_manages(text: str) -> bool:
    """Whether few words ask nothing but which department is in charge of what was told.

    >>> asks_who_manages("这个归体育局还是市监局"), asks_who_manages("校服归哪个部门管")
    (True, False)
    """
    plain = text.strip(" ,，。.!！?？")
    return any(one.fullmatch(plain) is not None for one in (_WHO, _EITHER, _ENGLISH))


def names_two_bodies(text: str) -> bool:
    """Whether one of two departments is asked for."""
    return _EITHER.fullmatch(text.strip(" ,，。.!！?？")) is not None


def of_who_manages(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part asked of what was talked about, where that is surely answered."""
    if memory.code or is_english(part.text) or not asks_who_manages(part.text):
        return None
    before = (one.called for one in reversed(memory.trail))
    for thing in dict.fromkeys(filter(None, (memory.product, memory.topic, *before))):
        asked = f"{thing.removesuffix('标准')}归哪个部门管"
        answer = skills.answer(asked)
        told_anew = answer.is_sure and answer.entry != memory.entry
        if told_anew and skills.covers(answer, thing):
            return replace(part, answer=answer, taken_as=asked)
    return None


def of_the_law(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """「按啥子法处理」 behind an entry that says by which laws that is dealt with: told again."""
    if _BY_WHAT_LAW.fullmatch(part.text.strip(" ,，。.!！?？")) is None or not memory.entry:
        return None
    answer = skills.answerer.give(memory.entry)
    said = answer is not None and _BY_LAWS.search(answer.text) is not None
    return replace(part, answer=answer, taken_as=memory.about) if answer and said else None
