"""Parts of what was talked about: 「充电器呢」 after an e-bike asks about that of e-bikes."""

from __future__ import annotations

import re

from bot.conversation.memory import Memory
from bot.conversation.owners import SHORTEST
from bot.conversation.skills import Skills
from bot.conversation.understanding.leaning import LONGEST, bare, leaning_of
from bot.conversation.understanding.own_thing import THAT_ONE
from kb.asked import Asked, asked_in

# What may stand before a part, and names nothing else.
_LEADS = re.compile(
    r"(?:那么?|还有|另外|再问|请问|嗯|哦|好|它|其|的|里面|里头|上面|配套?|自带|原装|专用|家用|这个|用|换|买|[\s,，])*"
)

# 「电池国标是哪个」
_ITS_STANDARD = re.compile(
    r"(?P<part>[\u4e00-\u9fff]{2,5}?)的?(?:新|现行)?(?:国家|强制)?(?:国标|标准)(?:编?号)?(?:是|看|认|按|又是)?(?:哪一?[个本项条]|什么|多少|几号)[呢嘛啊?？]*"
)

_RIDERS = re.compile(r"跑外卖|送外卖|外卖(?:员|小哥)|骑手|跑单|送餐员")
_OF_THEIRS = re.compile(r"充电器|锂电池|蓄电池|电池|电瓶|头盔")
_OF_ANOTHER = re.compile(r"手机|充电宝|电脑|平板|手电|摩托|自行车|电动车|电瓶车|电动")
RIDDEN = "电动自行车"
# 「跑外卖的 平台让换新国标车 新国标是哪个号」
_NEW_VEHICLE = re.compile(r"新国标车?|国标车|[换买上骑][^,，。]{0,4}车")
_A_RIDER = re.compile(rf"(?:我|我们|他)?(?:是|在|天天)?(?:{_RIDERS.pattern})的?[,，\s]*")


def of_a_rider(skills: Skills, text: str, told: str) -> str:
    """「我跑外卖的…充电器按哪个国标」: that of what is ridden, where nothing else is named.

    Args:
        skills: knows the things.
        text: the question.
        told: the whole message.
    """
    part = _OF_THEIRS.search(text)
    if not _RIDERS.search(told) or _OF_ANOTHER.search(told):
        return text
    if part is None and _NEW_VEHICLE.search(text):
        return f"{RIDDEN}{_A_RIDER.sub('', text)}"
    if part is None:
        return text
    return text.replace(part[0], skills.with_owner(RIDDEN, part[0]), 1)


def with_its_owner(skills: Skills, text: str, memory: Memory) -> str:
    """A text with the part it names called as that of the thing talked about; else as it is.

    Args:
        skills: knows the things.
        text: normalised.
        memory: what was talked about.
    """
    owner, part = memory.product, _part_in(skills, text)
    if not owner or len(part) < SHORTEST or part == owner:
        return text
    start = text.find(part)
    if not _LEADS.fullmatch(text[:start]):
        return text
    return text.replace(part, skills.with_owner(owner, part), 1)


def _part_in(skills: Skills, text: str) -> str:
    """The thing few words ask about; empty where they say themselves what they are about."""
    leaning = leaning_of(text)
    asks_standard = asked_in(text) is Asked.STANDARD and len(text) <= LONGEST
    if leaning is None and not asks_standard:
        return ""
    rest = leaning.rest if leaning else text
    if which := THAT_ONE.match(rest):
        return which["part"]
    named, alone = skills.product_of(rest), bare(rest).removeprefix("家用")
    if not named and (headed := _ITS_STANDARD.fullmatch(rest)):
        return headed["part"]
    return named or (alone if asked_in(alone) is Asked.NOTHING else "")
