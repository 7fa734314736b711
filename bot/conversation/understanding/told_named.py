"""What is asked of a thing named for the first time behind another: 「童鞋那个也是推荐的？」."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.leaning import LONGEST, bare
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.parts import OF_STANDARDS
from kb.answer import Certainty
from kb.asked import Asked
from kb.law_citations import cited_in
from kb.text.facet import Facet, facet_of
from kb.within import says_something

MOST = 3  # standards told of one thing
_NEWEST = re.compile("新版|新的|新国标|新标准")
_ITS_OWN = 0.3  # what is this likely alone needs nothing told before
_NAMED = re.compile(
    r"^(?:那么?|还有|另外)?(?P<thing>[\u4e00-\u9fffA-Za-z0-9]{2,8}?)(?:的)?(?:那|这)一?[个种项样本份款](?:标准|国标)?(?P<asked>.{2,16})$"
)
_ALONE = re.compile(
    r"(?:那么?|还有)?(?P<thing>[\u4e00-\u9fff]{2,6}?)的?那一?[个种项本份](?:呢|嘞|喃)?"
)
# 「咸菜它本身嘞」 behind how something in it is tested.
_ITSELF = re.compile(
    r"(?:那么?|还有)?(?P<thing>[\u4e00-\u9fff]{2,6}?)(?:它|他)?(?:本身|自身|自己)(?:的)?(?:标准|国标)?"
    r"(?:呢|嘞|喃|(?:又|该)?(?:是|看|归|认|用|按)哪[个本](?:标准|国标)?[管]?[嘛呢喃]?|有没(?:有|得)(?:标准|国标))"
)
# 「还有特医婴儿奶粉听说出了新的」
_HEARD_NEW = re.compile(
    r"(?:还有|另外|对了|那么?|再就是)?[,，]?(?P<thing>[\u4e00-\u9fff]{2,8}?)[,，]?(?:是不是|听说|据说|好像|说是|我听说|网上说|他们说)(?:也|又|都)?"
    r"(?:要|刚|才)?(?:出|有|换|改|来)了?(?:个|一个|份)?新(?:的|版|标准|国标|规|版本)了?(?:吗|嘛|没|不|哦|吧)?"
)
# What points and names nothing.
_NO_NAME = re.compile(
    r"^(?:前|后|上|下|刚|最|第|头|另|其|说|问|它|他|这|那|哪|新|旧|老|为|是|有|对|不|就|要|你|我)|(?:版|款|本|标准|国标|规定)$"
)
_ORDER = re.compile(r"(?:多少|好多|第?几|哪)号令|令第?(?:几|多少|好多)号?|(?:什么|多少|啥)?文号")
_IN_FORCE = re.compile(
    r"(?:什么时候|何时|几时|哪[天年月]|多久|好久|几[号月]).{0,4}(?:施行|实施|生效|执行|公布|颁布|通过)"
)
_ORDER_NUMBER = re.compile(r"令第?\s?\d+\s?号|第\s?\d+\s?号|〔\d{4}〕\s?\d+\s?号")


@dataclass(frozen=True)
class ToldNamed:
    """Reads what is asked of something named beside what was told.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def read(self, part: Part, memory: Memory) -> Part | None:
        """The part as the thing it names asks it, or as the law that was told does."""
        if len(part.text) > LONGEST:
            return None
        return (
            self._of_a_thing(part, memory)
            or self._of_itself(part)
            or self._of_a_new_one(part)
            or self._of_its_law(part, memory)
        )

    def _of_itself(self, part: Part) -> Part | None:
        """The standards of a thing, whatever was told of something in it."""
        said = _ITSELF.fullmatch(part.text.strip(" ,，。?？!！"))
        thing = self.skills.product_of(said["thing"]) if said else ""
        if said is None or not thing or said["thing"].endswith(thing) is False:
            return None
        asked = f"{said['thing']}执行什么标准"
        answer = self.skills.standards_of(thing, asked)
        return (
            replace(part, asked=Asked.STANDARD, answer=answer, taken_as=asked) if answer else None
        )

    def _of_a_new_one(self, part: Part) -> Part | None:
        """Whether there is a newer standard of a thing that is named for the first time."""
        said = _HEARD_NEW.fullmatch(part.text.strip(" ,，。?？!！"))
        if said is None or _NO_NAME.search(said["thing"]):
            return None
        asked = f"{said['thing']}的新标准是哪个"
        answer = self.skills.answer(asked)
        told = answer.is_sure and self.skills.covers(answer, said["thing"])
        return replace(part, asked=Asked.STANDARD, answer=answer, taken_as=asked) if told else None

    def _of_a_thing(self, part: Part, memory: Memory) -> Part | None:
        alone = _ALONE.fullmatch(part.text.strip(" ,，。?？!！"))
        if alone is not None and not _NO_NAME.search(alone["thing"]):
            # 「施工的那个」 of an answer that names the standard of each
            numbers = self._in_a_clause(alone["thing"], memory)
            card = self.skills.facet(numbers, Facet.CARD, part.text) if len(numbers) == 1 else None
            return replace(part, answer=card, taken_as=part.text) if card else None
        said = _NAMED.match(part.text.strip(" ,，。?？!！"))
        facet = facet_of(said["asked"].replace("推荐的", "推荐性的")) if said else None
        if said is None or facet not in OF_STANDARDS or _NO_NAME.search(said["thing"]):
            return None
        if _NEWEST.search(said["asked"]) and part.answer.is_sure and part.answer.score >= _ITS_OWN:
            return None  # 「板材甲醛那个新版几时开始」 has an entry of its own
        thing = said["thing"]
        numbers = (
            self._in_a_clause(thing, memory)
            or (self.skills.numbers_for(thing) if self.skills.product_of(thing) == thing else ())
            or self._in_an_entry(thing, memory)
        )
        if not numbers:
            return self._unknown(part, thing, memory)
        answer = self.skills.facet(numbers[:MOST], facet or Facet.CARD, said["asked"])
        return replace(part, answer=answer, taken_as=f"{thing}{said['asked']}")

    def _in_a_clause(self, thing: str, memory: Memory) -> tuple[str, ...]:
        """「住人那个」: the standard of the clause of an answer that has the word."""
        told = (memory.entry, *memory.listed, *(one.entry for one in reversed(memory.trail)))
        found = (self.skills.clause_of(entry, (thing,)) for entry in dict.fromkeys(told) if entry)
        return next(filter(None, found), ())

    def _in_an_entry(self, thing: str, memory: Memory) -> tuple[str, ...]:
        """「评等级那个」 of old people's homes: of the entry that surely tells of it."""
        for about in dict.fromkeys((memory.product, memory.topic, "")):
            answer = self.skills.answer(f"{about}{thing}的标准")
            if answer.is_sure and self.skills.covers(answer, thing):
                numbers = self.skills.standards_in(answer.entry or "")
                if numbers:
                    return numbers
        return ()

    def _unknown(self, part: Part, thing: str, memory: Memory) -> Part | None:
        """What nothing is known of is not told of what was talked about."""
        title = self.skills.title_of_standard(memory.standard)
        names = f"{memory.about}{memory.topic}{memory.product}{title}"
        new = [w for w in self.skills.answerer.words(thing) if says_something(w) and w not in names]
        if not new or not self.skills.uncovered(memory.entry, " ".join(new)):
            return None
        near = self.skills.nearest(part.text, f"{memory.topic}{thing}", told=memory.entry)
        return None if near.certainty is Certainty.UNKNOWN else replace(part, answer=near)

    def _of_its_law(self, part: Part, memory: Memory) -> Part | None:
        """「多少号令」, 「新的好久施行的」: of the law what was told rests on."""
        by_order = _ORDER.search(part.text)
        if memory.standard or not (by_order or _IN_FORCE.search(part.text)):
            return None
        alone = by_order is not None and by_order[0] == part.text.strip(" ,，。?？")
        leans = part.leaning is not None and (part.leaning.strong or alone)
        laws = cited_in(self.skills.sources_of(memory.entry))
        rest = bare(part.leaning.rest if part.leaning else part.text)
        if not laws or not leans:
            return None
        law = laws[0].law
        asked = f"{law}是多少号令" if by_order else f"{law}什么时候施行"
        answer = self.skills.answer(asked)
        told = answer.is_sure and law in answer.text
        if not told or (by_order and not _ORDER_NUMBER.search(answer.text)):
            return None
        return replace(part, answer=answer, taken_as=f"{law}{rest}")
