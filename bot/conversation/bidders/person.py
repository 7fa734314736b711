"""A person was asked for, in words only the language model understands."""

from __future__ import annotations

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding

TITLE = "人工"


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """As sure as the model."""
    sure = seen.sureness("ask_human")
    if not sure:
        return None

    async def call() -> Outcome:
        if hands.people is None:
            reply = hands.skills.handover()
        else:
            reply = await hands.people.ask(seen.message)
        return Outcome(
            (reply,),
            "ask_human",
            case_open=seen.state.case_open,
            private=True,
        )

    return Bid(0.45 + 0.48 * sure, "想找工作人员", call)
