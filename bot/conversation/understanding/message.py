"""What was found in a message, and the one place that finds it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.complaints.understanding.asking import learns
from bot.complaints.understanding.hearing import Heard
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.state import State
from bot.conversation.understanding.afterthought import said_straight
from bot.conversation.understanding.asked_freely import Freely
from bot.conversation.understanding.asked_on_english import asked_on
from bot.conversation.understanding.completing import Completer
from bot.conversation.understanding.fine_claimed import of_a_fine_claimed
from bot.conversation.understanding.follow_english import follow_up, same_of
from bot.conversation.understanding.follow_sense import FollowSense
from bot.conversation.understanding.in_charge import of_the_law, of_who_manages
from bot.conversation.understanding.leaning import leaning_of
from bot.conversation.understanding.named_act import with_its_act
from bot.conversation.understanding.named_wrongly import of_another_number, of_another_theme
from bot.conversation.understanding.named_wrongly_english import of_another_number_in_english
from bot.conversation.understanding.only_one import of_only_one
from bot.conversation.understanding.owed import of_what_is_owed
from bot.conversation.understanding.own_thing import goes_on, words_asked
from bot.conversation.understanding.owning import of_a_rider, with_its_owner
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.parts import OF_STANDARDS, asked_alike, questions_in
from bot.conversation.understanding.procedure import OF_ANOTHER, procedure_in
from bot.conversation.understanding.remembering import remembered
from bot.conversation.understanding.reporter_known import of_who_reported
from bot.conversation.understanding.reward_doubted import of_a_reward
from bot.conversation.understanding.right_claimed import right_asked
from bot.conversation.understanding.scoping import of_scope
from bot.conversation.understanding.told_at_length import (
    of_what_was_told,
    question_told,
    standards_told,
    themes_told,
)
from bot.conversation.understanding.told_at_length_english import (
    counted_in_english,
    questions_in_english,
)
from bot.conversation.understanding.told_english import (
    back_to_the_told,
    in_english_talk,
    made_for,
    of_the_told,
)
from bot.conversation.understanding.yearly import theme_of_the_day
from bot.dialogue.client import DialogueClient, DialogueUnavailable, Parse
from bot.kit.messages import IncomingMessage
from bot.kit.private import redact
from bot.kit.stages import stage
from kb.answer import UNKNOWN, Answer, Certainty
from kb.asked import Asked, asked_in
from kb.doubts import no_facts_of
from kb.english_asked_on import asks_no_record
from kb.mixed import in_one_language
from kb.premise import states
from kb.text.english import facet_in_english, is_english
from kb.text.english_spelling import spelled_out
from kb.text.facet import Facet, facet_of
from kb.text.standard_number import StandardNumber

# An entry this sure was written for the very question.
WRITTEN_FOR_IT = 0.5
# 「电梯多久没检验还在用」 asks for nothing of a standard.
_OF_A_STANDARD = re.compile("标准|国标|强制|推荐")
_DEALT = re.compile(r"花了|[退赔换修]|店|老板|商家|(?<![让准许能])卖|收[了费]|投诉|举报")
_BOUGHT = re.compile("买|购")
# A trader's own shop and stock wrong nobody (「我铺子头还压起一百多个老款」).
_OWN_TRADE = re.compile(
    r"我们?(?:这|那|家|自己)?(?:个|边)?(?:店|铺|摊|厂|公司|仓库|网店|超市)[^,，。]{0,24}"
)
_CLAUSES = re.compile(r"[,，。.;；!！?？\s]+")
# What may be so of a standard; 「请你们拿标准桶去量一哈」 speaks of none.
_HOLDS_ALREADY = re.compile(
    r"(?:国标|强标|标准(?![桶件间器砝])|新规)[^,，。]{0,8}(?:强制|执行|实施|施行|生效|开始|出来|废|作废|取消|改)"
)
# Something is said to be wrong: a purchase alone isn't.
_AMISS = re.compile(
    r"坏|裂|断|假|烂|臭|怪味|味道|气味|过敏|起火|冒烟|掉|脱|开胶|起球|褪色|发霉|变质|过期|刺|响|不亮|不转|不制冷|打不[燃开]|不合格|质量|问题|骗|漏|不符|超标"
    r"|没得?用|没[人得]修|拉肚|屙|呕|吐|痛|疼|痒|晕|烫|疹|跑毛|钻绒|起毛|生锈|进水|不退|不管|不认|不赔|不换|不修|不给|不让|不行|才[^,，。]{1,6}就|老板|商家|客服|店家|喊我|说好|少了|[吃喝穿用戴][^,，。]{0,4}(?:痛|疼|痒|吐|晕)"
)
_NEW_ONE = re.compile("新国标|新标准|新版|新规")


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

    @property
    def leads_up(self) -> bool:
        """Whether what is told only leads up to a question of a standard, and nothing was bought.

        Kept as a story it would be filed with the next complaint, whatever that is about.
        """
        asks_of_standard = any(
            part.at_length and (part.asked is Asked.STANDARD or part.facet is not None)
            for part in self.parts
        )
        confirms = any(map(_confirms_a_standard, _CLAUSES.split(self.text)))
        if not (asks_of_standard or confirms) or _DEALT.search(_OWN_TRADE.sub("", self.text)):
            return False
        may_be_wrong = not asks_of_standard or _BOUGHT.search(self.text) is not None
        return not (may_be_wrong and _AMISS.search(self.text))

    def sureness(self, *intents: str) -> float:
        """Rasa's confidence if its intent is one of these, else 0."""
        parse = self.parse
        return parse.confidence if parse is not None and parse.intent in intents else 0.0


