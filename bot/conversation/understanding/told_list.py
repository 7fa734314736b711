"""What leans on a list that was told: 「第二个」, 「电池那个」, 「都说说」."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.leaning import bare
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.resolving import topic_of
from bot.conversation.understanding.things import things_of
from bot.conversation.understanding.told_standards import MOST_LISTED
from bot.conversation.understanding.wanting import Wanter
from kb.answer import Answer, Certainty, is_record, standard_reference
from kb.text.facet import Facet
from kb.text.listed import place_in
from kb.within import says_something

# What stands on its own with this confidence is a new topic, whatever was said before.
NEW_TOPIC = 0.5
# To whom the twelfth of six is asked of.
NOT_SO_MANY = "上面只列了 {} 个，请说其中的一个，比如“第一个”。"
_THAT_ONE = re.compile(r"的?那一?(?:个|本|份|项|款|种|条)(?:标准|国标)?")
_THE_OTHER = re.compile(r"[前后]者|另外?(?:的?那|一)?一?(?:个|种|本|份|项)")
_NEXT = re.compile(r"另外?(?:的?那|一)?一?(?:个|种|本|份|项)|下一(?:个|种|本|份|项)")
_INSIDE = re.compile(r"^的?(?:里[面头]?|当中|其中|上面)(?:说|写|规定|讲)?的?")
_ALL = re.compile(
    r"(?:那|就|你)?(?:都|全部?|每个|挨个|一起|通通)(?:都|给我|帮我|跟我|一起){0,3}(?:说|讲|介绍|看|要|发|来|查|念)"
    r"(?:说|讲|给|看|来|我|一下|一哈|一遍|哈|下|个|清楚|[嘛吧呗噻。!！]){0,6}"
)


@dataclass(frozen=True)
class ToldList:
    """Reads what is asked of one of several things that were told.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def read(self, part: Part, memory: Memory) -> Part | None:
        """「第二个是什么」, 「另外那个呢」, 「都说说」 of what the answer before listed."""
        listed = memory.listed or tuple(map(standard_reference, memory.standards[:MOST_LISTED]))
        rest = part.leaning.rest if part.leaning else part.text
        if len(listed) > 1 and _ALL.fullmatch(bare(rest)):
            return replace(part, answer=self.skills.all_of(listed), taken_as=memory.topic)
        meant = (
            place_in(rest)
            or _next_to(rest, listed, memory.entry)
            or self._named(part, rest, listed, memory)
        )
        if meant is None:
            return None
        place, asked = meant[0], bare(meant[1]).strip(" 那,，?？")
        if memory.only_listed and place >= len(listed):
            return replace(part, answer=Answer(Certainty.UNSURE, NOT_SO_MANY.format(len(listed))))
        things = () if memory.offered else things_of(self.skills, memory)
        if memory.listed or not things:
            if not asked and part.facet is None and memory.facet and _THE_OTHER.search(rest):
                part = replace(part, facet=Facet(memory.facet))  # 「后者」 is asked the same
            return self._of_a_head(part, place, asked, memory) or self._of_references(
                part, listed, place, asked
            )
        return self._of_things(part, things, place, asked, memory) if place < len(things) else None

    def _named(
        self, part: Part, rest: str, listed: tuple[str, ...], memory: Memory
    ) -> tuple[int, str] | None:
        """「电池那个」: the place of the one that is named, and what is asked of it."""
        pointed = _THAT_ONE.search(rest) is not None
        guessed = memory.offered and not memory.heads
        if len(listed) < 2 or guessed or not (pointed or _asks_of_one(part)):
            return None
        heads = memory.heads or tuple(map(self.skills.name_of, listed))
        if memory.only_listed and (known := self._known_as(rest, listed)) is not None:
            return known, ""
        words = [word for word in self.skills.answerer.words(rest) if says_something(word)]
        named = [(word, [n for n, head in enumerate(heads) if word in head]) for word in words]
        places = {n for _, found in named for n in found if len(found) == 1}
        if len(places) != 1:
            return None
        place = places.pop()
        if not pointed and not is_record(listed[place]):
            return None  # a facet is one of a standard
        for word, found in named:
            rest = rest.replace(word, "", 1) if found else rest
        return place, _THAT_ONE.sub("", rest)

    def _known_as(self, rest: str, listed: tuple[str, ...]) -> int | None:
        """「充电宝那个」: the place of the one standard of a thing that titles call otherwise."""
        numbers = self.skills.numbers_for(self.skills.product_of(rest))
        own = {standard_reference(number) for number in numbers}
        places = [place for place, reference in enumerate(listed) if reference in own]
        return places[0] if len(places) == 1 else None

    def _of_a_head(self, part: Part, place: int, asked: str, memory: Memory) -> Part | None:
        """What is asked on of one of several questions answered together, each by an entry."""
        told = -len(memory.heads) <= place < len(memory.heads)
        if not told or not asked or is_record(memory.listed[place]):
            return None
        if wanted := Wanter(self.skills).of_one(part, asked, memory.listed[place]):
            return wanted
        text = f"{topic_of(memory.heads[place])}{asked}"
        answer = self.skills.answer(text)
        written = answer.is_sure and answer.score >= NEW_TOPIC
        return replace(part, answer=answer, taken_as=text) if written else None

    def _of_references(
        self, part: Part, listed: tuple[str, ...], place: int, asked: str
    ) -> Part | None:
        """What is asked of one of the entries or standards that were listed."""
        if len(listed) < 2 or place >= len(listed):
            return None
        answer = self.skills.of_listed(listed[place], asked, part.facet)
        if answer is None:
            return None
        if part.facet is None and not self.skills.covers(answer, asked):
            if told := self._told_of_its_content(listed[place], asked):
                return replace(part, answer=told, taken_as=part.text)
            answer = replace(answer, certainty=Certainty.UNSURE, entry=None)
        return replace(part, answer=answer, taken_as=part.text)

    def _told_of_its_content(self, reference: str, asked: str) -> Answer | None:
        """「第一个里面A类的甲醛是多少」: what an entry on that standard says, no record does."""
        entries = self.skills.akin(reference, asked) if is_record(reference) else ()
        given = (self.skills.of_listed(one, "", None) for one in entries)
        words = _INSIDE.sub("", asked)
        return next((one for one in given if one and self.skills.covers(one, words)), None)

    def _of_things(
        self, part: Part, things: tuple[str, ...], place: int, asked: str, memory: Memory
    ) -> Part:
        """What is asked of one of the things the answer before compared or listed in its text."""
        item = things[place]
        before = next((one for one in things if one != item and one in memory.about), "")
        # 「后面那个呢」 asks what was asked of the one before.
        again = memory.about.replace(before, item, 1) if memory.things and before else ""
        text = f"{item}{asked}" if asked else again or f"{item}是什么"
        answer = self.skills.answer(text)
        if not answer.is_sure or not self.skills.covers(answer, item):
            answer = self.skills.nearest(text)
        lead = f"上一条里说的这一个是“{item}”。\n"
        return replace(part, answer=replace(answer, text=lead + answer.text), taken_as=text)


def _next_to(rest: str, listed: tuple[str, ...], entry: str) -> tuple[int, str] | None:
    """「另外那个」 and 「下一个」: the place behind what was told last, and what is asked of it."""
    found = _NEXT.search(rest)
    if found is None or len(listed) < 2:
        return None
    place = (listed.index(entry) + 1) % len(listed) if entry in listed else 1
    return place, rest[: found.start()] + rest[found.end() :]


def _asks_of_one(part: Part) -> bool:
    """Whether something of a standard is asked, and by itself it has no answer."""
    alone = part.answer.is_sure and part.answer.score >= NEW_TOPIC
    return part.facet is not None and not alone
