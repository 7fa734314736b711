"""What kind of thing a question wants: a date, a sum, a place, a yes or no."""

from __future__ import annotations

import enum
import re

from kb.text.facet import Facet


class Asked(enum.StrEnum):
    """What would answer a question."""

    STANDARD = "standard"  # the number of a standard
    WHEN = "when"
    HOW_MUCH = "how_much"
    WHO = "who"
    WHERE = "where"
    DIFFERENCE = "difference"
    WHY = "why"
    HOW = "how"
    YES_NO = "yes_no"
    WHAT = "what"
    NOTHING = "nothing"  # it is no question


_STANDARD = (
    r"(?:什么|哪个|哪些|哪一?(?:个|份|本|条)|何种|几号|多少号)的?(?:国家|行业|地方|强制性?|推荐性?|产品|执行)?(?:标准|国标|行标|规范|规程)"
    r"|(?:标准|国标|行标)(?:编?号)?(?:是|叫|的)?(?:什么|哪个|多少|几号|啥|好多)"
    r"|有(?:没有|无)?[^，。？?]{0,6}(?:国家)?(?:标准|国标)(?:吗|没有|没|么|不|可|$)"
    # 「电饭煲国标没得」
    r"|[\u4e00-\u9fff]{2}(?<!符合)(?<!达到)(?<!执行)(?<!按照)(?<!超过)(?<!超出)(?<!用的)(?:国家标准|国标)(?:有没有|没有?|有吗|有不)[?？]?$"
    # 「我想查口罩标准」
    r"|^(?:我?(?:想|要)|帮我|给我|麻烦)?(?:查|找)(?!一下|下|个|哈|标准|国标|国家|行业|地方|团体|企业|强制|推荐|最新|新|现行|这|那|所有|哪|有)[\u4e00-\u9fffA-Za-z]{2,10}?的?(?:国家|行业)?(?:标准|国标)$"
    # 「KTV吵人是哪个噪声标准」
    r"|(?:是|看|归|按|用)(?:哪个|什么)(?!部门|单位|机构|网|平台|地方|组织|国际|国外)[\u4e00-\u9fff]{2,5}(?:标准|国标)(?:管的?|的)?[?？]?$"
    # 「管玩具的强制性国标有哪些」
    r"|(?<![庆市国省区县])的(?:强制|推荐)性?的?(?:国家|行业)?(?:标准|国标)(?:都|又)?(?:有|是)(?:哪些|哪几[个项本]|哪个)"
    r"|(?:执行|按|依|认|看|参照|符合|用|归|属于|对应|遵循)(?:的)?(?:是)?(?:什么|哪个|哪些|哪一?[个份本项])(?:标准|国标|食品标准)?$"
    r"|(?:产品|执行)?标准(?:编)?号$|的(?:国家|产品|执行|强制性?|推荐性?|食品安全|质量){0,2}(?:标准|国标)(?:呢|是)?$"
)
# 「饼干要不要印执行标准号」 asks whether, not which.
_PRINTED = (
    r"(?:要不要|用不用|必须|需不需要|可不可以|能不能|是不是|要|得|可以|能)不?[^，。,什哪几]{0,4}(?:印|标(?!准)|写|注明|打上)[^，。,什哪几]{0,6}"
    r"标准(?:编?号)?(?:吗|不|嘛|么|没)?[?？]?$"
)
_TYPES = (
    (Asked.YES_NO, _PRINTED),
    (Asked.DIFFERENCE, r"区别|不同|不一样|差别|差异|差在|有什么两样|哪个(?:更|好|严)|比较"),
    (Asked.WHY, r"为什么|为何|怎么会|凭什么|什么原因|什么道理|干嘛(?:要|非)"),
    (Asked.STANDARD, _STANDARD),
    (
        Asked.WHEN,
        r"什么时候|何时|几时|哪(?:一)?[天年月日]|几[号月]|多久|好久|多长时间|时间|日期|几天|几年|几个月|有效期|期限",
    ),
    (
        Asked.HOW_MUCH,
        r"多少|百分之几|几成|几(?:倍|块|元|个|条|项|级|成|种|类|分|度|家|次)|好多|多大|多高|多重|多快|多远|限值|比例|罚款?(?:多|几)|收费|价(?:格|钱)"
        r"|费用",
    ),
    (
        Asked.WHO,
        r"谁|哪个(?:部门|单位|机构|局|组织|公司|管)|哪家|什么(?:部门|单位|机构|组织)|归哪|找哪个",
    ),
    (
        Asked.WHERE,
        r"哪里|哪儿|哪个(?:网站|平台|地方|区|电话|号码)|在哪|去哪|到哪|上哪|网址|地址|电话|打哪",
    ),
    (Asked.HOW, r"怎么|怎样|如何|咋|流程|步骤|办法|程序|手续|需要(?:什么|哪些)"),
    (
        Asked.YES_NO,
        r"吗|么[？?]?$|(.)不\1|是否|能否|可否|有没有|有无|[^不]不[？?]?$|没有?[？?]?$|对吧|是吧|吧[？?]?$",
    ),
    (Asked.WHAT, r"什么|哪些|哪个|啥|意思|指的|是指|介绍|解释|说说|讲讲|有哪"),
)
# What a sentence must hold to answer such a question.
FACTS = {
    asked: re.compile(pattern)
    for asked, pattern in (
        (
            Asked.WHEN,
            r"[\d一二三四五六七八九十百]\s*(?:年|月|日|天|个月|个?工作日|小时|周)|每(?:半|两)?(?:年|个?月|周|天|季度)",
        ),
        (Asked.HOW_MUCH, r"\d|百分之|[一二三四五六七八九十百千万两](?:倍|元|万|天|项|级|类|个|种)"),
        (Asked.WHO, r"局|委|部门|机关|机构|公安|法院|企业|制定|1[12]\d{1,3}"),
        (Asked.STANDARD, r"[A-Z]{2}\w{0,4}(?:/T)?\s?\d"),
        (Asked.WHERE, r"[a-z]\.[a-z]|平台|网站|App|小程序|窗口|电话|\b1[12]\d{1,3}\b|包装|标签"),
    )
}  # fmt: skip
# 「多久检一回」
_HOW_OFTEN = re.compile(r"(?:隔?(?:多久|好久)|几[年月天])[^,，。]{0,4}一?[回次遍趟]")
# A question that names the unit wants it: 「现在几月」 is answered by no year,
# 「三级几个点」 by no sum.
_UNITS = (
    (
        re.compile(r"(?:几|多少|好多)个(?:百分)?点|百分之(?:几|多少|好多)"),
        re.compile(r"%|百分之"),
    ),
    (re.compile(r"几月|哪个月|哪一?月"), re.compile(r"[\d一二三四五六七八九十]\s*月")),
    (
        re.compile(r"几号|哪(?:一)?天|几日"),
        re.compile(r"[\d一二三四五六七八九十]\s*[日号天]"),
    ),
    (re.compile(r"哪(?:一)?年|几几年"), re.compile(r"\d{4}\s*年")),
    (
        _HOW_OFTEN,
        re.compile(
            r"每(?:隔)?(?:半|一|两|三|\d\s?)?(?:年|个?月|周|天|季度)|[\d一二两三四五六]\s?(?:年|个?月)一?次|周期"
        ),
    ),
)
# What a sentence must hold to answer a facet where no standard is talked about.
FACET_FACTS = {
    facet: re.compile(pattern)
    for facet, pattern in (
        (Facet.EFFECTIVE, r"\d\s*[年月日][^，。；]{0,8}(?:施行|实施|执行|生效|开始)"),
        (Facet.PUBLISHED, r"\d\s*[年月日][^，。；]{0,8}(?:发布|公布|出台)"),
        (Facet.NATURE, r"强制|推荐"),
        (Facet.STATUS, r"已经?(?:结束|废止|失效|作废)|到期|现行|有效|还不能当作"),
    )
}  # fmt: skip
# Words that only say which facet is asked.
_OF_FACET = re.compile(
    r"强制|推荐性?|必须|自愿|实施|执行|施行|生效|开始|启用|有效|作废|废止|现行|还?(?:算数|作数)(?:不|没)?|还能?用?|照|按|起|从|正式|已经|目前|现在|如今"
    r"|日期|编号"
)
_COMPILED = tuple((asked, re.compile(pattern)) for asked, pattern in _TYPES)
_MARK = re.compile(r"[?？]\s*$|呢[。！!~～]*$")


