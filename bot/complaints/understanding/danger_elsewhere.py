"""What is told with the words of danger and is none here: fiction, youth, plans, a good end."""

from __future__ import annotations

import re

from kb.text.english import is_english

_ABROAD = (
    r"(?:美国|英国|法国|德国|日本|韩国|印度|泰国|俄罗斯|澳洲|澳大利亚|加拿大|新加坡"
    r"|国外|外国|外省)"
)
# 「店名是着火的石头」, "the shop is called Gas Leak".
_SHOP_NAMED = re.compile(
    r"(?:(?:店|商家|商户|公司|铺子|馆子)的?(?:名字?|名称|招牌)|招牌上?|店)(?:就?叫(?:做|作)?(?![我他她人来])|是|为|写的|[:：]){1,2}(?<!店是)(?<!店为)[“「\"']?[^,，。!！?？;；\s]{2,12}"
    r"|\b(?:shop|store|restaurant|bar|caf[eé]|place|brand|company|business|diner|salon)"
    r"(?:(?:'s)? name is|(?: is| was)? (?:called|named)) [\"'“]?"
    r"\w+(?: (?!and|but|is|it|we|my|the|on)\w+){0,3}",
    re.IGNORECASE,
)
# A message that is a shop's name and no more, where a form asks for it.
_SHOP = re.compile(
    r"(?!隔壁|.?楼|对面|附近|这|那|有|我|旁边|正|刚)[^,，。!！?？;；\s了在]{2,12}"
    r"(?:店|馆|吧|餐厅|酒楼|饭庄|面庄|老灶|火锅|烧烤|烤肉|小吃|螺蛳粉|超市|公司|咖啡|奶茶|KTV)"
    r"|(?:着火|燃烧|冒烟|爆炸|触电|漏气|窒息|中毒|流血|溺水)的"
    r"[^,，。!！?？;；\s车锅灶炉罐瓶机器池座插板线灯箱房屋楼厨窗床柜衣被门梯店厂库气管人娃孩他她我电手包枕水火油表阀家里处那这边外内院坝街巷路栋幢桥]{1,3}",
    re.IGNORECASE,
)
# Until the sentence ends or comes back to who tells it: 「剧里有人煤气中毒，现在我家也有味道」.
_ELSEWHERE = re.compile(
    r"(?:电视剧|[追看](?:的|了?一?部)[^,，。\s]{0,4}剧|(?:电影|小说|综艺|动画片|剧)(?:[里头中]|[,，\s]里[头面])|[男女][主二]"
    r"|年轻(?:的时候|时候?|那[会阵]儿?)|(?<![\d一二两三四五六七八九十几半个])小时候"
    r"|(?:抖音|快手|视频|新闻|网上|朋友圈|小红书|帖子)[^,，。\s买发]{0,6}(?:有人|有个|看到)|(?:新闻|网上)(?:说|讲)"
    r"|[讲说摆][^,，。\s]{0,4}(?:老家|单位|那边|村头?|镇上)[^,，。\s]{0,2}有[人个家]"
    r"|(?:博主|网友|公众号|纪录片|讲座|课文|报道|[美日韩英泰]剧)[^,，。\s我]{0,4}[说讲写有]"
    r"|(?:爷爷?|奶奶?|外公|外婆|公公|老辈子|老人家?)们?[讲说摆][^,，。\s]{0,4}(?:[零一二三四五六七八九\d]{1,4}十?年|旧社会|以前|当年|那时)"
    rf"|(?<![在到来]){_ABROAD}(?:那边|那里|当地)?(?:有[个些]?(?:娃|小孩|孩子|人|学生)|的?(?:娃|小孩|孩子)|发生)"
    rf"|在{_ABROAD}[说讲][^,，。\s]{{0,4}}有|写[^,，。]{{0,10}}(?:稿|文|材料|手册)[^。]{{0,12}}(?:比如|例子|举例))"
    # 「看电视剧的时候厨房着火了」 happens here.
    r"(?!的?时候?|看到|看着|看得|[,，\s]?(?:突然|厨房|隔壁|楼))"
    r"(?:(?!我|咱|现在|今[天早晚]|刚[才刚]|这[会哈]|家里|屋[头里])[^。.!！?？]){0,80}"
)
_COUNTRY = (
    r"(?:abroad|overseas|in (?:the )?(?:us|usa|uk|states|europe|america|england|london|france"
    r"|germany|australia|canada|india|japan|korea|russia|thailand|turkey|singapore|new zealand))"
)
_SOMEBODY = (
    r"(?:kids?|child|children|boys?|girls?|people|someone|somebody|toddlers?|m[ae]n|wom[ae]n|dozens"
    r"|workers)"
)
_ELSEWHERE_ENGLISH = re.compile(
    r"\b(?:(?:read|saw|seen|heard|watched|told)(?: (?:a|an|the|some|me|us|online|once)){0,2}"
    r" (?:about|stor(?:y|ies)|reports?|articles?|posts?|videos?|clips?|documentary)"
    r"|(?:an?|the|one|some) (?:blogger|influencer|tiktok|article|documentary|textbook|report|post"
    r"|video|clip)(?: \w+)? (?:told|tells|says?|said|shows?|showed|described|describes|wrote|that)"
    r"|on the (?:news|internet)|(?:the )?news (?:said|says|reported|told|tells)"
    rf"|{_SOMEBODY}(?: \w+)? {_COUNTRY}|\w+ {_COUNTRY} (?:says?|said|told|tells)"
    r"|(?:compiling|writing|making|preparing|designing) (?:an?|some|our|my)(?: \w+)?"
    r" (?:leaflet|poster|article|blog|script|essay|brochure|flyer))\b"
    # Until the sentence ends or comes back to who tells it.
    r"(?:(?!\b(?:my|our|i|we|now|just)\b)[^.!?]){0,160}",
    re.IGNORECASE,
)
# 「网上说这是中毒，我妈就是这样」 needs what was read to be understood.
_LIKE_HERE = re.compile(r"[就也]是?这样|一模一样|[跟和]这[^,，。]{0,3}一样|症状")
_ENDED_WELL = re.compile(
    r"[吹扑盖浇]灭了?|骨头没|医生说(?:没|养|不要紧)|在医院住|住(?:着|起|了)院|送[到去]?医院去?(?:了|住)|拍了?片"
    r"|没[得有]?(?:什么|啥|大)?事|好好的|泡开|洗掉了|(?:弄|取|处理)好?开?的?(?=了|[,，\s])"
)
_GOES_ON = re.compile(
    r"还[在没]|没[灭熄]|又[开在吐痛晕燃冒]|越来越|动不了|不动|不能动|起不来|站不|[喊叫][不痛疼]|[痛疼]得|[昏晕吐]|血"
)
# These may harm for hours after somebody feels well, or are of no such kind.
_HARMS_LATER = re.compile(
    r"[吞咽喝吃服]|[燃煤]气|气味|臭|[摔撞磕砸][^,，。]{0,4}(?:头(?!没)|脑)|[打杀死]我|想死|活不|触电|电[到倒]"
)
_MAY_END_WELL = frozenset({"fall", "injury", "fire"})
# An illness somebody lives with, told because care or an aid is asked about.
_ILL = (
    "(?:中过?了?风|脑梗|脑溢血|脑出血|偏瘫|瘫痪|瘫了?在床|半身不遂"
    "|癫痫|心梗|痴呆|认不到人|认不得人)"
)
_LIVED_WITH = re.compile(
    rf"{_ILL}[^,，。]{{0,4}}(?:后(?!背|脑)|以后|之后|过后|出院|做了手术|[年月]了|[好几多][年月])|(?:有|患|得)[^,，。]{{0,4}}{_ILL}"
    rf"|{_ILL}.{{0,40}}(?:养老|敬老院|护工|护理|保姆|照[顾料]|轮椅|扶手|拐杖|尿裤|康复)"
)
_ACUTE = re.compile(
    r"突然|[刚才]{1,2}(?=中风|发|倒|晕|昏|抽|吐|摔)|刚[才刚]|倒[在地下了]|[喊叫摇]不|不醒|[嘴口]歪|喘|[昏晕]|吐|抽|1[12]0|动不了|不能动|说不出|救|快点|赶紧|正在"
)

