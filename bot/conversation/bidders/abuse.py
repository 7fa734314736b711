"""Swearing and what we do not serve: a calm sentence once, then a short one."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.bidders import Hands
from bot.conversation.bidders.products import names_a_thing
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from bot.kit.messages import Reply
from kb.answer import Certainty

TITLE = "骂人和不回应的内容"

INSULT, DECLINED = "insult", "declined"
# Abuse gets the calm sentence once in this time, then a short one.
CALM_FOR = timedelta(minutes=30)
# The model has to guess at words it never met, 「月饼」: no insult unless it is convinced.
CONVINCED = 0.85


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure where nothing else is said; a question beside the swearing is answered."""

    async def calm() -> Outcome:
        said = hands.words.replies
        first = await hands.ledger.is_first(seen.turn, seen.message.conversation, INSULT, CALM_FOR)
        text, intent = (said.calm, INSULT) if first else (said.again, f"{INSULT}_again")
        return Outcome((Reply(text),), intent)

    async def decline() -> Outcome:
        return Outcome((Reply(hands.words.replies.decline),), DECLINED)

    if seen.message.in_danger:
        return None  # nothing is held back from somebody in danger
    if hands.words.is_only_abuse(seen.typed):
        return Bid(0.99, "整条只有骂人话", calm)
    if hands.words.is_declined(seen.typed):
        return Bid(0.98, "是我们不回应的内容", decline)
    sure = seen.sureness(INSULT)
    if seen.first.taken_as:
        return None  # 「蓝的」 behind an answer asks on
    if names_a_thing(seen, hands):
        return None
    if sure >= CONVINCED and seen.first.answer.certainty is not Certainty.SURE:
        return Bid(0.4 + 0.5 * sure, "语言模型认为是在骂人", calm)
    return None
