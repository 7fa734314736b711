"""Say it again, never mind, that was wrong."""

from __future__ import annotations

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Act, Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from kb.answering import Certainty

TITLE = "说上一条回答"

WRONG = "complain_about_answer"


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """As sure as the model, less where the knowledge base has an answer."""
    sure = seen.sureness("repeat", "cancel", WRONG)
    leaning = seen.first.leaning
    if not sure or (leaning and leaning.corrects and leaning.rest and seen.memory):
        return None  # what was meant instead is said with it
    if seen.first.taken_as or seen.first.answer.certainty is Certainty.SURE:
        return Bid(0.3 + 0.2 * sure, "像是说上一条，但有可以回答的内容", _act(seen, hands))
    return Bid(0.45 + 0.47 * sure, "说的是上一条回答", _act(seen, hands))


def _act(seen: Understanding, hands: Hands) -> Act:
    async def act() -> Outcome:
        skills = hands.skills
        if seen.intent == "repeat":
            return Outcome(skills.repeat(seen.state), "repeat")
        if seen.intent == "cancel":
            return Outcome((skills.cancel(),), "cancel")
        question = await hands.ledger.last_question(seen.message.conversation, seen.turn)
        kept = "wrong" if question else ""
        return Outcome((skills.wrong(),), WRONG, keep_as=kept, keep_question=question or "")

    return act
