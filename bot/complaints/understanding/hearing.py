"""Whether a message tells a story that could become a case, in whatever words."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.complaints.understanding.asking import asks, before_plea, is_sent_to_ask, learns
from bot.complaints.understanding.declining import declined_in, is_bare_wish, is_settled
from bot.complaints.understanding.english_story import is_english_story
from bot.complaints.understanding.extract import product_words
from bot.complaints.understanding.grievance import A_FEW_WORDS, GrievanceSense
from kb.search.embedding import Vector

_SAYS_ENOUGH = 4  # characters
_FEW_THINGS = 24  # characters
# What the other side refuses, told and not asked: a dispute, however few words it takes.
_REFUSED = re.compile(
    r"(?:商家|店家|老板娘?|卖家|客服|店里|店上|平台|厂家|公司|对方|他们?|她|就是|硬是|一直|死活|又|还|也|都|不|，|,|\s|[^不])"
    r"不(?:给|肯|让|予|愿意?|得)?(?:我|我们)?(?:退货|退款|退钱|退|换货|换|修|赔|管|认账|认|理人?|理我|承认|处理|发货)(?:了|我|人|哈|哦|噻)*[。！!，,\s]*$"
    r"|拉黑|跑路|联系不上|踢皮球|找不到人了"
)
# 「在超市购买食品后发现过期，要求退款赔偿。」: a deed, what was wrong with it, and a demand.
_DEMANDS = re.compile(
    r"(?:买|购|销售|出售|卖|使用|经营|消费|办理|加工|生产|提供|收取)[^？?]{2,40}?"
    r"(?:要求|请求|恳请|希望|请|望)(?:依法|商家|店家|你们|贵局|有关部门|予以|给予|尽快)*"
    r"(?:退|赔|换货|更换|查处|处理|处罚|调查|核查|核实|赔偿)[^，。？?]{0,8}[。！!\s]*$"
)
# 「…，你们快去查」, 「…你们管下吧」, 「…麻烦来个人看看」.
_GO_AND_LOOK = re.compile(
    r"[\s,，。!！]{0,2}(?:你们|您们|贵局|有关部门|市监局|麻烦|请|喊人|派人|来个人|快点?|赶紧|赶快){1,3}(?:快点?|赶紧|要|得|也|都|就|来|去|过来|过去|派人|好好|出面){0,4}"
    r"(?:查|管|看看|检查|查处|整治|处理|收拾)(?:一?[下哈]|一查|一管|查|管|他们?|他家|它|嘛|吧|撒|噻|哦|哈|呀|啊|起走|清楚|看看){0,4}[。!！~～\s]{0,4}$"
)
_DOES = re.compile(r"卖|用|收|炒|掺|灌|做|开|摆|印|写|挂|充|换|涨|标|加|贴|称")
_WRONG_DOING = re.compile(
    r"假|地沟油|老油|过期|变质|发霉|臭|死猪|病猪|注水|三无|没得?[^，。]{0,4}证|无证|黑作坊|作坊|短斤|缺斤|少称|鬼秤|乱收|乱涨|翻新|回收油|口水油|福尔马林|工业|虚假|改日期|换标签|毒"
)
_WRONG = re.compile(
    r"过期|变质|假|伪劣|质量|虚假|发霉|有虫|异物|三无|没有|没得|无证|不合格|超标|短斤|缺斤|坏|破|烂|断|漏|故障|问题|不符|乱收|多收|涨价|欺诈|骗"
)
_IN_GENERAL = re.compile(
    r"流程|规定|标准|怎么|如何|什么|哪|能不能|可不可以|依据|条件|模板|范文|多久|法律|可以要求|打假|我[家们]?的?店|顾客|客人"
)
# 「商家不退怎么办」 asks in general, 「才穿四天就断了，他不认」 tells.
_OWN = re.compile(
    r"我|买|[花收付]了|[才刚][穿用骑戴装换修]了?不?到?[一两二三四五六七八九十半几\d]{1,3}(?:天|个?月|个?星期|年|[次回])"
)
# 「修了三回还是坏的」: only who has tried says how often.
_TRIED_AGAIN = re.compile(
    r"(?:(?:修|换|装|补|洗|调|返工)了?|找了?(?:他们?|她|商家|店家|老板|师傅|客服|售后|厂家|卖家))(?:[两二三四五六七八九十\d]{1,2}|好几|[几无]数?)[次回道趟遍][^？?]{0,8}?(?:还是|还在|还没|又|依然|仍然?|照样|都?没|都不|也不|也没)"
)
_HOW_TO_GO_ON = re.compile(r"(?:该|要)?(?:怎么|如何)(?:处理|解决)[嘛呢啊哦哟呀\s?？。!！]{0,6}$")
_JUST_BOUGHT = re.compile(
    r"(?:[新刚才]|[昨前今]天|前几天|上个?(?:周|星期|礼拜|月)|去年|半年前|几天前)(?:在[^，。]{1,8})?买的?"
)
_LAST_CLAUSE = re.compile(r"^(.+)[，。,;；!！\s]([^，。,;；!！\s]+)$", re.S)
# Between things that are only named: 「童车 和玩具」, 「学生用的书包还有校服」.
_BETWEEN_THINGS = re.compile(
    r"(?:和|跟|与|及|或者?|以及|还有|[、，,/\s]|的|用|家里|屋头|商场|超市|小区|楼道|学校|公司|医院|酒店|宾馆|饭店|餐馆|工地|学生|娃儿|儿童|小孩|婴儿|老人|标准|国标|这些|那些|之类|呢|嘛|哈|等|[。！!.])*"
)
_EITHER = re.compile(r"([退换修赔管认理])不\1")  # 「赔不赔」 asks


# Who prepares a lesson, a wall newspaper or an event tells what it is for, and no grievance. An
# event somebody else holds is none of that: 「健身房搞活动，充了两千」.
_LESSON = (
    r"班会|上(?:一?节|堂|个)[^，。]{0,6}课|讲课|备课|主题课|科普课|手抄报|黑板报|展板|宣传栏|板报|社会实践|(?:写|交|做)(?:一?[篇份个])?[^，。]{0,12}"
    r"(?:报告|论文|作文|演讲稿|策划|课件|PPT)|搞(?:个|一场|一次)?[^，。]{0,6}活动|知识竞赛"
)
_PREPARERS = r"我们?|咱们?|老师|学校|班上|班里|班级|社区|居委会|年级|娃儿?|孩子|学生|单位"
_PREPARES = re.compile(
    rf"(?:{_PREPARERS})[^，。\s]{{0,8}}(?:{_LESSON})|(?:^|[，。\s])(?:要|想|准备|打算|正?在|需要|帮)[^，。\s]{{0,8}}(?:{_LESSON})"
)
_DEALT = re.compile(r"买|付|交了?钱|退(?!休|伍|役)|赔|投诉|举报|骗|坑")


class Heard(enum.IntEnum):
    """What a message sounds like."""

    NOTHING = 0
    HINT = 1  # perhaps the beginning, or the rest, of a story
    STORY = 2


@dataclass(frozen=True)
class Ear:
    """Hears stories.

    Args:
        sense: the trained weights.
        embed: embedding of one normalised text.
    """

    sense: GrievanceSense
    embed: Callable[[str], Vector]

    def hear(self, text: str) -> Heard:
        """What a normalised text sounds like; who wants nothing registered tells no story."""
        if len(text.strip()) < _SAYS_ENOUGH or is_bare_wish(text):
            return Heard.NOTHING
        if declined_in(text) is not None or is_settled(text):
            return Heard.NOTHING
        if is_english_story(text):
            return Heard.STORY
        if _only_names_things(text) or only_prepares(text):
            return Heard.NOTHING
        told = before_plea(text)
        tried = told or _HOW_TO_GO_ON.sub("", text)
        if _TRIED_AGAIN.search(tried) and not asks(tried):
            return Heard.STORY
        if self._tells_before_asking(told) or _is_by_its_words(text):
            return Heard.STORY
        odds = self.odds(text)
        if odds >= self.sense.line(text):
            return Heard.STORY
        return Heard.HINT if odds >= self.sense.hint and not asks(text) else Heard.NOTHING

    def _tells_before_asking(self, told: str) -> bool:
        """Whether what stands before the plea tells a story of the teller's own."""
        if not told or asks(told):
            return False
        if len(told) <= A_FEW_WORDS:  # 「买到假货咋办」 asks in general
            is_own = "我" in told or _JUST_BOUGHT.search(told) is not None
        else:
            is_own = not _REFUSED.search(told) or _OWN.search(told) is not None
        return is_own and self.hear(told) is Heard.STORY

    def odds(self, text: str) -> float:
        """Logarithm of the odds that a text tells a story."""
        return self.sense.odds(text, self.embed(text))


