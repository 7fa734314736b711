"""Which business and which product a story is about, by every way of reading them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from bot.complaints.understanding.bought import bought_in, handled_in
from bot.complaints.understanding.called import (
    called_in,
    described_in,
    is_quoted_thing,
    seller_in,
)
from bot.complaints.understanding.called_late import late_names
from bot.complaints.understanding.dates import find_date
from bot.complaints.understanding.extract import (
    Product,
    goes_on,
    leading_thing,
    product_in,
)
from bot.complaints.understanding.name_tagger import (
    BUSINESS,
    PRODUCT,
    known_words,
    load_tagger,
)
from bot.complaints.understanding.persons import name_in
from bot.complaints.understanding.respondent import credit_code_in, load_businesses, respondent_in
from bot.complaints.understanding.teller import nicknames_in
from bot.complaints.understanding.wants import wants_in

# Shorter words are an answer or a remark, not a story.
_STORY = 10  # characters
_VERY_SURE, _SURE, _MAYBE = 0.5, 0.3, 0.05  # odds of the tagger
_SURE_PRODUCT, _MAYBE_PRODUCT = 0.7, 0.03
_LONGEST, _LONGEST_PRODUCT = 28, 16
_ADVANCE = frozenset({"定金", "订金", "押金", "尾款", "首付", "合同"})
_PAID_FOR = re.compile(r"学费|培训费|报名费|会费|团费|租金|押金|定金")
_HEADS = frozenset("猫狗鸟龟车鞋灯锅")
_EDGES = "，。；！？,.;!?：:、“”\"'「」（）() \n"
_BROKEN = re.compile(r"[，。；！？,;!?\n“”\"]")
_NO_NAME = re.compile(
    r"^错|^了|^过|^人是|^[一二两三四五六七八九十][只箱盒瓶斤袋包条件个套张份]\d|^[做买办]个|\d(?:公?斤|克)|过秤|^只有|牌子上|^推个|结账|多了[一二两三四五六七八九十\d]|\d[元块]|\s\S+\s|什么(?!都)|啥子?(?!都)|一种|匿名|实名|^也|^长得|^车牌|^[^\W_]?[吃喝捞嚼咬]出|^(?:非标|假冒|三无|黑心|坑人|骗人)|[当充](?:活|新|好|真)|^赶[场集]|^[一二两三四五六七八九十几\d]{1,3}个?[天年月][^\W_]{0,2}[死坏完]|^(?:怕不?是|像是|好像|估计|多半|可能|大概|怀疑|疑似|莫不是|本来|原来|其实|后来|说是|就是|还是|应该是)|^[一二三四五六七八九负\d]{1,2}楼|那排$|^\d+块|^含|清仓|甩卖|[厂店]头$|哪[家个里]|怎么|多少|几[号点]|为什|是不是|能不能|不晓得|不知道|不清楚|记不|没得|投诉$|举报$|^(?:投诉|举报)[^\W_]{0,3}$"
    r"|^(?:现在|目前|如今|当时|居然|结果)|^(?:好|太|真|很|简直)(?:[吓烦恼气怄造臭脏痛难贵黑凶丑笑久多怪冷热饿累惨]|死|恶心|人些)|骨[裂折]|[摔擦]伤|流血|^找人|^(?:贴|发|送)的|旁边$|对面$|附近$|[前后]门$|门口$|的时候$|去查$|执照|一个电话|^真的|^[拿往]|^向(?!老|阳)|^通电|就[跳坏停死黑]|^[称买卖吃喝修换装洗做]的|冒充|^(?:取消|不想|不要(?!停)|算了)|(?<!的)老板$|客服|^(?:他|她|我|你|您|它)|们$|有人|有个|^(?:商家|店家|卖家|店里|店头)$"
)
# A thing's fault, whatever the last sign of it is: 「电池鼓包」, 「卡顿死机」.
_FAULT = re.compile(
    r"(?:漏[电水油气风]|死机|卡顿|[黑花蓝白]屏|鼓包|[开脱]胶|冒烟|冒火|跳闸|异响|起[球皮泡毛]|[掉褪]色|掉漆|生锈|变形|断裂|发[臭霉馊黄]|味道?(?:很|好|太)?(?:重|大|浓|刺鼻|难闻)|[霉异臭]味|过期|开裂|短路|烧坏|坏[了掉]|充不进电?|打不[着开燃]火?|用起来?)(?:得很|了|严重)?$"
)
# Met in a story, hardly ever bought.
_BESIDE = re.compile(
    r"^(?:头发|红包|生活费|工资|点菜|下单|订单|发票|小票|收据|合同|视频|照片|客服|优惠券|微信|二维码|快递单|大门|衣服口袋|后厨|厨房)$"
)
# How a thing was paid, or what it belongs to, is not the thing.
_HOW_PAID = frozenset({"团购", "充值", "会员", "预付款", "定金", "次卡", "月卡", "演唱会"})
# 「游乐场年卡」, 「四人餐券」: what was paid for before it was used.
_CARD = re.compile(
    r"(?P<thing>[^\W\d_的了买办充在去到叫是我他]{0,3}?(?:年卡|月卡|季卡|次卡|会员卡|储值卡|充值卡|优惠卡|餐券|礼券|团购券|代金券|提货券|门票|套票|体验课|私教课|课时费|课程))"
)
# Something that was done for pay in the place is no product: 「在那里做保洁」.
_JOB = re.compile(r"(?:里头?|那[里儿点]?|店头|厂头)(?:做|当|帮|打)(?:过|了)?[^，。,\s]{0,2}$")
_GIVEN_AWAY = re.compile(r"(?:送(?![的货来到])|领|赠)(?:了|的)?[^\W_]{0,2}$")
_VEHICLE = re.compile(r"^(?:货车|面包车|私家车|三轮车|卡车|小推车)$")
_DEALS_IN = re.compile("[开卖做摆搞]")
# A sentence's own words: what the tagger only thinks possible and has one of them is no name.
_SAYS_SOMETHING = re.compile(
    r"[不还去到在被随再把跟给说就都也没拿收换钱]|最|^(?:自己|全国|合成|赠|改装)"
)
_BEHIND = re.compile(
    r"(?:在|去|到|[吃喝买]了|^|[，,。;；\s])(?P<name>[^\W\d_]{4,22}?)(?:里头|里面|店头)?"
    r"(?:买|租|抱|接的|称|吃|办|订|签了|喝|洗|修|剪|配|充|拍|上班|打工|消费|做的|漂流(?=[，,。\s])|的(?=[^\W_]{1,6}(?:[，,。\s]|$)))"
)
# 「新世纪百货一楼周大生买的」: of a house of many shops the one where something was done.
_SHOP_INSIDE = re.compile(
    r"(?:购物中心|广场|天街|商场|百货|奥特莱斯|商城|万达|吾悦|航站楼|车站|机场|医院|大厦|U城|大融汇|来福士)"
    r"(?:(?:负?[一二三四五六七八九\dA-Za-z]{1,3}|[东南西北A-Za-z])[楼层馆区座]){0,2}(?:里头|里面|里)?的?"
    r"(?P<name>[^\W_在了的我你他她买点订去]{2,10}?)(?:这家|那家)?(?:买|(?<!地)点(?!半|钟)|订|吃|喝|配|修|做|办|充|理|剪|烫|洗(?![衣车浴脚])|租|换)(?![衣车店])"
)
_ENDS_AS_SHOP = re.compile("[店铺馆行坊庄记屋家]$")
_STREET = re.compile(r"[^\W\d_]{1,5}?(?:大道|街道|步行街|路|街|镇|乡|广场|天街)(?:那边|上|口)?")
_BEFORE_PLACE = re.compile(r"^[^\W\d_]{0,8}?[在去到](?=[^\W\d_]{4})")
_BESIDE_PLACE = re.compile(r"^(?:那边|这边|旁边|附近|对面|口|上|的|那个|一家|有家|下头|后门|前门)+")
_CLAUSES = re.compile(r"[^，。；！？,.;!?：:、“”\"「」（）()\s]+")
_BRANCH = 6  # characters of 「赛博店」
_ON_PLATFORM = re.compile(
    r"(?:饿了么|美团|抖音|大众点评|携程|飞猪|去哪儿)(?:外卖|上面?|里头?)?(?:点|订|团)(?:的|了)(?!是|外卖|券|餐|房|一|两|个)(?P<name>[^\W\d_的了我他她]{3,9})(?=[\s，,。的]|$)"
)
# 「江景公寓」 lets rooms where somebody stayed a night; else people live there.
_LODGED = re.compile("[一两三]晚|入住|前台|退房|订的?(?:房|酒店|民宿)|酒店|民宿")
_FLATS = re.compile(
    r"(?<!家住)(?<!我住)(?:在|订的?|^|[\s，,])(?P<name>[^\W\d_的了在到订]{2,12}公寓)"
)
# Before a trade: no word of a sentence, and no sum.
_HEAD = re.compile(
    r"(?![^\s]{0,6}(?:[了我你他她的吗呢]|不是|没|昨|今天|上周|什么|啥|说[^了]|一个|[买卖换退赔]|(?<!丰)收|去(?!哪)|还是|都是|就是|[这那]))"
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
    r"(?![^\s]{0,12}(?:(?<!回)收|[买卖退换赔修付交说喊叫投举告查坏烂假骗贵块元斤钱号月今昨前上周个次遍种点年我你他她都还冒漏]|[\d一二两三四五六七八九十半几每当整天那这]天|^有|只有|老师|时候|电话|一个|旁边|对面|附近|隔壁|[吃喝用做洗修住拿]的|[里镇乡照]$|什么|啥|哪|没得|不[是给肯要认退换会得好能对]|了$|的$|去|来|[\d一二三四五六七八九十百千][\d十百千万]))"
    r"[^\W\d_][^\W_·&+]{1,11}"
)
# 「石桥铺那家 辣到不认人」: a shop is pointed at, and the words beside it are its name.
_THAT_SHOP = re.compile(r"那[家个](?:店|馆子?|铺子?|摊子?)?$|开的那家$")
_POINTED_AT = re.compile(
    r"(?![^\s]{0,12}(?:[了我你他她的吗呢退赔换买]|昨|今天|上周|电话|多少|什么|啥|说|喊|店里|店头|老板|客服|里头|一[个份盘碗斤]|去|来|还|都|就|才|又))[^\W\d_]{3,9}"
)
_REMARK = re.compile(r"不[对是行要好]|没|是的|好的|对的?$|可以")
_DAY = date(2026, 1, 1)
# A market, a square, a town: where the stall stands, hardly whom the story is about.
_VENUE = re.compile(
    r"(?:物流园?|产业园|工业园区?|开发区|建材城|家居城|汽配城|商贸城|农贸市场|菜市场|菜市|菜场|市场|广场|步行街|小区|公园|游客中心|景区|古城|古镇|车站|码头|小学|中学|大学|村|镇|街|路|大道|社区|院坝)"
    r"(?:[边里头口上][边面口头]?|旁边|门口|对面|附近|那边)?$"
)
# 「写成 财源滚」, 「把 财源滚滚 写…」 are words on a thing.
_WRITTEN = re.compile(r"(?:写成|写错|印成|念成|改成|[把将给])[\s“\"]*$|[卖买种][“\"]$")
# 「汇鑫厂旁边的仓库」 is not that factory.
_LANDMARK = re.compile(r"(?:的)?(?:旁边|隔壁|对面|附近)(?!.{0,3}(?:分店|店))")
_PAST_LANDMARK = re.compile(r"^[^\W_]{2,10}?(?:旁边|隔壁|对面|附近|楼下)(?:的|那家)(?=.{2})")
_OWN_NAME = re.compile(r"我姓[^\W\d_][，,\s]{0,2}叫[^\W\d_]{2,4}")
_REPORTED = re.compile("^(?:举报|检举|投诉(?!不)|是(?=[^我你他]{2,}公司))(?=.{3})")
_BEGUN_WITH_DE = re.compile("^的(?!士)")
# 「老陈修车铺换电池」 goes on after the name; 「办了卡健身房…」 begins before it.
_SOLD_THERE = re.compile(
    r"(?<=[^\W\d_]{3})的[买卖吃订团].*$|(?<=.{3})(?<!专)卖(?!场).*$|(?<=..[店铺行馆厂坊])(?:换|修|买|做|洗|配).*$|(?<=.[校型院吧园社])(?:学|剪|烫|染|补|拍|考|报|订).*$|(?<=.{3})[订买租]$|^卡(?=健身|美容|美发|瑜伽|洗车|理发)"
)
_LEFT_OUT = 2  # characters the tagger may miss at a name's beginning
_NO_BEGINNING = re.compile(r"[的了在去到从是叫家个这那路街镇乡区县道]")
_BEGUN_WITH_NO = re.compile(
    r"(?:^|[，,。\s]|我|是)(?:在|去|到|找)(?P<more>[^\W\d_在去到的了我你他她]{1,4}(?:不|没|是|就|给|说))$"
)
_BEGINS_NAME = re.compile(r"[^\W\d_在去到的了我你他她这那]{1,3}(?:不要|不|别|就要|想|爱|好|给)")
_ONLY_WHO = re.compile(r"姓[^\W\d_]的(?:老板|$)")
# 「牙齿补了又掉」, 「头发烫断了」: what was done, to what.
_DONE_TO = (
    (re.compile(r"牙齿?[^，。,\s]{0,2}(?P<done>[补种拔洗镶])"), "牙"),
    (re.compile(r"头发[^，。,\s]{0,2}(?P<done>[烫染剪])"), "发"),
    (re.compile(r"(?P<done>租)(?:的|了|下)[^，。,\s车]{0,5}房"), "房"),
)
_FAILS = re.compile("[不没坏掉假烂错少漏断]")
_SPOILT = re.compile(
    r"(?P<said>[^\W\d_]{2,6}?)(?:就|都|也|又|全部?|还|居然|已经){0,2}(?:发(?:绿|黑|臭|霉|酸|馊|黄|粘|胀)|长[毛霉虫]|[有生爬]虫|鼓包|冒烟|开胶|掉色|褪色|起球|缩水"
    r"|是(?:坏|臭|酸|馊|假|烂|冷|生|翻新|过期)的|过期|变质|变形|不制[冷热]|漏[水电油]|印[反错]|改[短小]了|[裂炸爆断坏烂臭馊酸糊]了)"
)
# 「抽水的泵 用半天就烧了」, 「工地上穿的劳保鞋 …」
_BEGUN_WITH = re.compile(
    r"(?:我|家里|屋头|单位|店里)?[^\W\d_的了在到去]{1,5}的(?P<thing>(?![店人老])[^\W\d_的了]{2,5}|[泵锅灯锁床车鞋])(?=[\s，,])"
)
_HAIR = re.compile("(?P<done>[烫染剪接])(?:个|了个?|的)?头(?:发|(?=[，。,\\s花收说]))")
# Of a thing, a part: 「灶台接的那根软管是…」, 「电瓶车换的电池」.
_POINTED_PART = re.compile(r"[^，。,\s那这]{0,4}[那这][^\W\d_](?P<part>[^\W\d_]{1,12})")
_IS = re.compile("(?:就|都)?是")
_DEALT_PART = re.compile(r"(?:才|刚|新|后来)?(?:换|装|配|修|贴|加)(?:的|了)")
# Of a telephone or a car what is put on it: 「手机膜就翘边」.
_ACCESSORY = re.compile(
    r"(?<![我你他她])(?<!我的)(?<!他的)(?:手机|平板|电脑|汽车|钢化)(?:支架|贴膜|膜|壳|套|挂绳)"
)
_TOPPED_UP = re.compile(r"充(?:值|了|卡|进去)(?!电)")
# How something was ordered, as against what.
_BY_CHANNEL = frozenset({"外卖", "团购", "套餐"})
_QUOTED = re.compile(r"[“\"「『](?P<thing>[^\W_]{2,10})[”\"」』]")
_LODGING = re.compile("(?:民宿|客栈|宾馆|旅馆|酒店|小院|度假村|公寓)$")
_SLEPT = re.compile(r"[\d一两三]晚|入住|前台|退房|订的?(?:房|酒店|民宿)|住[的了过]|酒店是|民宿是")
_FEAST = re.compile("[宴席桌]")
_DONE_THERE = (("停车场", "停车"), ("停车库", "停车"), ("加油站", "加油"))
# 「卖鱼的老罗」: what somebody sells whose scales are false.
_SELLER_OF = re.compile(r"卖(?P<thing>[^\W\d_的了给我他她你]{1,4})的")
_KITCHEN = re.compile("后厨|厨房(?!用|电|门|刀)")
_EATERY = re.compile(
    "餐[馆厅饮]|饭[店馆]|馆子|食堂|农家乐|火锅|鱼庄|酒楼|烧烤|串串|面馆|快餐|大排档|自助餐"
)
_PERSON = re.compile(r"[小老阿][^\W\d_]")
# 「闲鱼上找一个叫阿杰的个人卖家」: on a platform the person is whom it is about.
_SELLS = re.compile(r"的?(?:个人|二手)?(?:卖家|店主|商家|微商|代购|主播|贩子|老板)")
_ANY_SUCH = re.compile(
    r"(?:地下|露天|路边)?停车[场库]|(?:农贸|菜)市场?|加油站|充电站|大?药房|超市|便利店|网吧|食堂|游泳馆|早餐车|夜市"
)
_BOUGHT_FOR_THEM = re.compile(r"(?:要|让|喊|叫)我们?(?:再|还)?(?:买|请|带)[^\W_]?$")
_OF_THE_BODY = re.compile("牙齿?|牙巴|手指|肚子|嘴巴?|喉咙|皮肤|脸|脚")
_DENTAL = re.compile(
    "口腔|牙科|诊所|洗牙|拔牙|[补种镶拔洗]的?牙|牙[^，。,\\s]{0,3}[补种镶拔]|矫正|医院"
)
_NOT_EVEN = re.compile(r"连[^，。,\s]{1,5}都")  # 「连奶瓶都不会洗」
_WORN_OR_GIVEN = re.compile(r"(?:穿|戴|送|赠)的?[^\W_]?$")


def business_told(text: str) -> str | None:
    """The business a story is about; None if it tells none.

    A word for a name comes first, then what the tagger is sure of, a name by its end (…店), what
    the tagger thinks possible, and a person or a stall.
    """
    if len(text) < _STORY:
        return respondent_in(text)
    if (code := credit_code_in(text)) is not None:
        return code
    businesses = load_businesses()
    teller = name_in(text)
    for nickname in nicknames_in(text):
        text = text.replace(nickname, "我")
    told = _OWN_NAME.sub("我", text.replace(teller, "我") if teller else text)
    called = called_in(told)
    if called in known_words_of("platforms"):
        called = None
    is_person = called is not None and _PERSON.fullmatch(called) is not None
    if called and not is_person and not _is_day(called) and not _is_place(called):
        return businesses.with_platform(text, called)[:_LONGEST]
    if (inside := next(_inside(text), None)) is not None:
        return businesses.with_platform(text, inside)[:_LONGEST]
    own = _OWN_NAME.search(text)
    names = [name for name in _cleaned(_businesses(text)) if own is None or name not in own[0]]
    strong = _fitting(text, names)
    named = [name for name in strong if not _VENUE.search(name) and not _ONLY_WHO.match(name)]
    persons = [name for name in strong if _ONLY_WHO.match(name)]
    guessed = _cleaned(_guessed(text))
    weak = _fitting(text, guessed)
    late = [
        name
        for name in itertools.chain(late_names(text), _numbered(text))
        if is_business(name) and not _is_day(name)
    ]
    venues = [name for name in (*strong, *weak) if _VENUE.search(name)]
    beside = [name for name in weak if name not in venues]
    for name in (*named, *persons, *beside, *late, *venues):
        whole = _from_its_beginning(name, [*names, *guessed])
        return businesses.with_platform(text, whole)[:_LONGEST]
    if called and _SELLS.match(text, text.find(called) + len(called)):
        return businesses.with_platform(text, called)
    if (seller := seller_in(text)) is not None:
        return businesses.with_platform(text, seller)
    return businesses.platform_in(text) or (called if is_person else None)


def _inside(text: str) -> Iterator[str]:
    """The shop in a house that has many: 「万达三楼的Nike店买」, 「百货一楼周大生买的」."""
    for match in _SHOP_INSIDE.finditer(text):
        name = _BESIDE_PLACE.sub("", match["name"])
        listed = any(name.endswith(one) for one in _goods()) and not _ENDS_AS_SHOP.search(name)
        listed = listed and name not in known_words_of("chains")
        if not listed and not _SAYS_SOMETHING.search(name) and is_business(name):
            yield name


def _cleaned(names: Iterator[str]) -> list[str]:
    begun = (_REPORTED.sub("", one.strip(_EDGES)) for one in names)
    return [_BEGUN_WITH_DE.sub("", _PAST_LANDMARK.sub("", one)) for one in begun]


def _fitting(text: str, names: Sequence[str]) -> list[str]:
    fitting = [name for one in names if _fits(text, name := _SOLD_THERE.sub("", one))]
    return [_with_its_place(text, _with_its_no(text, name)) for name in fitting]


def _is_day(name: str) -> bool:
    """「上个月18号修」; 「三月不见」 and 「十二月的雪」 are names."""
    day = find_date(name, _DAY)
    if day is None:
        return False
    if name.startswith(day.said) and len(name) <= len(day.said) + 1:
        return True
    return len(day.said) * 3 > len(name) * 2


def _with_its_place(text: str, name: str) -> str:
    """「临江门地下停车场」: a word that any such place has is told apart by where it is."""
    at = text.find(name)
    if at <= 0 or not _ANY_SUCH.fullmatch(name):
        return name
    place = next((p for p in _longest_places() if text[:at].endswith(p)), "")
    return place + name


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


def _from_its_beginning(name: str, names: Sequence[str]) -> str:
    """The name as the other ways of reading have it, where they begin a little earlier."""
    for other in names:
        before = other.removesuffix(name)
        begins = other.endswith(name) and 0 < len(before) <= _LEFT_OUT
        whole = begins and is_business(other)
        if whole and not _NO_BEGINNING.search(before) and before not in _places():
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
    names.sort(key=lambda one: one[1] in things)
    doubted = [name for odds, name in names if odds < _VERY_SURE and _SAYS_SOMETHING.search(name)]
    names = [(odds, name) for odds, name in names if name not in doubted]
    yield from (name for odds, name in names if odds >= _SURE)
    if (described := described_in(text)) is not None:
        yield described
    if (by_end := respondent_in(text)) is not None:
        yield by_end.rsplit("：", 1)[-1]
    yield from (name for odds, name in names if odds < _SURE)
    yield from _with_a_trade(text)
    yield from (match["name"] for match in _ON_PLATFORM.finditer(text) if _is_shop(match["name"]))
    if _LODGED.search(text):
        yield from (match["name"] for match in _FLATS.finditer(text))


def _is_shop(name: str) -> bool:
    """「饿了么点的川味小厨」, but not 「饿了么点的奶茶」."""
    return not any(name.endswith(one) for one in _goods())


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
        if _DEED.search(words) and any(one.endswith(head) for one in _goods()):
            continue  # 「空调维修」 is what was done
        yield clause


def _numbered(text: str) -> Iterator[str]:
    """A clause that is a name and its number: 「王鸭子27」, 「剪艺3号」; a price stands alike."""
    for clause in map(_without_places, _CLAUSES.findall(text)):
        named = _NAME_AND_NUMBER.fullmatch(clause)
        if named is None:
            continue
        is_thing = any(named["head"].endswith(one) for one in _goods())
        if not is_thing or _SOMEBODYS.match(clause) or _SINCE.search(clause):
            yield clause


@cache
def _goods() -> frozenset[str]:
    return known_words_of("products") | frozenset(load_businesses().services)


def _behind_places(text: str) -> Iterator[str]:
    """What stands between a place and what was done there: 「在天生路星宠汇抱的布偶猫」."""
    for match in _BEHIND.finditer(text):
        said = name = _BEFORE_PLACE.sub("", match["name"])
        while (place := next(filter(name.startswith, _longest_places()), "")) or _STREET.match(
            name
        ):
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
    while (place := next(filter(rest.startswith, _longest_places()), "")) or _STREET.match(rest):
        rest = rest[len(place) :] if place else _STREET.sub("", rest, count=1)
        rest = _BESIDE_PLACE.sub("", rest)
    return clause if rest == begun else ("" if _NOTHING_BUT.fullmatch(rest) else rest)


def is_business(name: str) -> bool:
    """Whether words may be a business's name: no question, command, wish, day, place or trade."""
    if not 2 <= len(name) <= _LONGEST or any(no.search(name) for no in (_BROKEN, _NO_NAME, _FAULT)):
        return False
    if _is_place(name) or not load_businesses().says_something(name):
        return name in known_words_of("chains") or name in known_words_of("platforms")
    if (wish := wants_in(name)[0]) and len(wish) * 2 >= len(name):
        return False
    platform = next((one for one in known_words_of("platforms") if name.startswith(one)), "")
    if platform and len(name) <= len(platform) + 2 and not name.endswith("店"):
        return name == platform  # 「携程订」
    deals = _DEALS_IN.match(dealer := _without_places(name) or name)
    if deals is not None and not load_businesses().says_something(dealer[1:]):
        return False  # 「开五金门市的」
    day = find_date(name, _DAY)
    numbered = _NAME_AND_NUMBER.fullmatch(name)  # 「剪艺3号」
    return day is None or numbered is not None or len(day.said) * 2 < len(name)


