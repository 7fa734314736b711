"""The knowledge base: every question of the message, in order. It always bids."""

from __future__ import annotations

from math import sqrt

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.spoken import outcome_of_parts
from bot.conversation.understanding.message import Understanding
from kb.answer import Certainty

TITLE = "知识库"

_BASE = {Certainty.SURE: 0.55, Certainty.UNSURE: 0.42, Certainty.UNKNOWN: 0.1}


def bid(seen: Understanding, hands: Hands) -> Bid:
    """As sure as its surest part."""
    best = max(
        seen.parts, key=lambda part: (part.answer.certainty is Certainty.SURE, part.answer.score)
    )
    answer = best.answer
    spread = 0.4 if answer.certainty is Certainty.SURE else 0.1

    async def say() -> Outcome:
        return outcome_of_parts(seen.parts, seen.intent)

    how = {
        Certainty.SURE: "找到了，有把握",
        Certainty.UNSURE: "找到几条，没有把握，给选项",
        Certainty.UNKNOWN: "没有找到对得上的问答",
    }
    reason = how[answer.certainty]
    if best.taken_as:
        reason += "，接着前面的话理解"
    return Bid(_BASE[answer.certainty] + spread * sqrt(min(1.0, answer.score)), reason, say)
