"""Subscriptions, the question of the day, quizzes."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding

TITLE = "订阅和答题"


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Bids high and leaves the word again where the words turn out to be none of its own."""
    campaigns = hands.campaigns
    if campaigns is None:
        return None

    async def take() -> Outcome | None:
        heard = replace(seen.message, text=seen.typed)
        said = await campaigns.take(heard, seen.typed, seen.state.choices)
        return None if said is None else Outcome(said.replies, said.intent)

    return Bid(0.975, "是订阅、退订或者答题的说法", take)
