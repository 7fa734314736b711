"""Messages that lean on what was said before: 「那它什么时候实施」, 「不是，我问的是童车」."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.conversation.understanding.correcting import correction_in
from kb.text.english import is_english, leans_in_english, led_on

_LEAD = re.compile(
    r"^(?:那么|那(?=[^个本份条款类些种里边样])|(?:嗯+|哦+|噢|好[的嘛吧哦]?|要得|行|ok)(?=[,，。!！\s])|还有|再(?:问|请问)(?:一下|个|哈)?"
    r"|然后|所以|但是|可是|不过"
    r"|而且|就是|请问|顺便(?:再|也)?(?:想)?(?:问|请教|打听)(?:一下|一哈|个|哈|您|你)?|(?:我)?(?:还|再)?想问(?:一下|一哈|哈)?|顺便)[,，。!！\s]*",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"它们?|(?<![\u4e00-\u9fff0-9A-Za-z])(?:(?:这|那|该)(?:[几两三四]?(?:个|份|本|条|款|类|些|种)(?:标准|国标|规定|东西|产品|条例|办法|规划"
    r"|日子|活动|奖)?|标准|国标|规定|条例|办法|规划)"
    r"|(?<=[说讲是])(?:这|那|它)(?=是|属于|算|不是|不算)|上面(?:的|那个|说的)?|前面(?:的|那个|说的)?|刚才(?:的|那个|说的)?|两个(?:标准)?(?=有|哪|的)|他(?=什么|怎么|是|有|管|哪|多|强|还|能))"
)
_ENDS_NE = re.compile(r"(?:呢|嘞|喃|捏|(?<=[\u4e00-\u9fff]{2})[诶欸])[？?。!！~～\s]*$")
# 「最后完成了没」: whether what was talked about came about.
_CAME_ABOUT = re.compile(
    r"^(?:最后|后来|现在|结果|到底|究竟)?[^，。]{1,4}(?:了没有?|了吗|没有?|得了不)[？?]?$"
)
# What asks the same of another thing: 「充电器又是哪个」, 「23年那个也给我」.
_SAME = re.compile(
    r"(?P<thing>.{2,24}?)(?:的)?(?:那[个本份块种项条]|的)?(?:嘛|噻)?[,，]?(?:也|又|另外|是不是又|是不是也|再)"
    r"(?:(?:给我|帮我|说|报|查|看|换|是|有|来|问|讲|归)|它|这个|(?:一?下)|(?:哪|一|另)(?:个|本|份|号|项)|个|本|标准|号|一哈|什么){0,6}+"
    r"(?:吗|吧|呢|嘛|没|不|呀|哈|噻|么|管)?"
)
_THAT_ONE = re.compile(r"(?<=..)的?那(?:一)?[个本份块种项条届]$|(?<=..)(?:嘛|噻)$")
_HEADS = re.compile(
    r"^(?:换成|换|改成|如果是|要是|那要是|给我(?:抄|说|查|来)?(?:个|一下|下)?|轮到)(?=..)"
)
_OTHER = re.compile(r"^(?:其他|其它|另外|别的|剩下|还有|几种|几个)(?:的|几|哪|什么|没|吗|呢|$)")
_COMPARES = re.compile(
    r"^(?:哪个|谁)(?:更|最|好|严|高|先)|^(?:跟|和|与|同|比)[^，。]{1,12}(?:区别|不同|差|一样|比|关系|严|高)"
)
_SUBJECTLESS = re.compile(
    r"^(?:(?:是|要|也|都|就|还|又|能|可以|必须|需要|应该|会|看|按|用|认|归|执行(?=哪))*)"
    r"(?:强制(?!性[^的])|(?:推荐|自愿)(?:性)?的?(?:吗|么|嘛|还是(?:强制|必须|硬性|要))|必须|谁|向谁|跟谁|什么时候|几时|何时|哪[年天里儿个些]|为什么|怎么|如何|多少|多久|几[年月号]|在哪|去哪|到哪|打哪|找谁|归谁|有用"
    r"|有效|合法|违法|收费|要钱|免费|罚|赔|退)"
)
_EDITION = re.compile(
    r"^(?:新|旧|老|上一|最新|以前|原来)(?:版|的|本|标准|国标|一版|那)"
    # 「推荐性标准必须执行吗」 asks of all of them.
    r"|^(?:推荐性|强制性)(?:版|的|本|那|(?:标准|国标)(?:呢|嘞|喃)?[？?]?$)"
)
_IF = re.compile(
    r"^(?:要是|如果|假如|万一|若)[^，。]{1,20}(?:呢|怎么办|咋办|会怎样|会怎么样|行吗|可以吗|能)"
)
SHORT = 10  # characters; what is no longer may lean whatever its words
# A thing of the thing talked about: 「里面的锂电池呢」.
_ITS = re.compile(r"^(?:它|其)?(?:里面|里头|上面|上头|中间|其中|外面)的?|^它的")
# What puts right says more around what was meant.
LONGEST_CORRECTION = 60  # characters
# 「C类也是75吧」, 「团标也是500吧」 ask how much it is of those.
_SAME_VALUE = re.compile(r"(?<=..)(?:是不是)?(?:也|都)(?:是|要)?\s?\d+(?:[.月]\d+)?[^，。\d]{0,4}$")
# What people call goods by what is done with them: 「要是吃的呢」.
_GOODS = {"吃": "食品", "喝": "饮料", "穿": "衣服", "戴": "首饰", "涂": "化妆品", "耍": "玩具"}
_DONE_WITH = re.compile(
    r"(?:那|要是|如果|假如|万一|换成|换|买|的|是){0,6}"
    rf"(?P<done>[{''.join(_GOODS)}])(?:进嘴|进肚子)?的(?:东西|那种)?"
)
LONGEST = 30  # characters; what is longer says itself what it is about


@dataclass(frozen=True)
class Leaning:
    """How a message leans on what was said before.

    Args:
        strong: it can't be understood alone (a pronoun, 「…呢」, no subject).
        corrects: it puts right what the bot took the question for.
        rest: its words without what leads over from the answer before.
        denied: what was not meant, where it is named.
    """

    strong: bool
    corrects: bool
    rest: str
    denied: str = ""


def leaning_of(text: str) -> Leaning | None:
    """How a normalised text leans; None where it says itself what it is about.

    >>> leaning_of("那它什么时候实施")
    Leaning(strong=True, corrects=False, rest='它什么时候实施')
    >>> leaning_of("世界标准日是哪天") is None
    True
    """
    said = text.strip()
    if len(said) <= LONGEST_CORRECTION and (meant := correction_in(said)):
        return Leaning(True, True, meant.meant, meant.denied)
    if is_english(said):
        return Leaning(True, False, led_on(said)) if leans_in_english(said) else None
    if not said or len(said) > LONGEST:
        return None
    rest = said
    same = _SAME.fullmatch(said) is not None or _HEADS.match(said) is not None
    while (lead := _LEAD.match(rest)) and lead.end() < len(rest):
        rest = rest[lead.end() :]
    led = rest != said
    strong = _is_strong(rest) or (same and len(rest) <= 14) or bool(_SAME_VALUE.search(rest))
    if strong or led or len(rest) <= SHORT:
        return Leaning(strong or (led and len(rest) <= 14), False, rest)
    return None


def _is_strong(rest: str) -> bool:
    leans = (_PRONOUN, _OTHER, _COMPARES, _SUBJECTLESS, _EDITION, _CAME_ABOUT)
    return (
        any(pattern.search(rest) for pattern in leans)
        or (_ENDS_NE.search(rest) is not None and len(rest) <= 14)
        or (_IF.match(rest) is not None and len(rest) <= 16)
    )


def without_pronoun(text: str, name: str) -> str:
    """A text whose first pronoun is replaced by what it stands for; without one it follows."""
    replaced, count = _PRONOUN.subn(name, text, count=1)
    return replaced if count else f"{name}{text}"


def is_part(text: str) -> bool:
    """Whether a text speaks of a part of what was talked about."""
    return _ITS.match(text) is not None


def has_pronoun(text: str) -> bool:
    """Whether a text has a word that stands for what was said before."""
    return _PRONOUN.search(text) is not None


def bare(text: str) -> str:
    """The thing of 「…呢」, 「…也报一下」 without what asks the same of it.

    >>> bare("充电器又是哪个")
    '充电器'
    >>> bare("碘含量那个呢")
    '碘含量'
    """
    said = _ENDS_NE.sub("", _HEADS.sub("", text.strip())).strip(" ,，。?？")
    if valued := _SAME_VALUE.search(said := said.removesuffix("的话")):
        # 「B类75，C类也是75吧」 states the one and asks of the other.
        said = _ENDS_NE.sub("", re.split(r"[,，\s]", said[: valued.start()].rstrip(" ,，"))[-1])
    if goods := _DONE_WITH.fullmatch(said):
        return _GOODS[goods["done"]]
    same = _SAME.fullmatch(said)
    return _THAT_ONE.sub("", same["thing"] if same else said)
