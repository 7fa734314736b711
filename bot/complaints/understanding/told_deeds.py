"""What was done or charged, and the trade of a name, where no thing that was bought is told."""

from __future__ import annotations

import re

from bot.complaints.understanding.no_names import known_words_of

# 「来我屋做保洁」, 「说我家管子不合格 还要装报警器」: what was done at the teller's.
_DONE_AT_HOME = re.compile(
    r"(?:来|上门|到)(?:给)?(?:我们?|他|她)?(?:家里?|屋头|屋里?|爸妈?家|妈家)?(?:来)?(?:做|搞|打|修|装|换|通|洗|刷|铺|种)(?:的|了|过)?(?:一?[个次台下])?(?P<thing>[^\W\d_的了我他她]{2,5}?)(?=[\s，,。]|$|的|把|收|花|时)"
    r"|(?:还?要|必须|非要|硬要|喊我们?|让我们?|叫我们?|给(?:我|我们|我妈|我爸|老人))(?:家|屋)?(?:加?装|安)(?:了|一?[个台套])?(?P<thing2>(?!修)[^\W\d_的了我他她]{2,6}?)(?=[\s，,。]|$|才|收)"
)
# 「说一下我屋窗帘的事情」
_A_MATTER_OF = re.compile(
    r"(?:说|反映|讲|问|投诉|举报)(?:一?下|哈)?(?:我们?|我)?(?:家|屋头?)?(?:那个|的)?(?P<thing>[^\W\d_的了我他她]{2,6})的(?:事情?|问题)(?=[\s，,。我是]|$)"
)
# 「房东收我们电费一块五一度」
_CHARGED = re.compile(
    r"(?:收|交|扣|要|加)(?:了|的|起)?(?:我们?|他们?)?(?:家|的)?(?P<thing>(?:水电|水|电|燃气|天然气|物业|停车|清洁|卫生|宽带|网|公摊|垃圾|管理)费)"
)
# Trades that say nothing of what is sold.
_TOO_WIDE = re.compile(
    "商贸|贸易|实业|科技|公司|网络|电子|连锁|批发|零售|专卖|开发|公共|学校|社区|通讯|直播|团购|网购|临时|流动|骗子|网红|夫妻|私房|小区里|儿童|老年|软件|通信|广告|中介"
)


# Behind what is told of a thing: shown on the card, where it is put right, rather than asked.
_SOLD_IN = tuple(
    (re.compile(sold), goods)
    for sold, goods in (
        (r"(?:服装|服饰|女装|男装|成衣)(?:店|城|铺|行|厅)?$", "服装"),
        (r"童装(?:店|城|铺)?$", "童装"),
        (r"(?:鞋(?:店|城|铺|行|庄)|鞋业)$", "鞋"),
        (r"烟酒(?:店|行|副食|铺)?$", "烟酒"),
        (r"(?:酒(?:行|庄|铺|业|类专卖)|名酒)$", "酒"),
        (r"(?:电动车|电瓶车)(?:店|行|专卖)?$", "电动车"),
        (r"(?:(?<!停)(?<!洗)车行|4S店)$", "车"),
        (r"(?:厨具|灶具)(?:店|城|行|铺|专卖)?$", "厨具"),
        (r"(?:家电|电器)(?:店|城|行|铺|专卖)?$", "电器"),
        (r"家具(?:店|城|行|铺|厂)?$", "家具"),
        (r"(?:水果|鲜果)(?:店|行|铺|摊|超市)?$", "水果"),
        (r"(?:药房|药店|药铺)$", "药品"),
        (r"眼镜(?:店|行)?$", "眼镜"),
        (r"(?:民宿|客栈|宾馆|旅馆|酒店|招待所)$", "住宿"),
        (r"(?:影楼|照相馆|摄影)$", "拍照"),
        (r"(?:珠宝|金店|首饰)(?:店|行)?$", "首饰"),
        (r"(?:茶叶店|茶行|茶庄)$", "茶叶"),
        (r"(?:粮油|米行)(?:店|铺)?$", "粮油"),
        (r"(?:装饰|装修|装潢|家装|整装)(?:公司|工程|设计)?$", "装修"),
        (r"台面(?:店|厂)?$", "台面"),
        (r"(?:托班|托管班?|托育)(?:中心|所|园)?$", "托管"),
        (r"(?:燃气供应站|液化气站?|煤气站|液化气供应站|燃气站)$", "液化气"),
        (r"太阳能(?:店|专卖)?$", "太阳能热水器"),
    )
)


