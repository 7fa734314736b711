"""What is asked of what was just told in words no rule knows: 「那就是说现在还没管起走」.

A sense tells what is asked (:mod:`.follow_sense`); it is then asked once more in plain words, which
the memory completes, or answered by the records of the standards told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation.english_things import things_asked
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.follow_sense import FollowSense
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Certainty, is_record, number_of
from kb.english_answers import STILL_ASKING
from kb.text.english import is_english
from kb.text.facet import Facet
from kb.text.standard_number import undated

# The same in words that the rules know, in Chinese and in English.
PLAIN = {
    "difference": ("和旧版有什么区别", "what changed from the old edition"),
    "effective": ("什么时候开始实施", "when does it take effect"),
    "in_force": ("现在实施了吗", "is it in force now"),
    "issuer": ("由谁发布的", "who issued it"),
    "mandatory": ("是强制的吗", "is it mandatory"),
    "name": ("全称叫什么", "what is its full title"),
    "newer": ("有没有新版", "is there a newer edition"),
    "number": ("是哪个标准", "which standard is it"),
    "old_ok": ("旧版还能用吗", "can the old edition still be used"),
    "published": ("什么时候发布的", "when was it published"),
    "read": ("在哪里看全文", "where can I read it"),
    "replaces": ("代替了哪个标准", "which one did it replace"),
    "scope": ("适用范围是什么", "what does it cover"),
    "source": ("依据是哪条规定", "which law says so"),
}
# What the record of a standard tells.
FACETS = {
    "difference": Facet.CHANGES,
    "effective": Facet.EFFECTIVE,
    "in_force": Facet.STATUS,
    "mandatory": Facet.NATURE,
    "name": Facet.CARD,
    "newer": Facet.NEWER,
    "number": Facet.CARD,
    "old_ok": Facet.OLD_USABLE,
    "published": Facet.PUBLISHED,
    "read": Facet.WHERE,
    "replaces": Facet.REPLACES,
    "scope": Facet.SCOPE,
}
# The share of likelihood from which something unsaid is read into a message, and from which that
# is preferred to what its bare words are an answer to (docs/measurements.md).
READ, OVER_CHOICES, PREFERRED = 0.4, 0.85, 0.9
LIKELY = 0.3  # choices this likely have words of their own
LONGEST, MOST_WORDS = 28, 14
MOST = 3  # standards told at once
# What points at one of several, which others find, or compares them.
POINTS = re.compile(
    r"[前后先上下]头那|[前后上下]面那|先前|刚才|刚刚|最先|最早说|第[一二三四1234]个|另外|别的|哪一?个更|谁更|[这那]?[两几俩三]个|分别|各自|代替它的|替它的"
    r"|里头|里面|装它|\b(?:first|second|third|other|both|each|former|latter|before that"
    r"|two|three|which of|not the|the \w{2,20} ones?)\b",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:it|its|that|this|they|them|those|these)\b", re.IGNORECASE)
NOT_KNOWN = {
    "difference": "和旧版的差别",
    "effective": "从哪天起实施",
    "in_force": "现在实施了没有",
    "mandatory": "是不是强制的",
    "name": "标准的全称",
    "newer": "有没有新版",
    "old_ok": "旧的还能用到什么时候",
    "published": "发布日期",
    "replaces": "代替了哪一个",
}


@dataclass(frozen=True)
class Freely:
    """Reads what a few words ask of what was told.

    Args:
        skills: the knowledge base's answers.
        sense: what is asked.
        again: understands another text after the same memory.
    """

    skills: Skills
    sense: FollowSense
    again: Callable[[str, Memory], Part]

    def read(self, part: Part, memory: Memory) -> Part:
        """The part as it is meant of what was told; the same part where it isn't."""
        if not memory or not self._may_ask_on(part, memory):
            return part
        kind, share = self.sense.of(part.text, self.skills.answerer.vector(part.text))
        if kind not in PLAIN or share < _least(part) or self._is_told(kind, part, memory):
            return part
        if part.answer.is_sure and (kind not in FACETS or self._is_of_another(part, memory)):
            return part
        if _has_its_own(part):
            return part
        return self._asked(kind, part, memory) or part

    def _may_ask_on(self, part: Part, memory: Memory) -> bool:
        if part.numbers or (part.leaning is not None and part.leaning.corrects):
            return False
        if POINTS.search(part.text):
            return False
        if is_english(part.text):
            return len(part.text.split()) <= MOST_WORDS and not things_asked(part.text)
        thing = self.skills.product_of(part.text)
        foreign = (thing and thing != memory.product) or self.skills.elsewhere(part.text)
        return len(part.text) <= LONGEST and not foreign

    def _is_told(self, kind: str, part: Part, memory: Memory) -> bool:
        """Whether the bare words were answered of what was told, and with what is asked."""
        # 「好久登出来的」 asks for no day from which it goes.
        other = kind == "published" and part.facet is Facet.EFFECTIVE
        return self._is_of_told(part, memory) and not other

    def _is_of_another(self, part: Part, memory: Memory) -> bool:
        """Whether the memory completed it of another thing told: 「屋里头那个是强制的不」.

        In English 「is it in force now」 is completed by any standard's words, told or not.
        """
        if not part.taken_as or self._is_of_told(part, memory):
            return False
        known = part.answer.entry in {one.entry for one in memory.trail}
        return known or _IT.search(part.text) is None

    def _is_of_any_standard(self, part: Part) -> bool:
        """Whether 「it」 was completed by another standard's words.

        An answer that is of no standard is one to the words: 「can I read them for free」.
        """
        if not part.answer.is_sure or _IT.search(part.text) is None:
            return False
        entry = part.answer.entry or ""
        return is_record(entry) or bool(self.skills.standards_in(entry))

    def _is_of_told(self, part: Part, memory: Memory) -> bool:
        """Whether a sure answer is one to what was told."""
        answer = part.answer
        if not answer.is_sure:
            return False
        entry = answer.entry or ""
        of_it = entry in (memory.entry, *memory.listed) and bool(entry)
        of_it = of_it or any(number in answer.text for number in memory.standards)
        own = {*map(undated, self.skills.standards_in(entry))} if entry else set()
        shared = own & {*map(undated, memory.standards)}
        return of_it or bool(shared)

    def _asked(self, kind: str, part: Part, memory: Memory) -> Part | None:
        english = is_english(part.text)
        plain = PLAIN[kind][english]
        made = self.again(plain, memory)
        if self._is_of_told(made, memory):
            return replace(made, text=part.text, taken_as=made.taken_as or plain)
        answer = self._of_records(kind, plain, memory, english=english)
        if answer is not None:
            return replace(part, answer=answer, taken_as=f"{memory.topic}{plain}")
        if english and (_says_nothing(part) or self._is_of_any_standard(part)):
            return self._told_again(part, memory)
        if english or part.answer.is_sure:
            return None
        guessed = memory.offered or part.answer.certainty is Certainty.UNSURE
        if kind in NOT_KNOWN and memory.entry and not guessed:
            about = self.skills.name_of(memory.entry).rstrip("？?")
            text = f"“{about}”这件事，{NOT_KNOWN[kind]}我没有核实到，不敢乱说。"
            return replace(part, answer=Answer(Certainty.UNKNOWN, text), taken_as=plain)
        return None

    def _of_records(self, kind: str, plain: str, memory: Memory, *, english: bool) -> Answer | None:
        """What the records of the standards told say of it; None where no standard was told."""
        numbers = self._numbers(memory)
        if kind not in FACETS or not numbers:
            return None
        if english:
            things = {number: (number,) for number in numbers}
            answer = self.skills.told_in_english(things, FACETS[kind], plain)
        else:
            answer = self.skills.facet(numbers, FACETS[kind], plain)
        if not memory.offered or not answer.is_sure:
            return answer
        about = memory.about.rstrip("？?")
        lead = f"If this is about “{about}”:" if english else f"您如果接着问的是“{about}”："
        return replace(
            answer, certainty=Certainty.UNSURE, text=f"{lead}\n{answer.text}", entry=None
        )

    def _numbers(self, memory: Memory) -> tuple[str, ...]:
        """The standards told; the one still to come where a new one was asked for."""
        if memory.standards:
            return memory.standards[:MOST]
        coming = self.skills.to_come(memory.entry) if "新" in memory.about else None
        if coming is not None:
            return (str(coming.number),)
        listed = [number for one in memory.listed if is_record(one) and (number := number_of(one))]
        return tuple(listed or self.skills.numbers_named(memory.entry))[:MOST]

    def _told_again(self, part: Part, memory: Memory) -> Part | None:
        given = self.skills.given_in_english(memory.entry) if memory.entry else None
        if given is None:
            return None
        text = f"I have nothing checked on just that. What I have on this:\n{given.text}"
        answer = replace(given, certainty=Certainty.UNSURE, text=text)
        return replace(part, answer=answer, taken_as=f"{memory.about} {part.text}")


def _has_its_own(part: Part) -> bool:
    """Whether the bare words have likely choices of their own."""
    unsure = part.answer.certainty is Certainty.UNSURE and not _says_nothing(part)
    return unsure and part.answer.score >= LIKELY


def _says_nothing(part: Part) -> bool:
    """Whether nothing was found, or only what was told is told again."""
    again = part.answer.text.startswith(STILL_ASKING)
    return again or part.answer.certainty is Certainty.UNKNOWN


def _least(part: Part) -> float:
    """The more an answer to the bare words claims, the surer the sense must be."""
    if _says_nothing(part):
        return READ
    return PREFERRED if part.answer.is_sure else OVER_CHOICES
