"""Messages that put right what was asked: 「不是手机的 我是说电动车」, 「童装，不是童鞋」.

A correction is read piece by piece from its head: excuses, that something was wrong, what was not
meant, what was. Each piece may be missing, and what is left is what was meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.asked import Asked, asked_in
from kb.text.english import is_english

MOST_PIECES = 8
_MARKS = r"[\s,，。.!！~～、…:：]{0,8}"
_EXCUSE = re.compile(
    rf"(?:哎[呀哟]?|哦?豁(?=[\s,，])|遭了(?=[\s,，])|诶|呃|嗯|啊(?=[\s,，不])|哦|噢|额|唉|哈(?=[\s,，])|我?(?:这)?(?:脑壳|脑袋|脑子|脑筋|头|眼睛)(?:都|有点|又)?(?:昏|晕|糊涂?|短路|进水|乱|打铁|不够用|不好使|花)|我?(?:老)?糊涂|我?(?:说|讲)(?:昏|豁)|不好意思|抱歉|对不起|sorry|oops|等(?:哈|下|等|一下|一哈)?(?=[\s,，])|慢着|打断一下|算了(?=[\s,，。]))[了哈啊哦]{{0,2}}{_MARKS}",
    re.IGNORECASE,
)
_WHEN = r"(?:刚才|刚刚|刚|前面|前头|上面|之前|上一?[句条个])"
_END = r"[了啦哦哟咯啊呀嘛吧噻嗦哈的]{0,3}"
_WRONG = re.compile(
    r"(?:"
    rf"(?:我|俺)?{_WHEN}?(?:是|好像)?我?(?:搞|弄|说|打|写|看|记|发|输|问|按|敲|讲|选|点|贴|复制)(?:错|反|串|岔|混|漏|掉)(?:了)?(?:一个|两个|个)?字?"
    r"|(?:你们?|您)(?:又|都|是不是|可能|好像|完全)?(?:搞|弄|听|看|理解|答|说|会|回答|误会|误解)(?:错|岔|反|偏|拐)?(?:了|(?<=误会)|(?<=误解))(?:我的?(?:意思|问题|话))?"
    r"|(?:你们?|您)?(?:又|都|根本|完全)?(?:没|不|没有)(?:搞|弄|听|看)?(?:懂|明白|理解|听清楚?)(?:我(?:的)?(?:意思|问题|说的|问的|话)?)?"
    r"|(?:你们?|您|这|纯粹|完全)?(?:是|在)?(?:答非所问|所答非所问|文不对题|牛头不对马嘴|问东答西)"
    r"|(?:我|俺)?(?:可能|好像|刚才|刚刚|前面)?没(?:有)?(?:说|讲|问|表达)(?:得)?(?:清楚?|全|完|明白|对|准确|完整)"
    r"|少(?:说|打|写)了?(?:一个|两个|个)?字?|手[滑抖快误]了?|口误|笔误"
    r"|(?:更正|纠正|订正|改|改正|补充|修正)(?:一下|一哈|下|哈|个错)?(?:刚才的?|问题)?(?=[\s,，:：]|我|是|为|成)"
    r"|(?:我)?(?:重新|重)(?:问|说|来|讲)(?:一下|一哈|一遍|下|哈|过)?|换(?:个|一个)?(?:说法|问法|问题)|这么问吧|这样问"
    r"|(?:也|还是|都|又|仍然?)?(?:不是|不对|错了?|no|wrong|不)(?=[\s,，。.!！~～不错啊嘛哦噢的了啦咯哟哈n])(?:的|啊|嘛|哦|噻|哈|了|啦|哟)?"
    r"|(?:我|俺)?(?:又)?(?:不是|没有?|不)(?:要|想|在|是)?(?:问|说|指|找|查|要)?(?:的)?(?:是)?(?:这个?|那个?|你说的|这些|这种|这本)(?:意思|问题|东西|标准)?(?=[\s,，。.!！]|我|是|$)"
    r"|(?:我)?(?:问|说|指|要|想问)的(?:又|都|根本)?不是(?:这个|那个|你说的|这些)"
    r"|谁问(?:你)?(?:这个|那个|你这个)了?"
    # 「写错标准号会罚款吗」 asks: what went wrong is said for itself, or leads over.
    rf"){_END}(?:[\s,，。.!！~～、…:：]{{1,8}}|$|(?=是|我|应该|错|不|没|说|打|搞|弄))",
    re.IGNORECASE,
)
# 「不是手机的 」, 「我没问头盔，」, 「不是书包是书桌」.
_DENIED = re.compile(
    r"(?:我|俺|我们)?(?:又|可)?(?:不是|(?:没有?|不)(?=[要想在是让]{0,2}(?:你|您)?[问说指找查讲]))(?:要|想|在|是|让|喊|叫){0,2}(?:你们?|您)?(?:问|说|指|找|查|讲|要|给)?(?:你)?(?:的)?(?:是)?"
    r"(?P<denied>[^,，。!！?？是\s]{1,10}?)[,，。!！\s]{1,4}(?=(?P<meant>.))"
    r"|(?:我|俺)?(?:不是|不要|没问)(?:问|说|指|要)?(?P<joined>[^,，。!！?？是我\s]{1,10}?)(?:的)?(?=(?:而)?是(?!不)|我(?:问|说|要|想|是|指|意|讲))"
)
_ASKS = re.compile(r"[吗么呢?？]$|^(?:说好|不|可以|应该|都)")
_VERB = r"(?:问|说|指|找|查|讲|了解|知道|打听|晓得)"
_ADVERB = r"(?:就|也|其实|想|要|主要|本来|真正|应该|只|明明|来|原来|刚才|刚刚){0,3}"
# What alone tells that something else was meant; without 「我」 「说的是什么」 asks.
_MEANT = re.compile(
    rf"(?:其实)?(?:(?:我|俺|我们)(?:的)?{_ADVERB}(?:(?:{_VERB}|想要?|要)的(?:其实|就|应该)?(?:不是这个{_MARKS})?(?:是)?|意思(?:其实|就)?(?:是)?|是{_ADVERB}{_VERB}(?:的)?(?:是)?(?=.))"
    rf"|(?:{_ADVERB}(?:{_VERB}|要)的(?:其实|就)?是|{_ADVERB}意思(?:其实|就)?是|是(?:想|要)?(?:说|问|指)(?:的)?(?:是)?)(?!什么|哪|谁|多少|几|怎|不是|否|[?？]))"
    rf"{_MARKS}"
)
# What leads over to what was meant, once it is clear that something is put right.
_LEADS = re.compile(
    rf"(?:(?:其实|就)?(?:我|俺|我们)?{_ADVERB}(?:是)?(?:{_VERB}|要)(?:一下|哈|下)?(?:的)?(?:其实|就)?(?:是)?(?!不是|求)|(?:应该|而|本来)?(?:是|为|改成|换成|改为)(?![不否]|哪|什么|多少|几|谁|吗)|应该)"
    rf"{_MARKS}"
)
# 「童装，不是童鞋」, 「是书桌不是书包」.
_WHETHER = re.compile(r"(\S)不\1")
_NOT_THAT = re.compile(
    r"(?P<is>是)?(?P<meant>[^,，。?？是]{1,14}?)(?P<mark>[,，。\s]{0,4})(?:而)?(?:不是|不要|没问)(?:问|说|指|要)?"
    r"(?P<denied>[^,，。?？是\s]{1,10}?)(?:哈|哦|嘛|噻|啊|[。!！\s]){0,3}"
)
# Characters by which what is meant may be longer than what is not, where nothing leads over.
_MORE = 6
_ENGLISH = re.compile(
    r"(?:(?:sorry|oops|wait|actually|no+|nope|wrong|my bad|typo)[\s,.!]{1,4}){0,3}"
    r"(?:not (?:the |a |an |about )?(?P<denied>[a-z -]{2,30}?)(?:,| but) ?(?:i (?:mean|meant) )?"
    r"|i(?:'m| am| was)? ?(?:mean|meant|asking about|asked about|talking about)[\s,:]{1,4}"
    r"|(?<=[,.!]\s)(?=[a-z]))(?:the |a |an |about )?",
    re.IGNORECASE,
)
_A_YEAR = re.compile(r"我(?:要|想要|想问|问)(?=(?:19|20)?\d\d年)")
# 「…唉算了 就问怎么查」: only what comes last is asked.
_AFTER_ALL = re.compile(r"[唉哎]?算了[\s,，。]{1,4}(?:我)?就?(?:想)?问")
_PUT_ALONE = re.compile(r"是(?![不否]|哪|什么|多少|几|谁|吗)")


@dataclass(frozen=True)
class Correction:
    """What was meant instead.

    Args:
        meant: the words left; may be empty.
        denied: what was not meant, where it is named.
    """

    meant: str
    denied: str = ""


def correction_in(text: str) -> Correction | None:
    """What a normalised text puts right; None where it puts nothing right.

    >>> correction_in("不是手机的 我是说骑的那种电动车")
    Correction(meant='骑的那种电动车', denied='手机')
    >>> correction_in("童装，不是童鞋")
    Correction(meant='童装', denied='童鞋')
    >>> correction_in("说的是什么") is None
    True
    """
    if is_english(text):
        said = _ENGLISH.match(text.strip())
        return Correction(text.strip()[said.end() :], said["denied"] or "") if said else None
    rest, denied, corrects = text.strip(), "", False
    if year := _A_YEAR.match(rest):
        return Correction(rest[year.end() :].strip())
    for _ in range(MOST_PIECES):
        if said := _first(rest, _EXCUSE, _WRONG, _MEANT):
            corrects = corrects or said.re is not _EXCUSE
        elif (said := _DENIED.match(rest)) and _is_denied(said, rest):
            corrects, denied = True, (said["denied"] or said["joined"]).removesuffix("的")
        elif not (corrects and (said := _LEADS.match(rest))):
            break
        rest = rest[said.end() :]
    asks = _WHETHER.match(rest)  # 「要不要先喊他吐」 denies nothing
    if not asks and (said := _NOT_THAT.fullmatch(rest)) and (corrects or _puts_apart(said)):
        return Correction(said["meant"].strip(" ,，"), said["denied"].removesuffix("的"))
    if not corrects:
        return None
    again = _AFTER_ALL.search(rest)
    return Correction((rest[again.end() :] if again else rest).strip(" ,，。!！"), denied)


def _first(text: str, *patterns: re.Pattern[str]) -> re.Match[str] | None:
    found = (pattern.match(text) for pattern in patterns)
    return next((said for said in found if said is not None and said.end()), None)


def _is_denied(said: re.Match[str], text: str) -> bool:
    """「不是强制的，可以不执行吗」 supposes, and puts nothing right."""
    what = said["denied"] or said["joined"]
    left = text[said.end() :]
    if _ASKS.search(what):
        return False
    if _LEADS.match(left) or _MEANT.match(left) or _PUT_ALONE.match(left):
        return True
    return len(left) <= len(what) + _MORE and asked_in(left) is Asked.NOTHING


def _puts_apart(said: re.Match[str]) -> bool:
    """Whether 「A，不是B」 names two things; a clause of a story says more.

    The space behind a single character is gone by now (「醋 不是酱油」).
    """
    apart = (
        said["is"]
        or said["mark"]
        or (len(said["meant"]) == 1 and said["meant"] not in "这那它他我")
    )
    return bool(apart) and not _ASKS.search(said["denied"])