# 「二胎要生了，在列待产清单」 is a plan, unless it begins.
_BORN_SOON = re.compile(r"(?:就|快|马上|月底|下个?月)?[要快]生(?:娃儿?|孩子|宝宝|小孩)?了")
_PLANNED = re.compile(
    r"待产|备产|预产期|清单|下个?月|月底|年底|明年|标准|国标|推车|童车|奶瓶|月嫂|月子|尿不湿|纸尿裤|婴儿床|准生证|产检"
)
_BEGINS = re.compile(r"痛|疼|羊水|血|破|路上|堵|快点|赶紧|来不及|现在|已经|1[12]0|救|喊|叫")


def told_here(text: str) -> str:
    """A normalised text without what it tells of fiction, of far away, of youth and of plans.

    >>> told_here("昨天看电视剧,里头有个人煤气中毒。报警器是哪个标准")
    '昨天看。报警器是哪个标准'
    >>> told_here("I read about kids in the US who swallowed magnets. Are they banned?")
    'I . Are they banned?'
    """
    if _PLANNED.search(text) and not _BEGINS.search(text):
        text = _BORN_SOON.sub("", text)
    text = _SHOP_NAMED.sub("", text)
    if is_english(text):
        return _ELSEWHERE_ENGLISH.sub("", text)
    return text if _LIKE_HERE.search(text) else _ELSEWHERE.sub("", text)


def is_shop_name(text: str) -> bool:
    """Whether a message is a shop's name and no more, as a form asks for it.

    >>> is_shop_name("着火的石头"), is_shop_name("着火的石头烤肉店"), is_shop_name("漏气的家里")
    (True, True, False)
    """
    return _SHOP.fullmatch(text.strip(" 。“”")) is not None


def is_lived_with(text: str, slug: str | None) -> bool:
    """Whether an illness is told that somebody lives with, and nothing of it happens now.

    Args:
        text: normalised.
        slug: the danger a rule found; None if none did.

    >>> is_lived_with("爸爸中风后我照顾不过来,养老院有没有国家标准", "faint")
    True
    >>> is_lived_with("爸爸中风后又倒在地上,轮椅哪里买", "faint")
    False
    """
    if slug not in (None, "faint") or _ACUTE.search(text):
        return False
    return _LIVED_WITH.search(text) is not None


def ended_well(text: str, slug: str | None) -> bool:
    """Whether a text says that it ended well.

    Args:
        text: normalised.
        slug: the danger a rule found; None if none did.

    >>> ended_well("打翻了蜡烛,一口气吹灭了,有国标吗", "fire")
    True
    """
    if slug is not None and slug not in _MAY_END_WELL:
        return False
    if _GOES_ON.search(text) or _HARMS_LATER.search(text):
        return False
    return _ENDED_WELL.search(text) is not None
