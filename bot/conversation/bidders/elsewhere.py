"""What is not our business, said plainly; never of our own subject."""

from __future__ import annotations

import re

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from kb.doubts import no_facts_of
from kb.text.english import is_english

# Only what the model is convinced of and no entry is anywhere near is called not ours; the rest
# we don't know yet.
CONVINCED, FAR_AWAY = 0.75, 0.015

TITLE = "不归我们管"

# What has one of these is ours: then we say that we don't know yet.
_OURS = re.compile(
    r"标准|国标|行标|质量|合格|检验|检测|认证|3C|强制|投诉|举报|维权|消费|商家|商品|产品|退货|退款|赔偿|假冒|虚假|过期|保质期|标签|条码|计量|电梯|规划|GB|ISO|\d{4,}",
    re.IGNORECASE,
)


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Low: anything known is said first."""
    sure = seen.sureness("ask_out_of_scope")
    if (
        not sure
        or is_english(seen.text)
        or _OURS.search(seen.text)
        or hands.skills.product_of(seen.text)
        or seen.first.taken_as
        or (seen.first.leaning and seen.memory)
        or no_facts_of(seen.text)
    ):
        return None
    if sure < CONVINCED or seen.first.answer.score >= FAR_AWAY:
        return None

    async def say() -> Outcome:
        reply = hands.skills.out_of_scope(seen.first.answer.score)
        return Outcome((reply,), "ask_out_of_scope", keep_as="unknown")

    return Bid(0.3 + 0.5 * sure, "不归这个服务", say)
