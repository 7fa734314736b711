"""Standards named by number: what is asked of them, from the catalogue's own fields."""

from __future__ import annotations

import asyncio
import re

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.spoken import outcome_of, worth_keeping
from bot.conversation.understanding.message import Understanding
from bot.dialogue.client import DialogueUnavailable
from bot.kit.private import redact
from bot.messages import Reply, ReplyKind
from kb.answering import Certainty

_INTENTS = ("look_up_standard", "ask_standard_status", "ask_standard_nature")
_WISH = re.compile(r"查|看|找|核|标准号|编号|国标|标准")


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure with a number; without one it asks for it, where nothing better is known."""
    sure = seen.sureness(*_INTENTS)
    if any(part.numbers for part in seen.parts):
        return (
            None
            if not sure or len(seen.parts) > 1
            else Bid(0.9, "问的是一个标准号", _focused(seen, hands))
        )
    if not sure or seen.first.answer.certainty is Certainty.SURE or not _WISH.search(seen.text):
        return None

    async def ask() -> Outcome | None:
        try:
            replies = await hands.dialogue.take_turn(seen.message.conversation, redact(seen.asked))
        except DialogueUnavailable:
            return None
        return _in_form(replies)

    return Bid(0.2 + 0.3 * sure, "要查标准，但没有说标准号", ask)


def _focused(seen: Understanding, hands: Hands):  # type: ignore[no-untyped-def]
    async def say() -> Outcome:
        answer = await asyncio.to_thread(hands.skills.answer, seen.asked, seen.intent)
        return outcome_of(answer, seen.intent)

    return say


def _in_form(replies: list[Reply]) -> Outcome | None:
    in_form = any(reply.kind is ReplyKind.FORM for reply in replies)
    if not replies:
        return None
    return Outcome(tuple(replies), "dialogue", in_form, keep_as=worth_keeping(replies))
