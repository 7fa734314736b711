"""What is asked of us in the middle of a form, and what is said beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.complaints.understanding.asked_in_english import asked_in_english
from bot.complaints.understanding.asking import asks, ends_asking

_CLAUSE = re.compile(r"[，,。.;；!！?？\s、]+(?!\d)")
# What only we can tell: rules, standards, how the case goes, what becomes of one's data.
_OF_RULES = re.compile(
    r"标准|国标|强标|强制|(?i:\bgb)|[退假][一1]赔|赔(?:几|多少|好多)倍|[几多少]倍|第?[几哪]一?[条部](?!街|路)|法律|法条|规定|条例|办法"
    r"|罚(?:好多|多少|几|款)|身份证|隐私|泄露|泄漏"
    r"|(?:你们?|这边|你那)[^，。]{0,6}(?:多久|好久|几天|什么时候|啥时候|哪天)[^，。]{0,6}(?:回|答|处理|办|结果|消息|信)"
    r"|(?:多久|好久|几天|什么时候|啥时候)[^，。]{0,4}(?:给我|有|能)?(?:回话|回复|回信|答复|结果|消息|处理完|办完|办好)"
)
_WE = r"(?:哈子|哈|一下|一哈|下|个|一句|嘴|你们?|您|的是|的就是)"
_NOT_US = r"(?!(?:老板|店|他|她|商家|服务员|客服|卖家|经理|人家|师傅))"
# 「我问的是…」, 「先问你…」, 「你先回答我…」: whatever follows is asked.
_FRAME = re.compile(
    rf"^(?:哦|那|我|就|先|然后|顺便|另外|还有?|再|也|是|想|要|等[一]?[下哈]|你|您|不是){{0,6}}"
    rf"(?:(?:想|要|先|再|来)?(?:问|打听|请教|咨询){_WE}{{1,2}}{_NOT_US}|想(?:晓得|知道|了解){_NOT_US}"
    r"|(?:你们?|您)(?:先|快)?(?:回答|答复|告诉|说给|讲给|跟我说|给我说|给我讲|说说|讲讲)(?:一?[下哈])?我?)"
)
# 「你说的罚好多钱我还没听到呢」
_STILL_OPEN = re.compile(
    r"我(?:都|还)?(?:没有?|没得)(?:听到|看到|等到)[^，。]{0,4}(?:答|呢|嘛|哦|$)"
    r"|(?:你们?|您)(?:都|还)(?:没有?|没得)(?:回答|答|告诉|说|讲)"
)
# A bare subject, 「三包」, and how long it runs, which no word for asking need say.
_TOPIC = re.compile(
    r"(?:三包(?:期限?|规定|政策|凭证)?|保修期|[七7]天无理由|举报奖励|惩罚性赔偿)[呢喃哦啊嘛]?[?？]?"
)
_HOW_LONG = re.compile(r"(?:三包|保修|质保)[^，。]{0,6}(?:[几多]少?(?:年|个月|天|久)|好久)")
_AGO = re.compile(r"[上前]回|上次|以前|从前|前年|大前年|那年|往年|有一[回次年]|前几年|早几年")
# Told of somebody else, they ask nothing of us.
_NARRATED = re.compile(
    r"(?:老板娘?|店[家员里]?|商家|客服|卖家|经理|他|她|他们)(?:就|还|都|又|却|一直|居然)?(?:说|讲|问|喊|骂|答)|问(?:过|了|老板|店|他|她|商家|客服|卖家)"
    r"|(?:^|[，,。\s])(?:店家|商家|老板娘?|店员|卖家|客服|他们?|她)(?:也|都|就|还|根本|又)*(?:不|没|乱|怎么|啥|晓得)"
)
_LEAD = re.compile(r"^(?:[哦啊诶]?对了|还有|另外|然后|顺便|那|哦)++")
# 「可不可以退一赔三」 asks for it.
_WISHED = re.compile(
    r"(?:可不可以|能不能|能否|可以|得行|行不行|能|要)[^，。]{0,8}[赔退]|[赔退](?:给)?我"
)
_WHICH = re.compile(r"[哪几]|依据|根据|标准")
# What only leads over, holds up, fears or gives a reason says nothing of the matter.
_BETWEEN = re.compile(
    r"\A(?:哦|啊|诶|那|对|[哦啊诶]?对了|先?不说(?:这|那)个|等[一]?[下哈等]儿?|稍等|慢点|莫慌|莫忙|不是|不对|错了|不是这[个些]|不是那个|我?不是说这个|我?不是问这个|我?没问这个|然后|还有|另外|顺便|先不忙|先莫急"
    r"|我?(?:先|就|想|再|要|还|来){0,4}+问(?:哈|一下|一哈|下|你们?|您|个事?|一句){1,2}|你?先(?:莫|别|不要)[^，。]{0,6}|我?不是(?:要|来)[^，。]{0,4}"
    r"|(?:先)?(?:回答|答)我(?:这个|嘛|再说)?|你(?:先)?(?:说|讲)嘛?|(?:我)?(?:再|才)(?:接着)?(?:填|写|弄|说|登记|答你)|我?好(?:填|写|弄|登记|说)(?:起|上)?(?:去)?"
    r"|我?(?:有点|就是|好|真的)?(?:怕|担心)(?:泄露|泄漏|被骗|遭骗|遭|出事|不安全)?[^，。]{0,4}|搞不懂|搞不清楚?|我不懂|谢谢你?们?|麻烦你?们?|谢了"
    r"|我?(?:就|只|才)?(?:想)?(?:问|晓得|知道)(?:这个|一下|哈)?|你先|先|嗯+|好嘛?|要得|唉|哎)[了嘛哈哦呢噻嘞吧啊]{0,2}"
)


@dataclass(frozen=True)
class AskedBeside:
    """A message inside a form that asks something of us.

    Args:
        question: what is asked.
        said: what is told beside it; empty if nothing is.
    """

    question: str
    said: str


def asked_beside(text: str) -> AskedBeside | None:
    """What a message asks of us and what it says besides; None if it asks us nothing.

    >>> asked_beside("等一下，先问你，退一赔十是哪条")
    AskedBeside(question='退一赔十是哪条', said='')
    >>> asked_beside("十一月二十五号买的 那个标准号是好多来着").said
    '十一月二十五号买的'
    >>> asked_beside("我问老板有没有标准 他说没得")
    """
    if (in_english := asked_in_english(text)) is not None:
        return AskedBeside(*in_english)
    if _TOPIC.fullmatch(text.strip()):
        return AskedBeside(text.strip(), "")
    if _NARRATED.search(text):
        return None
    asked: list[str] = []
    said: list[str] = []
    framed = False
    for clause in filter(None, _CLAUSE.split(text)):
        frame = _FRAME.match(clause)
        if framed or frame or _is_question(clause):
            question = clause[frame.end() :] if frame else _LEAD.sub("", clause)
            asked += [question] if question else []
            framed = not question
        elif not _BETWEEN.fullmatch(clause):
            said.append(clause)
    question = "，".join(asked)
    is_asked = _OF_RULES.search(question) or _HOW_LONG.search(question) or asks(question)
    if len(question) < 3 or not is_asked:
        return None
    if _WISHED.search(question) and not _WHICH.search(question):
        return None
    if _AGO.search(text) and said and not _AGO.search(question):
        # Of another time, and no part of the matter.
        said = []
    return AskedBeside(question, "，".join(said))


def _is_question(clause: str) -> bool:
    if _STILL_OPEN.search(clause) or _HOW_LONG.search(clause):
        return True
    return _OF_RULES.search(clause) is not None and (asks(clause) or ends_asking(clause))
