"""Which business a story is about, by every way of reading it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property

from bot.complaints.understanding.asking import ends_asking
from bot.complaints.understanding.bought import bought_in
from bot.complaints.understanding.called import (
    called_by_looks,
    called_in,
    described_in,
    is_quoted_thing,
    is_said_or_written,
    seller_in,
)
from bot.complaints.understanding.called_late import late_names
from bot.complaints.understanding.dates import find_date
from bot.complaints.understanding.name_edges import without_edges
from bot.complaints.understanding.name_ends import to_its_end
from bot.complaints.understanding.name_tagger import (
    BUSINESS,
    WIDER,
    load_tagger,
)
from bot.complaints.understanding.no_names import (
    BROKEN,
    CLAIM,
    DID,
    EDGES,
    MEANS,
    NO_NAME,
    STORY,
    ends_as_goods,
    goods,
    is_place,
    known_words_of,
    longest_places,
    places,
)
from bot.complaints.understanding.odd_names import name_both_are_sure_of, name_of_a_saying
from bot.complaints.understanding.persons import NAME, NO_NAMES, name_in
from bot.complaints.understanding.respondent import credit_code_in, load_businesses, respondent_in
from bot.complaints.understanding.serving_names import bosses, doers, halls, serving_names
from bot.complaints.understanding.shown_names import shown_in
from bot.complaints.understanding.teller import nicknames_in
from bot.complaints.understanding.wants import wants_in

_VERY_SURE, _SURE, _MAYBE, _AT_LAST, _SURER, _AGREED = (
    0.5,
    0.3,
    0.05,
    0.1,
    0.7,
    0.9,
)  # odds of the taggers
_LONGEST = 28
# A thing's fault, whatever the last sign of it is: 「电池鼓包」, 「卡顿死机」.
_FAULT = re.compile(
    r"(?:漏[电水油气风]|死机|卡顿|[黑花蓝白]屏|鼓包|[开脱]胶|冒烟|冒火|跳闸|异响|起[球皮泡毛]|[掉褪]色|掉漆|生锈|变形|断裂|发[臭霉馊黄酸黑绿粘]|味道?(?:很|好|太)?(?:重|大|浓|刺鼻|难闻)|[霉异臭]味|过期|开裂|短路|烧坏|坏[了掉]|充不进电?|打不[着开燃]火?|用起来?)(?:得很|了|严重)?$"
)
_DEALS_IN = re.compile("开(?!心|口笑|门红|元|运|泰|源|怀)|[卖做摆搞]")
# A sentence's own words: what the tagger only thinks possible and has one of them is no name.
_SAYS_SOMETHING = re.compile(
    r"[不还去到在被随再把跟给说就都也没拿收换钱]|最|^(?:自己|全国|合成|赠|改装)"
)
_BEHIND = re.compile(
    r"(?:在|去|到|[吃喝买]了|^|[，,。;；\s])(?P<name>[^\W\d_]{4,22}?)(?:里头|里面|店头)?"
    r"(?:买|租|换|抱|接的|称|吃|办|订|签了|喝|洗|修|剪|配|充|拍|上班|打工|消费|做的|花了?(?=\d)|做(?=保养|检查|清洗|护理|美容|头发|脸|体检|推拿)|保养|听课|听讲座|漂流(?=[，,。\s])|的(?=[^\W_]{1,6}(?:[，,。\s]|$)))"
)
# 「新世纪百货一楼周大生买的」: of a house of many shops the one where something was done.
_SHOP_INSIDE = re.compile(
    r"(?:购物中心|广场|天街|商场|百货|奥特莱斯|商城|万达|吾悦|航站楼|车站|机场|医院|大厦|U城|大融汇|来福士|居然之家|红星美凯龙|家居城|建材城|家具城|卖场)"
    r"(?:[^\W_的在]{1,4}店)?"
    r"(?:(?:负?[一二三四五六七八九\dA-Za-z]{1,3}|[东南西北A-Za-z])[楼层馆区座]){0,2}(?:\d{1,4}(?:-\d{1,3})?号)?(?:里头|里面|里)?的?"
    r"(?P<name>[^\W_在了的我你他她买点订去]{2,10}?)(?:这家|那家)?(?:买|定(?=[了的做])|(?<!地)点(?!半|钟)|订|吃|喝|配|修|做|办|充|理|剪|烫|洗(?![衣车浴脚])|租|换)(?![衣车店])"
)
_ENDS_AS_SHOP = re.compile("[店铺馆行坊庄记屋家]$")
_SHARED = re.compile("共享(?:汽车|电?单车|充电宝)")
_FLOOR = re.compile(r"[一二三四五六七八九十\d]")
_BRANCH_ALONE = re.compile(r"[^\W\d_]{1,3}(?:路|街|大道)店")  # 「人民路店」 of a chain
_TOWN = re.compile(r"[^\W\d_]{2,3}[镇乡]")  # 「大观镇」 of several districts is on no list
_WHAT_IS_CALLED = re.compile(r"(?P<what>[^，。,\s]{2,8})[，,\s]{0,2}(?:名?叫做?|叫的)\s?[“\"「]?$")
_IN_A_FAMILY = re.compile("周[一二三四五六][娃妹哥姐弟孃爷叔伯嫂]")  # 「周三娃」
_SO_MANY = re.compile("[半一两三几][只斤个条块盒袋箱瓶包桶份]")
_SOME_SHOP_OF = re.compile("[那一这有]家")
_STREET = re.compile(
    r"(?!一路|半路|马路|上路)[^\W\d_]{1,5}?(?:大道|街道|步行街|路|街|镇|乡|广场|天街)(?:那边|上|口)?"
)
_BEFORE_PLACE = re.compile(r"^[^\W\d_]{0,12}?[在去到](?=[^\W\d_]{4})")
_BESIDE_PLACE = re.compile(r"^(?:那边|这边|旁边|附近|对面|口|上|的|那个|一家|有家|下头|后门|前门)+")
_CLAUSES = re.compile(r"[^，。；！？,.;!?：:、“”\"「」（）()\s]+")
_BRANCH = 6  # characters of 「赛博店」
_ON_PLATFORM = re.compile(
    r"(?:饿了么|美团|抖音|大众点评|携程|飞猪|去哪儿)(?:外卖|上面?|里头?)?(?:点|订|团)(?:的|了)(?!是|外卖|券|餐|房|一|两|个)(?P<name>[^\W\d_的了我他她]{3,9})(?=[\s，,。的]|$)"
)
# 「江景公寓」 lets rooms where somebody stayed a night; else people live there.
_LODGED = re.compile("[一两三]晚|入住|前台|退房|订的?(?:房|酒店|民宿)|酒店|民宿")
# 「大礼堂边上的渝味斋卖…」
_HALL_SELLS = re.compile(
    r"(?:^|[，,。;；\s的上里])(?P<name>[^\W\d_的了在我他她上里]{2,5}[斋堂坊轩阁居记苑])(?:还|又|在|天天|专门|一直)?卖(?=给|的|[“\"「]|[^\W\d_])"
)
_FLATS = re.compile(
    r"(?<!家住)(?<!我住)(?:在|订的?|^|[\s，,])(?P<name>[^\W\d_的了在到订]{2,12}公寓)"
)
# No beginning of a name, where it stands without it too.
_LEADS = frozenset("与日跟找向给")
# Before a trade: no word of a sentence, and no sum.
_HEAD = re.compile(
    r"(?![^\s]{0,6}(?:[了我你他她的吗呢]|不是|没|昨|今天|上周|什么|啥|说[^了]|一个|[打做装订租修织缝]的|[买卖换退赔]|(?<!丰)收|去(?!哪)|还是|都是|就是|[这那]))"
    r"[^\W_]{1,8}"
)
_DEED = re.compile(
    "(?:维修|修理|快修|回收|疏通|清洗|安装|防水|批发|零售|培训|租赁|打印|摄影|美容)$"
)
_NUMBER_OF_NAME = re.compile(r"(?<=[^\W\d_])\d{1,4}号?(?:店|楼|馆)?$")
_NAME_AND_NUMBER = re.compile(
    r"(?P<head>(?![^\s]{0,8}(?:[了我你他她的吗呢不没买卖换退赔收说打罚涨要去来给才就共总每花付交充押定套标价第约多少到在线路栋楼层室]|小区|单元|航班|电话))[^\W\d_]{2,6})(?:\d{2,4}|\d{1,2}号)"
)
_SOMEBODYS = re.compile(
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董程曹袁邓许沈曾彭吕苏卢蒋蔡丁魏薛叶余潘杜戴夏钟汪田任姜范方姚谭廖邹熊陆郝崔康邱秦江侯邵孟段雷钱汤尹黎易贺赖龚老胖阿]"
)
_SINCE = re.compile(r"^.{4,}(?:19[4-9]|20[0-3])\d$")  # 「一品毛肚1998」
_NOTHING_BUT = re.compile(
    r"(?:那[家个](?:店|馆子?|铺子?|摊子?)?$|楼[上下]|[一二三负\d]{1,2}楼|[区县市]|的|里头?|[上下]面?|东|西|南|北|门口){0,4}"
)
# No word of a sentence, a price or a day: what is left may be what is written over the door.
_MAY_BE_NAME = re.compile(
    r"(?![^\s]{0,12}(?:(?<!回)收|[买卖退换赔修付交说喊叫投举告查坏烂假骗贵块元斤钱号月今昨前上周个次遍种点年我你他她都还冒漏]|[\d一二两三四五六七八九十半几每当整天那这]天|^有|只有|老师|时候|电话|一个|旁边|对面|附近|隔壁|一[^\W\d_]就|[吃喝用做洗修住拿打装订租定]的|[里镇乡照]$|什么|啥|哪|没得|不[是给肯要认退换会得好能对]|了$|的$|去|来|[\d一二三四五六七八九十百千][\d十百千万]))"
    r"[^\W\d_][^\W_·&+]{1,11}"
)
# 「石桥铺那家 辣到不认人」: a shop is pointed at, and the words beside it are its name.
_THAT_SHOP = re.compile(r"那[家个](?:店|馆子?|铺子?|摊子?)?$|开的那家$")
_POINTED_AT = re.compile(
    r"(?![^\s]{0,12}(?:[了我你他她的吗呢退赔换买]|昨|今天|上周|电话|多少|什么|啥|说|喊|店里|店头|老板|客服|里头|一[个份盘碗斤]|去|来|还|都|就|才|又))[^\W\d_]{3,9}"
)
_DAY = date(2026, 1, 1)
# A market, a square, a town: where the stall stands, hardly whom the story is about.
_VENUE = re.compile(
    r"(?:物流园?|产业园|工业园区?|开发区|建材城|家居城|汽配城|商贸城|农贸市场|菜市场|菜市|菜场|市场|广场|步行街|小区|公园|游客中心|景区|古城|古镇|车站|码头|小学|中学|大学|村|镇|街|路|大道|社区|院坝)"
    r"(?:[边里头口上][边面口头]?|旁边|门口|对面|附近|那边)?$"
)
# 「写成 财源滚」, 「把 财源滚滚 写…」 are words on a thing.
_WRITTEN = re.compile(
    r"(?:写成|写错|印成|念成|改成|[把将给])[\s“\"]*$|[卖买种][“\"]$|小区[^，。,;；\s]{0,10}[，,\s]?(?:名字)?叫$"
)
# The wider tagger's: where a name stands is none, nor is what only leads to one.
_NOT_TAGGED = re.compile(r"(?:微信|店|网|品牌|公司)名|(?:微信|抖音|快手)号|含.*|[A-Z/]{1,5}")
_AT_ITS_DOOR = re.compile("门口|门前")
# 「汇鑫厂旁边的仓库」 is not that factory.
_LANDMARK = re.compile(
    r"(?:的)?(?:旁边|旁(?!通)|隔壁|斜?对面|附近|边边?上|背后|后头|楼[上下])(?!.{0,3}(?:分店|店))"
)
_PAST_LANDMARK = re.compile(
    r"^[^\W_]{2,10}?门口(?:的|那家|那个)?(?=[^\W_]{4})|^[^\W_]{2,10}?(?:旁边?|隔壁|斜?对面|附近|边上|背后|楼下)(?:的|那[家个])(?=.{2})|^(?:有[家个]|那家|这家|一家)(?=[^\W_]{4})"
)
_OWN_NAME = re.compile(r"我姓[^\W\d_][，,\s]{0,2}叫[^\W\d_]{2,4}")
# 「遭亮瞳眼镜拉进去」, 「个直播间阿坤工厂」
_REPORTED = re.compile(
    "^(?:举报|检举|投诉(?!不)|品牌|找的?(?!乐|回|到|家|人|个|了)|请的?(?!进|君|客|吃)|喊的?(?!水|山)|是(?=[^我你他]{2,}公司)|(?:(?:我|我们)?(?:[爸妈爷奶婆娘]|老汉|妈老汉|外[公婆]|老[公婆]|娃儿?))?(?:遭|被(?![子服褥面套]))|着(?![装色])|一?个?直播间)(?=.{3})"
)
_BEGUN_WITH_DE = re.compile("^(?:的(?!士)|[那这]边的?(?=.{3}))")
# 「老陈修车铺换电池」 goes on after the name; 「办了卡健身房…」 begins before it.
_SOLD_THERE = re.compile(
    r"(?<=[店市行馆铺])(?:打折|特价|促销|处理|临期).*$|(?<=[^\W\d_]{3})的[买卖吃订团].*$|(?<=.{3})[定订办摆](?:的|了)?[\d一二两三四五六七八九十]{1,3}桌.*$|(?<=.{3})(?<!专)卖(?!场|部|铺|店|所|点|亭|鱼|花).*$|(?<=[^\W\d_]{3})(?:报|办|买|订|充|做|换|点|称|定|租|修|洗|剪|烫|染|拍|学|吃|玩|耍|交|存|付|请|雇|介绍|推荐|派来?|发来?|寄来?|送来?)的[^\W\d_]{0,6}$|(?<=.{3})来[弄修装搬通洗换打].*$|(?<=.{3})介绍$|(?<=..[店铺行馆厂坊])(?:换|修|买|做|洗|清洗|维修|配|定|打|吃).*$|(?<=.{3})换(?:电池|屏幕?|外屏|轮胎|机油|主板|锁|玻璃|滤芯|后盖).*$|(?<=.{3})给[他她它].*$|(?<=[店馆锅庄楼家园府坊])吃(?!货|喝|吧)[^\W\d_]{1,4}$|(?<=.[校型院吧园社])(?:学|剪|烫|染|补|拍|考|报|订).*$|(?<=.{3})[订买租做请喝住]$|(?<=.{3})(?<![小好])吃$|(?<=..)吃(?:烤鱼|火锅|串串|烧烤|饭|面|小面|酸菜鱼|牛排|自助餐?|早茶|[早中午晚]饭|夜宵)$|(?<=.{3})(?:被(?:忽悠|骗|坑|宰|推销|拉)|摔|跌倒|滑倒|受伤|烫伤).*$|(?<=.{3})花了?\d+$|(?<=.{3})吃坏.*$|^卡(?=健身|美容|美发|瑜伽|洗车|理发)"
)
_LEFT_OUT = 2  # characters the tagger may miss at a name's beginning
_NO_BEGINNING = re.compile(r"[的了在去到从是叫家个这那路街镇乡区县道]")
_BEGUN_WITH_NO = re.compile(
    r"(?:^|[，,。\s]|我|是)(?:在|去|到|找)(?P<more>[^\W\d_在去到的了我你他她]{1,4}(?:不|没|是|就|给|说))$"
)
_BEGINS_NAME = re.compile(r"[^\W\d_在去到的了我你他她这那]{1,3}(?:不要|不|别|就要|想|爱|好|给)")
_ONLY_WHO = re.compile(r"姓[^\W\d_]的(?:老板|$)")
_PERSON = re.compile(r"[小老阿][^\W\d_]")
# 「闲鱼上找一个叫阿杰的个人卖家」: on a platform the person is whom it is about.
_SELLS = re.compile(r"的?(?:个人|二手)?(?:卖家|店主|商家|微商|代购|主播|贩子|老板)")
_HOUSE = re.compile(r"[^\W\d_的在了到去我]{2,6}(?:广场|大厦|商场|商城|小区|医院|花园)$")
_SOME_SHOP = re.compile(
    r"(?:有一?[个家间]|那家|一家)(?![一卖开做没不修])(?P<name>[^\W\d_的了我你他她在卖买没不]{4,9})(?=[，,。\s]|卖给|卖的)"
)
_AT_LANDMARK = re.compile(
    r"(?![我你他她])[^\W\d_的了我]{2,8}(?:斜?对面|旁边?|隔壁|楼下|门口|背后|后门|前门)(?:的|第一家)?(?![那这有一边])(?P<what>[^\W\d_的了我你他她买卖]{2,6})"
)
# 「我妈叫冉光秀」 is who was taken in, and no business.
_RELATIVE = re.compile(
    rf"(?<=[我他她])(?:老?[妈爸爷奶婆娘]|外[公婆]|老[公婆汉伴]|爱人|女儿|儿子|[父母]亲|[哥姐弟妹]{{1,2}}|舅舅|孃孃)(?:名字)?(?:名?叫|是)(?P<name>{NAME})"
)
# Who buys for a business of their own says so; the complaint is about neither it nor its trade.
_OWN_TRADE = re.compile(
    r"(?P<before>^|[，,。;；！!\s])(?:(?:我们?|本人|俺|我[家爸妈老]公?)(?:是|自己|一直|平时|现在|在[^，。,\s]{2,8})?|(?<![^\n]))(?:是)?(?:开|经营)(?:了|着|的是)?(?:一?[家个间])?"
    r"(?![^，。,;；\s]{0,10}(?:那家|叫))(?P<trade>[^\W\d_的了叫]{1,8}?(?:店|馆子?|铺子?|厂|超市|门市|餐厅|饭馆|公司|农家乐|作坊))(?:的)?(?=[，,。;；\s]|$)"
)
_BEFORE_GOODS = re.compile(
    r"(?:[买喝吃用订][的了过]?|牌子是?|品牌是?)[“\"「](?P<name>[^“”\"「」，。！!？?\s]{2,10})[”\"」](?:牌)?的?(?=[^\W\d_])"
)
_WORK = "[做修装打刷贴砌补换安搭铺拆焊洗]"
# 「临江镇的刘木匠打的衣柜」
_CRAFTSMAN = re.compile(
    r"(?:^|[，,。;；！!\s的个])(?P<name>(?!我)[^\W\d_的了是](?:木匠|铁匠|瓦匠|皮匠|漆匠|石匠|篾匠|泥水匠|补锅匠|裁缝))(?!铺|店)"
)
_WORKER = re.compile(
    rf"(?:^|[，,。;；！!\s]|(?<=[找喊请叫])的?|(?<=一个叫)|(?<=有个叫)|(?<=个叫))(?P<name>{NAME})"
    rf"(?:(?:给|帮|替)(?:我们?家?|我屋头|屋头|我[爸妈])[^，。,\s]{{0,6}}?{_WORK}|卖给?我们?的|来?{_WORK}(?:的|了)?[^\W\d_]{{1,6}}[，,。\s](?:收|要|喊|说|没|才))"
)
_ANY_SUCH = re.compile(
    r"(?:地下|露天|路边)?停车[场库]|(?:农贸|菜)市场?|加油站|充电站|大?药房|超市|便利店|网吧|食堂|游泳馆|早餐车|夜市"
)


class _Story:
    """A story and what the rules ask of it, each found once and only when a rule asks.

    Args:
        text: the story, its teller's nicknames taken out.
        teller: the teller's own name, if it says one.
    """

    def __init__(self, text: str, teller: str | None) -> None:
        self.text = text
        self.teller = teller
        self.told = _OWN_NAME.sub("我", text.replace(teller, "我") if teller else text)

    @cached_property
    def called(self) -> str | None:
        """The name that is introduced as one; no claim, thing or platform."""
        called = called_in(self.told)
        if called in goods():
            return None  # 「收据写的是“蚕丝被”」
        if called and (CLAIM.search(called) or _names_a_thing(self.told, called)):
            return None
        return None if called in known_words_of("platforms") else called

    @cached_property
    def calls_a_person(self) -> bool:
        """Whether what is introduced is what a person is called: 「小王」."""
        return self.called is not None and _PERSON.fullmatch(self.called) is not None

    @cached_property
    def names(self) -> list[str]:
        """Every name that is read by its end, by the tagger or by a deed, as it was read."""
        own = _OWN_NAME.search(self.text)
        read = _cleaned(_businesses(self.text))
        others = (name for name in read if name != self.teller)
        return [name for name in others if own is None or name not in own[0]]

    @cached_property
    def guessed(self) -> list[str]:
        """What only stands where names do, as it was read."""
        return [name for name in _cleaned(_guessed(self.text)) if name != self.teller]

    @cached_property
    def strong(self) -> list[str]:
        """The names that fit."""
        return _fitting(self.text, self.names)

    @cached_property
    def weak(self) -> list[str]:
        """The guessed ones that fit."""
        return _fitting(self.text, self.guessed)

    @cached_property
    def persons(self) -> list[str]:
        """Who is known by nothing but a surname: 「姓向的老板」."""
        return [name for name in self.strong if _ONLY_WHO.match(name)]

    def late(self) -> Iterator[str]:
        """Names told by a late way: a trade behind it, a clause of its own, a number."""
        text = self.text
        read = itertools.chain(
            serving_names(text), _bought_by_name(text), late_names(text), _numbered(text)
        )
        names = (name for name in _cleaned(read) if name not in goods())
        return (name for name in names if is_business(name) and not _is_day(name))


def beside_own_trade(text: str) -> str:
    """A story without what its teller deals in themselves: 「我开面馆的，…进了油辣子」."""
    return _OWN_TRADE.sub(lambda own: own["before"] + "，", text)


def business_told(text: str) -> str | None:
    """The business a story is about; None if it tells none.

    A word for a name comes first, then what the tagger is sure of, a name by its end (…店), what
    the tagger thinks possible, and a person or a stall.
    """
    if len(text) < STORY:
        return respondent_in(text)
    if (code := credit_code_in(text)) is not None:
        return code
    teller = name_in(text)
    text = beside_own_trade(text)
    relatives = (one["name"] for one in _RELATIVE.finditer(text))
    for nickname in (*nicknames_in(text), *relatives):
        text = text.replace(nickname, "我")
    story = _Story(text, teller)
    found = next((found for rule in _RULES if (found := rule(story))), None)
    if not found:
        return None
    return to_its_end(text, without_edges(text, _other_name(story, found) or found))


def _other_name(story: _Story, found: str) -> str | None:
    """The name the wider tagger is sure of, where the rules found words that are no part of it.

    What has a word for a name stays; quoted words may be anything somebody said.
    """
    at = story.text.find(found)
    quoted = at > 0 and story.text[at - 1] in '“"「『‘'
    if found == story.called and not quoted:
        return None
    if whole := _whole_tagged(story, found):
        return whole
    sure = _tagged(story, _SURER)
    shared = sure and any(sure[at : at + 2] in found for at in range(len(sure) - 1))
    return _on_its_platform(story, sure) if sure and not shared else None


def _whole_tagged(story: _Story, found: str) -> str | None:
    """「歇台子旺角旧货行」: what was taken for a second place is the name's beginning."""
    text = story.text
    for one in load_tagger(WIDER).find(text, BUSINESS, _AGREED):
        name = text[one.start : one.end]
        before = name.removesuffix(found)
        if before in places() and text[: one.start].endswith(longest_places()):
            return _on_its_platform(story, name)
    return None