def product_told(text: str, products: Sequence[Product]) -> str | None:
    """The word for the product or service a story is about; None if it names none.

    What a story begins with (「冰箱送来压缩机响」) comes first, then what stands behind a word for
    buying, what the tagger is sure of, what is said to be sold or mixed in, what the list knows,
    what the tagger thinks possible, and a service.
    """
    listed = product_in(text, products)
    if listed is not None and _is_beside(text, listed[0]):
        listed = None
    if len(text) < _STORY:
        short = next(filter(_is_product, handled_in(text)), None)
        done = load_businesses().service_in(text)
        if short is None and done is not None and text.startswith(done) and _FAILS.search(text):
            short = done  # 「书法班不开了」
        return listed[0] if listed else short or _done(text)
    # 「修车铺换电池」: a word of the shop's name buys nothing.
    name = (business_told(text) or "").rsplit("：", 1)[-1]
    beside = _NOT_EVEN.sub("", text.replace(name, "，") if name else text)
    things = [thing for thing in bought_in(beside) if _is_product(thing)]
    bought = next((thing for thing in things if not thing.endswith("费")), None)
    leading = _leading(beside, products)
    if leading is not None and _is_product(leading):
        more = next((thing for thing in things if leading in thing), None)
        part = next((t for t in things if _is_part(beside, leading, t)), None)
        return more or part or _whole_name(beside, leading)
    service = load_businesses().service_in(text)
    if service is not None and _is_beside(text, service):
        service = None
    if bought is None and (accessory := _ACCESSORY.search(beside)) is not None:
        return accessory[0]
    if bought == "课":
        return next((one for one in _lessons() if one[:-1] in text), "课程")
    if bought in _BY_CHANNEL and (inside := _served(beside)):
        return inside
    if bought is not None:
        return service if bought in _ADVANCE and service is not None else bought
    if (quoted := _quoted_thing(text)) is not None:
        return quoted
    if _LODGING.search(name) and _SLEPT.search(text) and not _FEAST.search(text):
        return "住宿"
    if (done := next((what for end, what in _DONE_THERE if name.endswith(end)), None)) is not None:
        return done
    tagged = [
        (one.odds, word)
        for one in load_tagger().find(text, PRODUCT, _MAYBE_PRODUCT)
        if _is_product(word := text[one.start : one.end].strip(_EDGES))
        and not goes_on(text, one.end)
        and (word in beside or not name)
        and not _WORN_OR_GIVEN.search(text[: one.start])
        and not _is_beside(text, word)
        and word not in "".join(_NOT_EVEN.findall(text))
    ]
    if tagged and tagged[0][0] >= _SURE_PRODUCT:
        return _whole_name(text, tagged[0][1])
    if (hair := _HAIR.search(beside)) is not None:
        return f"{hair['done']}发"
    if (spoilt := _spoilt(beside)) is not None and _is_product(spoilt):
        return spoilt
    if (handled := next(filter(_is_product, handled_in(beside)), None)) is not None:
        return handled
    if (card := _CARD.search(beside)) is not None:
        return card["thing"]
    outside = product_in(beside, products)
    if outside is not None and _is_beside(beside, outside[0]):
        outside = None
    listed = outside if outside is not None and _is_product(outside[0]) else listed
    if things and listed is not None and listed[0] not in beside:
        listed = None  # 「小太阳幼儿园」 sells no heaters
    if listed is not None and _is_product(listed[0]):
        return listed[0]
    found = next(iter(things), None) or (_whole_name(text, tagged[0][1]) if tagged else service)
    if found is None and (service := _done(text)):
        return service
    if found is None and (begun := _BEGUN_WITH.match(beside)) and _is_product(begun["thing"]):
        return begun["thing"]
    if found is None and (paid := _PAID_FOR.search(text)) is not None:
        return paid[0]
    if found is not None:
        return found
    named = product_in(name, products) if name else None
    of_name = named[0] if named else load_businesses().service_in(name)
    if of_name is None and (seller := _SELLER_OF.search(text)) is not None:
        return seller["thing"]
    if of_name is None and _TOPPED_UP.search(text):
        return "充值"
    return of_name or ("餐饮" if _EATERY.search(name) or _KITCHEN.search(text) else None)


