"""Standards named by number, and the look-up form that asks for one."""

from __future__ import annotations

import asyncio
import re

from bot.conversation.bidders import Hands
from bot.conversation.cases import STARTS
from bot.conversation.deciding import Act, Bid
from bot.conversation.ledger import Outcome
from bot.conversation.spoken import outcome_of, worth_keeping
from bot.conversation.understanding.asked import Asked
from bot.conversation.understanding.message import Understanding
from bot.dialogue.client import DialogueUnavailable
from bot.kit.private import redact
from bot.messages import ReplyKind
from kb.answering import Certainty
from kb.text.standard_number import code_asked

TITLE = "标准号"

_INTENTS = ("look_up_standard", "ask_standard_status", "ask_standard_nature")
# 「帮我查一个标准」 wants one looked up and asks nothing about standards.
_ORDER = re.compile(
    r"(?:帮我|我要|我想|想|给我|来)(?:查|找|核对?)(?:一?[下个份项条哈])?[^，。？]{0,4}(?:标准|国标)"
)
_WISH = re.compile(r"查|看|找|核|标准号|编号|国标|标准")


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure with a number; without one it asks for it, where nothing better is known."""
    sure = seen.sureness(*_INTENTS)
    if seen.state.in_form and seen.parse is not None:
        # A wish to register leaves the form; everything else is its own, side questions too.
        leaves = seen.intent in STARTS and not seen.refuses
        return Bid(0.5 if leaves else 0.93, "正在查标准号", _through_rasa(seen, hands))
    if any(part.numbers for part in seen.parts):
        if not sure or len(seen.parts) > 1:
            return None
        return Bid(0.9, "问的是一个标准号", _focused(seen, hands))
    if sure and seen.first.asked is Asked.NOTHING and _ORDER.search(seen.text):
        return Bid(0.93, "要查一个标准，还没有说标准号", _through_rasa(seen, hands))
    if not sure or seen.first.answer.certainty is Certainty.SURE or not _WISH.search(seen.text):
        return None
    if code_asked(seen.first.text):
        return None  # what a code stands for is asked, not a standard
    return Bid(0.2 + 0.3 * sure, "要查标准，但没有说标准号", _through_rasa(seen, hands))


def _focused(seen: Understanding, hands: Hands) -> Act:
    async def say() -> Outcome:
        answer = await asyncio.to_thread(hands.skills.answer, seen.asked, seen.intent)
        return outcome_of(answer, seen.intent)

    return say


def _through_rasa(seen: Understanding, hands: Hands) -> Act:
    """Rasa's own dialogue; nothing while Rasa is away."""

    async def ask() -> Outcome | None:
        try:
            replies = await hands.dialogue.take_turn(seen.message.conversation, redact(seen.asked))
        except DialogueUnavailable:
            return None
        if not replies:
            return None
        in_form = any(reply.kind is ReplyKind.FORM for reply in replies)
        return Outcome(tuple(replies), "dialogue", in_form, keep_as=worth_keeping(replies))

    return ask
