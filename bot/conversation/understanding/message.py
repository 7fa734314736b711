"""What was found in a message, and the one place that finds it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace

from bot.complaints.hearing import Heard
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.state import State
from bot.conversation.understanding.asked import Asked, asked_in
from bot.conversation.understanding.leaning import LONGEST, Leaning, bare, leaning_of
from bot.conversation.understanding.parts import questions_in
from bot.conversation.understanding.remembering import remembered
from bot.conversation.understanding.resolving import corrected_number, full_questions, with_year
from bot.dialogue.client import DialogueClient, DialogueUnavailable, Parse
from bot.kit.private import redact
from bot.messages import IncomingMessage
from kb.answering import Answer, Certainty
from kb.text.english import facet_in_english, is_english
from kb.text.facet import Facet, facet_of
from kb.text.listed import place_in
from kb.text.standard_number import StandardNumber

_WHICH = re.compile(
    r"^(?:是|这是)?(?:哪|什么)(?:个|一?项|份|部)?(?:标准|国标)(?:里)?(?:规定|要求|说|写|管)?的?"
)
_SOURCE = re.compile(
    r"第几条|哪一?条|(?:哪部|哪个|什么)(?:法|规定|条例|文件)|依据|根据|出处|来源|写在哪|谁说的|有什么凭据"
)
_OF_ITS_OWN = 8  # characters beside the asked source; more ask for the source of something else
_MORE = re.compile(
    r"(?:还有|另外|其他|其它|别的|再)(?:有)?(?:吗|没|没得|没有|不|呢|哪些|什么|别的|其他的?|其它的?|的|了){0,3}[?？。!！]*"
)
_TEXT = re.compile(r"全文|原文|文本|下载|标准|内容|哪|网")
# A question understood through the memory must be this much likelier than its bare words.
BETTER = 1.2
# From this confidence on a completed question's answer is said as known.
SURE_ENOUGH = 0.2
# What stands on its own with this confidence is a new topic, whatever was said before.
NEW_TOPIC = 0.5
# 「怎么投诉」 has no subject and is a whole question all the same: an entry has its very words.
WHOLE_TOPIC = 0.85


@dataclass(frozen=True)
class Part:
    """One question of a message.

    Args:
        text: its words.
        asked: what would answer it.
        facet: what about a standard it asks for, if anything.
        numbers: standards it names.
        leaning: how it leans on what was said before.
        answer: the knowledge base's answer.
        taken_as: the question in full, where the memory completed it.
    """

    text: str
    asked: Asked
    facet: Facet | None
    numbers: tuple[StandardNumber, ...]
    leaning: Leaning | None
    answer: Answer
    taken_as: str = ""


@dataclass(frozen=True)
class Understanding:
    """Everything found in one message.

    Args:
        turn: id of the turn.
        message: as it came.
        typed: its words without noise, as they were typed.
        text: cleaned and normalised.
        asked: the text without the swearing around it.
        parts: its questions, in order; at least one.
        parse: Rasa's intents; None while Rasa is away.
        state: what the conversation left open.
        memory: what it was about.
        refuses: whether it says that nothing shall be registered (「我不想投诉」).
        heard: whether it tells of something that could be registered.
    """

    turn: int
    message: IncomingMessage
    typed: str
    text: str
    asked: str
    parts: tuple[Part, ...]
    parse: Parse | None
    state: State
    memory: Memory
    refuses: bool = False
    heard: Heard = Heard.NOTHING

    @property
    def first(self) -> Part:
        """The first question, mostly the only one."""
        return self.parts[0]

    @property
    def intent(self) -> str:
        """Rasa's intent; empty while Rasa is away."""
        return "" if self.parse is None else self.parse.intent

    def sureness(self, *intents: str) -> float:
        """Rasa's confidence if its intent is one of these, else 0."""
        parse = self.parse
        return parse.confidence if parse is not None and parse.intent in intents else 0.0