def _lessons() -> Iterator[str]:
    """Services that are lessons: 「舞蹈课」."""
    return (one for one in load_businesses().services if one.endswith("课") and len(one) > 2)


def _served(text: str) -> str | None:
    """The dish of a delivery in which something was found: 「水煮肉片里头有根头发」."""
    return next(filter(_is_product, handled_in(text)), None)


def _quoted_thing(text: str) -> str | None:
    """A thing in quotation marks: 「买了两万多的“磁疗床垫”」."""
    for match in _QUOTED.finditer(text):
        is_thing = is_quoted_thing(text, match.start("thing")) and _is_product(match["thing"])
        if is_thing and any(match["thing"].endswith(one) for one in _goods()):
            return match["thing"]
    return None


def _spoilt(text: str) -> str | None:
    """The thing a defect is said of: 「食堂窗口的鸡腿发绿」."""
    goods = _goods()
    for match in _SPOILT.finditer(text):
        said = match["said"]
        words = (said[at:] for at in range(len(said) - 1) if said[at:] in goods)
        if (word := next(words, None)) is not None:
            return word
    return None


def _done(text: str) -> str | None:
    """A service told by what was done to what: 「牙齿补了又掉」."""
    for pattern, what in _DONE_TO:
        if (match := pattern.search(text)) is not None:
            return f"{match['done']}{what}"
    return None