def _tagged(story: _Story, least: float) -> str | None:
    """What the wider tagger takes for the business, if it may be one."""
    text, things = story.text, set(bought_in(story.text))
    for one in load_tagger(WIDER).find(text, BUSINESS, least):
        tagged = text[one.start : one.end]
        doubted = one.odds < _VERY_SURE and _SAYS_SOMETHING.search(tagged)
        said = is_said_or_written(text, one.start) or is_quoted_thing(text, one.start)
        if doubted or said or _AT_ITS_DOOR.match(text, one.end):
            continue
        for name in _fitting(text, _cleaned(iter([_without_places(tagged) or tagged]))):
            is_thing = name in goods() or name in things or _names_a_thing(text, name)
            is_other = name == story.teller or name in known_words_of("platforms")
            if not (is_thing or is_other or _is_day(name) or _NOT_TAGGED.fullmatch(name)):
                return name
    return None


def _at_last(story: _Story) -> str | None:
    """Rather than asking again: on the card it is put right where it is wrong.

    Who asks a question may name anything.
    """
    tagged = None if ends_asking(story.text) else _tagged(story, _AT_LAST)
    return _on_its_platform(story, tagged) if tagged else None


def _called(story: _Story) -> str | None:
    called = story.called
    if not called or story.calls_a_person or _is_day(called) or is_place(called):
        return None
    # 「卖家是江北大石坝的天天电器」
    where, of, own = called.rpartition("的")
    is_where = of and not _without_places(where) and is_business(own)
    return _on_its_platform(story, own if is_where else called)


