"""What is put right or added behind a question: 「最少给好多 我说鞋子」."""

from __future__ import annotations

import re

LONGEST = 40  # characters; more is a story
_PAUSE = r"[,，。\s]{1,3}"
_NAME = r"[\u4e00-\u9fffA-Za-z0-9]"
# The thing a question is about, said behind it.
_I_MEAN = re.compile(
    rf"(?P<asked>[^,，。]{{2,20}}?){_PAUSE}(?:我)(?:说|问|指|讲)的?(?:是)?(?P<thing>{_NAME}{{1,8}}?)(?:哈|哦|嘛|噻|啊|呢)?[?？。!！]*"
)
# 「报警器呢 家用那种」, 「滑板车呢 娃儿耍那种」: which of them.
_WHICH_OF_THEM = re.compile(
    rf"(?P<lead>那|还有)?(?P<thing>[\u4e00-\u9fff]{{1,8}}?)(?P<asks>呢|嘞|喃){_PAUSE}(?:我(?:说|问)的?)?(?:就)?(?:是)?"
    rf"(?P<which>{_NAME}{{2,8}}?)的?(?:那|这)(?:种|款|类)(?:的)?[?？。!！]*"
)
# 「请人上门来修呢 有标准不」, 「游泳池呢 有没得」: whether there is one for it.
_IS_THERE = re.compile(
    rf"(?P<lead>那么?|要是|如果|假如|还有|换成)?(?P<thing>[\u4e00-\u9fffA-Za-z0-9]{{2,14}}?)(?P<asks>呢|嘞|喃){_PAUSE}(?:又|也|还)?有(?:没有?|不)?(?:个)?"
    r"(?P<rule>国家标准|国标|标准|规范|强标|强制标准)?(?:没有?|不|吗|么|没得|的|没有的)?[?？。]*"
)
_A_NAME = 4  # characters; more tell what is done
# What is for homes needs no word for it.
_FOR_HOMES = re.compile(r"(?:家|屋头|家里|家庭|自家|民)(?:里)?(?:自己)?(?:用|装|安)?的?")
# What was not meant, between what was and more about that.
_NOT_THAT = re.compile(
    rf"(?P<meant>[^,，。]{{2,16}}?){_PAUSE}(?:不是|不要|没问)(?:问|说|指)?{_NAME}{{1,8}}?{_PAUSE}(?!我|是)(?P<more>[^,，。]{{3,20}})"
)
# 「哪衣服类有强制的不」 leads over and asks which of nothing.
_SLIP = re.compile(
    r"哪(?![个些里儿种家天年月日位几样款条本边怕份项类吒点凯届层级头趟回次号块部篇章裡方地有是能要会来])"
    r"(?=[\u4e00-\u9fff]{1,6}(?:有|要|是|呢|也|归|看|用|算))"
)
# 「充电器呢 是不是一个号」: whether it is the same is told by which it is.
_SAME_ONE = re.compile(
    rf"(?P<asked>[^,，。]{{1,14}}(?:呢|嘞|喃)){_PAUSE}(?:是不是|也是|是|还是)?(?:同|用|看)?(?:一个|一样|同样|一回事|同一个|一本)(?:的)?(?:号|标准|编号|本)?[吗不嘛么没？?]*"
)
# 「2016那年」 is 2016年; the year talked about need not be said again.
_THAT_YEAR = re.compile(r"(?<=(?:19|20)\d\d)那一?年")
_SAME_YEAR = re.compile(r"(?<=..)[,，\s]{0,3}(?:同一年|同年|当年|那一?年|还是那年)的?[?？。]*$")
_DID = re.compile(r"[了不没过要去来]")
_ASKS = re.compile(r"呢|嘞|喃|吗|么|什么|哪|几|多少|好多|怎么|多久|好久|不$")


def _whether_there_is(said: re.Match[str]) -> str:
    thing, rule = said["thing"], said["rule"]
    if not rule:
        return f"{thing}{said['asks']}"
    return f"{thing}执行什么标准" if len(thing) <= _A_NAME else f"{thing}有{rule}吗"


def _which_of_them(said: re.Match[str]) -> str:
    which, thing = said["which"], said["thing"]
    # What has a name of one sign is not found by it behind others.
    plain = len(thing) == 1 or _FOR_HOMES.fullmatch(which)
    return f"{said['lead'] or ''}{'' if plain else which + '的'}{thing}{said['asks']}"


def said_straight(text: str) -> str:
    """The question with what is said behind it in its place; the text itself mostly.

    >>> said_straight("最少给好多 我说鞋子")
    '鞋子最少给好多'
    >>> said_straight("家具的呢 不是板子 买的成品沙发柜子")
    '家具的呢 买的成品沙发柜子'
    """
    said = text.strip()
    if len(said) > LONGEST:
        return text
    if (year := _SAME_YEAR.sub("", _THAT_YEAR.sub("年", said))) != said:
        return said_straight(year)
    if _SLIP.match(said):
        return said_straight(f"那{said[1:]}")
    if same := _SAME_ONE.fullmatch(said):
        return same["asked"]
    if (
        (mean := _I_MEAN.fullmatch(said))
        and _ASKS.search(mean["asked"])
        and not _DID.search(mean["thing"])
    ):
        return mean["thing"] + mean["asked"]
    if of_them := _WHICH_OF_THEM.fullmatch(said):
        return _which_of_them(of_them)
    if there := _IS_THERE.fullmatch(said):
        return _whether_there_is(there)
    apart = _NOT_THAT.fullmatch(said)
    if apart and _ASKS.search(apart["meant"]) and not _ASKS.search(apart["more"]):
        return f"{apart['meant']} {apart['more']}"
    return text