def _is_part(text: str, whole: str, part: str) -> bool:
    """「电瓶车换的电池才跑两个月」 is about the battery."""
    at = text.find(whole) + len(whole)
    pointed = _POINTED_PART.match(text, at)
    if pointed is not None and pointed["part"].startswith(part):
        return _IS.match(text, pointed.start("part") + len(part)) is not None
    dealt = _DEALT_PART.match(text, at)
    return dealt is not None and text.startswith(part, dealt.end())


def _whole_name(text: str, word: str) -> str:
    """With the head noun that follows: 「布偶猫」, 「游乐场年卡」."""
    at = text.find(word)
    if at < 0:
        return word
    end = at + len(word)
    if (card := _CARD.match(text, end)) is not None:
        return text[at : card.end()]
    longer = (one for one in _goods() if len(one) > len(word) and text.startswith(one, at))
    if whole := max(longer, key=len, default=""):
        return whole  # 「粉底液」
    head = text[end : end + 1]
    return word + head if head in _HEADS and head not in word else word


def _is_beside(text: str, word: str) -> bool:
    """Whether a thing is only given away, driven with, or somebody's job."""
    before = text[: max(0, text.find(word))]
    if _OF_THE_BODY.fullmatch(word) and not _DENTAL.search(text):
        return True
    return bool(
        _BOUGHT_FOR_THEM.search(before)
        or _JOB.search(before)
        or _GIVEN_AWAY.search(before)
        or (_VEHICLE.match(word) and not re.search(r"[买租修]", before))
    )


