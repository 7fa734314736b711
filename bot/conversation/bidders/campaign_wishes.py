"""Wishes about subscriptions and quizzes in words only the language model understands."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.complaints.understanding.asking import without_errand
from bot.complaints.understanding.hearing import Heard
from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from bot.conversation.understanding.told_at_length import LONG

TITLE = "订阅和答题（语言模型）"

_WITHDRAWS = "unsubscribe"
_WISHES = ("subscribe", "ask_subscriptions", "daily_question", "take_quiz")
# Taking a consent back must not be missed (PIPL art. 15): half a conviction is enough to ask.
_ENOUGH = 0.5
# Words by which somebody wishes to be sent something, or for questions to answer. Without one
# the model's word is no wish, neither 「那我现在买要看什么」 nor 「质量月是几月份」.
_WISHES_TO_HEAR = re.compile(
    r"[订定]阅|[订定](?:了|过|没|起|下|一下|的|你|科)|推(?:送|给|一份)|[喊叫](?:我|一声)|告诉我(?![^。！!]{0,24}(?:哪|什么|啥|几|怎么|咋|多少|好多|区别|[吗么?？]))|说一声|[通告]知|提醒"
    r"|(?:给|帮)我(?:[^，。]{0,3})(?:说|发|推|订|开)|发(?:给)?我|收(?!据|费|钱|货|款|到货|银|入)|接收|开通|记得|报名|加入|第一时间|关注"
)
# 「有问题」, 「主题」 are none.
_QUIZ = r"(?<![话主标难专议])(?<![有没得量出么大个]问)题"
_WISHES_TO_PLAY = re.compile(
    rf"{_QUIZ}|[问竞抢我]答|竞赛|考[我哈试]|测[试验一]|挑战|闯关|抽奖|证书"
)
# What else is wished for is a guess below this, unless words of the matter stand there:
# 「上高速要装儿童座椅 标准号发我一个」 wants to know something.
_SURELY = 0.8
_OUR_MATTER = re.compile(
    rf"[订定]阅|[订定]了|推送|活动|提醒|通知|消息|科普|知识|讲座|{_QUIZ}|[问竞]答|考[我哈考]|测验|测试|竞赛|挑战|闯关|质量月|[准益]日"
)
# 「家电安全最新版编号发我」 wants that number, and once.
_ASKS_A_NUMBER = re.compile(r"(?:标准|国标|编|文)号|哪[个项本](?:标准|国标)")
# What came to somebody is no wish to be sent something: 「收到调解通知」.
_CAME = re.compile(
    r"(?:收到|接到|发来|寄来|来了)(?:[^,，。]{0,8}通知|了?[一二两三几半\d][^,，。]{0,2}[个盒箱件份袋瓶条张罐])|(?:调解|处罚|受理|开庭|听证|整改)[^,，。]{0,2}通知"
)
# In a text told at length only a sentence that names our matter wishes for it: 「公公中秋收到一盒
# 月饼。…」 and 「…把主题都印上去。麻烦一次告诉我」 do not.
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
# Who speaks of these has no more of something else.
_GOODS = re.compile(r"货|订单|商家|老板|店|酒店|机票|登记|牌子|会员|快递|投诉|举报|钱|费")


def is_wished(text: str) -> bool:
    """Whether words say that something of the kind is wished for, of whatever topic.

    >>> is_wished("以后质量月有活动记得喊我一声"), is_wished("质量月是几月份知道不")
    (True, False)
    """
    # 「老师喊我们先打听这个日子是哪一天」 wants to be told it now.
    text = without_errand(_CAME.sub("", text))
    if len(text) > LONG:
        text = "".join(one for one in _SENTENCE.findall(text) if _OUR_MATTER.search(one))
    return bool(_WISHES_TO_HEAR.search(text) or _WISHES_TO_PLAY.search(text))


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """As sure as the model; a story is told of somebody else."""
    campaigns = hands.campaigns
    # What is wished is no part of the story told around a question.
    asked = len(seen.parts) > 1 or any(part.at_length for part in seen.parts)
    words = "\n".join(part.text for part in seen.parts) if asked else seen.text
    sure = seen.sureness(*_WISHES) if is_wished(words) else 0.0
    unsure = sure < _SURELY or _ASKS_A_NUMBER.search(words) is not None
    if unsure and not _OUR_MATTER.search(_CAME.sub("", words)):
        sure = 0.0
    enough = seen.sureness(_WITHDRAWS)
    if enough >= _ENOUGH and not _GOODS.search(seen.text):
        sure = enough
    if campaigns is None or not sure or seen.heard is Heard.STORY:
        return None

    async def serve() -> Outcome | None:
        heard = replace(seen.message, text=seen.typed)
        said = await campaigns.wish(heard, seen.intent)
        return None if said is None else Outcome(said.replies, said.intent)

    return Bid(0.45 + 0.47 * sure, "语言模型认为是订阅、退订或者答题", serve)