def _shown(story: _Story) -> str | None:
    """「在淘宝棉麻小筑买的」, 「三轮车上喷了诚信回收四个字」: what else stands there is sold."""
    for said in shown_in(story.text):
        own = _without_places(said)
        # 「李渡数码小铺」 is no name without its place.
        trade = next(filter(own.startswith, known_words_of("trades") | goods()), "")
        is_headless = bool(trade) and own[len(trade) :] in _shop_ends()
        name = own if is_business(own) and not is_headless else said
        sold = max((one for one in goods() if name.endswith(one)), key=len, default="")
        is_more = not load_businesses().says_nothing(name.removesuffix(sold))
        if is_business(name) and not _is_day(name) and (not sold or is_more):
            return _on_its_platform(story, name)
    return None


def _shop_inside(story: _Story) -> str | None:
    inside = next(_inside(story.text), None)
    return _on_its_platform(story, inside) if inside else None


def _read(story: _Story) -> str | None:
    """The first of the names that were read: markets and squares (_VENUE) come last."""
    named = [one for one in story.strong if not _VENUE.search(one) and not _ONLY_WHO.match(one)]
    beside = [one for one in story.weak if not _VENUE.search(one)]
    venues = [one for one in (*story.strong, *story.weak) if _VENUE.search(one)]
    ranked = itertools.chain(named, story.persons, beside, story.late())
    name = next(ranked, None)
    if name is None and venues:
        name = _at_last(story) or venues[0]
    if name is None:
        return None
    name = next((one for one in story.names if one.startswith(name) and one.endswith("公司")), name)
    of, own = name.rpartition("的")[1:]
    if of and own.endswith(tuple(known_words_of("trades"))) and is_business(own):
        name = own  # 「协信星光的黄小仙奶茶」
    whole = _from_its_beginning(story.text, name, [*story.names, *story.guessed])
    return _on_its_platform(story, _without_town(story.text, whole))


