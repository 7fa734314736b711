"""Which standards a product has: 「洗碗机水效等级是哪个标准」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Act, Bid
from bot.conversation.ledger import Outcome
from bot.conversation.memory import Memory
from bot.conversation.spoken import outcome_of
from bot.conversation.understanding.leaning import bare
from bot.conversation.understanding.message import Understanding
from bot.conversation.understanding.own_thing import words_asked
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Certainty, standard_reference
from kb.asked import FACET_FACTS, Asked, asked_in, without_facet
from kb.preferring import bare_of
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

TITLE = "商品的标准"
# What stands around a thing and asks nothing but its standard, and where it is used.
_ONLY_ASKS = re.compile(r"的?(?:国家|行业|产品|安全|质量|强制性?)?(?:标准|国标)(?:编?号)?$")
_WHERE_IT_IS = re.compile(
    r"(?:(?:我|我们|咱们)?(?:家里?|屋头|小区|单位|学校|商场|超市|医院|车站|地铁|酒店|公司|厨房)(?:里|头|用|的)*)?"
    r"(?:(?:娃儿?|娃娃|孩子|小孩|老人|大人|我|我们)?[穿戴用吃喝骑坐睡]的)?"
)

# Who asks where a number stands wants none of ours.
_HOW_TO_FIND = re.compile(r"怎么|怎样|如何|在哪|哪里|哪儿|什么地方")
_OF_A_STANDARD = re.compile(r"标准|[国行地]标")
_DAY_SAID = re.compile(
    r"(?:发布|公布|出台)的?|(?:是|在|从)?(?:(?:(?:19|20)?\d\d年|今年|去年|明年)(?:的)?)?\d{1,2}月(?:\d{1,2}[日号])?(?:那天)?"
)
_DATES = (Facet.EFFECTIVE, Facet.PUBLISHED)
_MOST = 3
_BESIDE = 2  # characters beside the name of a thing
# An entry this sure was written for the very question.
WRITTEN_FOR_IT = 0.5


def names_a_thing(seen: Understanding, hands: Hands) -> bool:
    """Whether a message is the name of a thing, 「窗帘」, which the model takes for anything."""
    thing = hands.skills.product_of(seen.text)
    return bool(thing) and len(seen.text.strip()) <= len(thing) + _BESIDE


def _is_of_it(answer: Answer, product: str, hands: Hands) -> bool:
    """Whether an entry was written for who asks the standard of this thing, not of a part of it."""
    title = hands.skills.name_of(answer.entry or "")
    if answer.certainty is not Certainty.SURE or asked_in(title) is not Asked.STANDARD:
        return False
    return hands.skills.is_same_thing(hands.skills.product_of(title), product)


@dataclass(frozen=True)
class _Thing:
    """A thing asked about.

    Args:
        product: its name.
        words: the question.
        wants: whether a standard is asked for in so many words.
        alone: whether nothing else is said.
    """

    product: str
    words: str
    wants: bool
    alone: bool


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure where a standard is asked for and the product is one we know."""
    if day := _day_told(seen, hands):
        return day
    thing = _thing_asked(seen, hands)
    found = hands.skills.standards_of(thing.product, thing.words) if thing else None
    if thing is None or found is None:
        return None
    part = seen.first
    product, words = thing.product, thing.words
    is_of_it = _is_of_it(part.answer, product, hands)
    # 「牛奶」 alone: the record whose words are nearest is not all there is to it.
    alone = thing.alone and (part.answer.entry or "").startswith(standard_reference(""))
    if not thing.wants and not alone and is_of_it:
        # 「抽纸国标」: an entry tells more of the same, not another thing's.
        return None
    numbers = hands.skills.numbers_asked(product, words)
    if part.facet in _DATES and numbers:
        # 「充电头国标几号起用」 asks for the day of the standard, not for its number.
        found = hands.skills.facet(numbers[:_MOST], part.facet, words)
    if hands.skills.disagree(found, part.answer, product, words):
        both = hands.skills.both(found, part.answer)
        return Bid(0.82, f"问“{product}”的标准，知识库说的是别的标准", _saying(both, seen))
    aspect = set(hands.skills.of_an_aspect(product, words))
    if aspect and aspect.isdisjoint(hands.skills.standards_in(part.answer.entry or "")):
        return Bid(0.97, f"问“{product}”的一个方面，知识库说的是别的", _saying(found, seen))
    more = is_of_it or hands.skills.says_more(words, product)
    if why := _entry_falls_short(part.answer, words, more=more, wants=thing.wants):
        sure, why = 0.97, f"，{why}"
    else:
        alone = alone or not thing.wants
        sure, why = _beside_the_entry(part.answer, numbers, alone=alone)
    return Bid(sure, f"问“{product}”的标准{why}", _saying(found, seen))