def _leading(text: str, products: Sequence[Product]) -> str | None:
    """The thing or service a text begins with, but no place or way of paying that has one."""
    businesses = load_businesses()
    listed = (word for product in products for word in product.words)
    word = leading_thing(text, itertools.chain(listed, businesses.services))
    if word is None or word in _HOW_PAID:
        return None
    has_one = f"{word}的" in text and (word in businesses.services or word[-1] in "馆店楼")
    is_place = word in businesses.ends and businesses.service_in(text) is not None
    return None if has_one or is_place else word


def _is_product(word: str) -> bool:
    if not word or len(word) > _LONGEST_PRODUCT or _BROKEN.search(word) or _NO_NAME.search(word):
        return False
    if _BESIDE.match(word):
        return False
    return not _is_place(word) and not wants_in(word)[0] and not _REMARK.match(word)


@cache
def _longest_places() -> tuple[str, ...]:
    return tuple(sorted(_places(), key=len, reverse=True))


def _is_place(name: str) -> bool:
    """「江北五里店」, 「石柱南宾店」: nothing but where it is."""
    name = name.lstrip("在到去从")
    for place in _longest_places():
        name = name.replace(place, "")
    return name in ("", "店")


def _places() -> frozenset[str]:
    return known_words_of("places")


@cache
def known_words_of(kind: str) -> frozenset[str]:
    """One of the lists of words."""
    return known_words()[kind]