def _without_town(text: str, name: str) -> str:
    """「下路镇联通店」 read from 镇 on is 联通店; 「镇三关火锅」 begins so."""
    at = text.find(name)
    if name[:1] == "楼" and len(name) > 3 and at > 0 and _FLOOR.match(text[at - 1]):
        return name[1:]  # 「四楼艾尚瑜伽」
    if name[:1] not in ("镇", "乡") or len(name) <= 3 or at <= 0:
        return name
    before = text[at - 1]
    return name[1:] if before.isalpha() and before not in "的在去到是叫" else name


def _person_who_sells(story: _Story) -> str | None:
    """On a platform the person is whom it is about."""
    called = story.called
    if not called or not _SELLS.match(story.text, story.text.find(called) + len(called)):
        return None
    return load_businesses().with_platform(story.text, called)


def _worker(story: _Story) -> str | None:
    """「田大军修屋顶 收了两千八」: who did it, by a whole name, where no business has one."""
    for match in itertools.chain(_CRAFTSMAN.finditer(story.told), _WORKER.finditer(story.told)):
        name = match["name"]
        if name not in NO_NAMES and not is_place(name) and not NO_NAME.search(name):
            return name
    return None


def _quoted_at_last(story: _Story) -> str | None:
    """「喝了“山那边的泉”桶装水」: whose it is, where nothing else says so."""
    for match in _BEFORE_GOODS.finditer(story.text):
        is_thing = is_quoted_thing(story.text, match.start("name"))
        if not is_thing and is_business(match["name"]) and not _is_day(match["name"]):
            return _on_its_platform(story, match["name"])
    return None


