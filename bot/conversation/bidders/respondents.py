"""Whoever is complained about: what happens now, and their word to the officer by a code."""

from __future__ import annotations

from bot.complaints.respondents import HOW, is_accused, wants_to_answer
from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.spoken import reply_of
from bot.conversation.understanding.message import Understanding
from bot.messages import Reply
from kb.answering import Certainty

TITLE = "被投诉的商家"
ACCUSED = "我的店被投诉了，该怎么办？"


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """The way to answer, or what a complaint means for a business."""
    if wants_to_answer(seen.typed):

        async def take() -> Outcome | None:
            return await hands.cases.as_respondent(seen.message, seen.typed)

        return Bid(0.97, "被投诉的商家来回应", take)
    if not is_accused(seen.typed):
        return None

    async def tell() -> Outcome:
        known = seen.first.answer
        if known.certainty is not Certainty.SURE:
            known = hands.skills.answer(ACCUSED)
        return Outcome((reply_of(known), Reply(HOW)), "respondent_help", answer=known)

    return Bid(0.956, "商家说自己被投诉了", tell)
