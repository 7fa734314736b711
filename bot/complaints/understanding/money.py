"""Amounts of money in everyday Chinese; what can be read in two ways is no amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Capitals as on receipts: 「人民币壹万贰仟叁佰元整」.
_PLAIN = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾佰仟萬億圆貳參陸〇ＷｗＫｋ", "一二三四五六七八九十百千万亿元二三六零WwKk"
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000, "k": 1000}
_LARGE = {"万": 10_000, "w": 10_000, "亿": 100_000_000}
_HAN = "零一二两三四五六七八九十百千万亿"
# 「1180 万州…」, 「398万象城」: a place behind a sum.
_TEN_THOUSAND = "万(?!州|盛|象城|达[广影三二一]|达$)"
_HUNDRED = "百(?!货|姓|果|合|草|味|年老|佳)|千(?!禧|叶|寻|岛|百[味度])"
# 「28一斤」 is no number: a digit in words doesn't follow one in figures.
_RUN = re.compile(
    rf"[\d{_HAN}](?:[\d十亿]|{_HUNDRED}|{_TEN_THOUSAND}|(?<!\d)[零一二两三四五六七八九]|[wWkK](?![A-Za-z])"
    rf"|(?<=\d)(?:\.(?=\d)|[,，](?=\d{{3}}(?![\d号日])|\d[万千百wWkK]))(?!.\d{{0,1}}月)|\s(?={_HUNDRED}|{_TEN_THOUSAND})|(?<=[万千百])\s(?=\d{{1,5}}(?![\d月号日年])))*"
)
_SPENT = re.compile(
    r"(?:花|付|交|充|(?:加|涨|抬)(?=到)|赔|退|退款|退货款|退钱|赔偿|补偿|价格?|要|给|收|值|共|总共|损失|押金|定金|订金|扣|多收|金额|费用?|还|卖"
    r"|(?:买|报|办|充|订|交|拿)了?\d{1,3}(?:节|次|课时|张|份|盒|瓶|斤|箱|套|件|包|袋)|[盒瓶件条包双袋个]一起|刷|款|钱|账|单价|(?<![\d一二两三四五六七八九十半])点的|拍的|订的|人均|每人|每斤|一斤|买成|买的|成|存|借|开价|标价|房租|租金|学费|卡|拿|还有|还剩|剩|余额|多"
    r"|(?:吃|喝|耍|住|用|装|加|修|做|消费|收费|打车|吃饭)了|称完|称下来|称起来|算下来|算起来|[一二两三四五六七八九十][罐台桶个盒瓶份位张斤包条双件把套箱袋杯碗只支块])"
    r"(?:了|我|他们?|我们|去|的|是|要|给我|回|到|下|出){0,2}[\s,，:：]*$"
)
_TAKEN = re.compile(r"(?:(?:收|扣|要|找|补)了?(?:我|他|我们)|[退赔补]我?)$")
# 「一块260」: a plate is not a yuan.
_ONE_PLATE = re.compile(r"块(?=\d{2})")
_ONE_OF_MANY = re.compile(r"月$")  # 「9月30买的」 is a day
# Typed by ear: 「48快一斤」.
_MISTYPED = re.compile(r"(?<=[\d百千万])快(?=[钱\d半一每毛，。,、！!\s]|$)")
# 「2 790元」: a space between thousands, as some receipts print it; 「速印8 790元」 is a shop.
_SPACED = re.compile(
    r"(?:(?<=^)|(?<=[\s，,。；;:：￥¥花付收交刷价卖充转了]))\d{1,3} \d{3}"
    r"(?=(?:\.\d{1,2})?\s?(?:元|块钱?|RMB|rmb))"
    r"|(?:(?<=[￥¥花付收交刷价])|(?<=[花付收交刷]了))\d{1,3} \d{3}(?![\d个件斤克次天])"
)
_PHONE = re.compile(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|0\d{2,3}[ -]?\d{7,8}(?!\d)")
_SIGN = re.compile(r"[￥¥]\s*$")
_DAY_OF_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])\.(?:[1-2]?\d|3[01])")  # 「11.18买的」
# 「2022 11 23」, as a form prints a day
_SPACED_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d (?:0?[1-9]|1[0-2]) (?:[0-2]?\d|3[01])(?!\d)")
_RMB = re.compile(r"人民币\s*$")
# After these the number is not the whole of it: 「几百」, 「十几」, 「500到800」, 「第3」.
_VAGUE_BEFORE = re.compile(
    r"(?:[几数第双]|好几|好多|上百|(?<![加涨抬])到|至|[\d零一二两三四五六七八九十百千万][-~—－～])$|[\d.\-/A-Za-z]$"
)
_VAGUE_AFTER = re.compile(r"\s{0,4}(?:[几把]|[到至\-~—－～](?=[\d一二两三四五六七八九十]))")
_SOME_HUNDREDS = re.compile("[百千万]来(?:块|元)")  # 「四百来块」
_MORE = r"[多来余]?\s{0,4}"
# 「两块电池」, 「两块西瓜皮」 are no money.
_NO_COIN = (
    r"(?![电手表地田土瓷砖板玻布肉豆饼糖玉石香骨姜萝墙皮]"
    r"|西瓜|瓜皮|门板|木[板头]|果皮|硬盘|毛巾|抹布|屏幕|面包)"
)
_POWERS = "十百千万"  # 「二十一天」 is no price of twenty a day
_PIECE = (
    "根节颗枝盆匹头幅堂课口对副罐个张瓶次斤盒份位年件条双套箱袋"
    "包只碗杯晚天月平台把部辆支两公毫人顿桌桶斗间号枚串床扇顶株棵筐捆笼锅篮卷盘碟壶缸坛提扎排听粒片板"
)
_UNIT = re.compile(
    rf"\s{{0,4}}{_MORE}(?:元|块钱?|大洋|RMB|rmb|人民币|[rR](?![A-Za-z\d])){_NO_COIN}"
    rf"(?<!钱)(?:(?P<half>半)|零?(?P<tenth>\d(?![\d.千百万{_PIECE}])"
    rf"|[一二两三四五六七八九](?![\d.块元]|[千百十万{_PIECE}]))"
    r"(?:[毛角](?:(?P<cent>[\d一二两三四五六七八九])分?)?)?)?"
)
# 「28一斤」, 「80一位」, 「129两支」: a price needs no unit.
_PER_PIECE = re.compile(
    rf"\s?多?(?:(?:/|[一两]|每)[{_PIECE}]|一个?疗程|一学期|买[的了来成]|[办充换修洗染剪团订租装拍配请包做烫补](?:的|成的)(?=[\s，,。；;！!]|$)|一共|总共|合计|包邮|全款(?=[给付交已都]|$))"
)
# 「一个人三十」, 「一只九十五」: a price of one.
_OF_ONE = re.compile(
    r"(?:每|(?<![\d十百千万第])一)(?:个?人|位|只|斤|根|碗|节|张|串|件|条|瓶|杯|盒|袋|桌|晚上?|棵|株|份|间|双|套)[\s是要收]{0,2}$"
)
# 「68的双人团购」, 「3999的羊绒大衣」: a price before the thing.
_PRICED = re.compile(
    r"\s?的(?![天时是人话，。\s]|$|尺码|码|体重|血压|高烧|楼|房号|电话|那|标准)(?:[^\W\d_]{2}|[床车鞋票酒茶药表琴锅灯柜锁画伞包衣裤](?=[\s，,。]|$))"
)
# 「买了台4980的，」
_BOUGHT_ONE = re.compile(r"(?:买|换|装|订|配|选|拿)(?:了|的|过)?一?[台个件双套部辆把张条盒瓶副]$")
_AT_THAT = re.compile(r"的(?=[，。,\s]|$)")
_OF_A_FEE = re.compile(r"的[^\W\d_]{1,4}费(?!用?的)")  # 「收我八十五的停车费」
# 「一会儿一百八一会儿一百一」 is what something shows.
_TO_AND_FRO = re.compile(r"(?:一会儿?|一下子?|一哈)[\s是要]{0,2}$")
# 「检测只有九百二」, 「含金量九百九」 is what was measured.
_MEASURED = re.compile(
    r"(?:检测|检验|化验|鉴定|测|含金量?|成色|纯度|充绒量|克重|功率|转速|甲醛)(?:出来|下来|结果)?[^，。,\s\d]{0,4}$"
)
# 「青一块紫一块」, 「这一块」 is no money.
_PATCH = re.compile(r"[青紫红黑白黄绿肿东西南北这那哪整另花大小深浅厚薄高矮粗细冷热干湿长短]一$")
# 「一块一块地掉皮」, 「机械表一块，1480元」: plates, and what a letter bought one of.
_ONE_BY_ONE = re.compile(r"块(?:接着?|又)?一块|块块")
_ONE_BOUGHT = re.compile(
    r"(?:购买|购得|购入|选购|订购|下单|定购|购置|购|买)(?:了|到)?[^，。,;；\s\d]{1,10}[一两]$"
)
_ENDS_A_COUNT = re.compile(r"块(?=[，。,;；、\s（(]|$)")
# 「赔我一张5元券」, 「9块9的引流」: what a voucher is worth, or lures with, was not paid.
_NO_PRICE_AT_ALL = re.compile(
    r"(?:元|块钱?)\d?(?:的)?(?:无门槛)?"
    r"(?:(?:优惠|代金|抵用|抵扣|现金|折扣|满减|电子|会员)?(?:券(?!包)|红包)|引流|福袋|起拍|秒杀款?)"
)
# 「换一块或者退」 asks for another watch.
_ONE_OF_THEM = re.compile(r"(?:[换补配赔](?:给?我)?|另外|重新)(?:一|两)$")
_BROKEN_OFF = re.compile(
    r"(?:[掉缺碎裂坏烂破断崩磕脱塌霉糊凹翘鼓黑脏]|剥落|松动|空鼓)(?:了|起|落|出|下来)?(?:好|整整|足足)?$"
)
_OF_SUCH_A_KIND = re.compile(
    r"块(?:都|就|也|还|全|已经|居然)?(?:是[臭坏烂酸馊假生冷空黑]|[发长生变]|[烂坏臭霉黑碎裂掉糊]|有[虫毛霉裂]|没[熟贴])"
)
_EATEN = re.compile(r"(?:吃|咬|切|掰|尝|啃)(?:了|过)?$")  # 「吃了两块」
# 「一千二」, 「7万8」: said short like this, a number is money, unless something is counted.
_SHORT = re.compile(
    r"(?:[百千][\d一二两三四五六七八九]|万(?:零?[\d一二两三四五六七八九]千?)|\d\.\d{1,2}万)$"
)
# 「粉丝1.2万」
_FOLLOWERS = re.compile(
    "(?:粉丝|播放量?|销量|月销|已售|卖了|浏览|点赞|关注|阅读|面积|里程|跑了|开了)[^，。,\\s\\d]{0,3}$"
)
_COIN = re.compile(r"\s{0,4}[毛角](?!食品|零食|辣条|小吃|特效|病|线|衣|巾|肚|落|度|质|色)")
_COUNTED = (
    r"[年月日号天节次个台件斤克码小时分岁人倍张瓶箱袋盒双条部只斗点折公米套辆级层楼毛角户名位页字升度瓦转里梯亩步颗粒株头根支把寸]"
    r"|伏|兆|京豆|积分|金币|淘金币|两(?![个千百万块])|mA|ml|ML|kg|KG|[gGwWvVA]"
)
_NOT_COUNTED = re.compile(
    rf"[多来余]?+(?:\s+(?![年月日号个台件斤岁倍张瓶元块%])|(?!\s|[\d.%:/\-]|{_COUNTED}|多?(?:人|公里|个|次)))"
)
# A number that stands alone, in a story of something bought: 「运动鞋 249 穿五天」.
_ALONE_BEFORE = re.compile(r"(?:^|[\s，,。;；!！?？(（])$")
# 「翡翠镯子3600，」: behind the thing, at the end of what is said of it.
_THING_BEFORE = re.compile(
    r"[一-鿿](?<![到至第约近超过于达为号码月年周楼栋幢组线路跑打加满减返版型代届点了])$"
)
# A room, a size, a flight, a capacity stands behind its thing too: 「家住阳光小区1203，」.
_NO_PRICE_NEAR = re.compile(
    r"(?:住|小区|栋|幢|单元|航班|车次|内存|容量|超载|限载|载重|硬盘|(?:区|县|(?<!超)市|镇|街道?)[^，,。\d的买卖花]{2,6})[^，,。\d买卖花]{0,8}$"
)
_TENS = re.compile("[二三四五六七八九]十[一二三四五六七八九]")
_ROUND_TENS = re.compile("[二两三四五六七八九]十[一二三四五六七八九]?")
_ENDS_HERE = re.compile(r"$|[\s，,。;；！!？?]")
_LAST = re.compile(r"^[\s。！!]*$")
_LARGEST_SHOE = 48
_LEAST_BEHIND = 20
_ALONE_AFTER = re.compile(
    r"$|[\s，,。;；!！?？)）]|[呢哦嘞](?=$|[\s，,。;；!！?？])|(?:全部?)?退(?:给我|我|还)"
)
_NO_PRICE_BEFORE = re.compile(
    r"(?:一会儿?|一下子?|一哈|尺码|码数|足银|足金|千足金?|钢印|印记|号码|编号|单号|型号|批号|房号|电话|拨打?|打|房间|温度|体重|身高|血压|体温|QQ|微信|国标|行标|地标|(?:GB|DB|QB|FZ|HG|JB|YY|NY|SB|LS|WS|JC|CJ|JG|JT|TSG|ISO|IEC)\d{0,2}(?:/[A-Za-z]{1,2})?|iPhone|iPad|Mate)[\s:：是]*$"
)
_ODD_PRICE = re.compile(
    r"(?:原价|市场价|划线价|吊牌价|体验价?|引流价?|试用价?|起步|别家|别人家?|人家|网上|官网|成本|运费|快递费|邮费|优惠(?!价)|满|买够|减|返|送|补|补偿|折价|折现|加|只退|只给退|说退|只赔|赔我|"
    r"上门费|工时费?|人工费?|出诊费|检修费|辛苦费|打车费?|足[银金]|千足|纯度|度数|运营费|起步价|医院|治病|看病|医药费?|治疗费?|检查|误工费?|[要只还再]扣|(?:要|喊|叫|让)我们?赔|超过|手续费|检测费|鉴定费|违约金|工资|罚款|只值|才值|最多)"
    r"[^，。,;；\s]{0,6}$"
)
_WHOLE_PRICE = re.compile(
    r"(?:一共|总共|合计|共计|共|一起|总价|合同[价款]|合同金额|成交价|(?:最后|实际|结果)[^，。,\s\d]{0,3}[收刷付花交]|(?:活动|到手|实付|券后|折后|优惠|成交)价|实付|(?:[办买充做搞谈拿定]|充值)成|全款|全部|前后|加起来|总计)[^，。,;；]{0,8}$"
)
_WHOLE_BY = re.compile(r"(?:套餐价?|合同)[是：:\s]{0,2}$")
_QUOTED = re.compile(
    r"(?:报价|标价|菜单[上里]?写?|挂牌价|说好|讲好|讲的|说的?是?|写的?是?)[^，。,;；\s\d]{0,3}$"
)
_PAID = re.compile(
    r"(?:花|付|交|充|办了?|收|刷|扣|买成?|价|款|转|[押定订]金|团费|学费|租金?|费|卡|结账|人均|才)[^，。,;；\d]{0,6}$"
)
# 「每天扣一块的手机 三百多买的」
_THEN_BOUGHT = re.compile(rf"[\d{_HAN}]{{1,8}}[多来]?(?:元|块钱?)?(?:钱)?买(?:的|来|回|成)")


# What the harm cost, and what is only about so much, come behind a price.
_FOR_CARE = re.compile(
    rf"[\d{_HAN}.]{{1,8}}[多来]?(?:元|块钱?)?(?:钱)?(?:去)?(?:看病|看医生|治病|医药|挂号|检查|打针|拿药|买药|打车|的?(?:邮费|运费|快递费|手续费|违约金))"
)
# 「标价399一斤称完2100」: what a pound costs was not what was paid.
_PER_POUND = re.compile(rf"[\d{_HAN}.]{{1,8}}(?:元|块)?(?:/|一|每)(?:斤|公斤)")
# 「一斤三百六，买了四斤，1440元」, 「每人168，…退回672元」
_A_POUND = re.compile(
    r"(?:一|每)(?:公?斤|克|两|平方?米?|米|个?人|位|张|节|课时|小时|平)[\s是要收卖]{0,2}$"
)
# 「让他换他说要收100工钱」, 「要我加三百才给」: what the other side asks or offers.
THEY_SAY = re.compile(
    r"(?:(?<![跟给和向找让叫])(?:[店商][家长方]|老板|客服|对方|公司|[他她]们?|[后则])(?:称|说|答应|表示|同意|愿意)(?:只|最多|可以?|就|能|愿意){0,2}(?<![我想])(?:补偿|赔偿)(?:给|我){0,2}\s?$)|(?:说|喊|讲|答应)(?:是|我|的)?(?:只|最多|还|要|得|再|必须|只能|可以|就){1,3}(?:收|加|交|付|补|扣|退|赔|给|出)?我?\s?$|(?:再|要|让|喊|叫)我们?(?:再|多)?(?:加|补|交|付)\s?$"
)
# 「三百多块」, 「800多」: anything up to the next hundred; 「一千三百多」 is near enough.
_SOME_OVER = re.compile(
    rf"(?:[一二两三四五六七八九][十百千万]|[1-9]0{{1,4}})[多余](?!收|扣|加|要|给|付|出|交|退|算|报|[{_PIECE}次度里瓦])"
)
# 「3299都交清了」, 「套餐1399早付清了」
_SETTLED = re.compile(
    r"\s?(?:元|块)?(?:钱)?(?:早就?|都|也|已经?|全部?|当场|一次性?|当天|就){0,3}(?:交|付|给|缴|结|打|转|刷)(?:清|齐|完|够|过去|满)(?:了|的|$)"
    # 「1999我就拍了」
    r"|\s?(?:元|块)?(?:我|我们|他|她)(?:就|才|当场|一口气|没忍住){0,2}(?:拍下?来?|下单|买下?来?|拿下|付|入手|成交)了"
)
# 「20一张」: what one piece costs is the sum only where no other is told.
_PER_ONE = re.compile(
    rf"[\d{_HAN}.]{{1,8}}(?:元|块)?(?:钱)?(?:一|每|/)(?:张|节|次|份|瓶|根|条|位|天|杯|枚|颗|片|页|分钟|小时|公里)"
)
# 「69.9 … 11.19」: of two such numbers the one that is no day.
_LIKE_A_DAY = re.compile(r"(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|0[1-9])(?!\d)")
_ROUGHLY = re.compile(rf"[\d{_HAN}]{{1,8}}[多来余](?:元|块|$|[\s，,。])")


@dataclass(frozen=True)
class Amount:
    """An amount in a text.

    Args:
        start: where it begins.
        yuan: how much.
        bare: whether only its place in the sentence makes it money.
    """

    start: int
    yuan: Decimal
    bare: bool = False


def amounts_in(text: str) -> list[Amount]:
    """Every amount of money a text names for certain, in its order.

    A bare number counts only after words like 花了, 退, 赔.

    >>> [str(amount.yuan) for amount in amounts_in("花了两千多，要他赔我五百块")]
    ['2000', '500']
    """
    return [amount for amount in _found(_plain(text)) if not amount.bare]


def sums_in(text: str) -> list[Amount]:
    """Like :func:`amounts_in`, with those that only their place in the sentence makes money."""
    return list(_found(_plain(text)))


def price_in(text: str) -> Decimal | None:
    """What was paid, in a story; None if it doesn't say, or says it roughly (几百块, 三百多).

    >>> price_in("运动鞋 249 穿五天鞋底就脱胶了"), price_in("原价三千，花了一千二")
    (Decimal('249'), Decimal('1200'))
    """
    amounts = [a for a in _found(_plain(text)) if a.yuan >= Decimal("0.1")]
    if not amounts:
        return None
    best = max(amounts, key=lambda one: (_fits(text, one), -one.start))
    return None if _SOME_OVER.match(text, best.start) else best.yuan


def _plain(text: str) -> str:
    """Figures in one way of writing; as long as the text, so that places stay what they are."""
    plain = _MISTYPED.sub("块", text.translate(_PLAIN))
    return _SPACED.sub(lambda sum_: sum_[0].replace(" ", ","), plain)


def _fits(text: str, amount: Amount) -> int:
    before = text[max(0, amount.start - 14) : amount.start]
    if _WHOLE_PRICE.search(before) or _WHOLE_BY.search(before):
        return 6
    if amount.bare and _LIKE_A_DAY.match(text, amount.start):
        return -1
    number = _RUN.match(text, amount.start)
    no_price = number is not None and _NO_PRICE_AT_ALL.match(text, number.end())
    if no_price or _ODD_PRICE.search(before) or THEY_SAY.search(before):
        return 0
    if _THEN_BOUGHT.match(text, amount.start):
        return 5
    if _PER_POUND.match(text, amount.start) or _A_POUND.search(before):
        return -1
    if any(one.match(text, amount.start) for one in (_FOR_CARE, _ROUGHLY, _SOME_OVER, _PER_ONE)):
        return 1
    if _QUOTED.search(before) is not None:
        return 1
    is_paid = _PAID.search(before) is not None
    return (3 if is_paid else 2) - 2 * amount.bare


def _found(text: str) -> Iterator[Amount]:
    done = 0
    for run in _runs(text):
        if run.start() < done:
            continue  # the coins of the amount before
        said = _said(text, run)
        if said is None:
            continue
        yuan = _as_money(said)
        if yuan is not None:
            unit = _UNIT.match(said.after)
            done = run.end() + (unit.end() if unit else 0)
            yield Amount(run.start(), yuan)
        elif _stands_alone(said):
            yield Amount(run.start(), _whole(said.number), bare=True)


def _runs(text: str) -> Iterator[re.Match[str]]:
    """What is written as a number, but for days and telephones."""
    days = [day.span() for day in _SPACED_DAY.finditer(text)]
    for run in _RUN.finditer(text):
        in_day = any(start <= run.start() < end for start, end in days)
        if not in_day and not _PHONE.match(text, run.start()):
            yield run


@dataclass(frozen=True)
class _Said:
    """A number as it stands in a text.

    Args:
        number: how much.
        words: it, as written.
        before: the few signs before it.
        after: everything behind it.
    """

    number: Decimal
    words: str
    before: str
    after: str


def _said(text: str, run: re.Match[str]) -> _Said | None:
    """The number a run of digits is; None where it is vague or can be read in two ways."""
    before = text[max(0, run.start() - 12) : run.start()]
    words, after = _cut(run[0], text[run.end() :])
    vague = _VAGUE_BEFORE.search(before) or _VAGUE_AFTER.match(after)
    if vague or _SOME_HUNDREDS.match(f"{words[-1]}{after}"):
        return None
    number = _number(words)
    return _Said(number, words, before, after) if number is not None and number > 0 else None


def _cut(words: str, after: str) -> tuple[str, str]:
    """A number and what follows it, where the last digit belongs to that."""
    if (
        len(words) > 1
        and words[-1] == "一"
        and words[-2] not in _POWERS
        and after[:1]
        and after[0] in _PIECE
    ):
        words, after = words[:-1], f"一{after}"  # 「五十二一斤」
    if len(words) > 1 and words[-1] in _DIGITS and words[-2] in _DIGITS:
        words, after = words[:-1], f"{words[-1]}{after}"  # 「充三千八三个月就倒闭」
    return words, after


def _as_money(said: _Said) -> Decimal | None:
    """The number with its coins, where a unit, a sign or a word of paying makes it money."""
    if said.words[-1] == "一" and _ONE_PLATE.match(said.after):
        return None
    if (unit := _UNIT.match(said.after)) is not None:
        return None if _is_a_piece(said) else _with_coins(said, unit)
    if _COIN.match(said.after) and said.number < 10:
        return said.number / 10
    return _whole(said.number) if any(makes(said) for makes in _MAKES_MONEY) else None


def _is_a_piece(said: _Said) -> bool:
    """「吃了两块」, 「换一块」, 「青一块紫一块」."""
    if not said.after.startswith("块"):
        return False
    if said.number < 10 and _EATEN.search(said.before):
        return True
    if said.number < 3 and _ENDS_A_COUNT.match(said.after):
        counted = f"{said.before}{said.words}"
        if _ONE_BOUGHT.search(counted):
            return True
    if said.number == 1 and _ONE_BY_ONE.match(said.after):
        return True
    if not said.after.startswith("块钱") and _ONE_OF_THEM.search(f"{said.before}{said.words}"):
        return True
    is_few = said.number < 10 and not said.after.startswith("块钱")
    # 「掉了一块」, 「两块是臭的」
    if is_few and (_BROKEN_OFF.search(said.before) or _OF_SUCH_A_KIND.match(said.after)):
        return True
    before = said.before.removesuffix("一块")
    return _PATCH.search(f"{before[-1:]}{said.words}") is not None


def _with_coins(said: _Said, unit: re.Match[str]) -> Decimal:
    """「三块五」."""
    if "." in said.words:
        return _whole(said.number)
    tenths = Decimal(5) if unit["half"] else _digit(unit["tenth"])
    return _whole(said.number + tenths / 10 + _digit(unit["cent"]) / 100)


def _has_a_sign(said: _Said) -> bool:
    """「￥28」, 「人民币三千」."""
    return _SIGN.search(said.before) is not None or _RMB.search(said.before) is not None


def _is_per_piece(said: _Said) -> bool:
    """「28一斤」."""
    if not _PER_PIECE.match(said.after) or _ONE_OF_MANY.search(said.before):
        return False
    if _DAY_OF_MONTH.fullmatch(said.words):
        return False
    return said.number >= 1 and (said.words[0].isdigit() or len(said.words) > 1)


def _was_bought_at(said: _Said) -> bool:
    """「买了台4980的，」."""
    enough = said.number >= _LEAST_BEHIND and _AT_THAT.match(said.after) is not None
    return enough and _BOUGHT_ONE.search(said.before) is not None


def _prices_a_thing(said: _Said) -> bool:
    """「3999的羊绒大衣」."""
    if not _PRICED.match(said.after) or _NO_PRICE_BEFORE.search(said.before):
        return False
    return said.words[0].isdigit() and said.number >= 5 and len(said.words) < 7


def _is_a_fee(said: _Said) -> bool:
    """「收我八十五的停车费」."""
    return said.number >= 5 and _OF_A_FEE.match(said.after) is not None


def _is_taken(said: _Said) -> bool:
    """「收我六十」, 「请他退五十」: tens in words, where somebody takes or gives them."""
    are_tens = _ROUND_TENS.fullmatch(said.words) is not None
    return bool(are_tens and _TAKEN.search(said.before) and _ENDS_HERE.match(said.after))


def _is_short(said: _Said) -> bool:
    """「一千二」."""
    if not _SHORT.search(said.words) or not _NOT_COUNTED.match(said.after):
        return False
    none = (_TO_AND_FRO, _MEASURED, _FOLLOWERS)
    return not any(one.search(said.before) for one in none)


def _is_of_one(said: _Said) -> bool:
    """「一个人三十」."""
    one = said.number >= 5 and _OF_ONE.search(said.before) is not None
    return one and _NOT_COUNTED.match(said.after) is not None


def _was_spent(said: _Said) -> bool:
    """「花了两千多」."""
    large = said.words[0].isdigit() or re.search("[百千万亿]", said.words) is not None
    spent = large and _SPENT.search(said.before) is not None
    return spent and _NOT_COUNTED.match(said.after) is not None


def _was_settled(said: _Said) -> bool:
    """「3299都交清了」."""
    enough = said.number >= _LEAST_BEHIND and not _NO_PRICE_BEFORE.search(said.before)
    return enough and _SETTLED.match(said.after) is not None


# Any of these makes a number without a unit money.
_MAKES_MONEY = (
    _has_a_sign,
    _is_per_piece,
    _was_bought_at,
    _prices_a_thing,
    _is_a_fee,
    _is_short,
    _is_of_one,
    _was_spent,
    _is_taken,
    _was_settled,
)


def _stands_alone(said: _Said) -> bool:
    """「249」 between spaces, 「一千七百九十九」 with nothing counted behind it."""
    number, words, before, after = said.number, said.words, said.before, said.after
    if number < 5 or number > 999_999 or _NO_PRICE_BEFORE.search(before):
        return False
    if _MEASURED.search(before) or _FOLLOWERS.search(before):
        return False
    if not words[0].isdigit():
        if re.search("[百千]", words) is not None:
            return _NOT_COUNTED.match(after) is not None
        # 「捷能车行 九十五」: a clause of its own, at the end.
        is_tens = _TENS.fullmatch(words) is not None and _LAST.match(after) is not None
        return is_tens and _ALONE_BEFORE.search(before) is not None
    if 1990 <= number <= 2040 or len(words) > 6 or words[0] == "0":
        return False
    at_the_end = _ALONE_AFTER.match(after) is not None
    is_behind = number >= _LEAST_BEHIND and _THING_BEFORE.search(before) is not None
    is_behind = is_behind and _NO_PRICE_NEAR.search(before) is None
    is_behind = is_behind and not (number <= _LARGEST_SHOE and before.endswith("鞋"))
    alone = at_the_end and (_ALONE_BEFORE.search(before) is not None or is_behind)
    return bool(alone and _NOT_COUNTED.match(after))


def _number(said: str) -> Decimal | None:
    """「13万2」 is 132000, 「两千八」 2800, 「1,500」 1500; None where it isn't certain."""
    said = re.sub(r"\s", "", said)
    if "," in said or "，" in said:
        if not re.fullmatch(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?[万千百wWkK]?", said):
            return None
        said = re.sub("[,，]", "", said)
    pieces = re.findall(rf"\d+(?:\.\d+)?|[{_HAN}wk]", said.lower())
    if "".join(pieces) != said.lower() or len(said) > 16:
        return None
    return _added(pieces)


def _added(pieces: list[str]) -> Decimal | None:
    """The value of digits and powers of ten in falling order; None if they aren't."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    is_short = True  # 「两千八」: a last digit counts in tenths of the power before it
    small, large = 10_000, 10**12
    last = 1
    for piece in pieces:
        if piece == "零":
            if digit is not None:
                return None
            is_short = False
        elif piece in _DIGITS or piece[0].isdigit():
            if digit is not None:  # 「七八百」
                return None
            digit = Decimal(_DIGITS.get(piece, piece))
        elif piece in _SMALL:
            power = _SMALL[piece]
            if power >= small or (digit is None and (power > 10 or section)):
                return None
            section, digit = section + (1 if digit is None else digit) * power, None
            small = last = power
            is_short = True
        else:
            power = _LARGE[piece]
            section += digit or 0
            if power >= large or not section:
                return None
            total, section, digit = total + section * power, Decimal(0), None
            small, large, last = 10_000, power, power
            is_short = True
    if digit is None:
        return total + section
    rest = _rest(digit, last, is_short=is_short)
    return None if rest is None else total + section + rest


def _rest(digit: Decimal, last: int, *, is_short: bool) -> Decimal | None:
    if last == 1 or not is_short:
        return digit
    if digit < 10 and digit == digit.to_integral_value():
        return digit * (last // 10)
    # 「1万2500」 is whole, 「1万25」 may be 10025 or 12500.
    return digit if len(str(digit)) == len(str(last)) - 1 else None


def _digit(said: str | None) -> Decimal:
    return Decimal(_DIGITS.get(said, said)) if said else Decimal(0)


def _whole(yuan: Decimal) -> Decimal:
    return yuan.quantize(Decimal(1)) if yuan == yuan.to_integral_value() else yuan
