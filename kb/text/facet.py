"""What about a standard is asked: its date, its force, its successor."""

from __future__ import annotations

import enum
import re


class Facet(enum.Enum):
    """What a citizen wants to know of one standard."""

    CHANGES = "changes"  # what differs from the edition before
    OLD_USABLE = "old_usable"  # may the edition before still be used
    OLDER = "older"  # the edition before
    NEWER = "newer"  # is there a newer one
    REPLACES = "replaces"  # which one it replaced
    EFFECTIVE = "effective"  # from when
    PUBLISHED = "published"
    ENDED = "ended"  # since when no more
    NATURE = "nature"  # mandatory or recommended
    STATUS = "status"  # in force or not
    WHERE = "where"  # where its text can be read
    SCOPE = "scope"  # what it is about
    CARD = "card"  # everything


_OLD = (
    r"(?:旧|老|原来|以前|上一|前一|原先|过去|之前)的?那?一?"
    r"(?:个|本|版本|版|份|标准|国标|国家标准)?"
)
# The first that matches counts: 「旧版还能用吗」 is about the old edition, not about its force.
_FACETS = (
    (
        Facet.CHANGES,
        r"(?:新旧|和|跟|与|比).{0,10}(?:旧|老|以前|原来|上一版|新).{0,8}(?:区别|不同|不一样|差别|差在|变化|变了|改了)"
        r"|(?:改|变|修订|调整|修改|更新|增加|新增)了?(?:哪些|什么|多少)|有(?:哪些|什么)(?:变化|改动|不同|修改|新要求)"
        r"|(?:变化|改动|修改|区别|差别)(?:大|有|在|是)|差在哪",
    ),
    (
        Facet.OLD_USABLE,
        rf"(?:现在|眼下|目前|当前|如今|这会儿)[^，。]{{0,6}}(?:(?:按|照|用|看(?![起到见])|认|执行)[^，。]{{0,3}}(?:哪|(?:什么|啥)(?:标准|国标|版本?)?[嘛呢啊哦?？]{{0,2}}$)|(?:就)?要按)"
        rf"|{_OLD}[^，。]{{0,6}}(?:还能|还可以|能不能|可不可以|能用|还有用|还算|有效|还用|作数)",
    ),
    (
        Facet.REPLACES,
        r"(?:代替|替代|取代|顶替)了?(?:的是)?(?:谁|哪|什么|几)|(?:代替|替代|取代)的(?:是)?|前身"
        r"|(?:废|废止|废除|作废)(?:了|掉|的){0,2}(?:的?是)?(?:哪|谁|什么)"
        rf"|把(?:{_OLD}|哪).{{0,8}}(?:废|替|换)(?:了|掉|止|除|下来)",
    ),
    (
        Facet.EFFECTIVE,  # of the old one: 「老的是哪年开始的」
        rf"{_OLD}的?(?:是|从|又|到底){{0,3}}(?:什么时候|何时|几时|哪[天年月]|多久|好久|几[号月]|啥时候?).{{0,3}}(?:实施|执行|施行|生效|开始|起用|启用)",
    ),
    (
        Facet.OLDER,
        rf"^(?:那|那么|还有)?{_OLD}的?(?:是|呢|叫|编号|多少|什么|哪)|上一版|旧版(?:本)?(?:是|呢|号|编号)|老版(?:本)?(?:是|呢|号)",
    ),
    (
        Facet.EFFECTIVE,  # of the new one: 「几时换新的」, 「新的那版多久实施的」
        r"新(?:的|版|标准|国标|规)?那?一?[个本版份款]?(?:是|从|又|到底){0,3}(?:什么时候|何时|几时|哪[天年月]|多久|好久|几[号月]|啥时候?).{0,6}(?:实施|执行|施行|生效|开始|起用|启用|强制)"
        r"|(?:什么时候|何时|几时|哪[天年月]|多久|好久|几[号月]|啥时候?).{0,3}换(?:的|了|成|上)?新(?:的|版|标准|国标)?",
    ),
    (
        Facet.NEWER,
        r"有没有(?:更)?新|有新|(?:出|来)了?新|新版(?:本)?(?:呢|是|出|号|叫)|最新(?:版|的|一版)?(?:本)?(?:是|呢|号|哪|多少|$)"
        r"|更新(?:了|过)?(?:没|吗|没有)|换新|被(?:谁|什么|哪个)|谁代替|新的(?:是|呢|那)",
    ),
    (
        Facet.EFFECTIVE,  # 「强制那个好久起的」 asks for a day
        r"(?:什么时候|何时|几时|哪[天年月]|多久|好久|几[号月])(?:起|换|改)(?:的|了)?[嘛呢啊哦?？]{0,3}$",
    ),
    (
        Facet.NATURE,  # 「必须照到执行不」 asks for no day
        r"(?:必须|一定(?:得|要)|非(?:得|要)|要不要|要|该)(?:照|按|依|跟)[^，。什哪几]{0,3}(?:执行|做|办|来)(?:不|吗|嘛|么|没|[?？]|$)",
    ),
    (
        Facet.EFFECTIVE,
        r"(?:什么时候|何时|几时|哪[天年月]|多久|好久|几[号月]|啥时|多会儿?).{0,10}(?:实施|执行|施行|生效|开始|起用|启用|起算|算起|用|强制)"
        r"|(?:实施|生效|施行|执行|启用)的?(?:日期|时间|日子|日|是)|(?<!必须)(?<!强制)(?:实施|生效|施行|执行)了?(?:没|吗|没有|不|多久)"
        r"|(?:实施|生效|施行|执行).{0,6}(?:什么时候|何时|哪[天年月]|几[号月])"
        r"|(?:现在|眼下|目前|已经)就?(?:得|要|必须|开始|在)?(?:实施|生效|施行|执行|强制)了?[吗么没?？]*$"
        r"|从(?:什么时候|哪[天年月]|几[号月])(?:开始|起)?$"
        r"|(?:哪一?[个本项]|谁)(?:最|更|要)?(?:先|早|晚)(?:实施|执行|生效|施行|开始|出)?|同一?天.{0,3}(?:实施|生效|施行|执行)|(?:实施|生效|施行|执行)(?:的?(?:日期|时间|日子))?(?:是不是)?(?:都)?(?:一样|相同|同一)",
    ),
    (
        Facet.ENDED,
        r"(?:什么时候?|何时|哪[天年月]|几时|几[号月]|多久|好久|啥时候?)(?:被|就|才|开始|起)?(?:废|作废|失效|停用|停止使用|不作数|不算数|不能用|取消|被代替|被取代|代替掉)"
        r"|(?:废止|作废|失效|停用)的?(?:日期|时间|日子)|(?:废止|作废|失效)(?:是|在)?(?:什么时候|何时|哪[天年月]|几时|几[号月])",
    ),
    (
        Facet.PUBLISHED,
        r"(?:什么时候|何时|哪[天年月]|几时|几[号月]).{0,6}(?:发布|公布|出的|出来|出台)|发布(?:日期|时间|的)",
    ),
    (
        Facet.NATURE,
        r"(?:不|没)(?:执行|遵守|按它|照它|按这个|照这个)[^，。]{0,6}(?:犯法|违法|违规|犯不犯|得不得行|可以不|行不行)"
        r"|强制|硬性|推荐性|自愿|必须(?:执行|遵守|符合|按|要)|非(?:要|得)|一定要(?:执行|符合|按)",
    ),
    (
        Facet.STATUS,
        r"有效|现行|作废|废止|过期(?!.{0,14}(?:罚|赔|检验|年检))|失效|过时|还在?用|还(?:能|可以)用|还算数|代替|还执行",
    ),
    (
        Facet.WHERE,
        r"(?:哪里|哪儿|哪个网站|怎么|去哪|在哪).{0,6}(?:看|查|下载|买|找得?到|阅读)|全文|原文|下载|文本",
    ),
    (
        Facet.SCOPE,
        r"管(?:的是)?(?:什么|哪些|哪样)|适用|讲(?:的是)?(?:什么|哪些)|(?:干|做)(?:什么|嘛)(?:用)?的?|关于什么|内容|规定了?(?:什么"
        r"|哪些)|针对"
        r"|(?:是)?什么标准|对应什么|指(?:的是)?什么",
    ),
    (Facet.CARD, r"几几年|哪一?年的?版|(?:哪个|什么)版本"),
)
_COMPILED = tuple((facet, re.compile(pattern)) for facet, pattern in _FACETS)


def facet_of(text: str) -> Facet | None:
    """What of a standard a normalised text asks for; None if it names nothing of the kind.

    >>> facet_of("它什么时候实施")
    <Facet.EFFECTIVE: 'effective'>
    >>> facet_of("旧版还能用吗")
    <Facet.OLD_USABLE: 'old_usable'>
    """
    return next((facet for facet, pattern in _COMPILED if pattern.search(text)), None)