def _agreed(story: _Story) -> str | None:
    name = name_both_are_sure_of(story.text)
    return _on_its_platform(story, name) if name and not _is_day(name) else None


def _by_saying(story: _Story) -> str | None:
    name = name_of_a_saying(story.text)
    return _on_its_platform(story, name) if name else None


def _by_landmark(story: _Story) -> str | None:
    """「隆化七小对面豆花饭」: which one, where it has no name that is told."""
    for whole in _CLAUSES.findall(story.text):
        clause = _without_places(whole)
        found = _AT_LANDMARK.fullmatch(clause) or _AT_LANDMARK.fullmatch(clause := whole)
        what = found["what"] if found is not None else ""
        if any(what.startswith(one) or what.endswith(one) for one in _shops() if len(one) > 1):
            return clause
    return None


def _some_shop(story: _Story) -> str | None:
    """「街上有个民乐床上用品，…」: a word or two before what it deals in."""
    for match in _SOME_SHOP.finditer(story.text):
        name = match["name"]
        sold = max((one for one in _shops() if name.endswith(one)), key=len, default="")
        head = name.removesuffix(sold)
        is_head = 2 <= len(head) <= 4 and not load_businesses().says_nothing(head)
        if sold and is_head and is_business(name) and head not in goods():
            return _on_its_platform(story, name)
    return None


