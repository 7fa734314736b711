"""Whoever is complained about: what happens now, and their word to the officer by a code."""

from __future__ import annotations

import re

from bot.complaints.follow.respondents import (
    HOW,
    is_accused,
    means_counter_notice,
    wants_money,
    wants_to_answer,
)
from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.spoken import reply_of
from bot.conversation.understanding.message import Understanding
from bot.kit.messages import Button, Reply
from kb.answer import Certainty
from kb.situations import told_in

TITLE = "被投诉的商家"
ACCUSED = "我的店被投诉了，该怎么办？"
TAKEN_DOWN = "网店被人投诉侵权下架，怎么申诉？"
# What the accused need next; each is a question of the knowledge base.
NEXT = ("商家应对投诉，要准备什么证据？", "商家可以拒绝调解吗？", "商家对罚款不服，怎么办？")
CLAIMED = "faq:mcp-claimant"
WHO_TOLD = "faq:mcp-who-reported"
# 「没贴价签遭人举报了 最多罚好多」 asks for the fine.
_FINE = re.compile(r"罚(?:款)?(?:好多|多少|几|得重不重)")


def _asks_who(text: str) -> bool:
    return WHO_TOLD.removeprefix("faq:") in told_in(text)


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """The way to answer, or what a complaint means for a business."""
    if wants_to_answer(seen.typed):

        async def take() -> Outcome | None:
            return await hands.cases.as_respondent(seen.message, seen.typed)

        return Bid(0.97, "被投诉的商家来回应", take)
    if means_counter_notice(seen.typed):

        async def appeal() -> Outcome:
            known = hands.skills.answer(TAKEN_DOWN)
            return Outcome((reply_of(known),), "respondent_help", answer=known)

        return Bid(0.956, "网店问反通知（不侵权声明）", appeal)
    if not is_accused(seen.typed) or _FINE.search(seen.typed):
        return None

    async def tell() -> Outcome:
        known = seen.first.answer
        if wants_money(seen.typed):
            # 「有人吃出蟑螂要我赔」 is not told what a customer may want.
            known = hands.skills.answerer.give(CLAIMED) or known
        if known.certainty is not Certainty.SURE:
            # 「我能不能查到是哪个告我的」 is told that; everybody else what comes next.
            own = hands.skills.answerer.give(WHO_TOLD) if _asks_who(seen.text) else None
            known = own or hands.skills.answer(ACCUSED)
        how = Reply(HOW, buttons=tuple(Button(question, question) for question in NEXT))
        return Outcome((reply_of(known), how), "respondent_help", answer=known)

    return Bid(0.956, "商家说自己被投诉了", tell)