# What is done in such a place, where a story tells of nothing else.
_DONE_IN = tuple(
    (re.compile(place), what)
    for place, what in (
        (r"抓?娃娃机|抓娃娃", "抓娃娃"),
        (r"纹(?:的|了|个)?眉|半永久", "纹眉"),
        (r"酒吧|清吧|酒馆", "酒水"),
        (r"轰趴", "轰趴场地"),
        (r"舞蹈(?:学校|室|班|房)", "舞蹈课"),
        (r"画室|美术(?:学校|班)", "美术课"),
        (r"电玩城|游戏厅", "游戏"),
        (r"早教(?:中心|班|机构)", "早教课"),
        (r"健身(?:房|馆|中心|会所)|私教", "健身"),
        (r"瑜伽(?:馆|室|会所)", "瑜伽"),
        (r"(?:理|美)发(?:店|厅|室)|发廊|剪头的|tony|托尼", "理发"),
        (r"美容(?:院|店|会所)|皮肤管理", "美容"),
        (r"美甲店", "美甲"),
        (r"(?:晚托|托管)(?:班|中心|机构)?|小饭桌", "托管"),
        (r"驾校", "学车"),
        (r"培训(?:班|机构|学校|中心)|补习班|辅导班", "培训"),
        (r"(?i:ktv)|歌厅|唱吧", "唱歌"),
        (r"网吧|网咖", "上网"),
        (r"影楼|照相馆|摄影(?:店|工作室)", "拍照"),
        (r"电影院|影城", "看电影"),
        (r"宾馆|酒店|旅馆|民宿|客栈|招待所", "住宿"),
        (r"干?洗衣?店", "洗衣"),
        (r"洗车(?:店|行|场)", "洗车"),
        (r"修车(?:店|行|铺|厂)|汽修(?:店|厂)|修理厂", "修车"),
        (r"(?:房产|房屋|租房)?中介", "中介服务"),
        (r"搬家(?:公司)?", "搬家"),
        (r"快递(?:站|点|公司|柜)?|驿站", "快递"),
        (r"物业", "物业服务"),
        (r"停车(?:场|库)", "停车"),
        (r"加油站", "加油"),
        (r"充电(?:站|桩)", "充电"),
        (r"婚庆(?:公司)?", "婚庆"),
        (r"家政(?:公司)?", "家政"),
        (r"装修(?:公司|队)|装饰公司", "装修"),
        (r"旅行社|旅游公司|导游", "旅游"),
        (r"药房|药店", "药品"),
        (r"宠物(?:店|医院)", "宠物服务"),
        (r"按摩店|足(?:浴|疗)店|洗脚城|养生馆", "按摩"),
        (r"洗浴中心|澡堂|汗蒸房", "洗浴"),
        (r"游乐园|游乐场|儿童乐园|蹦床", "游乐"),
        (r"餐馆|饭店|馆子|食堂|火锅店|小吃店|面馆|烧烤摊|大排档", "餐饮"),
    )
)


def at_such_a_place(text: str) -> str:
    """What is done in the kind of place a text tells of; empty if it tells of none.

    >>> at_such_a_place("早教中心老师全辞职了")
    '早教课'
    """
    return next((what for place, what in _DONE_IN if place.search(text)), "")


def done_at_home(text: str) -> tuple[str, str]:
    """What was done where the teller lives, and what they were told to have put in.

    >>> done_at_home("上周三来我屋做保洁"), done_at_home("说管子不合格 还要装报警器")
    (('保洁', ''), ('', '报警器'))
    """
    done = _DONE_AT_HOME.search(text)
    return (done["thing"] or "", done["thing2"] or "") if done else ("", "")


def matter_of(text: str) -> str:
    """What somebody says they are telling about: 「说一下我屋窗帘的事」."""
    matter = _A_MATTER_OF.search(text)
    return matter["thing"] if matter else ""


def charged_in(text: str) -> str:
    """The fee that was charged, of those a landlord or a house asks for."""
    charged = _CHARGED.search(text)
    return charged["thing"] if charged else ""


def trade_of(name: str) -> str:
    """The trade a name ends with; empty if it says nothing of what is sold.

    >>> trade_of("星尖尖舞蹈"), trade_of("鑫源商贸")
    ('舞蹈', '')
    """
    trades = (one for one in known_words_of("trades") if name.endswith(one))
    trade = max(trades, key=len, default="")
    is_plain = len(trade) < len("舞蹈") or _TOO_WIDE.fullmatch(trade) or trade == name
    return "" if is_plain else trade


def goods_of(name: str) -> str:
    """What a shop of this kind sells: 「名酒行」, 「服装店」; empty if its name does not tell.

    >>> goods_of("好再来服装店")
    '服装'
    """
    return next((goods for sold, goods in _SOLD_IN if sold.search(name)), "")
