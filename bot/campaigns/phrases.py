"""What citizens say about subscriptions and quizzes, in Chongqing speech too.

Whole messages only: 「退订酒店商家不退款」 is a consumer's trouble, not a wish to unsubscribe.
Short ones only, which each pattern demands itself: anybody's text is matched, none may take long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 40  # characters
_END = r"(?:一下|一声)?[，,。.！!？?～~ 呀啊嘛吧了哈哦喔嗦咯哟呢]*"
_ASK = r"(?:我(?:还是)?(?:要|想要|想|不如)?|想要?|要|帮我|请|麻烦|给我)*+"
_YOURS = r"(?:你们|渝标通|公众号)?的?(?:全部|所有|任何|一切)?的?(?:活动|宣传)?的?"
_SENT = r"(?:推送消息|消息推送|活动推送|推送|通知|订阅)"
_THINGS = r"(?:推送|消息|信息|通知|活动|内容|东西|短信|广告)++"
_NO_MORE = r"(?:不想|不要|不愿意?|不必|莫要|莫|别|不得|不用)要?再?想?"
_HOW = r"(?:请问)?(?:怎么样?|咋个|咋|如何|怎样|哪里|在哪里?|哪儿)(?:才能|可以|能|去)?"


class Phrase:
    """What a whole short message may say.

    Args:
        patterns: regular expressions, any of them.
    """

    def __init__(self, *patterns: str) -> None:
        short = rf"\A(?=(?s:.){{0,{LONGEST}}}\Z)"
        self._pattern = re.compile(f"{short}(?:{'|'.join(patterns)}){_END}", re.IGNORECASE)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As of a compiled expression."""
        return self._pattern.fullmatch(text)


