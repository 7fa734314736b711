"""What nobody may be told by a government account: rankings, prices, predictions, diagnoses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from bot.kit.messages import Reply, ReplyKind
from kb.answer import Answer, Candidate, Certainty
from kb.asked import Asked, asked_in
from kb.doubts import no_facts_of

TITLE = "不该回答的"


class _Kind(NamedTuple):
    asked: re.Pattern[str]
    why: str
    instead: str
    # Whether an entry near it speaks only if it is asked the same.
    strict: bool = False


_THING = r"(?:牌子|品牌|厂家|店|商家|型号|公司|平台)"
# Who writes it themselves and asks for a fact, a number, a date, asks nobody to write:
# 「我在写毕业论文，…是新增1266项撒」, 「写论文要引用标点符号的标准」.
_PIECE = (
    r"(?:作文|论文|诗|文案|代码|小说|检讨|(?<!检测)(?<!检验)报告|心得"
    r"|(?:演讲|发言|讲话|通讯|新闻|广播)稿)"
)
_ESSAY = _Kind(
    re.compile(
        rf"(?:[帮给替代]|请(?!问))[我你您他她俺咱]?[^,，。]{{0,8}}(?:写|编|作|拟|来|弄|整|生成)(?![的了])[^,，。]{{0,14}}{_PIECE}(?!要?用)"
        rf"|{_PIECE}[^,，。]{{0,4}}[帮给替代][我俺咱]|(?:^|[，。,\s])(?:能不能|可以|你|您|你能)?(?:写|编|作|来)[一个上]{{0,2}}[篇首份段个][^,，。]{{0,14}}{_PIECE}"
        r"|(?:考试|真题|考题)(?:的)?(?:答案|原题)"
    ),
    "不会代写文章，也没有考题答案",
    "可以问我标准、质量和消费维权方面的事。",
)
_KINDS = (
    _Kind(
        re.compile(
            rf"(?:哪|什么)(?:个|家|些|种|款)?{_THING}[^,，。？?]{{0,8}}(?:好|强|靠谱|正宗|安全|便宜|划算|耐用)"
            rf"|{_THING}[^,，。]{{0,10}}(?:排(?:个|一下)?名|排行|推荐(?!性|标准|的?[国行地团]标)|对比)"
            # 「GB/T是推荐的，商家不照着做」 asks for no shop.
            rf"|推荐(?!性|标准)(?:一|几|个|下|点)?[^,，。]{{0,6}}{_THING}"
        ),
        "不能给牌子、商家排名或者推荐",
        "可以问我这类产品看哪个标准、标签上要看什么；想查一家企业有没有被处罚，到国家企业信用信息公示系统。",
    ),
    _Kind(
        re.compile(
            r"(?:卖|要|得|买)?(?:多少钱|好多钱|几块钱|什么价)(?:一|的)?|行情|降价|涨价"
            r"|(?:学费|报名费|房价|油价|金价|股票|股价|彩票)"
        ),
        "没有掌握价格行情，不能告诉您价钱",
        "价格没有明码标价、标价和结算不一致，可以打 12315。",
    ),
    _Kind(
        re.compile(
            r"(?:挂|看)(?:哪个|什么|啥)科|(?:吃|用)(?:什么|啥|哪种)药|(?:得|是)(?:了)?什么病|严不严重.{0,4}(?:病|过敏)|治(?:得|不)好"
            r"|(?:血压|血糖|糖尿病|痛风|心脏病|胃病|肝病|肾病|肾不好|孕妇|怀孕|怀起|哺乳期)[^，。？?]{0,12}(?:吃|喝|用)[^，。？?]{0,12}"
            r"(?:影响|好不好|行不行|得行|能不能|可不可以|可以吗|能吗|有没有用|有效果|没事|要不要紧)"
        ),
        "不能判断病情、给看病的建议",
        "身体不舒服请去医院，急的打 120；和买到的东西有关的，把剩下的东西、小票、病历留好。",
    ),
    _Kind(
        re.compile(
            r"(?:会不会|能不能|会|是不是|要不要|容易|怕)(?:不会)?(?:得|患|长|引起|导致|诱发|引发|致)(?:上|出|起)?(?:了)?[^，。？?吗]{0,4}?"
            r"(?:癌|白血病|肿瘤|瘤子|结石|不孕|不育|性早熟|糖尿病|尿毒症|肾衰|肝炎|哮喘|肺炎|抑郁)"
        ),
        "不能判断会不会得病",
        "担心身体、已经不舒服的，请去医院问医生，急的打 120；和买的东西有关，把东西、小票留好。"
        "可以问我这类产品看哪个标准、限值由哪个标准定。",
        strict=True,
    ),
    _Kind(
        re.compile(
            r"(?:官司|诉讼|法院|打官司|仲裁)[^，。]{0,10}(?:赢|输|判|胜)|(?:会|能)(?:判|赢)(?:多少|几年|吗|不)|(?:胜诉|赔得到|告得赢)[^，。]{0,4}(?:吗|不|么|率)"
        ),
        "不能预测案件的结果",
        "可以告诉您有哪些解决办法、法律怎么规定；具体请问律师，或者打 12348 法律服务热线。",
    ),
    _ESSAY,
    _Kind(
        re.compile(
            r"(?:明年|后年|以后|将来|下次)[^，。]{0,14}(?:会不会|能不能|会是|会改|会出)|预测|猜(?:一下|猜)"
            # 「2030年电动车标准会改成限速好多」; of years gone by nobody says 会.
            r"|(?<!\d)20\d\d ?年[^，。]{0,16}"
            r"会(?:不会)?(?:再)?(?:改|变|调|涨|降|升|放宽|收紧|取消|出新)"
        ),
        "不能预测还没有公布的事",
        "以官方公布的为准：标准看全国标准信息公共服务平台（std.samr.gov.cn）。",
    ),
)
# Sums and terms of the law are no prices and no predictions.
_OF_LAW = re.compile(
    r"判过|判了|已经判|罚|赔|奖|押金|检测费|鉴定费|投诉|举报|收费标准|明码标价|期限|实施|生效"
)
# Who says what they write themselves, and asks something in another clause, orders nothing:
# 「我大三，写一个小论文。…到2020年国际标准要新增多少」.
_ORDERS = re.compile(
    rf"(?:[帮给替代]|请(?!问))[我你您俺咱][^,，。]{{0,8}}(?:写|编|作|拟|来|弄|整|生成)(?![的了])|{_PIECE}[^,，。]{{0,4}}[帮给替代][我俺咱]"
    r"|(?:能不能|可以|你|您|你能)(?:写|编|作|来)"
)
_CLAUSES = re.compile(r"[,，。;；!！?？\n]+")
# An entry that surely answers speaks instead.
WRITTEN_FOR_IT = 0.6


def kind_of(asked: str) -> _Kind | None:
    """Which kind of thing is asked that is declined; None for what may be answered."""
    kind = next((kind for kind in _KINDS if kind.asked.search(asked)), None)
    if kind is None or _OF_LAW.search(asked) or (kind is _ESSAY and _writes_themselves(asked)):
        return None
    return kind


def _writes_themselves(asked: str) -> bool:
    """Whether somebody only tells what they write, and asks for a fact of it."""
    clauses = _CLAUSES.split(asked)
    asking = (one for one in clauses if not _ESSAY.asked.search(one))
    wants = any(asked_in(one) is not Asked.NOTHING for one in asking)
    return wants and not any(map(_ORDERS.search, clauses))


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure unless an entry was written for the very question."""
    kind = kind_of(seen.asked)
    if kind is None or no_facts_of(seen.asked):
        return None

    async def decline() -> Outcome:
        text = f"这个我{kind.why}。{kind.instead}"
        return Outcome((Reply(text, ReplyKind.UNKNOWN),), "declines", answer=_not_told(answer))

    answer = seen.first.answer
    known = answer.score >= WRITTEN_FOR_IT
    if kind.strict:
        known = known and kind.asked.search(answer.about) is not None
    return Bid(0.5 if known else 0.93, kind.why, decline)


def _not_told(answer: Answer) -> Answer:
    """What is near to a question that was declined, for those that lean on it; nothing was told.

    「那20年的总有吧」 after the theme of a year to come.
    """
    if answer.certainty is not Certainty.SURE or not answer.entry:
        return answer
    near = Candidate(answer.entry, answer.about)
    return replace(answer, certainty=Certainty.UNSURE, candidates=(near,))
