"""Who is speaking: name, telephone number, whether a child."""

from __future__ import annotations

import re
import unicodedata

from bot.settings import SEEDS
from kb.text.segment import common
from kb.yaml_file import read_yaml

_DIGITS = {"零": "0", "〇": "0", "幺": "1"} | {
    c: str(n) for n, c in enumerate("一二三四五六七八九", 1)
}
_SPOKEN_RUN = re.compile(rf"[{''.join(_DIGITS)}两]{{7,}}")
MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ .-]?(\d{4})[ .-]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)[（(]?(0\d{2,3})[)）]?[ -]?(\d{4})[ -]?(\d{3,4})(?!\d)")

_CLAUSE_END = re.compile(r"[，。,;；！!？?\n]")
_MINE = re.compile(r"我(?:自己|本人)?的?(?:电话|手机|号码?|联系|是)|打我|联系我|找我|本人|我叫")
_ANOTHERS = re.compile(
    r"老板|店|商家|卖家|客服|公司|厂|师傅|司机|中介|房东|他|她|对方|婆婆|老汉|爸|妈|公公|老婆|老公|邻居|经理|业务员"
)

# Right before a number: 「老板电话」, 「那家店的客服热线是」, 「他留的号码」.
_OTHERS_NUMBER = re.compile(
    r"(?:老板娘?|店[家主里头员]?|门[店市]|商家|卖家|客服|(?<!我)(?<!我们)公司|厂家?|师傅|司机|中介|房东|对方|经理|业务员|物业|平台|前台|售后|[那这]家|他们?|她)"
    r"(?:家|店|那边|这边|自己|给|留|发|的|我|[了个])*(?:联系)?(?:电话|手机|号码|座机|热线|微信|联系方式)?(?:号码?)?(?:就?是|为|[:：\s])*$"
)
# Of their own people somebody tells the number they are reached at.
_OWN_PEOPLE = re.compile(r"[爸妈婆爷奶]|老公|老伴|爱人|女儿|儿子|娃|老汉|媳妇|孙")