# Works always, also in the middle of a form, so only what can't mean anything else.
STOP = Phrase(
    rf"{_ASK}(?:全部|都)?退订(?:全部|所有|一切|{_SENT}|活动|消息)*+",
    rf"{_ASK}(?:取消|停止|停掉|关闭|关掉|停)(?:掉)?{_YOURS}{_SENT}",
    rf"{_NO_MORE}(?:给我|跟我|朝我)?(?:收到?|接收|发|推)?{_YOURS}推送(?:{_THINGS})?",
    rf"{_NO_MORE}(?:给我|跟我|朝我)(?:发|推){_YOURS}(?:推送|消息|活动|广告)++",
    "td",
)
# What somebody who is sent messages says when they want no more: made of these words alone, in any
# order. To others the same may be about goods: only the caller knows who is sent anything.
_ENOUGH = (
    r"不要|不想要?|不愿意?|不必|不用|不需要|用不着|不再|不收|不看|不订阅?|不同意|莫要|莫|别(?![人的家处])|不得|"
    r"停|取消|关闭|关掉|退订|退出|退了|拒收|拒绝|屏蔽|移出|移除|踢出|剔除"
)
_TAKEN_BACK = r"撤回|收回|撤销|删掉?"
_MESSAGES = r"推送?|发送?|接?收|消息|信息|短信|通知|提醒|广告|宣传|订阅?|骚扰|打扰|名单|群发|看到?"
_BESIDE = (
    r"能不能|可不可以|可否|能否|可以|烦死人?|烦人|太多|我们?|你们?|渝标通|公众号|请|麻烦|拜托|求|帮|给|跟|朝|对|再|继续|"
    r"一直|老是|总是|天天|每天|都|全部|所有|任何|一切|这[些个种]|那[些个种]|以后|今后|现在|马上|真的|也|还是|就|要|想|"
    r"需要|止|掉|到|来|送|活动|内容|东西|服务|功能|同意|授权|许可|关注|把|从|里|中|的|了|吧|嘛|啊|呀|哈|哦|一下|好|烦|吵|多|"
    r"[，,。.！!？?～~ ]"
)
_NO_MORE_MESSAGES = re.compile(
    rf"\A(?=(?s:.){{1,{LONGEST}}}\Z)"
    rf"(?:(?=.*(?:{_ENOUGH}))(?=.*(?:{_MESSAGES}))|(?=.*(?:{_TAKEN_BACK}))(?=.*(?:订阅|推送)))"
    rf"(?:{_BESIDE}|{_ENOUGH}|{_TAKEN_BACK}|{_MESSAGES})++\Z|\A(?:unsubscribe|stop)\W*\Z",
    re.IGNORECASE,
)
# What is sent named as ours, or as a nuisance: said to us it can only mean that we should stop.
STOP_OURS = Phrase(
    rf"(?:我|以后|请|麻烦|真的|再也)*+{_NO_MORE}(?:再|继续)?(?:给我|跟我|朝我)?(?:收到?|接收|看到?|发|推|来)?"
    r"(?:你们|渝标通|公众号)家?的?(?:这些|那些|任何|所有)?(?:宣传|活动|推送的?)?(?:东西|消息|信息|短信|内容|广告|通知)",
    rf"(?:请|麻烦|以后|求你们?|你们|拜托)*+(?:{_NO_MORE}|停止|少)(?:再|继续|一直|天天|老是|总)?(?:来)?"
    r"(?:给我|跟我|朝我|对我)?(?:乱)?(?:骚扰|打扰|烦|发骚扰|发垃圾)(?:我|人)?(?:消息|信息|短信)?",
    rf"(?:请|麻烦|以后|求你们?|你们|拜托)*+{_NO_MORE}(?:再|继续|一直|天天|老是|总)?(?:给我|跟我|朝我)"
    r"(?:乱)?(?:发|推送?|送|寄)(?:东西|消息|信息|短信|广告|内容|宣传|这些|通知)*+",
    r"(?:你们的?|这些|那些)?(?:消息|推送|广告|短信|信息|东西)"
    r"(?:太|好|真)?(?:烦|多|吵)(?:死|人)*了?[，, ]*"
    rf"(?:{_NO_MORE}|停)(?:再)?(?:给我)?(?:发|推|来|收)?",
    r"(?:请|麻烦)?把我(?:从|在)?(?:你们)?的?(?:推送|订阅|发送|群发)?(?:名单|列表|名册)"
    r"(?:里|中|上)?的?(?:删|去|移|剔)(?:掉|除|出)?",
    rf"(?:天天|老是|总是?|一直)(?:都)?(?:在)?(?:发|推送?)[^。？?]{{0,6}}(?:{_NO_MORE}|停)(?:再)?(?:发|推送?)?",
    r"(?:我要|我想)?(?:拒收|屏蔽)(?:你们|渝标通)?的?(?:所有|全部)?(?:推送|消息|信息|短信|广告|东西)",
)
_LEAVE = Phrase(
    rf"{_ASK}(?:退订|取消订阅|取消|不订阅?|{_NO_MORE}(?:收到?|推送|订阅)?)"
    r"(?P<what>[^，。？?]{1,10}?)的?(?:活动|消息|推送|通知|内容)?"
)
_WISH = Phrase(
    rf"{_ASK}(?:订阅|收到?推送|接收推送|订个?)(?:活动|消息|推送|通知)?"
    r"(?P<what>.{0,16}?)的?(?:活动|消息|推送|通知|内容)?",
)
_WISH_TO_HEAR = Phrase(
    rf"{_ASK}(?:收到?|接收|关注)(?P<what>.{{1,10}}?)的?(?:活动消息|活动|消息|推送|通知)"
)
_TELL_ME = Phrase(r"(?:以后)?有新?的?活动了?(?:就|记得|请|麻烦|要)?(?:通知|告诉|喊|提醒|给我说)我?")
HOW_TO_SUBSCRIBE = Phrase(
    rf"{_HOW}订阅{_YOURS}(?:{_THINGS})?", rf"{_HOW}(?:收到?|接收){_YOURS}{_THINGS}"
)
HOW_TO_STOP = Phrase(
    rf"{_HOW}退订{_YOURS}(?:{_THINGS})?", rf"{_HOW}(?:取消|停止|不收|关掉){_YOURS}{_SENT}"
)
MINE = Phrase(
    r"(?:看看?|查(?:看|一下)?|改|管理)我?的?订阅(?:情况|管理|设置)?",
    r"我的订阅(?:情况|管理|设置)?",
    r"订阅(?:情况|管理|设置)",
    r"我都?订(?:阅)?了?(?:些|哪些|什么|啥子|啥)++",
)
DAILY = Phrase(
    r"(?:我要|我想)?(?:来个?|看)?(?:每日一题|今日一题|今天的题目?)",
    r"再?来(?:一道|一个|一|道|个)题",
    r"考(?:一)?考我",
    r"(?:给我)?出(?:一道|一个|道|个)题(?:考我)?",
)
_PLACES = (
    r"(?:学一学|五题小游戏|小游戏|标准小游戏|标签游戏|错题本|标准小故事|我家的标准"
    r"|课堂题单|题单|学习讲义|班级码|社区码|班级答题|(?:班级和?社区)?一起答题?)"
)
LEARNING = Phrase(
    rf"(?:我要|我想|想)?(?:打开|看看?|去|玩(?:一下|个)?|有没得|有没有|哪里有|来个?)?{_PLACES}"
    r"(?:在哪里|在哪儿|在哪|在哪凯|怎么玩|怎么打开|页面)?",
    r"(?:这里|你们|你这里|网页上)?(?:都|还)?(?:有没得|有没有|有)(?:什么|啥子|啥)(?:可以)?"
    r"(?:学习?|玩)的(?:东西|内容)?",
)
_QUIZ = Phrase(
    r"(?:我要|我想|想|去|开始|参加|有没得|有没有|哪里有|在哪里)*+(?P<what>.{0,8}?)的?"
    r"(?:答题|标准知识问答|知识问答|有奖问答|知识竞赛|做题)(?:活动)?",
)
_PICTURE = Phrase(
    r"(?:我要|我想|想|请|帮我)?(?:看看?|要|发|来|给我|有没得|有没有|哪里有|在哪里|在哪|下载|打印)*+"
    r"(?:一下|[一几]?[张份个些])?(?:你们|今年|最新|新|活动)*+的?(?P<what>.{0,8}?)的?"
    r"(?:宣传海报|海报|宣传画|宣传卡片|标准卡片图|小卡片|科普卡片|宣传图片|(?<!标准)卡片)"
    r"(?:给我|看看?|一下|有没得|有没有|有吗|在哪里|在哪|哪里有)*+",
)
# Who asks how many may play together: these words alone, in any order, at least one of each kind.
_MANY = (
    r"全班|我们?班|班上|班里|班级|全校|学校|学生们?|同学们?|娃儿些?|娃娃些?|孩子们?|老师|"
    r"社区|小区|居民们?|村里|村民们?|单位|全家|员工|职工|大家"
)
_TOGETHER = r"一起|一路|组织|集体|带领?|比赛|竞赛|比一比"
_PLAYED = r"答题|做题|答一?套题|做一?套题|玩?小?游戏|学标准|知识竞赛|知识问答|闯关"
_AROUND = (
    r"我们?|你们?|他们|是|作为|当|想|要|让|给|喊|叫|请问|怎么样?|咋个|咋|如何|哪里|在|弄|办|搞|做|开|整|来|去|参加|可以|可不可以|"
    r"得不得行|能不能|能|有没有|有没得|吗|嘛|呢|的|了|个|一个|一次|活动|标准|标准化|网上|这里|些|下|一下|"
    r"[，,。.！!？?～~ ]"
)
ORGANISING = re.compile(
    rf"\A(?=(?s:.){{1,{LONGEST}}}\Z)(?=.*(?:{_MANY}))(?=.*(?:{_TOGETHER}))(?=.*(?:{_PLAYED}))"
    rf"(?:{_MANY}|{_TOGETHER}|{_PLAYED}|{_AROUND})++\Z"
)
RESUME = Phrase(
    r"(?:我要|我想|想|要)?(?:继续|接着|接到|接倒|接起)(?:来|刚才|刚刚|上面|前面|之前)*+的?(?:答题?|做题|答完|下一题|问答)",
    r"(?:回到|返回|回)(?:刚才|刚刚|上面|前面|之前)?的?(?:答题|问答|题目?|那道?题)",
)
CERTIFICATE = Phrase(
    r"(?:我要|我想|想|要|请|怎么|咋个|如何|哪里|在哪里|在哪儿?|能不能|可以|去|来|把)*+"
    r"(?:看看?|领取?|拿|下载|查看|打印|发|给我|要)*+(?:一下|一张|个)?(?:我的|我)?的?(?:答题|知识问答|问答|纪念)*+的?证书的?"
    r"(?:链接|网址|地址|呢|在哪里|在哪儿?|哪里领|怎么领|咋个领|怎么拿|发?给我|发我)*+",
)
STORY = Phrase(
    r"(?:我要|我想|想|请|帮我|给我|跟我)*+(?:再)?(?:听听?|看看?|讲讲?|说说?|摆|来|有没有|有没得|有)*+(?:一个|一则|[个则点些])?"
    r"(?:关于)?(?:标准化?)?的?小?故事(?:听听?|吗|没得|没有|讲讲?|看看?)*+",
)
# Behind a story only: of what, the words don't say.
ANOTHER_STORY = Phrase(
    r"(?:再|还要|还想|另外|换|下)(?:来|讲|听|说|看|摆|换)?(?:一个|一则|一篇|[个则点一])(?:别的|其他的|故事)*+",
    r"还有(?:吗|没得|没有|别的|其他的|呢)++",
    r"继续(?:讲|说|摆)?",
)
EVENTS = Phrase(r"(?:看看?|查看?|宣传|公益|科普|你们的?)*+活动(?:页面?|内容|列表)?")
DISTRICT = re.compile(r"区县[:： ]*(?P<name>[\u4e00-\u9fff]{2,12})")


