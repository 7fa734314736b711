"""What somebody wants of their own data: to see, correct or erase it, to take a consent back."""

from __future__ import annotations

from bot.complaints.data_rights import data_wish_in
from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding

TITLE = "自己的信息"


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """A wish is done; a question about it is left to the answers."""
    wish = data_wish_in(seen.typed)
    if wish is None:
        return None

    async def serve() -> Outcome:
        return await hands.cases.data_rights(seen.message, wish)

    return Bid(0.957, "对自己的个人信息提出要求", serve)
