"""Messages that put values right, in the plain words the form reads: 「店名是…，日子是…」."""

from __future__ import annotations

import re

from bot.complaints.understanding.field_names import labelled
from bot.complaints.understanding.persons import NAME, own_phone_in

_LONGEST = 80  # characters; a longer text is a story
# What a field is called where somebody puts it right.
_FIELD = (
    r"(?:店名|商家名?称?|店铺名?称?|公司名?称?|店家|商品名?称?|产品名?|东西|日子|日期|时间|哪天|地点|区县|店址"
    r"|商家地址|通讯地址|我的地址|地址|住址|涉及金额|金额|价钱|价格|诉求|要求|真实姓名|姓名|名字|我叫|联系电话|电话|手机号?|联系方式|标准号)"
)
_STARTS = r"(?:^|(?<=[，,；;。\s]))(?:还有|另外|然后|再就是|同时|以及|和|把|我的|那个|这个){0,3}"
_ALSO = r"(?:也|又|都|就|还){0,2}"
_WRONGLY = r"(?:填|说|写|搞|弄|留|登记|记|打|输)?错(?:了|咯|啦)?"
# 「店名改成…」, 「日子错了是…」, 「店名不是明月，是…」
_INTO = re.compile(
    rf"{_STARTS}(?P<field>{_FIELD}){_ALSO}(?:"
    rf"(?:要|想)?[改换](?:成|为|到)"
    rf"|(?:{_WRONGLY}|不对)[，,\s]?(?:应该|其实)?(?:是|为)"
    r"|(?:应该|其实)(?:是|为|叫)"
    r"|(?:(?<!是)不是|不叫)[^，,。；;\s]{1,20}[，,\s]{0,2}(?:而|应该|其实)?(?:是|叫)"
    r")"
)
# Told without a verb, each part its field: 「店名宝岛眼镜，日子上周五」.
_BARE = re.compile(rf"(?P<field>(?!我叫){_FIELD})(?![是为叫错不改换也都没有在给要的说退:：])(?=\S)")
# 「店名不是周大福是周大生」: the one that is not goes, whatever stands between.
_SHOP_IS_NOT = re.compile(
    r"(?:店名|商家|店家|店铺|公司)(?:名称?)?(?:(?<!是)不是|不叫)[^，,。；;\s]{1,20}[，,\s]{0,2}(?:而|应该|其实)?(?:是|叫)"
)
_COMMAS = re.compile(r"[，,；;。\s]+")
# 「…是上周五不是上周四」, 「上周三买的，不是上周五」: what it is not is no value.
_DAY = (
    r"(?:上?上?个?(?:周|星期|礼拜)[一二三四五六日天末]|大?[昨前今]天"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})[号日]?|\d{1,2}[号日])"
)
_A_DAY = re.compile(_DAY)
_NOT_THAT_DAY = re.compile(
    rf"[，,\s]?(?<!是)(?:而|可)?不是{_DAY}(?:[早上下]?[午晚上])?(?:[买去吃办做]?的)?"
    rf"(?=[哈嘛噻哦嘞了]?(?:$|[，,。；;\s])|(?:而|应该|其实)?是{_DAY})"
)
_NOT_THAT = re.compile(
    rf"(?P<said>{_STARTS}{_FIELD}(?:(?<=我叫)|是|为|叫)[^，,。；;\s不]{{2,30}})[，,\s]?(?:而|可|并)?不是"
    r"[^，,。；;\s是]{1,20}(?=$|[，,。；;\s])"
)
# 「我不叫吴芳我叫吴方」, 「我的名字不是吴芳，是吴方」
_MY_NAME = re.compile(
    r"(?:我的?名字|名字|姓名|我)(?:不叫|叫的?不是|不是)[^\W\d_]{2,4}[，,\s]{0,2}(?:我的?)?(?:名字)?(?:应该)?(?:叫|是)"
    rf"(?={NAME}$)"
)
# 「店名是悦美还是悦容我想起来了，是悦容」, 「店名想起来了，叫悦容」
_REMEMBERED = re.compile(
    rf"(?P<field>{_FIELD})[^，,。]{{0,24}}(?:[，,\s])?(?:我|突然|又|终于){{0,2}}(?:想|记)(?:起来?|到)了[，,。\s]*"
    r"(?:就|应该|它)?(?:是|叫)(?=\S)"
)
_CAME_BACK = re.compile(
    r"(?:哦|啊|诶|对了|那个|[，,\s]){0,4}(?:我|突然|又|终于|刚|刚刚){0,3}(?:想|记)(?:起来?|到)了[，,。\s]*"
    r"(?:那家?|它|店|店名|商家|招牌|门头|名字|[，,\s]){0,3}(?:就|应该|好像)?(?:是|叫|写的是)(?:做)?"
    r"(?P<name>[^，,。；;\s]{2,16}?)(?:[了吧嘛哈哦呢]|[。！!\s])*"
)
# 「找到了，合同上写的是重庆力健体育文化有限公司」
_ON_PAPER = re.compile(
    r"(?:(?:哦|找到|看到|翻到|查到|我看)(?:了|一?[下哈])?[，,。\s]{0,2}){0,2}(?:合同|小票|发票|收据|营业执照|招牌|门头|订单|票据|付款记录|账单)"
    r"(?:上面?|里面?|抬头)?(?:是|写|印|开|显示|盖)(?:的|着)?(?:章)?(?:是|为|叫)?[：:]?\s?"
    r"(?P<name>[^，,。；;\s]{2,24}(?:公司|[店馆坊铺行部厂社中心超市商场]))[了哈嘛。！!\s]*"
)
_NEW_NOT_OLD = re.compile(
    r"(?:[^，,。\s]{0,10}(?:错别?字|错了|不对)[，,。\s]{1,2})?(?:[^，,。\s是不]{0,6}是)?(?P<new>[^，,。\s是不]{2,20})[，,\s]?(?:而|可)?不是"
    r"(?P<old>[^，,。\s是不]{2,20})[。！!\s]*"
)
_TAIL = re.compile(
    r"(?:我的?|那个|的|[，,\s]){0,3}(?:电话|手机|号码|手机号|电话号码)?的?(?:尾号|末尾|(?:最)?后面?(?:[两三四234]位)?)"
    r"(?:应该|其实|改成|就)?(?:是|为)?(?P<tail>\d{2,4})(?:[，,\s]?(?:才对|不是\d{2,4}))?[。！!\s]*"
)
# 「吴方不是吴芳」: two ways to write one person.
_NAMES = re.compile(
    rf"(?:是|叫|应该是|我是)?(?P<new>{NAME})[，,\s]?(?:而|可)?不是(?P<old>{NAME})[。！!\s]*"
)

