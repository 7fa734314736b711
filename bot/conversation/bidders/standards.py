"""Standards named by number, and the look-up form that asks for one.

Inside the form the number and a few words of assent or leaving are the form's; everything else is
answered by whoever it belongs to, and the number is asked for again.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Act, Bid
from bot.conversation.ledger import Outcome
from bot.conversation.spoken import outcome_of, worth_keeping
from bot.conversation.understanding.message import Understanding
from bot.dialogue.client import DialogueUnavailable
from bot.kit.messages import Reply, ReplyKind
from bot.kit.private import redact
from kb.answer import Certainty
from kb.asked import Asked
from kb.text.standard_number import code_asked

TITLE = "标准号"

_BEGINS = "look_up_standard"
_INTENTS = (_BEGINS, "ask_standard_status", "ask_standard_nature")
# What has a rule of the form in data/rules/standards.yml.
OF_THE_FORM = (*_INTENTS, "cancel", "deny", "affirm", "repeat", "goodbye")
_THROUGH_RASA = "dialogue"
# 「帮我查一个标准」 wants one looked up and asks nothing about standards.
_ORDER = re.compile(
    r"(?:帮我|我要|我想|想|给我|来)(?:查|找|核对?)(?:一?[下个份项条哈])?[^，。？]{0,4}(?:标准|国标)"
)
_WISH = re.compile(r"查|看|找|核|标准号|编号|国标|标准")


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure with a number; without one it asks for it, where nothing better is known."""
    sure = seen.sureness(*_INTENTS)
    if seen.state.in_form and seen.parse is not None:
        if _is_only_a_number(seen):
            number = str(seen.first.numbers[0])
            return Bid(0.96, "正在查标准号，发来了一个", _through_rasa(seen, hands, number))
        if seen.sureness(*OF_THE_FORM) and not any(part.numbers for part in seen.parts):
            return Bid(0.93, "正在查标准号", _through_rasa(seen, hands))
    if any(part.numbers for part in seen.parts):
        if not sure or len(seen.parts) > 1:
            return None
        return Bid(0.9, "问的是一个标准号", _focused(seen, hands))
    if sure and seen.first.asked is Asked.NOTHING and _ORDER.search(seen.text):
        return Bid(0.93, "要查一个标准，还没有说标准号", _through_rasa(seen, hands))
    if not sure or seen.first.answer.certainty is Certainty.SURE or not _WISH.search(seen.text):
        return None
    if seen.first.taken_as:
        return None  # 「标准号给我」 behind an answer asks for the number of what was told
    if code_asked(seen.first.text):
        return None  # what a code stands for is asked, not a standard
    return Bid(0.2 + 0.3 * sure, "要查标准，但没有说标准号", _through_rasa(seen, hands))


def _focused(seen: Understanding, hands: Hands) -> Act:
    async def say() -> Outcome:
        answer = await asyncio.to_thread(hands.skills.answer, seen.asked, seen.intent)
        return outcome_of(answer, seen.intent)

    return say


def _through_rasa(seen: Understanding, hands: Hands, number: str = "") -> Act:
    """Rasa's own dialogue, told a number with its letters; nothing while Rasa is away."""
    words = redact(number or seen.asked)
    conversation = seen.message.conversation

    async def ask() -> Outcome | None:
        try:
            replies = await hands.dialogue.take_turn(conversation, words)
            if not replies and seen.state.in_form:
                # The Rasa that had the form is away or was replaced; this one begins it anew.
                await hands.dialogue.trigger(conversation, _BEGINS, {})
                replies = await hands.dialogue.take_turn(conversation, words)
        except DialogueUnavailable:
            return None
        if not replies:
            return None
        in_form = any(reply.kind is ReplyKind.FORM for reply in replies)
        # The talk goes on about what was looked up.
        told = seen.first.answer if number else None
        kept = worth_keeping(replies)
        return Outcome(tuple(replies), _THROUGH_RASA, in_form, answer=told, keep_as=kept)

    return ask


def _is_only_a_number(seen: Understanding) -> bool:
    """Which standard, and nothing asked: what was asked before goes for it."""
    first = seen.first
    alone = len(seen.parts) == len(first.numbers) == 1
    return alone and first.asked is Asked.NOTHING and first.facet is None


def asking_again(outcome: Outcome, seen: Understanding, question: Reply) -> Outcome:
    """What was answered inside the look-up form, and behind it the form's question again.

    Not where the form is over: with a number told, a list to pick from, a case, a person.
    """
    waits = seen.state.in_form and seen.parse is not None and outcome.intent != _THROUGH_RASA
    numbers = any(part.numbers for part in seen.parts)
    offers = outcome.told is not None and outcome.told.offers
    is_over = numbers or offers or outcome.case_open or outcome.in_hand or outcome.forget_since
    choices = any(reply.choices for reply in outcome.replies)
    if not waits or is_over or choices or outcome.in_form or outcome.intent == "ask_human":
        return outcome
    return replace(outcome, replies=(*outcome.replies, question), in_form=True)