_WORDS = read_yaml(SEEDS / "persons.yml")
_COMPOUND = "|".join(_WORDS["compound"])
SURNAMES = re.sub(r"\s", "", _WORDS["surnames"])
_GIVEN = r"[^\W\d_a-zA-Z的了吗呢在是我你他她们店买卖区县市]"
NAME = (
    rf"(?:(?:{_COMPOUND}){_GIVEN}{{1,2}}|[{SURNAMES}]{_GIVEN}{{1,2}}|"
    r"[一-鿿]{2,6}·[一-鿿]{2,8})"
)
NAME_ENDS = (
    r"(?=$|[^一-鿿·]|先生|女士|同志|电话|手机|号码|联系|我|要|想|住|家住|在|今年|买|"
    r"的电|的手|哈|哦|嘛|吧|呢|了|是)"
)
_INTRODUCED = re.compile(
    rf"(?:我(?:的)?(?:名字|姓名)?(?:叫做?|是)|姓名(?:是|为|[:：])?|名字(?:是|叫|[:：])|本人(?:姓名|名字)?(?:名?叫|是)?|"
    rf"联系人(?:是|[:：])?|^叫做?|"
    # 「我是一名退休教师，名叫…」
    rf"(?:我|本人)是[^。！？!?\n]{{1,20}}[，,\s](?:我|本人)?(?:名叫|姓名叫?)|(?<!被)(?:投诉|举报|申诉|申请|反映|来信)人(?:姓名)?(?:是|为|[:：])?|(?:署名|落款)(?:是|为|[:：])?)"
    rf"\s*(?P<name>{NAME}){NAME_ENDS}"
)
# 「对面的药店 名字是康佰年」
_SHOP_BEFORE = re.compile(
    r"(?:店|馆|行|铺|公司|厂|超市|中心|机构|诊所|学校|幼儿园|驾校|平台|[卖商店]家|那家|民宿|酒店|酒楼|农家乐)的?[，,\s]{0,2}的?$"
)
_RARE = re.sub(r"\s", "", _WORDS["rare_surnames"])
_RARE_NAME = rf"[{_RARE}]{_GIVEN}{{1,2}}"
_RARE_TOLD = re.compile(
    rf"(?:我(?:的)?(?:名字|姓名)?(?:叫做?|是)|姓名(?:是|为|[:：])?|名字(?:是|叫|[:：])|本人|联系人(?:是|[:：])?)"
    rf"\s*(?P<name>{_RARE_NAME}){NAME_ENDS}"
)
_RARE_BARE = re.compile(rf"(?!.{{0,3}}[区县]$){_RARE_NAME}")
_ANY_NAME = re.compile(
    r"(?:我叫|姓名(?:是|[:：])?|名字(?:是|叫))\s*(?P<name>(?![了过他她它你您个人])[一-鿿]{2,4})$"
)
# Whoever gives a number behind it gives their name, whatever it is: 「我叫旦增，139…」.
_WITH_PHONE = re.compile(
    r"(?:我叫|姓名(?:是|[:：])?|名字(?:是|叫))\s*(?P<name>(?![了过他她它你您个人])[一-鿿]{2,4})"
    r"(?=[，,。;；\s]{0,3}(?:(?:我的?)?(?:电话|手机|号码|联系方式)|1[3-9]\d{9}))"
)
# 「联系电话15900000011，李芳。」
_BEHIND_PHONE = re.compile(
    rf"(?:联系|我的?)(?:电话|手机|方式)(?:号码?)?[是:：]?\s?1[3-9]\d{{9}}[，,\s]{{1,2}}(?P<name>{NAME})(?=[，,。;；\s]|$)"
)
# Three signs said where a name was asked for, of a surname no list has: no word of theirs is one
# people use, as of an answer that is none (「有照片」).
_THREE_SIGNS = re.compile(
    r"(?!.{0,2}[是没有不的了吗呢在知道要想说填写给留跳过名谁我你他她们个这那哪什么怎啥等再先也都就还很太机区县镇街路店厂市车柜灯锅器])[一-鿿]{3}"
)
_SELDOM = 100  # of jieba's counts: 国强 has 3, 照片 has 2305
_SURNAME_FIRST = re.compile(
    rf"(?:我|免贵)?姓(?P<surname>[{SURNAMES}])[，,、\s]*(?:叫|名叫)?\s{{0,4}}(?P<name>(?=(?P=surname)){NAME}){NAME_ENDS}"
)
# 「刘伟 15300006161」
_BEFORE_PHONE = re.compile(rf"(?:^|[，,。;；\s])(?P<name>{NAME})[\s，,:：]{{0,3}}(?=1[3-9]\d{{9}})")
# 「我是她媳妇汪丽,13300000621」: who speaks for another.
_FOR_ANOTHER = re.compile(
    rf"我是(?:他|她|[^\W\d_，。]{{0,4}}的)(?:儿?媳妇?|女儿|儿子|老公|老婆|爱人|丈夫|妻子|外?孙女?|外?孙子|侄女|侄儿|女婿|妹妹?|姐姐?|哥哥?|弟弟?|妈妈?|爸爸?|家属|监护人)"
    rf"(?P<name>{NAME})(?=[，,。;；:：\s]{{0,2}}(?:我的)?(?:联系)?(?:电话|手机)?(?:号码?)?[是:：\s]{{0,2}}1[3-9]\d)"
)
_BARE = re.compile(rf"(?P<name>{NAME})$")
_CORRECTED = re.compile(rf"不是.{{1,4}}[，,\s]*(?:应该)?是(?P<name>{NAME})$")
_WRAPPING = re.compile(
    r"^(?:嗯|哦|好的?|那就?|就|我的?|本人|叫做?|是|姓名|名字|写|填|[:：\s])++|"
    r"(?:先生|女士|同志|哈|哦|嘛|噻|撒|[!！。.~\s]){1,30}$"
)
# In Latin letters as in a passport: told with a word for it, or asked for.
_UPPER, _LETTER = "A-ZÀ-ÖØ-Þ", "A-Za-zÀ-ÖØ-öø-ɏ"
_LATIN = (
    rf"[{_UPPER}][{_LETTER}'’-]{{1,24}}"
    rf"(?:\s(?:[{_UPPER}]\.|[{_UPPER}][{_LETTER}'’-]{{1,24}})){{1,5}}"
)
_LATIN_TOLD = re.compile(
    rf"(?:(?i:\b(?:my (?:full )?name(?:'s| is)|name\s?[:：]|contact(?: person)?\s?[:：])"
    rf"|\bi am called)|\bI am|\bI'm|我叫|姓名[是:：])\s*(?P<name>{_LATIN})(?=[\s,.;，。；]|$)"
)
_LATIN_LEAD = re.compile(
    r"^(?:(?:it'?s|it is|my (?:full |real )?name(?:'s| is)?|name(?: is)?|i am|i'm|this is"
    r"|call me|sure|yes|ok(?:ay)?)[\s:：,，]*){1,3}",
    re.IGNORECASE,
)
_LATIN_BARE = re.compile(
    rf"[{_LETTER}][{_LETTER}'’-]{{0,24}}\.?(?:\s[{_LETTER}][{_LETTER}'’-]{{0,24}}\.?){{1,5}}"
)
_TITLE = re.compile("师傅|老板|阿姨|总$")  # 「黄师傅」 is what others call somebody
_NO_LATIN = frozenset(_WORDS["english_words"])
NO_NAMES = frozenset(_WORDS["not_names"])

_CHINESE_AGE = r"(?:十[一二三]?|[一二三四五六七八九])"
_AGE = rf"(?:(?<!\d)(?:[1-9]|1[0-3])|(?<![一二三四五六七八九十]){_CHINESE_AGE})岁"
_SELF = r"(?:我|本人|俺)(?:是个?|还是个?)?(?:今年|现在|马上|刚满?|才|只有|还|都|满了?|快|，|,)*+"
_MINOR = re.compile(
    rf"{_SELF}{_AGE}|^(?:今年|才|刚满?)?{_AGE}(?:半|了|的小学生)?$|"
    rf"{_SELF}(?:一个|个|名)?小学生(?!家长|的)|"
    rf"{_SELF}(?:在)?(?:读|上|念)(?:着|的)?(?:小学|幼儿园|[一二三四五六]年级)|"
    rf"{_SELF}(?:小学)?[一二三四五六]年级(?:学生|的|了|$)"
)