def fact_wanted(text: str, asked: Asked) -> re.Pattern[str] | None:
    """What a sentence must hold to answer a question of a kind; None where anything may.

    >>> bool(fact_wanted("现在几月", Asked.WHEN).search("1997 年恢复"))
    False
    """
    named = unit_wanted(text) if asked in (Asked.WHEN, Asked.HOW_MUCH) else None
    return named or FACTS.get(asked)


def unit_wanted(text: str) -> re.Pattern[str] | None:
    """What holds the unit a question names: a month, a day, a per cent; None if it names none."""
    return next((fact for unit, fact in _UNITS if unit.search(text)), None)


def without_how_often(text: str) -> str:
    """A text without the words that ask how often something is to be done."""
    return _HOW_OFTEN.sub(" ", text)


def without_facet(text: str) -> str:
    """A text without the words that only say which facet of something is asked."""
    return _OF_FACET.sub(" ", text)


def asks_printed(text: str) -> bool:
    """Whether it is asked if something must bear the number of a standard."""
    return _COMPILED[0][1].search(text) is not None


def asked_in(text: str) -> Asked:
    """What would answer a normalised text, ``NOTHING`` where it asks nothing.

    >>> asked_in("世界标准日是哪天")
    <Asked.WHEN: 'when'>
    >>> asked_in("洗碗机水效等级是哪个标准")
    <Asked.STANDARD: 'standard'>
    """
    found = next((asked for asked, pattern in _COMPILED if pattern.search(text)), None)
    if found is not None:
        return found
    return Asked.WHAT if _MARK.search(text) else Asked.NOTHING