@dataclass(frozen=True)
class Understander:
    """Finds everything in a message, once.

    Args:
        dialogue: Rasa's model.
        skills: the knowledge base's answers.
    """

    dialogue: DialogueClient
    skills: Skills

    async def understand(
        self, turn: int, message: IncomingMessage, typed: str, text: str, asked: str, state: State
    ) -> Understanding:
        """Find it; Rasa and the knowledge base look at the same time."""
        parse, parts = await asyncio.gather(
            self._parse(asked), asyncio.to_thread(self._parts, asked, state.memory)
        )
        return Understanding(turn, message, typed, text, asked, parts, parse, state, state.memory)

    async def _parse(self, asked: str) -> Parse | None:
        try:
            return await self.dialogue.parse(redact(asked))
        except DialogueUnavailable:
            return None

    def _parts(self, asked: str, memory: Memory) -> tuple[Part, ...]:
        parts: list[Part] = []
        for text in questions_in(asked):
            part = self._part(text, memory)
            parts.append(part)
            memory = remembered(self.skills, part.answer, text, memory)
        return tuple(parts)

    def _part(self, text: str, memory: Memory) -> Part:
        numbers = tuple(StandardNumber.find_all(text))
        facet = facet_in_english(text) if is_english(text) else facet_of(text)
        part = Part(
            text,
            asked_in(text),
            facet,
            numbers,
            leaning_of(text),
            self.skills.answer(text),
        )
        if numbers or not memory:
            return part
        if part.leaning is None:
            return self._led(part, memory)
        made = self._completed(part, part.leaning, memory)
        if made is part or not memory.offered or not _is_sure(made.answer):
            return made
        # What we only guessed a moment ago is not asserted now.
        lead = f"您如果接着问的是“{memory.about.rstrip('？?')}”：\n"
        told = replace(
            made.answer, certainty=Certainty.UNSURE, text=lead + made.answer.text, entry=None
        )
        return replace(made, answer=told)

    def _led(self, part: Part, memory: Memory) -> Part:
        """A short question nobody can answer alone may go on from what was said: as choices."""
        if part.answer.certainty is not Certainty.UNKNOWN or len(part.text) > LONGEST:
            return part
        text = f"{memory.topic}{part.text}"
        near = self.skills.nearest(text)
        if near.certainty is Certainty.UNKNOWN or not self.skills.kin(near, memory.entry):
            return part
        return replace(part, answer=near, taken_as=text)

    def _completed(self, part: Part, leaning: Leaning, memory: Memory) -> Part:
        """The part as the memory makes it whole, unless it stands on its own."""
        own = part.answer
        if _is_sure(own) and own.score >= (WHOLE_TOPIC if leaning.strong else NEW_TOPIC):
            return part
        if leaning.corrects and (number := corrected_number(leaning.rest, memory.standard)):
            told = self.skills.answer(number)
            return replace(part, numbers=tuple(StandardNumber.find_all(number)), answer=told)
        product = self.skills.product_of(leaning.rest)
        named = memory.asked == Asked.STANDARD or (leaning.corrects and bool(memory.standard))
        if product and named and asks_no_more(leaning.rest, product):
            asked = f"{product}执行什么标准"
            return replace(
                part, asked=Asked.STANDARD, answer=self.skills.answer(asked), taken_as=asked
            )
        if _MORE.fullmatch(part.text) and (about := memory.about or memory.topic):
            told = self.skills.besides(about, memory.entry)
            return replace(part, answer=told, taken_as=about)
        if (listed := self._of_the_list(part, leaning, memory)) is not None:
            return listed
        if _WHICH.search(leaning.rest) and memory.standard:
            told = self.skills.facet(memory.standards, Facet.CARD, part.text)
            return replace(part, asked=Asked.WHAT, answer=told, taken_as=memory.standard)
        bare_source = len(_SOURCE.sub("", leaning.rest)) <= _OF_ITS_OWN
        if (
            bare_source
            and _SOURCE.search(leaning.rest)
            and (source := self.skills.source_of(memory.entry))
        ):
            return replace(part, answer=source, taken_as=f"{memory.topic}{part.text}")
        wanted = part.facet if leaning.strong or not _is_sure(own) else None
        if wanted is not None and memory.standard and _fits(part):
            told = self.skills.facet(memory.standards, wanted, part.text)
            return replace(part, answer=told, taken_as=f"{memory.standard} {part.text}")
        return self._put_together(part, leaning, memory)

    def _put_together(self, part: Part, leaning: Leaning, memory: Memory) -> Part:
        """The likeliest of the questions the memory makes of a part.

        It is asserted only where the entry has every word of the part: 「怎么投诉」 after a
        standard is not about the standard.
        """
        own, skills = part.answer, self.skills
        elsewhere = skills.elsewhere(leaning.rest)
        kin = Memory() if leaning.corrects else memory
        found = [(text, skills.answer(text)) for text in full_questions(leaning, memory, elsewhere)]
        said = with_year(leaning.rest, memory.year)
        fitting = [pair for pair in found if _is_sure(pair[1]) and skills.covers(pair[1], said)]
        best = max(fitting or found, key=lambda pair: _weight(pair[1], kin), default=None)
        if best is None or best[1].certainty is Certainty.UNKNOWN:
            return part
        text, answer = best
        if _is_sure(own) and not fitting:
            return part  # what stands alone fits better than what we make of it
        if _weight(answer, kin) < (0.0 if leaning.strong else BETTER * own.score):
            return part
        if _is_sure(answer) and (_weight(answer, kin) < SURE_ENOUGH or not fitting):
            # A question put together by us is offered, not asserted, where little speaks for it.
            answer = skills.nearest(text)
        return replace(part, answer=answer, taken_as=text)

    def _of_the_list(self, part: Part, leaning: Leaning, memory: Memory) -> Part | None:
        """「第二个是什么」 of what the answer before listed."""
        meant = place_in(leaning.rest)
        items = self.skills.items_of(memory.entry) if meant else ()
        if meant is None or memory.offered or not items or meant[0] >= len(items):
            return None
        item, asked = items[meant[0]], bare(meant[1]).strip(" 那,，?？")
        text = f"{item}{asked or '是什么'}"
        answer = self.skills.answer(text)
        if not _is_sure(answer) or not self.skills.covers(answer, item):
            answer = self.skills.nearest(text)
        lead = f"上一条里说的这一个是“{item}”。\n"
        return replace(part, answer=replace(answer, text=lead + answer.text), taken_as=text)


def _fits(part: Part) -> bool:
    """Whether a facet is one of the standard talked about, not of the thing."""
    return part.facet is not Facet.WHERE or bool(_TEXT.search(part.text))


def asks_no_more(rest: str, product: str) -> bool:
    """Whether words name a product and ask nothing of their own (「大一点的童车嘞」)."""
    left = bare(rest).replace(product, "")
    return asked_in(left) is Asked.NOTHING and len(left) <= 8


def _is_sure(answer: Answer) -> bool:
    return answer.certainty is Certainty.SURE


def _weight(answer: Answer, memory: Memory) -> float:
    """Confidence, a little more for what belongs with the entry before."""
    kin = bool(memory.entry) and _family(answer.entry or "") == _family(memory.entry)
    return answer.score * (1.5 if kin else 1.0)


def _family(reference: str) -> str:
    return reference.partition("-")[0]
