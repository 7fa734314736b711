"""A name and its trade before what was done there: 「卡卡造型烫头」, 「请蚂蚁兄弟搬家」."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.complaints.understanding.no_names import (
    ends_as_goods,
    goods,
    known_words_of,
    longest_places,
)
from bot.complaints.understanding.persons import SURNAMES
from bot.complaints.understanding.respondent import load_businesses
from kb.text.segment import common

_BEGINS = (
    r"(?:^|[，,。;；：:！!\s的]|我[家们妈爸]|[昨今前]天|[上下]午|晚上|[日号月]|上周[一二三四五六日天]?"
    r"|在|[去到找请喊约](?:的|了)?|叫[的了]|[买办报充订租]了(?:一?个)?)"
)
# What goes on behind the name of who serves.
_GOES_ON = (
    r"(?=[给把将来派送寄换修补洗做剪烫染种拔贴装报买订充办交学练拍租借存按打找看玩住唱收坑骗乱]"
    r"|[还拿](?!有|是)|定(?=[的了])|服务|私教|团课|会员|体验|[年月季次]卡|[课卡](?!车|位)|的[^\W_]|卖的[^\W\d_]{2}|[，,。\s]|$)"
)
_NO_HEAD = re.compile(
    r"[的了在是我你他她它没有去到给和跟也都就还说要会能把被让喊叫买卖退赔收吃喝做修换装这那哪几每两某]|不(?!夜|二)|^[一二三四五六七八九十\d半找请喊约]|"
    r"(?:专业|上门|同城|高价|正规|便宜|免费|自己|全屋|家庭|日常|深度|定期|附近|朋友|同学|邻居|老人|小孩|孩子|娃儿|病人|学生|产后|成人|少儿"
    r"|长期|短期|紧急|半夜|高端|低价|线上|线下|网上|商场|学校|单位|小区|市区|本地|外地|家里|屋头|国际|国内|平时|周末|假期|暑假|寒假|传统"
    r"|进口|品牌|手工|现场|智能|电动|家用|商用|大型|小型|普通|特殊|重新|然后|后来|结果|因为|担心|所以|如果|万一|突然|居然|专门|一直|整个|公司|老板|师傅|客服)$"
)
# Said of many things, or of none that anybody deals in.
_TOO_PLAIN = re.compile(
    "会员|充值|定金|套餐|团购|维修|修理|吃饭|聚餐|单车|房间|课程|包裹|公共|临时|流动|医|骗子|网红|夫妻|小区里|开发|保险"
    "|学校|网购|外卖|直播|社区|广告|老年|儿童|批发|零售|专卖|连锁|次卡|月卡|年卡|预付款|手机|电动|旧货|停车|英语|食品|电子|网络"
)
# 「请蚂蚁兄弟搬家」: who was called for it has a name of three or more characters.
_CALLED_TO = re.compile(
    r"(?:[请找喊约]|叫)(?:的|了)?(?P<name>[^\W_的了我你他她人个位家师傅]{3,6}?)(?:来)?(?:的)?"
    r"(?:搬[家运钢]|开锁|换锁|疏通|通(?:下水|马桶)|保洁|打扫|装修|做?防水|补漏|移机|加氟|清洗|代驾|送货|拖车|接送|跟拍|化妆|主持)"
)
# 「鲜果日记送来的车厘子」, 「安康护理派来的护工」
_SENT = re.compile(
    r"(?:^|[，,。;；\s])(?P<name>[^\W\d_的了我你他她在是从让叫喊给]{4,6})(?:[送寄发派]来|送货?上门|派)的(?!时候|人说|是|短信|消息|东西|货)"
)
# 「满格兽充电宝坑人」, where one was borrowed and not bought.
_LENT = re.compile(
    r"(?:^|[，,。;；\s的在])(?P<name>(?!共享|手机|[一那这])[^\W\d_的了在]{2,5}充电宝)"
)
_BORROWED = re.compile("[借租][^，。,\\s]{0,4}(?:充电宝|一?个)|归还|插回|没还|还[了进回]|封顶|押金")
# 「在薇薇新娘定的婚礼跟拍」: no trade, but something was done there.
_DONE_AT = re.compile(
    r"(?:在|去|到|找|那[家个])(?P<name>[^\W\d_的了我你他她在去到找从那这里上边头]{3,7}?)(?=寄养|花了?\d{2,6}[块元]?钱?[买配订办做修充]的|[定订买办报充做修洗配拍剪烫染补种镶换装租学约](?:的|了|过|[，,\s]))"
)
# 「鸿宾楼订12桌」
_FEAST_AT = re.compile(
    r"(?:^|[，,。;；\s]|在)(?P<name>[^\W\d_的了我你他她在是]{2,8}[楼轩阁府苑庄居园店馆坊宴厅记味])[定订办摆](?:的|了)?"
    r"[\d一二两三四五六七八九十]{1,3}桌"
)
# 「嗨换电月卡299」, 「满格兽充电宝坑人」: what it rents out, at the beginning.
_OF_ITS_CARD = re.compile(
    r"(?:^|[，,。;；\s]|举报|投诉)(?P<name>(?!共享|[一那这])[^\W\d_的了我你他她在是]{3,5}?)"
    r"(?:[月季年周]卡|会员卡|充电宝|充电桩|电单车)(?=\d|坑|乱|偷|自动|硬|又|还|扣|收|说|押金)"
)
# 「在麦霸公社唱歌」
_PLAYED_AT = re.compile(
    r"(?:在|去|到)(?P<name>[^\W\d_的了我你他她在去到找从]{1,6}(?:公社|部落|派对|空间|基地|乐园|世界|时代|地带|城堡|工厂|联盟))"
    r"(?:唱歌|唱[Kk]|[Kk]歌|玩|耍|吃|过生|聚会|团建|打球|滑)"
)
_BOSS = re.compile(
    rf"(?P<name>[{SURNAMES}](?:老板娘?|师傅|孃孃|嬢嬢|大姐|大哥|皮匠|木匠))(?=卖|[那手]里|那[儿边]|家的|家买|给我|开的|整的|做的)"
)
# 「在是你吗发型剪的」: behind 在 the 是 begins a name.
_BEGINS_WITH_IS = re.compile(
    r"[在去到](?P<name>是(?!不是)[^\W\d_的了在去到]{2,8}?)(?=[买卖吃喝剪烫染做洗修配办订拍换租学报贴装充称点](?:的|了|过))"
)
# 「在烤匠吃烤鱼」, 「在艺星打的水光」
_TWO_SIGNS = re.compile(
    r"(?<![现正人坝店家坊摊里他她都还又])[在去到](?P<name>[^\W\d_的了我你他她在去到这那家店里上下头边点外面兑掺灌偷乱搞卖用][^\W\d_的了我你他她在去到店里上下头边外面家点])(?=[买吃喝剪烫染做洗修配办订拍打住充学租报](?![^，。,\s]?[路街巷区县镇乡])[的了过]?[^\W_])"
)
# 「尚丝把我刘海剪毁了」, 「云上把我车漆划了」: who did it to something of the teller's.
_DID_TO_ME = re.compile(
    r"(?:^|[，,。;；\s])(?P<name>[^\W\d_的了我你他她在是不就还也都又说给让叫把]{2,6})(?<![师员生长人手机家店工客主方司台医游练板友妈爸爷奶婆哥姐弟妹孃嬢爹儿导理贝])"
    r"(?=(?:把|给)我(?:们|娃儿?|儿子|女儿|[爸妈])?的?[^，。,;；\s]{0,6}?(?:[剪烫染洗修弄搞刮划撞拔补纹](?:坏|烂|毁|废|花|破|缩|了|掉|断|焦|秃|成|得)))"
)
# 「美窗轩喊我加钱改」, 「花容阁 赔我医药费」; 「刘子轩说」 is somebody.
_HALL = re.compile(
    rf"(?:^|[，,。;；\s])(?P<name>(?![{SURNAMES}]?[^\W\d_]轩)(?:[^\W\d_的了我你他她在是不这那个]){{2,6}}(?:[阁轩斋]|(?<![作街牌磨油])坊))"
    r"(?=[，,。;；\s]|$|[喊让叫][我你人]|说|要我|收我?|硬是|非要|不[给肯认退换修赔])"
)
# 「周记卤鹅用死鹅卤的」
_SOMEBODYS = re.compile(
    rf"(?P<name>[{SURNAMES}老]?[{SURNAMES}]记(?P<sold>[^\W\d_的]{{1,5}}?))"
    r"(?=[用卖拿把收将给]|不|居然|竟然|一直|天天|每天|经常|还在|老是|里头?|的(?:老板|后厨|人))"
)
_CLAUSE = re.compile(r"(?<![^，,。;；\s])[^\W\d_]{4,9}(?![^，,。;；\s])")
# 「订单：花间集，11月24，399」
_ORDERED_FROM = re.compile(
    r"(?:^|[，,。;；\s])订单(?:商家|店铺)?[:：]\s?(?P<name>[^\W\d_的了我你他她]{2,8})(?=[，,。;；\s])"
)
# 「格力师傅装空调」: a maker's own people.
_MAKERS = re.compile(
    r"(?P<name>格力|美的|海尔|海信|小米|华为|奥克斯|TCL|长虹|西门子|老板电器|方太|林内|万和|九阳|苏泊尔)(?:的)?(?:师傅|售后|客服|安装|维修|官方)"
)
# 「朋友圈看到的卖家小田鸡代购，」
_SELLER = re.compile(
    r"(?:卖家|店家|博主|团长|微商)(?P<name>[^\W\d_的了我你他她是说讲不没就都还也要给把让叫退赔收发]{3,7})(?=[，,。\s]|卖)"
)
_SENDER = re.compile(
    r"[店商卖]家|[店里司]$|平台|快递|外卖|客服|老板|厂家|师傅|公司|学校|朋友|同事|[昨今前]天|上周|[早晚]上|[上下]午|刚|才|已经|网上|微信|单位|月|号|第|后"
)


def serving_names(text: str) -> Iterator[str]:
    """Such names, the likelier first.

    >>> list(serving_names("昨天去卡卡造型烫头，收了1280"))
    ['卡卡造型']
    """
    for match in _WITH_TRADE.finditer(text):
        name = _without_place(match["name"])
        head = name.removesuffix(match["trade"])
        if len(head) <= 5 and (load_businesses().is_named_for(name) or not _says_nothing(head)):
            yield name
    for match in _CALLED_TO.finditer(text):
        if not _says_nothing(_without_place(match["name"])):
            yield _without_place(match["name"])
    for pattern in (_SELLER, _DONE_AT, _MAKERS):
        for match in pattern.finditer(text):
            name = _without_place(match["name"])
            told = pattern is _MAKERS or (len(name) > 2 and not _says_nothing(name))
            if told and (pattern is _MAKERS or not _ends_as_goods(name)):
                yield name
    if _BORROWED.search(text):
        yield from (match["name"] for match in _LENT.finditer(text))
    yield from (match["name"] for match in _BEGINS_WITH_IS.finditer(text))
    yield from _with_its_goods(text)
    for pattern in (_FEAST_AT, _OF_ITS_CARD, _PLAYED_AT, _ORDERED_FROM):
        for match in pattern.finditer(text):
            name = _without_place(match["name"])
            if not _says_nothing(name) and not _ends_as_goods(name):
                yield name
    for match in _SENT.finditer(text):
        name = match["name"]
        if not _SENDER.search(name) and not _says_nothing(name) and not _ends_as_goods(name):
            yield name


def doers(text: str) -> Iterator[str]:
    """Who spoilt something of the teller's, whatever they are called; no word of everyday speech.

    >>> list(doers("尚丝把我刘海剪毁了")), list(doers("司机把我箱子刮坏了"))
    (['尚丝'], [])
    """
    for match in (*_DID_TO_ME.finditer(text), *_TWO_SIGNS.finditer(text)):
        name = _without_place(match["name"])
        is_word = bool(common().words.get(name)) or _says_nothing(name)
        if len(name) > 1 and not is_word and not _ends_as_goods(name):
            yield name


def bosses(text: str) -> Iterator[str]:
    """Who deals in what stands before their name: 「名烟名酒赵老板卖的」."""
    trades = tuple(known_words_of("trades") | known_words_of("ends"))
    return (m["name"] for m in _BOSS.finditer(text) if text[: m.start()].endswith(trades))


def halls(text: str) -> Iterator[str]:
    """A name by a sign of its own, with no trade behind it; and somebody's before their goods.

    >>> list(halls("美窗轩喊我加钱改")), list(halls("鱼洞周记卤鹅用死鹅卤的"))
    (['美窗轩'], ['周记卤鹅'])
    """
    for match in _HALL.finditer(text):
        name = _without_place(match["name"])
        if len(name) > 2 and not common().words.get(name) and not _ends_as_goods(name):
            yield name
    sold = tuple(known_words_of("trades") | goods())
    for clause in re.findall(r"[^\W\d_]+", text):
        theirs = _SOMEBODYS.match(_without_place(clause))
        if theirs is not None and theirs["sold"].endswith(sold):
            yield theirs["name"]


def _with_its_goods(text: str) -> Iterator[str]:
    """「做的假肢 … 德林假肢」: a clause of a head and the very thing the rest is about."""
    for match in _CLAUSE.finditer(text):
        clause = _without_place(match[0])
        rest = f"{text[: match.start()]}，{text[match.end() :]}"
        sold = max((one for one in ends_as_goods() if clause.endswith(one)), key=len, default="")
        head = clause.removesuffix(sold)
        is_head = 2 <= len(head) <= 4 and not _NO_HEAD.search(head) and not _says_nothing(head)
        if len(sold) > 1 and is_head and sold in rest:
            yield clause


def _with_trade() -> re.Pattern[str]:
    words = known_words_of("trades") | frozenset(load_businesses().services)
    named = sorted(one for one in words if len(one) > 1 and not _TOO_PLAIN.fullmatch(one))
    trades = sorted(named, key=len, reverse=True)
    either = "|".join(map(re.escape, trades))
    return re.compile(
        rf"{_BEGINS}(?=(?P<name>[^\W_的了在]{{2,9}}?(?P<trade>{either}))(?!店|馆|行|厂|公司|中心){_GOES_ON})"
    )


_WITH_TRADE = _with_trade()


def _without_place(name: str) -> str:
    while place := next(filter(name.startswith, longest_places()), ""):
        name = name[len(place) :]
    return name


def _says_nothing(head: str) -> bool:
    if len(head) < 2 or head in goods() or _NO_HEAD.search(head):
        return True
    return load_businesses().says_nothing(head)


def _ends_as_goods(name: str) -> bool:
    return any(len(one) > 1 and name.endswith(one) for one in goods())