def only_prepares(text: str) -> bool:
    """Whether somebody prepares a lesson, an event or an exam, and nothing is wrong.

    >>> only_prepares("要给四年级上一节班会课讲文具"), only_prepares("健身房搞活动，充了两千")
    (True, False)
    """
    learnt = learns(text)
    prepares = learnt or _PREPARES.search(text) is not None or is_sent_to_ask(text)
    # 「背消法记到退一赔三」 learns what others dispute.
    return prepares and not (_WRONG.search(text) or (_DEALT.search(text) and not learnt))


def _is_by_its_words(text: str) -> bool:
    """Whether something refused or demanded is told, whatever the model makes of it."""
    if asks(text):
        return _is_refused_before_asking(text)
    is_refused = _REFUSED.search(text) is not None and not _EITHER.search(text)
    return is_refused or _demands(text) or _calls_on_us(text) or _is_refused_before_asking(text)


def _calls_on_us(text: str) -> bool:
    """Whether we are told to go and look at what somebody does: 「…卖假酒 你们去查哈」."""
    call = _GO_AND_LOOK.search(text)
    told = text[: call.start()] if call else ""
    done = _DOES.search(told) is not None and _WRONG_DOING.search(told) is not None
    return done and _IN_GENERAL.search(told) is None


def _demands(text: str) -> bool:
    """Whether what went wrong with a purchase is told and something is demanded for it."""
    told = _DEMANDS.search(text) is not None and _WRONG.search(text) is not None
    return told and _IN_GENERAL.search(text) is None


def _only_names_things(text: str) -> bool:
    """「童车 和玩具」 names what may be asked about, and tells nothing of it."""
    if len(text) > _FEW_THINGS:
        return False
    rest, at = [], 0
    for start, word in product_words().spans(text):
        rest.append(text[at:start])
        at = start + len(word)
    return at > 0 and all(_BETWEEN_THINGS.fullmatch(one) for one in [*rest, text[at:]])


def _is_refused_before_asking(text: str) -> bool:
    """「我买的面包吃坏了，店家不退钱，这算哪样」: what was refused stays a dispute."""
    said = _LAST_CLAUSE.match(text)
    if said is None or not asks(said[2]) or asks(said[1]):
        return False
    return _REFUSED.search(said[1]) is not None and _OWN.search(said[1]) is not None
