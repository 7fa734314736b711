"""Whether another thing has the standard told: 「电动车的电池也是同一个号吧」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.leaning import LONGEST, bare
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.told_product import same_part
from kb.answer import Answer
from kb.asked import Asked
from kb.text.standard_number import undated

_SAME_ONE = re.compile(
    r"(?:是不是|是否|也[是看用归算按]?|[又都还]?[是看用]|[跟和](?:它|这个))?(?:[同这]一?[个本条项]|一样|相同|一回事)的?(?:标准号?|国标|号|数字)?[吗吧嘛嗦么不撒噻哈迈没哦]{0,2}[?？]?$"
)
_FEWEST, _MOST = 2, 16  # characters of a thing
# 「这两个一样不」 names nothing of its own.
_NAMES_NONE = re.compile(r"^(?:它|这|那|他|两|哪|都|是|上面|前面|刚才|标准|国标)|[两三几]个")
_SAME = "是，也看 {number}。\n"
_NOT_SAME = "不是同一个：{thing}看的不是 {number}。\n"


def of_the_same(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part as a question of the other thing's standard, with a yes or no before it."""
    text = part.text.strip(" ,，。")
    asked = _SAME_ONE.search(text) if len(text) <= LONGEST else None
    if asked is None or not memory.standard or memory.offered or part.numbers:
        return None
    thing = bare(text[: asked.start()].rstrip(" ,，")).removesuffix("的")
    if (
        not _FEWEST <= len(thing) <= _MOST
        or _NAMES_NONE.search(thing)
        or not (told := _told_of(skills, thing, memory))
    ):
        return None
    thing, answer, numbers = told
    own = {*map(undated, numbers)}
    same = own & {*map(undated, memory.standards)}
    lead = (_SAME if same else _NOT_SAME).format(thing=thing, number=memory.standard)
    answer = replace(answer, text=lead + answer.text)
    return replace(part, asked=Asked.STANDARD, answer=answer, taken_as=f"{thing}执行什么标准")


def _told_of(
    skills: Skills, thing: str, memory: Memory
) -> tuple[str, Answer, tuple[str, ...]] | None:
    """A thing, or the same part of it, with its standards: by an entry of its name or the records.

    「电瓶车的也是同一个号吧」 behind the battery of a phone asks of its battery.
    """
    product = skills.product_of(thing)
    if product == thing and (part := same_part(skills, product, memory)):
        thing = product = part
    for name in dict.fromkeys((thing, product)):
        answer = skills.answer(f"{name}看什么标准") if name else None
        if answer is None or not answer.is_sure or not skills.covers(answer, name):
            continue
        if numbers := skills.standards_in(answer.entry or ""):
            return thing, answer, numbers
    records = skills.standards_of(product, f"{product}执行什么标准") if product else None
    return (thing, records, skills.numbers_for(product)) if records and records.is_sure else None
