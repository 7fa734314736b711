"""A list of standard numbers to check, one below the other."""

from __future__ import annotations

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding

TITLE = "核对一批标准号"


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure where the message is a list of numbers and nothing else."""
    lists = hands.lists
    if lists is None or seen.state.in_form:
        return None
    typed = lists.list_in(seen.message.text)
    if not typed:
        return None

    async def check() -> Outcome:
        said = await lists.answer(seen.message, typed)
        return Outcome(said.replies, said.intent)

    return Bid(0.966, f"发来了 {len(typed)} 个标准号", check)
