"""One turn: dedupe, normalise, ask Rasa and the knowledge base, keep the answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from time import perf_counter
from typing import Protocol

import structlog

from bot.complaints.follow.respondents import Respondents
from bot.complaints.intake.desk import DraftState
from bot.complaints.understanding.danger import Danger
from bot.complaints.understanding.danger_elsewhere import is_shop_name
from bot.complaints.understanding.declining import declined_in
from bot.complaints.understanding.hearing import Heard
from bot.conversation.after_danger import after_danger, only_asks_number
from bot.conversation.beside_form import answer_beside
from bot.conversation.bidders import Campaigns, Hands, Lists, NewStandards, Watching
from bot.conversation.bidders.picks import picked
from bot.conversation.bidders.standards import asking_again
from bot.conversation.cases import CaseTalk, confirms_again, filed_already
from bot.conversation.danger_over import behind_help, ended, over_alone, over_in
from bot.conversation.deciding import Arbiter
from bot.conversation.english_things import part_named
from bot.conversation.guards import WordList
from bot.conversation.ledger import Ledger, Outcome
from bot.conversation.skills import Skills
from bot.conversation.spoken import reply_of
from bot.conversation.state import State
from bot.conversation.turns import Turns
from bot.conversation.understanding.courtesy import without_courtesy
from bot.conversation.understanding.message import Understander, Understanding
from bot.conversation.understanding.remembering import remembered_of
from bot.dialogue.client import DialogueClient, DialogueUnavailable
from bot.handover.people import People
from bot.handover.wishes import wants_person
from bot.kit.messages import Button, IncomingMessage, Reply, ReplyKind
from bot.kit.private import redact
from bot.kit.stages import stage, stages
from kb.heard import load_hearing
from kb.knowledge import Normalise
from kb.text.clean import clean
from kb.text.standard_number import canonicalise

log = structlog.get_logger()

LONGEST_MESSAGE = 1000  # characters
EMPTY = Reply("我没有收到文字。请直接打字问我，比如“世界标准日是哪天”。")
TOO_LONG = Reply(
    f"您发的内容太长了（最多 {LONGEST_MESSAGE} 个字），请分几条发，或者先说最要紧的问题。"
)
ONLY_FACES = Reply("收到您的表情了。想查标准、想问事情、想投诉，直接打字告诉我就行。")
TELL_ME = "有答案时告诉我"
OFFER = f"想在有了答案时收到通知，请回复“{TELL_ME}”。"
WILL_TELL = "好的，“{question}”有了答案会在这里告诉您；三十天还没有就不再等。"
PERSON = "转人工"
NOTHING_TO_TELL = "最近没有我答不上来的问题。请直接说您想问的。"
STILL_THINKING = Reply("正在查，请过几秒再发一次同样的问题。")


class Wishes(Protocol):
    """Notes who wants to hear when there is an answer."""

    async def note(self, message: IncomingMessage, question: str) -> None:
        """Note one wish."""


class Conversation:
    """Turns messages into replies.

    Args:
        ledger: turns in the database.
        dialogue: the Rasa client.
        skills: what the bot can do.
        normaliser: dialect, typos and full width to standard words.
        seconds: how long a repeated message waits for the first one's answer.
        cases: complaints and reports.
        words: sensitive words.
        wishes: notes who wants to hear when there is an answer; None where nobody can be told.
        people: the staff who take conversations; None where nobody does.
        campaigns: what is subscribed to and played; None where there is nothing.
        watching: standards somebody wants to be told of; None where nobody can be told.
        lists: checks lists of numbers; None where nobody does.
        news: tells of new standards; None where nobody does.
    """

    def __init__(
        self,
        ledger: Ledger,
        dialogue: DialogueClient,
        skills: Skills,
        normaliser: Normalise,
        seconds: float,
        cases: CaseTalk,
        words: WordList,
        wishes: Wishes | None = None,
        people: People | None = None,
        campaigns: Campaigns | None = None,
        watching: Watching | None = None,
        lists: Lists | None = None,
        news: NewStandards | None = None,
    ) -> None:
        self._ledger = ledger
        self.turns = Turns(ledger, self)
        self._dialogue = dialogue
        self._skills = skills
        self._normaliser = normaliser
        self._seconds = seconds
        self._cases = cases
        self._words = words
        self._wishes = wishes
        self._people = people
        self._campaigns = campaigns
        self._understander = Understander(dialogue, skills, self._heard)
        hands = Hands(
            skills, cases, ledger, words, dialogue, people, campaigns, watching, lists, news
        )
        self._arbiter = Arbiter(hands)

    async def receive(self, message: IncomingMessage) -> list[Reply]:
        """Answer a message; a repeated key waits for the one answer."""
        found = await self.turns.receive(message, self._seconds, finish=True)
        return [STILL_THINKING] if found.replies is None else found.replies

    async def answer(self, turn: int, message: IncomingMessage, state: State) -> list[Reply]:
        """Answer an opened turn and keep the answer."""
        started = perf_counter()
        with stages() as taken:
            outcome = await self._answer(turn, message, state)
        if outcome.telling.entry:
            outcome = replace(outcome, basis=self._skills.basis(outcome.telling.entry))
        milliseconds = round((perf_counter() - started) * 1000)
        await self._ledger.close(turn, message, outcome, milliseconds, taken)
        log.info(
            "turn.answered",
            channel=message.channel,
            intent=outcome.intent,
            kind=outcome.replies[0].kind.value if outcome.replies else "",
            degraded=outcome.degraded,
            milliseconds=milliseconds,
        )
        return list(outcome.replies)

    @property
    def skills(self) -> Skills:
        """What the bot can do."""
        return self._skills

    @property
    def respondents(self) -> Respondents:
        """Takes the word of those complained about, and its files."""
        return self._cases.respondents

    async def keep_rest(self, conversation: str, rest: str) -> None:
        """Remember what a channel could not show at once."""
        await self._ledger.keep_rest(conversation, rest)

    async def _answer(self, turn: int, message: IncomingMessage, state: State) -> Outcome:
        typed = clean(message.text)
        danger = await self._danger(typed)
        if danger and danger.alone and only_asks_number(typed, state.memory.danger):
            danger = None  # it only sounds so, beside what was told a moment ago
        if danger and await self._is_over(typed, state.memory.danger):
            danger = None  # 「送医院了 那馆子我要告他」
        if danger and state.case_open and is_shop_name(typed):
            danger = None
        in_despair = danger is not None and danger.alone
        message = replace(message, in_danger=danger is not None, in_despair=in_despair)
        outcome = await self._answer_now(turn, message, typed, state)
        # Whoever is in danger hears so first: outside and inside a form, and while a person speaks.
        outcome = self._cases.warned(danger, outcome)
        thing = self._skills.product_of(self._normal(typed)) if danger else ""
        outcome = after_danger(danger, outcome, state.memory, typed, thing)
        if self._wishes is not None and message.address and not state.case_open:
            outcome = _with_offer(outcome)
        failed = outcome.keep_as in ("unknown", "wrong") and self._people is not None
        if failed and await self._ledger.failed_last(message.conversation, turn):
            outcome = _with_person(outcome)
        if not state.held:
            return outcome
        news = await self._cases.news(message.conversation)
        at = 0 if danger is None else 1
        return replace(outcome, replies=(*outcome.replies[:at], *news, *outcome.replies[at:]))

    async def _danger(self, typed: str) -> Danger | None:
        # What is too long to be answered is still looked through; its width and dialect stay.
        text = self._normal(typed) if len(typed) <= LONGEST_MESSAGE else typed
        with stage("danger"):
            return await asyncio.to_thread(self._cases.danger, text)

    async def _is_over(self, typed: str, advice: str) -> bool:
        over = over_in(typed, advice)
        return over is not None and await self._danger(over.rest) is None

    async def _answer_now(
        self, turn: int, message: IncomingMessage, typed: str, state: State
    ) -> Outcome:
        if not typed:
            return _aside(state, ONLY_FACES if message.text.strip() else EMPTY)
        # Whoever wants no more messages is heard wherever they say so (PIPL art. 15).
        heard = replace(message, text=typed)
        stopped = await self._campaigns.stop(heard) if self._campaigns else None
        if stopped is not None:
            return _aside(state, stopped.replies[0], stopped.intent)
        with_person = await self._with_person(message, typed, state)
        if with_person is not None:
            return with_person
        if len(message.text.strip()) > LONGEST_MESSAGE:
            return _aside(state, TOO_LONG, "too_long")
        if typed == TELL_ME and self._wishes is not None and message.address:
            return await self._wish(turn, message, state, self._wishes)
        if state.rest and typed in ("继续", "接着说", "还有呢"):
            return _aside(state, Reply(state.rest), "continue")
        if state.answering:
            answered = await self._cases.as_respondent(message, typed)
            if answered is not None:
                return answered
        return await self._in_form_or_out(turn, message, typed, state)

    async def _with_person(
        self, message: IncomingMessage, typed: str, state: State
    ) -> Outcome | None:
        """What goes to a member of staff who speaks, or is asked for."""
        if self._people is None:
            return None
        relayed = await self._people.relay(message) if state.followed else None
        if relayed is not None:
            return _beside(state, relayed, "handover")
        if not wants_person(typed):
            return None
        return _beside(state, (await self._people.ask(message),), "ask_human")

    async def _wish(
        self, turn: int, message: IncomingMessage, state: State, wishes: Wishes
    ) -> Outcome:
        """Note that somebody wants to hear when there is an answer."""
        question = await self._ledger.last_unknown(message.conversation, turn)
        if question is not None:
            await wishes.note(message, question)
        said = WILL_TELL.format(question=question) if question else NOTHING_TO_TELL
        return _aside(state, Reply(said), "tell_me")

    async def _in_form_or_out(
        self, turn: int, message: IncomingMessage, typed: str, state: State
    ) -> Outcome:
        text = self._normal(typed)
        if not state.case_open:
            return await self._guarded(turn, message, typed, text, state)
        peek = await self._cases.peek(message)
        if peek.state is DraftState.ACTIVE:
            if (done := await self._cases.own_data(message, typed)) is not None:
                return done
            return await self._in_case(message, typed, text, state, peek.kind)
        if peek.state is DraftState.FINISHED and confirms_again(typed, state.in_hand):
            outcome = Outcome((filed_already(typed),), "confirm", private=True)
        else:
            outcome = await self._guarded(turn, message, typed, text, state)
        return self._cases.after(outcome, peek)

    def _heard(self, text: str, asked: str) -> Heard:
        """What a message sounds like, and not only its politeness."""
        heard = self._cases.hear(text)
        return heard if not heard or asked == text else min(heard, self._cases.hear(asked))

    def _normal(self, typed: str) -> str:
        return canonicalise(self._normaliser(typed))

    async def _guarded(
        self, turn: int, message: IncomingMessage, typed: str, text: str, state: State
    ) -> Outcome:
        """Answer a message outside a form."""
        said = typed
        over = None if message.in_danger else over_in(typed, state.memory.danger)
        if over is not None:
            state = ended(state)
            if not over.rest:
                reply = Reply("\n".join(filter(None, (over_alone(typed), over.besides))))
                return Outcome((reply,), "danger_over", memory=state.memory, told=state.told)
            said = part_named(over.rest, state.memory.product)
            text = self._normal(said)
        elif rest := behind_help(typed, state.memory.danger):
            said, text = rest, self._normal(rest)
        asked = self._words.without_abuse(said)
        # Without the swearing the question is found better; a case keeps every word.
        asked = without_courtesy(text if asked in ("", said) else self._normal(asked))
        # Only a question is read as it was meant; what may go into a case stays as it was typed.
        asked = load_hearing()(asked)
        return await self._plain(turn, message, typed, text, asked, state)

    async def _in_case(
        self, message: IncomingMessage, typed: str, text: str, state: State, kind: str
    ) -> Outcome:
        if state.choices and (number := picked(typed)) is not None:
            found = self._skills.picked(number, state.choices)
            said = Reply(found) if isinstance(found, str) else reply_of(found)
            return await self._cases.show(message, said)
        answer = await asyncio.to_thread(answer_beside, self._skills, text, kind)
        try:
            # What is typed into a case goes to the language model with personal data masked.
            intent = (await self._dialogue.parse(redact(text))).intent
        except DialogueUnavailable:
            intent = ""
        return await self._cases.take(message, text, intent, answer)

    async def _plain(
        self,
        turn: int,
        message: IncomingMessage,
        typed: str,
        text: str,
        asked: str,
        state: State,
    ) -> Outcome:
        declined = declined_in(text)
        if declined:
            text, asked = declined, without_courtesy(declined)
        seen = await self._understander.understand(turn, message, typed, text, asked, state)
        seen = replace(seen, refuses=declined is not None)
        with stage("decision"):
            decided = await self._arbiter.decide(seen)
        outcome = _with_story(decided, seen)
        outcome = asking_again(outcome, seen, self._skills.ask_number())
        if outcome.answer is not None:
            kept = remembered_of(self._skills, seen.parts, outcome.answer, asked, state.memory)
            outcome = replace(outcome, memory=kept)
        return replace(outcome, degraded=outcome.degraded or seen.parse is None)


def _with_story(outcome: Outcome, seen: Understanding) -> Outcome:
    """Keep what may be part of a story for the form that may follow; an offer holds one turn."""
    if outcome.told is not None or outcome.case_open:
        return outcome
    told = seen.state.told
    if seen.heard and not (seen.refuses or seen.leads_up) and outcome.intent != "tell_story":
        # Kept sealed for half an hour, it must not stand readable beside that for months.
        return replace(outcome, told=told.and_then(seen.typed), private=True)
    return replace(outcome, told=replace(told, offers=())) if told.offers else outcome


def _with_offer(outcome: Outcome) -> Outcome:
    """Offer to tell of the answer, where a question was kept without one."""
    last = outcome.replies[-1] if outcome.replies else None
    if outcome.keep_as != "unknown" or last is None or last.kind is not ReplyKind.UNKNOWN:
        return outcome
    offer = replace(
        last, text=f"{last.text}\n{OFFER}", buttons=(*last.buttons, Button(TELL_ME, TELL_ME))
    )
    return replace(outcome, replies=(*outcome.replies[:-1], offer))


def _with_person(outcome: Outcome) -> Outcome:
    """Offer a person to somebody the bot failed twice."""
    if not outcome.replies:
        return outcome
    last = outcome.replies[-1]
    offer = replace(
        last,
        text=f"{last.text}\n想找工作人员，请回复“{PERSON}”。",
        buttons=(*last.buttons, Button(PERSON, PERSON)),
    )
    return replace(outcome, replies=(*outcome.replies[:-1], offer))


def _beside(state: State, replies: tuple[Reply, ...], intent: str) -> Outcome:
    """What is said between citizen and staff: never readable, and an open form stays open."""
    return Outcome(replies, intent, in_form=state.in_form, case_open=state.case_open, private=True)


def _aside(state: State, reply: Reply, intent: str = "") -> Outcome:
    """A reply that leaves an open form open, and what was typed into it unreadable."""
    return Outcome(
        (reply,),
        intent,
        in_form=state.in_form,
        case_open=state.case_open,
        private=state.case_open,
    )