def phone_in(text: str) -> str | None:
    """A mobile number or a landline with its area code, digits only; None if there is none.

    Digits may be spoken: 「一三五九四零零二二三三」.
    """
    typed = _SPOKEN_RUN.sub(_typed, unicodedata.normalize("NFKC", text))
    found = [*MOBILE.finditer(typed)] or [*_LANDLINE.finditer(typed)]
    if not found:
        return None
    # Of several the teller's own: not that of the shop, not that of somebody in the story.
    best = max(found, key=lambda one: (_whose(typed[: one.start()]), -one.start()))
    return "".join(best.groups())


def own_phone_in(text: str) -> str | None:
    """The number of :func:`phone_in`; None where it is said to be somebody else's.

    >>> own_phone_in("老板电话13987654321"), own_phone_in("老板电话13987654321，我的13812345678")
    (None, '13812345678')
    """
    typed = _SPOKEN_RUN.sub(_typed, unicodedata.normalize("NFKC", text))
    phone = phone_in(text)
    numbers = [*MOBILE.finditer(typed), *_LANDLINE.finditer(typed)]
    at = next((one.start() for one in numbers if "".join(one.groups()) == phone), 0)
    before = _CLAUSE_END.split(typed[:at])[-1]
    is_others = _OTHERS_NUMBER.search(before) and not _OWN_PEOPLE.search(before)
    return None if is_others else phone


def _whose(before: str) -> int:
    """2 for the teller's, 1 where nothing tells, 0 for another's."""
    clause = _CLAUSE_END.split(before)[-1]
    near = clause.split()[-1] if clause.split() else clause
    # 「打他留的139…说人不在 我的号138…」: what stands right before a number says whose it is.
    for words in (near, clause):
        if _MINE.search(words):
            return 2
        if _ANOTHERS.search(words):
            return 0
    return 1


def name_in(text: str, *, asked: bool = False) -> str | None:
    """A person's name.

    Args:
        text: what was said.
        asked: whether the name was asked for, so that a bare name counts.
    """
    for pattern in (
        _SURNAME_FIRST,
        _CORRECTED,
        _INTRODUCED,
        _FOR_ANOTHER,
        _BEFORE_PHONE,
        _BEHIND_PHONE,
    ):
        match = next((m for m in pattern.finditer(text) if not _of_a_shop(text, m)), None)
        if match and match["name"] not in NO_NAMES and not _TITLE.search(match["name"]):
            return match["name"]
    for pattern in (_RARE_TOLD, _WITH_PHONE):
        if (match := pattern.search(text)) and not _is_word(match["name"]):
            return match["name"]
    if (latin := _LATIN_TOLD.search(text)) is not None and not _no_latin_name(latin["name"]):
        return latin["name"]
    if not asked:
        return None
    for part in re.split(r"[，,。、；;：:\s\d+-]+", text):
        plain = _WRAPPING.sub("", re.sub(r"[^\w·]", "", part))
        if (match := _BARE.match(plain)) and plain not in NO_NAMES:
            return match["name"]
        if _RARE_BARE.fullmatch(plain) and not _is_word(plain):
            return plain
        if _THREE_SIGNS.fullmatch(plain) and _is_seldom(plain):
            return plain
    for part in re.split(r"[,，。;；\n\d+()（）]+", _LATIN_LEAD.sub("", text.strip())):
        latin = _LATIN_BARE.fullmatch(part.strip())
        if latin is not None and not _no_latin_name(latin[0]):
            return latin[0].title() if latin[0].islower() else latin[0]
    parts = (_ANY_NAME.search(part.strip()) for part in re.split(r"[，,。;；\n\s]+", text))
    told = (match["name"] for match in parts if match)
    return next((name for name in told if name not in NO_NAMES), None)


def _of_a_shop(text: str, told: re.Match[str]) -> bool:
    return told[0].startswith("名字") and _SHOP_BEFORE.search(text, 0, told.start()) is not None


def _is_seldom(name: str) -> bool:
    """Whether neither the whole nor two signs of it are a word people use."""
    words = common().words
    return all((words.get(part) or 0) < _SELDOM for part in (name, name[:2], name[1:]))


def _is_word(name: str) -> bool:
    """Whether it is a word of everyday speech, which nobody is called."""
    return bool(common().words.get(name)) or name in NO_NAMES


def _no_latin_name(words: str) -> bool:
    return any(word in _NO_LATIN for word in words.lower().replace(".", "").split())


def is_minor(text: str) -> bool:
    """Whether the speaker says they are under 14 (个人信息保护法第二十八条、第三十一条)."""
    return _MINOR.search(text) is not None


def _typed(run: re.Match[str]) -> str:
    return "".join("2" if c == "两" else _DIGITS[c] for c in run[0])
