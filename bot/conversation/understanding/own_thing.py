"""A question that names a thing of its own is not answered by the standard told before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.leaning import has_pronoun
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.parts import OF_STANDARDS
from kb.answer import Answer
from kb.asked import Asked, asked_in, without_facet
from kb.text.facet import Facet
from kb.within import says_something, sentences_with

MOST_TOLD = 3  # standards of the thing
# What is said around the thing a standard is for, and names none.
_AROUND = re.compile(
    r"(?:国家|行业|地方|团体|企业|强制性?|推荐性?|产品|执行|安全|最新){0,5}(?:标准|国标|行标|地标|规范)(?:编?号)?"
    r"|有没有|是不是|要不要|什么时候|几时|何时|哪[天年月]|还有|另外|那么?一?[个本份项种条]|那|按照?|哪一?[本版个项种条]"
    r"|检查|抽查|抽检|查处|执法|监管|厂家|商家|企业|眼下|目前|现在|如今|当前|这会儿|今年|以后|到底|究竟|版本|新版|旧版|老版|新的|旧的|老的"
)
_STANDARD = re.compile(r"标准|[A-Z]{2}(?:/T)?\s?\d")
# Which of several, by its name: 「报警器那个几时实施」.
THAT_ONE = re.compile(r"(?P<part>[\u4e00-\u9fff]{2,8}?)的?那一?[个本份项种条]")
_ANY = re.compile(".")
_OF_ADULTS = re.compile(r"大人|成人|成年")
_NOT_HERE = re.compile(r"没有|没得|缺|不要")


def words_asked(skills: Skills, part: Part) -> str:
    """What is asked in full, unless the memory put another thing before the one that is named.

    「那花椒有国标没」 behind a noodle dish asks of pepper, 「大人的家具看哪本」 not of children's.
    """
    own, whole = (skills.product_of(text) for text in (part.text, part.taken_as))
    of_it = not own or (own in whole and not _OF_ADULTS.search(part.text))
    return part.taken_as if part.taken_as and of_it else part.text


def of_its_own_thing(skills: Skills, part: Part, facet: Facet, memory: Memory) -> Part | None:
    """The part as a question about the thing it names; None where it names none but that told.

    「护膝有没有强制标准」 after a helmet's standard asks of knee pads.
    """
    thing = _thing_in(skills, part.text, memory)
    if not thing:
        return None
    numbers = skills.numbers_asked(thing, part.text) if facet in OF_STANDARDS else ()
    if not numbers or goes_on(skills, part.text, thing) or skills.foreign(part.text):
        return part if memory.standard else None
    answer = skills.facet(numbers[:MOST_TOLD], facet, part.text)
    return replace(part, answer=answer, taken_as=f"{numbers[0]} {part.text}")


def _thing_in(skills: Skills, text: str, memory: Memory) -> str:
    if has_pronoun(text):
        return ""
    known = f"{memory.product}{memory.about}{memory.topic}".lower()
    if (thing := skills.product_of(text)) and (thing not in known or not memory.standard):
        return thing
    if asked_in(text) is not Asked.STANDARD:
        return ""  # 「以前生产的还能卖吗」 names no thing
    left = without_facet(_AROUND.sub(" ", text))
    told = skills.uncovered(memory.entry, left)
    new = [word for word in told if len(word) > 1 and says_something(word) and word not in known]
    return new[-1] if new else ""


def is_of_its_own(skills: Skills, part: Part, memory: Memory) -> bool:
    """Whether the standard of a thing is asked that is no part of the one talked about.

    「头盔是哪个标准」 behind school uniforms asks of helmets, behind e-bikes of theirs.
    """
    leans = part.leaning is not None and (part.leaning.strong or part.leaning.corrects)
    thing = skills.product_of(part.text) if part.asked is Asked.STANDARD and not leans else ""
    told = f"{memory.product}{memory.about}"
    if not thing or not memory.product or thing in told or not part.text.startswith(thing):
        return False
    own = skills.with_owner(memory.product, thing) == thing and skills.numbers_for(thing)
    return bool(own) and not goes_on(skills, part.text, thing)


def goes_on(skills: Skills, text: str, thing: str) -> bool:
    """Whether a thing is but the beginning of what a text names: 「快递」 of 「快递泡沫」.

    What the standard of the thing has in its title is an aspect of it (「空调能效」).
    """
    behind = text.partition(thing)[2]
    behind = _AROUND.split(without_facet(behind))[0].partition("的")[0]
    titles = "".join(map(skills.title_of_standard, skills.numbers_for(thing)))
    words = (word for word in skills.answerer.words(behind) if len(word) > 1)
    return any(says_something(word) and word not in titles for word in words)


def of_that_thing(skills: Skills, part: Part) -> Part | None:
    """「报警器那个几时实施」: the day of that thing's standard, where several were told."""
    if part.facet not in OF_STANDARDS or not THAT_ONE.search(part.text) or part.numbers:
        return None
    thing = skills.product_of(part.text)
    known = thing and not skills.foreign(part.text)
    numbers = skills.numbers_asked(thing, part.text) if known else ()
    if not numbers or part.facet is None or _tells_one_of(skills, part.answer, numbers):
        return None
    answer = skills.facet(numbers[:MOST_TOLD], part.facet, part.text)
    return replace(part, answer=answer, taken_as=f"{numbers[0]} {part.text}")


def _tells_one_of(skills: Skills, answer: Answer, numbers: Sequence[str]) -> bool:
    """「板材甲醛那个新版几时开始」 has its own entry, which knows which of them is meant."""
    told = skills.numbers_named(answer.entry or "") if answer.is_sure else ()
    return not set(told).isdisjoint(numbers)


def only_mentioned(skills: Skills, answer: Answer, said: str, memory: Memory) -> bool:
    """Whether a bare noun asks the standard of a thing that an entry mentions by the way.

    「没有吊牌的不要买」 tells no standard of tags, 「常温放着卖的不要买」 none of such milk.
    """
    entry = answer.entry or ""
    asks = asked_in(said) is Asked.NOTHING and memory.asked == Asked.STANDARD
    if not asks or not entry.startswith("faq:"):
        return False
    asked_by = f"{skills.title_of(entry)}{answer.about}".lower()
    named = (word for word in skills.answerer.words(said) if says_something(word))
    beside = [word.lower() for word in named if word.lower() not in asked_by]
    text = answer.text.partition("\n来源：")[0]
    told = sentences_with(text, beside or [said.lower()], _ANY)
    return bool(told) and (_STANDARD.search(told) is None or _NOT_HERE.search(told) is not None)