def _confirms_a_standard(clause: str) -> bool:
    """「充电宝那个新国标早就执行了吧」 wants it confirmed."""
    return states(clause) and _HOLDS_ALREADY.search(clause) is not None


@dataclass(frozen=True)
class Understander:
    """Finds everything in a message, once.

    Args:
        dialogue: Rasa's model.
        skills: the knowledge base's answers.
        hear: what a text sounds like, and the same without its politeness.
    """

    dialogue: DialogueClient
    skills: Skills
    hear: Callable[[str, str], Heard]

    async def understand(
        self, turn: int, message: IncomingMessage, typed: str, text: str, asked: str, state: State
    ) -> Understanding:
        """Find it; Rasa and the knowledge base look at the same time."""
        parse, (parts, heard) = await asyncio.gather(
            self._parse(asked), asyncio.to_thread(self._look, message, text, asked, state.memory)
        )
        found = (parts, parse, state, state.memory)
        return Understanding(turn, message, typed, text, asked, *found, heard=heard)

    async def _parse(self, asked: str) -> Parse | None:
        try:
            return await self.dialogue.parse(redact(asked))
        except DialogueUnavailable:
            return None

    def _look(
        self, message: IncomingMessage, text: str, asked: str, memory: Memory
    ) -> tuple[tuple[Part, ...], Heard]:
        with stage("knowledge"):
            parts = self._found(asked, memory, in_danger=message.in_danger)
        return parts, self.hear(text, asked)

    def _found(self, asked: str, memory: Memory, *, in_danger: bool) -> tuple[Part, ...]:
        parts: list[Part] = []
        asked = in_one_language(asked)
        # What is learnt by heart is told around one question.
        texts = (asked,) if learns(asked) else questions_in(said_straight(asked))
        if len(texts) == 1 and not in_danger:
            several = standards_told(asked) or themes_told(asked) or self._apart(asked)
            texts = several or texts
        texts = of_what_was_told(self.skills, self._with_the_same_lead(asked_alike(texts)), asked)
        for text in (spelled_out(one) if is_english(one) else one for one in texts):
            part = self._part(of_a_rider(self.skills, text, asked), memory)
            # What is asked beside danger waits until it is over.
            question = "" if in_danger else question_told(self.skills, text, part.answer)
            if question:
                question = of_a_rider(self.skills, question, asked)
                part = replace(self._part(question, memory), at_length=True)
            if len(texts) > 1:
                part = self._with_standards(part)
            parts.append(part)
            memory = remembered(self.skills, part.answer, text, memory)
        return tuple(parts)

    def _apart(self, asked: str) -> tuple[str, ...]:
        """The questions of an English message, where each alone has its own sure entry."""
        if not is_english(asked):
            return ()
        ways = (questions_in_english(asked), *counted_in_english(spelled_out(asked)))
        return next((way for way in ways if way and self._each_sure(way)), ())

    def _each_sure(self, questions: Sequence[str]) -> bool:
        """Whether each of some English questions surely has an answer of its own."""
        answers = ((one, self.skills.answer(one)) for one in questions)
        found = [self.skills.in_english(one, None, answer) for one, answer in answers]
        sure = all(one.certainty is Certainty.SURE and one.entry for one in found)
        return sure and len({one.entry for one in found}) == len(found)

    def _with_the_same_lead(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """「电动车头盔和电池」: the battery is that of the vehicle, where there is such a thing."""
        if len(texts) < 2 or not (first := self.skills.product_of(texts[0])):
            return texts
        if first not in texts[0]:
            return texts  # 「电驴的充电器」 is known under another name
        head = texts[0][: texts[0].find(first) + len(first)]
        leads = [head[:end] for end in range(2, len(head)) if self._is_thing(head[:end])]
        return (texts[0], *(self._led_by(leads, text) for text in texts[1:]))

    def _is_thing(self, name: str) -> bool:
        return self.skills.product_of(name) == name

    def _led_by(self, leads: list[str], text: str) -> str:
        for lead in leads:
            whole = self.skills.product_of(f"{lead}{text}")
            if whole.startswith(lead) and text.startswith(whole[len(lead) :] or " "):
                return f"{lead}{text}"
        return text

    def _of_procedure(self, part: Part) -> Part:
        """「我要告卖家具的，要准备哪些材料」 asks about complaints, not about furniture."""
        reading = "" if part.answer.score >= WRITTEN_FOR_IT else procedure_in(part.text)
        found = self.skills.answer(reading) if reading else part.answer
        better = found.certainty is Certainty.SURE and found.score > part.answer.score
        return replace(part, answer=found, taken_as=reading) if better else part

    def _with_standards(self, part: Part) -> Part:
        """Where no entry is likely the records of a product answer (one question: a bidder)."""
        if part.facet is not None and (told := self._of_its_standard(part, part.facet)):
            return told
        words = words_asked(self.skills, part)
        # 「电瓶车头盔看哪个 电池又看哪个」: the battery asks for its own.
        own = bool(part.taken_as) and words != part.taken_as
        if part.numbers or (part.asked is not Asked.STANDARD and not own):
            return part
        product = "" if self.skills.foreign(part.text) else self.skills.product_of(words)
        asked = f"{product}执行什么标准" if own else words
        found = self.skills.standards_of(product, asked) if product else None
        if found is None or (
            not own and self._is_written_for_it(part.answer, found, words, product)
        ):
            return part
        return replace(part, answer=found, taken_as="" if own else part.taken_as)

    def _is_written_for_it(self, near: Answer, found: Answer, words: str, product: str) -> bool:
        """Whether an entry is likely, and not of another thing where nothing but this is asked."""
        if near.score < WRITTEN_FOR_IT:
            return False
        return not self.skills.differ(found, near) or self.skills.says_more(words, product)

    def _of_its_standard(self, part: Part, facet: Facet) -> Part | None:
        """「头盔的国标哪天实施」 beside another question: the day of that thing's standard.

        None where an entry of this standard answers.
        """
        if _NEW_ONE.search(part.text) and part.answer.certainty is Certainty.SURE:
            return None  # an entry tells of the one to come, which the records of a thing may lack
        product = self.skills.product_of(part.text)
        asks = facet in OF_STANDARDS and _OF_A_STANDARD.search(part.text)
        if part.numbers or not asks or not product or goes_on(self.skills, part.text, product):
            return None
        found = self.skills.standards_of(product, f"{product}执行什么标准")
        numbers = self.skills.standards_in(found.entry) if found and found.entry else ()
        told = self.skills.standards_in(part.answer.entry) if part.answer.entry else ()
        if not numbers or set(numbers) & set(told):
            return None
        is_sure = part.answer.certainty is Certainty.SURE
        if is_sure and part.answer.entry and self.skills.to_come(part.answer.entry):
            return None  # the entry tells of the one to come, which the records may lack
        answer = self.skills.facet(numbers, facet, part.text)
        return replace(part, answer=answer, taken_as=f"{numbers[0]} {part.text}")

    def _part(self, text: str, memory: Memory) -> Part:
        part = self._plainly(text, memory)
        return Freely(self.skills, FollowSense.load(), self._plainly).read(part, memory)

    def _plainly(self, text: str, memory: Memory) -> Part:
        memory = back_to_the_told(text, memory)
        text = with_its_owner(self.skills, in_english_talk(text, memory), memory)
        text = with_its_act(self.skills, text, memory)
        numbers = self.skills.numbers_in(text)
        leaning = leaning_of(text)
        # 「哪天发布的 不是实施」 asks for one day and denies the other.
        meant = leaning.rest if leaning and leaning.denied else text
        facet = _facet_in_english(text, numbers) if is_english(text) else facet_of(meant)
        found = (asked_in(text), facet, numbers, leaning, self.skills.answer(text))
        part = Part(text, *found)
        if part.answer.text == no_facts_of(text):
            return part  # 「那商标呢」 names what it is about, and what was before is another thing
        if not numbers and (no_such := self.skills.of_unknown_serial(text)):
            return replace(part, answer=no_such)
        if plain := (
            of_a_reward(self.skills, part)
            or of_what_is_owed(self.skills, part)
            or of_who_manages(self.skills, part, memory)
            or of_who_reported(self.skills, part, memory)
            or of_the_law(self.skills, part, memory)
        ):
            return plain
        if told_again := (
            follow_up(self.skills, part, memory)
            or of_the_told(self.skills, part, memory)
            or same_of(self.skills, part, memory)
        ):
            return told_again
        if on := asked_on(self.skills, part, memory):
            return on
        if text.isascii() and not numbers:
            told = made_for(self.skills, text) or self.skills.in_english(text, facet, part.answer)
            if told is not part.answer:
                return replace(part, asked=Asked.STANDARD, answer=told)
        if is_english(text) and (mine := of_another_number_in_english(self.skills, part)):
            return mine
        fined = of_a_fine_claimed(self.skills, part, memory)
        if only := fined or of_only_one(self.skills, part):
            return only
        if scoped := of_scope(self.skills, part, memory):
            return scoped
        if named := (
            of_another_number(self.skills, part, memory)
            or of_another_theme(self.skills, part, memory)
            or theme_of_the_day(self.skills, part, memory)
        ):
            return named
        # 「替我爸去投诉要带什么」 asks that, whatever was talked about.
        whole = self._of_procedure(part) if procedure_in(text) == OF_ANOTHER else part
        if whole is part:
            part = self._of_procedure(Completer(self.skills).complete(part, memory))
        else:
            part = whole
        part = right_asked(self.skills, part)
        if part.numbers:
            return part  # answered by its record: 「奶粉罐上写的10766」 is no other thing
        if other := self.skills.other_thing(part.answer, part.taken_as or text, memory.about):
            part = replace(part, answer=self.skills.of_another(other, part.taken_as or text))
        unknown = part.answer.text == UNKNOWN and not numbers
        articles = self.skills.articles(text) if unknown else None
        return part if articles is None else replace(part, answer=articles)


def _facet_in_english(text: str, numbers: Sequence[StandardNumber]) -> Facet | None:
    """「what is the fine for …」 doesn't ask what a standard told before is about."""
    facet = facet_in_english(text)
    return None if facet is Facet.SCOPE and not numbers and asks_no_record(text) else facet