def _thing_asked(seen: Understanding, hands: Hands) -> _Thing | None:
    """The thing whose standard is asked for, or that is named with hardly anything else."""
    part = seen.first
    if len(seen.parts) > 1 or part.numbers or part.put_right:
        return None
    words = words_asked(hands.skills, part)
    product = hands.skills.product_of(words)
    if not product and part.asked is Asked.STANDARD:
        product = hands.skills.thing_of_an_aspect(words)
    if not product:
        return None
    only = _ONLY_ASKS.sub("", bare(part.text)).removesuffix(product)
    if product not in part.text and _names_more(part, product, seen.memory, hands):
        return None
    wants = part.asked is Asked.STANDARD
    if not wants and (not hands.skills.product_of(part.text) or _asks_how_much_of(seen)):
        return None
    if not wants and not _WHERE_IT_IS.fullmatch(only):
        return None
    return _Thing(product, words, wants, alone=not only)


def _names_more(part: Part, product: str, memory: Memory, hands: Hands) -> bool:
    """Whether something is named that neither the thing told before nor what was told of it has.

    「要是请人到屋头来护理呢 有标准不」 behind an old people's home.
    """
    if not part.taken_as or product != memory.product:
        return False
    told = " ".join(hands.skills.uncovered(memory.entry, part.text)) if memory.entry else ""
    return bool(told) and hands.skills.says_more(told, f"{product}{memory.about}")


def _asks_how_much_of(seen: Understanding) -> bool:
    """Whether a bare noun asks how much, as was asked of the thing before (「楼下音响呢」)."""
    leans = seen.first.leaning is not None and seen.memory.entry.startswith("faq:")
    return leans and seen.memory.asked == Asked.HOW_MUCH


def _saying(answer: Answer, seen: Understanding) -> Act:
    async def say() -> Outcome:
        return outcome_of(answer, seen.intent)

    return say


def _beside_the_entry(answer: Answer, numbers: Sequence[str], *, alone: bool) -> tuple[float, str]:
    """How sure the standards of a thing are beside an entry that may be what is asked, and why."""
    entry = answer.entry or ""
    if alone or (len(numbers) > 1 and entry in map(standard_reference, numbers)):
        # 「纸杯」 is the title of one of its standards; the others go for it as well.
        return 0.97, "，不止目录里叫这个名字的一项"
    known = entry.startswith("faq:") and answer.score >= WRITTEN_FOR_IT
    return (0.6 if known else 0.82), ""


def _day_told(seen: Understanding, hands: Hands) -> Bid | None:
    """The days of a thing's standards, where an entry tells of the thing and of no day."""
    part = seen.first
    words = words_asked(hands.skills, part)
    if len(seen.parts) > 1 or part.numbers or part.facet not in _DATES:
        return None
    product = hands.skills.product_of(words)
    if not product or part.facet is None or not _OF_A_STANDARD.search(words):
        return None
    # 「新国标是9月1号发布的嘛」: a day put to be confirmed names no other thing.
    rest = without_facet(_DAY_SAID.sub("", words))
    if hands.skills.foreign(part.text) or hands.skills.says_more(rest, product):
        return None
    # What is asked leads: a day further on may be another standard's.
    lead, sure = part.answer.text.partition("。")[0], part.answer.certainty is Certainty.SURE
    if sure and FACET_FACTS[part.facet].search(lead):
        return None
    if sure and part.answer.entry and (coming := hands.skills.to_come(part.answer.entry)):
        # 「充电宝国标哪天强制」 asks of the one to come, not since when an older one goes.
        day = hands.skills.facet((coming.number,), part.facet, words)
        return Bid(0.97, f"问“{product}”的新标准从哪天起", _saying(day, seen))
    of_the_entry = hands.skills.standards_in(part.answer.entry or "") if sure else ()
    numbers = hands.skills.numbers_asked(product, words) or of_the_entry
    if not numbers:
        return None
    days = hands.skills.facet(numbers[:_MOST], part.facet, words)
    return Bid(0.97, f"问“{product}”的标准从哪天起，知识库没有说", _saying(days, seen))


def _entry_falls_short(answer: Answer, words: str, *, more: bool, wants: bool) -> str:
    """Why an entry is not what is asked, in Chinese; empty where it may be.

    Args:
        answer: the entry's.
        words: the question.
        more: whether more is asked than the standard of a thing, or the entry is written for that.
        wants: whether a standard is asked for in so many words.
    """
    if not more:
        # It is asked by the name of the thing and tells of others, or something else of it.
        return "知识库的回答说的是别的"
    # 「电动车上牌要看啥」 is an entry's own question, and its answer needs no number.
    very = bare_of(answer.about) == bare_of(words)
    numberless = not very and StandardNumber.find(answer.text) is None
    if wants and not _HOW_TO_FIND.search(words) and numberless:
        return "知识库的回答里没有标准号"
    return ""
