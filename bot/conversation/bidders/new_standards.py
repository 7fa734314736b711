"""What standards are new: 「今天有什么新标准」, 「最近要实施哪些标准」."""

from __future__ import annotations

import re

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.memory import Memory
from bot.conversation.understanding.message import Understanding
from bot.conversation.understanding.span_asked import asked_again, asked_for
from bot.kit import clock

TITLE = "新标准"

_WHEN = (
    r"(?:今天|今日|昨天|最近|近期|近来|这几天|这个?月|本月|这周|本周|马上"
    r"|快要?|就要|即将|新近|刚刚?|最新)"
)
_WHICH = r"(?:哪些|什么|啥子?|哪几个|多少|没有|没得)"
_NEW = re.compile(
    rf"\A(?:请问|那|你们?|想问一?下|我想知道|看看?|查一?下){{0,2}}{_WHEN}"
    rf"(?:有|又|都|要|会|刚|新|出|来|发布|出台|公布|实施|生效|执行|了|的|{_WHICH}){{0,6}}"
    rf"(?:新的?)?(?:国家|强制性?|推荐性?|行业|地方)?(?:标准|国标)"
    rf"(?:发布|出台|公布|实施|生效|执行|要|有|了|的|是|{_WHICH}){{0,5}}"
    r"[吗嘛么呢啊呀吧哦哟噻？?。！! ]*\Z"
)


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure where the whole message asks for what is new, of nothing in particular."""
    news = hands.news
    if news is None or seen.state.in_form:
        return None
    today = clock.today()
    again = seen.memory.about if seen.memory.only_listed else ""
    asked = asked_for(seen.text, today) or (asked_again(seen.text, again, today) if again else None)
    if asked is None and not _NEW.match(seen.text):
        return None

    async def say() -> Outcome:
        said = await (news.answer() if asked is None else news.of_span(asked))
        # Each of them can be asked on about (「第三个」), none of them is meant by 「它」.
        about = asked.called if asked and asked.span and not asked.in_english else ""
        kept = Memory(listed=said.listed, about=about) if said.listed or about else None
        kept = kept and kept.with_trail_of(seen.memory)
        return Outcome(said.replies, said.intent, memory=kept)

    return Bid(0.93, "问有什么新标准" if asked is None else "问某段时间的标准", say)