def _shop_ends() -> frozenset[str]:
    return known_words_of("ends") | {"小铺", "小店", "小屋", "铺子", "之家", "世家"}


def _shops() -> frozenset[str]:
    return known_words_of("ends") | known_words_of("trades") | goods()


def _seller(story: _Story) -> str | None:
    seller = seller_in(story.text)
    return load_businesses().with_platform(story.text, seller) if seller else None


def _on_its_platform(story: _Story, name: str) -> str:
    return load_businesses().with_platform(story.text, name)[:_LONGEST]


# From the surest to what is only likely; the first that finds something is believed.
_RULES: tuple[Callable[[_Story], str | None], ...] = (
    _called,
    _by_saying,
    _shown,
    _shop_inside,
    lambda story: called_by_looks(story.told),
    _read,
    _person_who_sells,
    _worker,
    _seller,
    _quoted_at_last,
    _some_shop,
    _agreed,
    _by_landmark,
    lambda story: next(filter(is_business, halls(story.text)), None),
    lambda story: next(bosses(story.text), None),
    lambda story: next(doers(story.text), None),
    _at_last,
    lambda story: load_businesses().platform_in(story.text),
    lambda story: story.called if story.calls_a_person else None,
)


def _names_a_thing(text: str, called: str) -> bool:
    """Whether what is called so is a thing: 「买的保健品 叫蓝瓶一号」."""
    said = _WHAT_IS_CALLED.search(text[: max(0, text.find(called))])
    if said is None or _SOME_SHOP_OF.search(said["what"]):
        return False  # 「那家密室 叫逃不脱」
    return said["what"].endswith(ends_as_goods())


def _does(text: str) -> Iterator[str]:
    """A name and a trade of which a deed is told: 「支坪的鼎旺涂料把过期胶水换桶」."""
    yield from map(_without_places, load_businesses().doing(text))


def _inside(text: str) -> Iterator[str]:
    """The shop in a house that has many: 「万达三楼的Nike店买」, 「百货一楼周大生买的」."""
    for match in _SHOP_INSIDE.finditer(text):
        name = _BESIDE_PLACE.sub("", match["name"])
        sold = max((one for one in goods() if name.endswith(one)), key=len, default="")
        # 「居然之家里面的佰川木门定了5樘门」: behind 的 more than the thing is a name.
        named = text[match.start("name") - 1] == "的" and len(name) - len(sold) >= 2
        listed = bool(sold) and not named and not _ENDS_AS_SHOP.search(name)
        listed = listed and name not in known_words_of("chains")
        if not listed and not _SAYS_SOMETHING.search(name) and is_business(name):
            yield name