_OTHERS = "老板|商家|店[家主里铺]|卖家|客服|物业|师傅|对方|平台|他|她|公司|门店"
_OWN_PHONE = re.compile(
    r"(?:(?:哦|等等|等一下|同意|不对|错了)[,，。\s]{0,3}){0,2}"
    rf"(?:(?!{_OTHERS})(?:我叫|我是|姓名[:：是]?)?[^\W\d_]{{2,4}}[,，\s]{{1,3}})?(?!{_OTHERS})"
    r"(?:我的?|本人)?(?:联系)?(?:(?:手机|电话|号码)(?:号码?)?)?(?:就?是|为|[:：\s]){0,2}"
    r"(?P<phone>1[3-9]\d{9})(?!\d)"
)


def put_right(text: str) -> str:
    """A short message with its corrections said plainly; any other text as it is.

    >>> put_right("店名改成宝岛眼镜，日子改成上周五")
    '店名是宝岛眼镜，日子是上周五'
    >>> put_right("我叫吴方不是吴芳"), put_right("我不叫吴芳，我叫吴方")
    ('我叫吴方', '我叫吴方')
    """
    if len(text) > _LONGEST:
        return text
    plain = _without_wrong(_MY_NAME.sub("我叫", _REMEMBERED.sub(r"\g<field>是", text)))
    said = _each_named(_without_wrong(_INTO.sub(r"\g<field>是", text)))
    named = {name for name, _ in labelled(said)}
    is_shop = named == {"respondent"} and _SHOP_IS_NOT.search(text)
    return said if len(named) > 1 or is_shop else plain


def _without_wrong(text: str) -> str:
    """Without what a value is said not to be, where another stands beside it."""
    without = _NOT_THAT_DAY.sub("", text)
    return _NOT_THAT.sub(r"\g<said>", without if _A_DAY.search(without) else text)


def _each_named(text: str) -> str:
    """A verb where every part of a list begins with its field and says no more than a value."""
    parts = [part for part in _COMMAS.split(text) if part]
    if len(parts) < 2 or not all(_BARE.match(part) or labelled(part) for part in parts):
        return text
    return "，".join(_BARE.sub(r"\g<field>是", part, count=1) for part in parts)


def not_that(text: str) -> tuple[str, str] | None:
    """The right and the wrong words of 「是江北不是南岸」, whatever they are about.

    >>> not_that("区是江北不是南岸"), not_that("店名有错字，是好滋味，不是好姿味")
    (('江北', '南岸'), ('好滋味', '好姿味'))
    """
    found = _NEW_NOT_OLD.fullmatch(text.strip())
    return (found["new"], found["old"]) if found else None


def came_back(text: str) -> str:
    """The name in 「想起来了，是悦容」; empty if nothing came back to mind.

    >>> came_back("哦我想起来了，那家店叫悦容美容")
    '悦容美容'
    """
    found = _CAME_BACK.fullmatch(text.strip())
    return found["name"] if found else ""


def on_paper(text: str) -> str:
    """The name of the business as a contract, a receipt or a sign has it; empty if none is told.

    >>> on_paper("找到了，合同上写的是重庆力健体育文化有限公司")
    '重庆力健体育文化有限公司'
    """
    found = _ON_PAPER.fullmatch(text.strip())
    return found["name"] if found else ""


def phone_tail(text: str) -> str:
    """The last digits of a telephone that are put right: 「尾号是5679不是5678」."""
    found = _TAIL.fullmatch(text.strip())
    return found["tail"] if found else ""


def own_phone_told(text: str) -> str:
    """The telephone a whole message gives as its teller's, alone or behind their name; or empty.

    >>> own_phone_told("电话13812345678"), own_phone_told("张三，13812345678，渝中区一路2号")
    ('13812345678', '13812345678')
    >>> own_phone_told("店家电话13812345678")
    ''
    """
    found = _OWN_PHONE.match(text.strip())
    return found["phone"] if found and own_phone_in(text) == found["phone"] else ""


def two_names(text: str) -> tuple[str, str] | None:
    """The right and the wrong writing of a person's name in 「吴方不是吴芳」.

    >>> two_names("吴方，不是吴芳"), two_names("白酒不是黄豆")
    (('吴方', '吴芳'), None)
    """
    found = _NAMES.fullmatch(text.strip())
    if found is None:
        return None
    new, old = found["new"], found["old"]
    return (new, old) if new[0] == old[0] or new[1:] == old[1:] else None
