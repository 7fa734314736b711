"""What somebody wants of their own data: to see, correct or erase it, to take a consent back."""

from __future__ import annotations

from bot.complaints.follow.data_rights import data_wish_in
from bot.complaints.intake.known_teller import wants_forgetting, wants_remembering
from bot.complaints.understanding.hearing import Heard
from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding

_LONGEST_WISH = 30  # characters
TITLE = "自己的信息"


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """A wish is done; a question about it is left to the answers."""
    if wants_remembering(seen.typed) or wants_forgetting(seen.typed):

        async def remember() -> Outcome:
            return await hands.cases.remember(seen.message)

        return Bid(0.957, "记住或者不再记住自己的联系方式", remember)
    wish = data_wish_in(seen.typed)
    if wish is None or (seen.heard is Heard.STORY and len(seen.text) > _LONGEST_WISH):
        return None  # 「蛋糕上把名字写错了」 is told of a shop, not of what we keep

    async def serve() -> Outcome:
        return await hands.cases.data_rights(seen.message, wish)

    return Bid(0.957, "对自己的个人信息提出要求", serve)
