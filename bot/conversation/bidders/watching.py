"""Watching standards: 「关注 GB 17761」, 「我关注了哪些」, 「取消关注」."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding

TITLE = "关注标准"


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure where a standard or a product we know is to be watched, or no more."""
    watching = hands.watching
    if watching is None or seen.state.in_form:
        return None
    if not watching.concerns(seen.typed, seen.state.choices):
        return None

    async def take() -> Outcome | None:
        heard = replace(seen.message, text=seen.typed)
        said = await watching.take(heard, seen.typed, seen.state.choices)
        return None if said is None else Outcome(said.replies, said.intent)

    return Bid(0.976, "要关注标准，或者不再关注", take)