def _cleaned(names: Iterator[str]) -> list[str]:
    begun = (_REPORTED.sub("", one.strip(EDGES)) for one in names)
    return [_BEGUN_WITH_DE.sub("", _PAST_LANDMARK.sub("", one)) for one in begun]


def _fitting(text: str, names: Sequence[str]) -> list[str]:
    fitting = [name for one in names if _fits(text, name := _SOLD_THERE.sub("", one))]
    fitting = [
        name
        for name in fitting
        if not is_said_or_written(text, text.find(name)) and not _is_led(name, fitting)
    ]
    return [_with_its_place(text, _with_its_no(text, name)) for name in fitting]


def _is_led(name: str, names: Sequence[str]) -> bool:
    """「与筑美家装饰」 beside 「筑美家装饰」; 「是好鲜生」 may be a name."""
    return name[0] in _LEADS and name[1:] in names


def _is_day(name: str) -> bool:
    """「上个月18号修」; 「三月不见」 and 「十二月的雪」 are names."""
    day = find_date(name, _DAY)
    if day is None or _IN_A_FAMILY.fullmatch(name):
        return False
    if name.startswith(day.said) and len(name) <= len(day.said) + 1:
        return True
    return len(day.said) * 3 > len(name) * 2


def _with_its_place(text: str, name: str) -> str:
    """「临江门地下停车场」: a word that any such place has is told apart by where it is."""
    at = text.find(name)
    if at <= 0 or not _ANY_SUCH.fullmatch(name):
        return name
    if (house := _HOUSE.search(_without_place(text[:at]))) is not None:
        return house[0] + name
    place = next((p for p in longest_places() if text[:at].endswith(p)), "")
    return place + name


def _without_place(text: str) -> str:
    """The last clause behind the places it begins with: 「涪陵大润广场」."""
    clause = _CLAUSES.findall(text)[-1] if text[-1:] and _CLAUSES.match(text[-1]) else ""
    while place := next(filter(clause.startswith, longest_places()), ""):
        clause = clause[len(place) :]
    return clause


def _fits(text: str, name: str) -> bool:
    start = text.find(name)
    if start < 0:  # put together from what is said of it
        return is_business(name)
    end = start + len(name)
    in_street = any(
        one.start() < end < one.end() for one in _STREET.finditer(text, max(0, start - 6))
    )
    is_read = is_business(name) and not _LANDMARK.match(text, end)
    return is_read and not in_street and not _WRITTEN.search(text[:start])


def _from_its_beginning(text: str, name: str, names: Sequence[str]) -> str:
    """The name as the other ways of reading have it, where they begin a little earlier.

    A place that ends before it is no part of it: 「南门山小豆芽儿童摄影」.
    """
    behind = text[: max(0, text.find(name))]
    place = next(filter(behind.endswith, longest_places()), "")
    for other in (one for one in names if not place or len(one) > len(name) + len(place)):
        before = other.removesuffix(name)
        begins = other.endswith(name) and 0 < len(before) <= _LEFT_OUT
        whole = begins and is_business(other)
        if (
            whole
            and not _NO_BEGINNING.search(before.replace("一路", ""))
            and before not in places()
        ):
            return other
    return name


def _with_its_no(text: str, name: str) -> str:
    """「在瓜子不瓜子二手车行买的」: a name may have a word of sentences in it.

    So may one that is a clause of its own: 「海鲜不要停自助餐厅」.
    """
    clause = next((one for one in _CLAUSES.findall(text) if one.endswith(name)), "")
    before = clause.removesuffix(name)
    if _BEGINS_NAME.fullmatch(before) and _without_places(clause) == clause:
        return clause
    begun = _BEGUN_WITH_NO.search(text[: max(0, text.find(name))])
    return begun["more"] + name if begun else name


def _businesses(text: str) -> Iterator[str]:
    tagged = [
        one
        for one in load_tagger().find(text, BUSINESS, _MAYBE)
        if not is_quoted_thing(text, one.start)
    ]
    names = [(one.odds, text[one.start : one.end]) for one in tagged]
    things = set(bought_in(text))  # 「千叶生活馆买的生日鲜花」
    names = [one for one in names if one[1] not in things]
    doubted = [name for odds, name in names if odds < _VERY_SURE and _SAYS_SOMETHING.search(name)]
    names = [(odds, name) for odds, name in names if name not in doubted]
    yield from (name for odds, name in names if odds >= _SURE)
    if (described := described_in(text)) is not None:
        yield described
    if (by_end := respondent_in(text)) is not None:
        yield by_end.rsplit("：", 1)[-1]
    yield from (name for odds, name in names if odds < _SURE)
    yield from _with_a_trade(text)
    yield from _does(text)
    yield from (match["name"] for match in _ON_PLATFORM.finditer(text) if _is_shop(match["name"]))
    yield from (match["name"] for match in _HALL_SELLS.finditer(text))
    if _LODGED.search(text):
        yield from (match["name"] for match in _FLATS.finditer(text))


def _bought_by_name(text: str) -> Iterator[str]:
    """What is tagged as a business and is bought: 「千叶生活馆买的生日鲜花」."""
    things = set(bought_in(text))
    tagged = load_tagger().find(text, BUSINESS, _MAYBE)
    names = (text[one.start : one.end] for one in tagged)
    yield from (name for name in names if name in things and _is_shop(name))


