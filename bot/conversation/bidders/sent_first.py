"""Who wants what they sent before any form deleted again."""

from __future__ import annotations

from bot.complaints.case.sent_first import DROPPED, NOTHING_SENT, drops_files
from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.told import Told
from bot.conversation.understanding.message import Understanding
from bot.kit.messages import Reply

TITLE = "先发来的照片、文件"


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Delete them, and what was told with them."""
    if not drops_files(seen.typed):
        return None

    async def drop() -> Outcome:
        count = await hands.cases.drop_files(seen.message.conversation)
        said = DROPPED.format(count=count) if count else NOTHING_SENT
        return Outcome((Reply(said),), "drop_files", in_form=seen.state.in_form, told=Told())

    return Bid(0.958, "要删除先发来的照片、文件", drop)
