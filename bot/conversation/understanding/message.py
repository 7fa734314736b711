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
from bot.conversation.understanding.leaning import Leaning, bare, leaning_of
from bot.conversation.understanding.parts import questions_in
from bot.conversation.understanding.remembering import remembered
from bot.conversation.understanding.resolving import full_questions
from bot.dialogue.client import DialogueClient, DialogueUnavailable, Parse
from bot.kit.private import redact
from bot.messages import IncomingMessage
from kb.answering import Answer, Certainty
from kb.text.english import facet_in_english, is_english
from kb.text.facet import Facet, facet_of
from kb.text.standard_number import StandardNumber

_WHICH = re.compile(
    r"^(?:是|这是)?(?:哪|什么)(?:个|一?项|份|部)?(?:标准|国标)(?:里)?(?:规定|要求|说|写|管)?的?"
)
_SOURCE = re.compile(
    r"第几条|哪一?条|(?:哪部|哪个|什么)(?:法|规定|条例|文件)|依据|根据|出处|来源|写在哪|谁说的|有什么凭据"
)
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
        if numbers or part.leaning is None or not memory:
            return part
        return self._completed(part, part.leaning, memory)

    def _completed(self, part: Part, leaning: Leaning, memory: Memory) -> Part:
        """The part as the memory makes it whole, unless it stands on its own."""
        own = part.answer
        if _is_sure(own) and own.score >= (WHOLE_TOPIC if leaning.strong else NEW_TOPIC):
            return part
        product = self.skills.product_of(leaning.rest)
        if product and memory.asked == Asked.STANDARD and asks_no_more(leaning.rest, product):
            asked = f"{product}执行什么标准"
            return replace(
                part, asked=Asked.STANDARD, answer=self.skills.answer(asked), taken_as=asked
            )
        if _WHICH.search(leaning.rest) and memory.standard:
            told = self.skills.facet(memory.standard, Facet.CARD, part.text)
            return replace(part, asked=Asked.WHAT, answer=told, taken_as=memory.standard)
        if _SOURCE.search(leaning.rest) and (source := self.skills.source_of(memory.entry)):
            return replace(part, answer=source, taken_as=f"{memory.topic}{part.text}")
        if part.facet is not None and memory.standard and (leaning.strong or not _is_sure(own)):
            told = self.skills.facet(memory.standard, part.facet, part.text)
            return replace(part, answer=told, taken_as=f"{memory.standard} {part.text}")
        found = [(text, self.skills.answer(text)) for text in full_questions(leaning, memory)]
        kin = Memory() if leaning.corrects else memory
        best = max(found, key=lambda pair: _weight(pair[1], kin), default=None)
        if best is None or best[1].certainty is Certainty.UNKNOWN:
            return part
        needed = 0.0 if leaning.strong else BETTER * own.score
        if _weight(best[1], kin) < needed:
            return part
        answer = best[1]
        if _is_sure(answer) and _weight(answer, kin) < SURE_ENOUGH:
            # A question put together by us is offered, not asserted, where little speaks for it.
            answer = self.skills.nearest(best[0])
        return replace(part, answer=answer, taken_as=best[0])


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
