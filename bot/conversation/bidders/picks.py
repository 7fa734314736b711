"""A choice picked by its number: 「2」, 「第二个」."""

from __future__ import annotations

import re
import unicodedata

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.models import PICKED
from bot.conversation.spoken import outcome_of
from bot.conversation.understanding.message import Understanding
from bot.kit.messages import Reply
from kb.text.listed import place_in

TITLE = "选序号"

_PICK = re.compile(
    r"^(?:选|就|要|看|我要|我选|点)?(?:第)?\s*([1-9一二三])\s*(?:个|条|项|号|那个)?(?:吧|呢|嘛)?[。.！!？?]?$"
)
_DIGITS = {"一": 1, "二": 2, "三": 3}


def picked(text: str) -> int | None:
    """The number of a choice, from 「2」, 「②」, 「选2」 or 「第二个」; None for anything else."""
    match = _PICK.match(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    return _DIGITS.get(match[1]) or int(match[1])


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure of itself where the message is nothing but a number."""
    number = picked(seen.typed)
    if number is None or seen.state.in_form:
        return None
    choices = seen.state.choices or seen.memory.listed
    if not choices and seen.first.taken_as and place_in(seen.text):
        return None  # 「第一个」 of what the answer before told

    async def pick() -> Outcome:
        if not choices and hands.campaigns is not None:
            waits = await hands.campaigns.without_list(seen.message)
            if waits is not None:
                return Outcome(waits.replies, waits.intent)
        found = hands.skills.picked(number, choices)
        if isinstance(found, str):
            return Outcome((Reply(found),), PICKED)
        return outcome_of(found, PICKED)

    return Bid(0.97, f"回复了序号 {number}", pick)