@dataclass(frozen=True)
class Wish:
    """That somebody wants something.

    Args:
        what: the topic in their words, empty when they named none.
    """

    what: str


def withdraws(text: str) -> bool:
    """Whether somebody who is sent messages wants no more of them.

    >>> withdraws("能不能莫再给我推这些东西了"), withdraws("别人给我发短信")
    (True, False)
    """
    return not HOW_TO_STOP.fullmatch(text) and bool(_NO_MORE_MESSAGES.match(text))


def leaving(text: str) -> Wish | None:
    """Whether somebody wants to leave one topic; the caller knows whether it is one of ours.

    >>> leaving("退订质量月的消息")
    Wish(what='质量月')
    """
    return _named(_LEAVE.fullmatch(text))


def subscribing(text: str) -> Wish | None:
    """Whether somebody wants to subscribe, perhaps to something that isn't ours.

    >>> subscribing("我想收世界标准日的消息")
    Wish(what='世界标准日')
    >>> subscribing("订阅")
    Wish(what='')
    """
    if _TELL_ME.fullmatch(text) or HOW_TO_SUBSCRIBE.fullmatch(text):
        return Wish("")
    return _named(_WISH.fullmatch(text) or _WISH_TO_HEAR.fullmatch(text))


def playing(text: str) -> Wish | None:
    """Whether somebody wants a quiz, perhaps one that isn't ours.

    >>> playing("我要参加知识竞赛")
    Wish(what='')
    """
    return _named(_QUIZ.fullmatch(text))


def picturing(text: str) -> Wish | None:
    """Whether somebody wants to see a poster or a card, perhaps of something that isn't ours.

    >>> picturing("发张质量月的海报给我")
    Wish(what='质量月')
    """
    return _named(_PICTURE.fullmatch(text))


def _named(found: re.Match[str] | None) -> Wish | None:
    return None if found is None else Wish(found["what"].strip())
