"""What a few words want of what was talked about: its article, its penalty, its standard."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Candidate, Certainty
from kb.premise import asks_whether_new_started, not_started
from kb.text.facet import Facet
from kb.wanted import NOT_KNOWN, Want, kin_in, wanted_in
from kb.within import says_something

# What a source is asked of, by no name of its own: 「这个分类是哪个标准定的」.
OF_THE_TOLD = re.compile(
    r"(?:分类|分级|等级|级别|说法|数字?|限值|限量|规定|要求|数值|指标|东西|结论)"
)
LONGEST = 24  # characters; what is longer says itself what it is about
MOST = 3
# An answer this sure to words of its own is no question about what was told.
STANDS = 0.3
LIKELY = 0.1
_EACH = re.compile(r"分别|各自?|都[在是]")
AFTER_CHOICES = "刚才列的几条里："


@dataclass(frozen=True)
class Wanter:
    """Finds what is wanted in what was told, and in what belongs with it.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def answer(self, part: Part, memory: Memory) -> Part | None:
        """The part as it is meant of what was told; None where it isn't."""
        longest = 2 * LONGEST if part.text.isascii() else LONGEST
        if not memory.entry or len(part.text) > longest:
            return None
        if (there := self.skills.elsewhere(part.text)) and there not in memory.about:
            return None  # the rule of another place is none of what was told
        meant = f"{memory.topic}{part.text}"
        if asks_whether_new_started(part.text) and (new := self.skills.to_come(memory.entry)):
            certainty = Certainty.UNSURE if memory.offered else Certainty.SURE
            told = self._said(memory.entry, not_started(new), certainty)
            return replace(part, answer=told, taken_as=meant)
        if (kin := kin_in(part.text)) is not None:
            numbers = self.skills.kin_standards(memory.entry, kin)
            if not numbers:
                return None
            card = self.skills.facet(numbers[:1], facet_wanted(part.facet), part.text)
            return replace(part, answer=card, taken_as=meant)
        answer = self._wanted_of_it(part, memory)
        return None if answer is None else replace(part, answer=answer, taken_as=meant)

    def _wanted_of_it(self, part: Part, memory: Memory) -> Answer | None:
        """What a short question wants of what was told; None where it means something else."""
        wanted = wanted_in(part.text)
        if wanted is not None:
            wanted = wanted[0], OF_THE_TOLD.sub(" ", wanted[1])
        if wanted is None or self._is_of_its_own(part, wanted[1], memory):
            return None
        if memory.heads and not memory.offered and _EACH.search(part.text):
            return self._of_each(wanted[0], memory)
        said = [word for word in self.skills.answerer.words(wanted[1]) if says_something(word)]
        if said and self._new(wanted[1], memory) == said:
            # 「七天无理由写在哪条」 says itself of what
            return self._of_the_named(wanted[0], said)
        answer = self._told(wanted[0], memory)
        if answer is not None:
            # 「拖着不公开要罚款吗」 says itself of what
            of_its_own = part.answer.score >= LIKELY and self._lacks(answer, said)
            return None if of_its_own else answer
        if said or (wanted[0] is Want.ARTICLE and "条" not in part.text):
            return None  # 「看哪个文件」 wants no article: where the answer stands is told
        return self._beside(*wanted, memory)

    def _beside(self, want: Want, beside: str, memory: Memory) -> Answer | None:
        """What belongs with what was told, or that it isn't known; None where others answer.

        Args:
            want: what is wanted, and what was told doesn't hold.
            beside: the other words.
            memory: what was told.
        """
        if (akin := self._akin(want, memory)) is not None:
            return akin
        if want is Want.NUMBER and memory.product:
            return None  # the records of the thing answer
        return None if self._new(beside, memory) else self._not_known(want, memory)

    def _of_the_named(self, want: Want, words: list[str]) -> Answer | None:
        """What the entry on something named holds, where there surely is one."""
        found = self.skills.answer("".join(words))
        entry = found.entry or ""
        sure = found.certainty is Certainty.SURE and entry.startswith("faq:")
        said = self.skills.holds(entry, want) if sure and want is not Want.NUMBER else ""
        if not said or self._lacks(found, words):
            return None
        return self._said(entry, said, Certainty.SURE)

    def _of_each(self, want: Want, memory: Memory) -> Answer | None:
        """「分别在哪条」 of what several questions of one message were answered with."""
        pairs = zip(memory.heads, memory.listed, strict=True)
        found = [(head, entry, self.skills.holds(entry, want)) for head, entry in pairs]
        if not all(said for _, _, said in found):
            return None
        lines = [f"“{head.rstrip('？?')}”：{said}" for head, _, said in found]
        return replace(self._said(found[0][1], "\n".join(lines), Certainty.SURE), sources=())

    def of_one(self, part: Part, asked: str, entry: str) -> Part | None:
        """What is wanted of one entry that is pointed at; None if it is nothing of the kind."""
        wanted = wanted_in(asked)
        said = self.skills.holds(entry, wanted[0]) if wanted else ""
        if not said:
            return None
        return replace(part, answer=self._said(entry, said, Certainty.SURE), taken_as=part.text)

    def _new(self, beside: str, memory: Memory, *, told: bool = False) -> list[str]:
        """The words beside what is wanted that what was told doesn't have.

        Args:
            beside: the words.
            memory: what was told.
            told: whether only what was said counts, not what the entry is asked by.
        """
        known = f"{memory.about}{memory.topic}{memory.product}".lower()
        lacked = self.skills.answerer.uncovered(memory.entry, beside, told=told)
        return [word for word in lacked if says_something(word) and word not in known]

    def _lacks(self, answer: Answer, words: list[str]) -> bool:
        entries = [one.reference for one in answer.candidates] or [answer.entry or ""]
        lacks = self.skills.answerer.uncovered
        return bool(words) and all(lacks(entry, " ".join(words)) for entry in entries)

    def _is_of_its_own(self, part: Part, beside: str, memory: Memory) -> bool:
        own = part.answer
        sure = own.certainty is Certainty.SURE and own.score >= STANDS
        # 「价格欺诈罚多少」 behind the fine for hidden prices, where a rule's name has the word
        return sure and own.entry != memory.entry and bool(self._new(beside, memory, told=True))

    def _told(self, want: Want, memory: Memory) -> Answer | None:
        """What was told holds it; of choices any that does, each under its heading."""
        entries = memory.listed if memory.offered and memory.listed else (memory.entry,)
        found = [(entry, said) for entry in entries if (said := self.skills.holds(entry, want))]
        if not found:
            return None
        if not memory.offered:
            return self._said(*found[0], Certainty.SURE)
        if len(found) == 1:
            return self._said(*found[0], Certainty.UNSURE)
        lines = [AFTER_CHOICES]
        named = []
        for number, (entry, said) in enumerate(found[:MOST], 1):
            title = self.skills.name_of(entry).rstrip("？?")
            lines.append(f"{number}. “{title}”：{said}")
            named.append(Candidate(entry, title))
        return Answer(Certainty.UNSURE, "\n".join(lines), score=STANDS, candidates=tuple(named))

    def _akin(self, want: Want, memory: Memory) -> Answer | None:
        """An entry of the same law, the same standard: offered, not asserted."""
        if want is Want.NUMBER:
            return None
        about = [w for w in self.skills.answerer.words(memory.about) if says_something(w)]
        asked = {Want.ARTICLE: "依据哪一条", Want.PENALTY: "罚多少"}[want]
        for entry in self.skills.akin(memory.entry, f"{memory.topic}{asked}"):
            lacked = self.skills.answerer.uncovered(entry, memory.about)
            if 2 * sum(word in lacked for word in about) > len(about):
                continue  # of the same law, and of another matter
            if said := self.skills.holds(entry, want):
                return self._said(entry, said, Certainty.UNSURE)
        return None

    def _said(self, entry: str, said: str, certainty: Certainty) -> Answer:
        name = self.skills.name_of(entry)
        sources = self.skills.sources_of(entry)
        text = f"{said}\n来源：{'；'.join(sources)}" if sources else said
        if certainty is Certainty.UNSURE:
            text = f"您如果接着问的是“{name.rstrip('？?')}”：\n{text}"
            return Answer(certainty, text, sources, STANDS, candidates=(Candidate(entry, name),))
        return Answer(certainty, text, sources, 1.0, entry, about=name)

    def _not_known(self, want: Want, memory: Memory) -> Answer:
        about = self.skills.name_of(memory.entry).rstrip("？?")
        return Answer(Certainty.UNKNOWN, NOT_KNOWN[want].format(about=about))


def facet_wanted(facet: Facet | None) -> Facet:
    """What of another standard is told: all where only the standard is asked for."""
    return Facet.CARD if facet in (None, Facet.NATURE) else facet