def _is_shop(name: str) -> bool:
    """「饿了么点的川味小厨」, but not 「饿了么点的奶茶」."""
    return not name.endswith(ends_as_goods())


def _guessed(text: str) -> Iterator[str]:
    """Names that only stand where names do."""
    yield from _behind_places(text)
    yield from _beside_places(text)


def _with_a_trade(text: str) -> Iterator[str]:
    """A clause that is nothing but a name and a trade: 「亿家照明」, 「518烧烤」."""
    trades = tuple(known_words_of("trades") | known_words_of("ends"))
    for clause in map(_without_places, _CLAUSES.findall(text)):
        words = _NUMBER_OF_NAME.sub("", clause)
        head = next((words.removesuffix(one) for one in trades if words.endswith(one)), "")
        if head == words or not _HEAD.fullmatch(head) or clause[-1] == "块":
            continue
        if _DEED.search(words) and any(one.endswith(head) for one in goods()):
            continue  # 「空调维修」 is what was done
        yield clause


def _numbered(text: str) -> Iterator[str]:
    """A clause that is a name and its number: 「王鸭子27」, 「剪艺3号」; a price stands alike."""
    for clause in map(_without_places, _CLAUSES.findall(text)):
        named = _NAME_AND_NUMBER.fullmatch(clause)
        if named is None:
            continue
        is_thing = named["head"].endswith(ends_as_goods())
        if not is_thing or _SOMEBODYS.match(clause) or _SINCE.search(clause):
            yield clause


def _behind_places(text: str) -> Iterator[str]:
    """What stands between a place and what was done there: 「在天生路星宠汇抱的布偶猫」."""
    for match in _BEHIND.finditer(text):
        said = name = _BEFORE_PLACE.sub("", match["name"])
        while (place := next(filter(name.startswith, longest_places()), "")) or _STREET.match(name):
            name = name[len(place) :] if place else _STREET.sub("", name, count=1)
            name = _BESIDE_PLACE.sub("", name)
        # Without a place before it, it may be anything.
        if name != said and not _SAYS_SOMETHING.search(name):
            yield name


def _beside_places(text: str) -> Iterator[str]:
    """A short clause next to one that is nothing but a place: 「大足棠香街道 惊喜盒子」.

    A clause that begins with a place counts without it: 「磁器口碗里有山冰粉」.
    """
    clauses = _CLAUSES.findall(text)
    rests = [_without_places(clause) for clause in clauses]
    for at, (clause, rest) in enumerate(zip(clauses, rests, strict=True)):
        if rest == "":
            like_name = _POINTED_AT if _THAT_SHOP.search(clause) else _MAY_BE_NAME
            for other in (at + 1, at - 1):
                if 0 <= other < len(clauses) and rests[other] == clauses[other]:
                    yield from filter(like_name.fullmatch, (clauses[other],))
        elif rest != clause:
            branch = at > 0 and rest.endswith("店") and len(rest) < _BRANCH
            before = clauses[at - 1] if branch else ""
            if before and rests[at - 1] == before and _MAY_BE_NAME.fullmatch(before):
                yield before
            yield from filter(_MAY_BE_NAME.fullmatch, (rest,))


def _without_places(clause: str) -> str:
    """What remains of a clause behind the places it begins with."""
    rest = clause.removeprefix("在").removeprefix("就在") if clause[:1] in "在就" else clause
    begun = rest
    while (place := next(filter(rest.startswith, longest_places()), "")) or _STREET.match(rest):
        rest = rest[len(place) :] if place else _STREET.sub("", rest, count=1)
        rest = _BESIDE_PLACE.sub("", rest)
    return clause if rest == begun else ("" if _NOTHING_BUT.fullmatch(rest) else rest)


def _is_thing_of(deed: re.Match[str], name: str) -> bool:
    """「手机维修」 is what was done; a wish (要求维修) has a word for it."""
    head = name[: deed.start()]
    return load_businesses().says_nothing(head) or _SAYS_SOMETHING.search(head) is not None


def is_business(name: str) -> bool:
    """Whether words may be a business's name: no question, command, wish, day, place or trade."""
    if not 2 <= len(name) <= _LONGEST or any(
        no.search(name) for no in (BROKEN, NO_NAME, CLAIM, MEANS, DID, _FAULT)
    ):
        return False
    if _TOWN.fullmatch(name) or _BRANCH_ALONE.fullmatch(name) or _SHARED.fullmatch(name):
        return False
    if is_place(name) or not load_businesses().says_something(name):
        return name in known_words_of("chains") or name in known_words_of("platforms")
    if (wish := wants_in(name)[0]) and len(wish) * 2 >= len(name):
        deed = _DEED.search(name)  # 「果粉维修」
        return deed is not None and len(name[: deed.start()]) > 1 and not _is_thing_of(deed, name)
    platform = next((one for one in known_words_of("platforms") if name.startswith(one)), "")
    if platform and len(name) <= len(platform) + 2 and not name.endswith("店"):
        return name == platform  # 「携程订」
    deals = _DEALS_IN.match(dealer := _without_places(name) or name)
    if deals is not None and not load_businesses().says_something(dealer[1:]):
        return False  # 「开五金门市的」
    if _SO_MANY.match(name) and name[2:] in goods():
        return False  # 「半只土鸡」
    day = find_date(name, _DAY)
    numbered = _NAME_AND_NUMBER.fullmatch(name)  # 「剪艺3号」
    return day is None or numbered is not None or len(day.said) * 2 <= len(name)
