"""What of a matter a few words want: the article, the penalty, the number of a standard."""

from __future__ import annotations

import enum
import re


class Want(enum.StrEnum):
    """What somebody wants to know of what was just told."""

    ARTICLE = "article"
    PENALTY = "penalty"
    NUMBER = "number"


# Said where nothing on the matter holds it.
NOT_KNOWN = {
    Want.ARTICLE: "“{about}”是哪一条规定的，我没有核实到，不敢乱说。",
    Want.PENALTY: "“{about}”罚多少，我没有核实到，不敢乱说；可以打 12315 问市场监管部门。",
    Want.NUMBER: "“{about}”对应的标准号，我没有核实到，不敢乱说；请到全国标准信息公共服务平台"
    "（std.samr.gov.cn）用名称查。",
}
# What a sentence of an answer holds that tells a penalty.
PENALTY = re.compile(r"罚款|罚[^，。；]{0,12}(?:元|倍)|\bfine")
_ASKED = (
    (
        Want.NUMBER,
        r"(?:标准|国标|行标|地标|强标)的?(?:编号|号码|号)(?:是|叫|呢)?(?:多少|好多|几|什么)?(?:给我|发我|报一下|说一下|说哈)?"
        r"|^(?:这|那|这个|那个)?(?:是|又是)?(?:哪|什么)(?:个|一?项|一?份|一?部|一?本)?(?:标准|国标)(?:里头?|上|中)?(?:规定|要求|说|写|定|管|讲)的?[嘛呢啊呀\s?？]*$"
        r"|(?:是|按|照|看)?(?:哪|什么)(?:个|一?项|一?本)?(?:标准|国标)(?:里头?|里面|上|中)?(?:规定|要求|说|写|定|管|讲|分)的(?:级|类|等级)?[嘛呢啊呀\s?？]*$"
        r"|^(?:的)?编号(?:是|呢|给|多少|$)|对应的?(?:国标|标准)"
        r"|(?:which|what) (?:standard|number)(?: (?:says?|is|number|so|that|this|it)){0,3}\W*$",
    ),
    (
        Want.ARTICLE,
        r"第几条|条号|哪一?条|^(?:那|那么|具体|相关|对应)?的?(?:法条|条文|法律条文|法律依据)(?=呢|嘞|喃|是|发|给|$)|(?:哪部|哪个|哪门|什么)(?:法律?|规定|条例|办法|文件|规章)|依据|根据|出处|来源|写在哪|谁说的"
        r"|(?:which|what) (?:article|law|rule|clause)",
    ),
    (
        Want.PENALTY,
        r"罚款?(?:是|要|得|到|能)?(?:多少|好多|几|怎么算|重不重|额度|金额|幅度)|(?:怎么|怎样|咋个?|如何)(?:处?罚|处分)|(?:什么|哪些)(?:处罚|罚款|后果)"
        r"|要?被?罚款?(?:不|吗|呢)$|(?:fine|penalty)\W*$",
    ),
)
# 「违反了怎么罚」 says nothing of its own: what was told was broken.
_BROKEN = re.compile(
    r"(?:那|如果|要是|假如|万一)?(?:商家|老板|店家|店里|企业|公司|厂家|平台|他们?|我们?)?(?:就是|硬是)?"
    r"(?:违反|违背|违规|违法|犯|不遵守|没遵守|不执行|没执行|不照做|没照做|不按(?:这个|规定)?[做来办]|没按(?:这个|规定)?[做来办]|没做到|做不到"
    r"|(?:屡教|屡劝|劝了?[也都又还]?|[还又都拒])?不(?:听劝?|改正?))"
    r"(?:了|的话|这一?条|这个|它|规定|会|要|又|就|该){0,4}"
)
_COMPILED = tuple((want, re.compile(pattern, re.IGNORECASE)) for want, pattern in _ASKED)


def wanted_in(text: str) -> tuple[Want, str] | None:
    """What a normalised text wants, and its other words; None if nothing of the kind.

    >>> wanted_in("依据哪条"), wanted_in("最多罚多少")
    ((<Want.ARTICLE: 'article'>, '  '), (<Want.PENALTY: 'penalty'>, '最多 '))
    """
    for want, asked in _COMPILED:
        if found := asked.search(text):
            if want is Want.ARTICLE:  # 「是哪个法第几条」 asks once
                return want, asked.sub(" ", text)
            beside = text[: found.start()] + " " + text[found.end() :]
            return want, _BROKEN.sub("", beside) if want is Want.PENALTY else beside
    return None


class Kin(enum.StrEnum):
    """Which other standard of a matter is meant."""

    NATIONAL = "national"
    LOCAL = "local"
    MANDATORY = "mandatory"
    RECOMMENDED = "recommended"


_ONE = (
    r"(?:标准|国标)?的?(?:那一?(?:个|本|份|项|部)|(?:一个|一本))?(?:标准|国标)?"
    r"(?:又|该|应该)?(?:是|叫)?(?:呢|嘞|喃|哪个|哪本|哪一?项|多少号|几号|什么)"
)
_KIN = tuple(
    (kin, re.compile(rf"(?:{said}){_ONE}[嘛呢啊\s?？。]*$"))
    for kin, said in (
        (Kin.NATIONAL, r"(?<!个)(?:国家|全国)(?:级|性|统一)?的"),
        (Kin.LOCAL, r"(?:地方|重庆|本地|市里|我们这里)(?:自己)?的"),
        (Kin.MANDATORY, r"强制(?:性|执行)?的?"),
        (Kin.RECOMMENDED, r"推荐(?:性)?的?"),
    )
)


def kin_in(text: str) -> Kin | None:
    """Which other standard of what was told a few words ask for; None if none.

    >>> kin_in("国家的那个呢"), kin_in("推荐性标准必须执行吗")
    (<Kin.NATIONAL: 'national'>, None)
    """
    return next((kin for kin, said in _KIN if said.search(text)), None)
