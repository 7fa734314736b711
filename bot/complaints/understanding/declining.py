"""Whoever says that they don't want to complain, and whoever says only that they do."""

from __future__ import annotations

import re

_CASE = r"(?:匿名|实名)?(?:地)?(?:投诉|投拆|投述|举报|维权|报案|登记|开单子?|立案)"
_NOT = (
    r"(?:(?<!是)不是|(?<!想)不想|(?<!要)不要|(?<!用)不用|不愿意?|不打算|不准备|不需要|不必|不敢|不再|不去|不会去?|懒得|"
    r"没(?:有|得)?(?:要|想|打算|准备|说要|必要|喊你们?|叫你们?)|没必要|没得必要|莫得?必要|无意|无需|(?<![投想要用是得能可敢])不|(?<![特分区])别|莫)"
)
_MEANT = (
    r"(?:再|去|来|要|想|说|你们?|给我|帮我|替我|给他们?|在这里|跟你们|找你们"
    r"|为了|专门|继续|真的){0,6}"
)
# 「不投诉不行」, 「不得不投诉」: that is a wish after all.
_NOT_WITHOUT = r"(?![^，。,;；!！?？]{0,4}(?:不行|不得行|不甘|咽不|就不|都不行|对不起))"
_OBJECT = r"(?:你们|他们|商家|店家|老板|这家店?|那家店?|任何人|哪个|谁|人家|什么|的)?"
_DECLINED = re.compile(
    rf"(?<!什么)(?<!为啥)(?<!怎么)(?<!咋个)(?:我们?|俺|本人)?(?:现在|暂时|并|也|又|还|都|就|真的|其实|先"
    rf"|只是){{0,6}}{_NOT}{_MEANT}{_CASE}{_NOT_WITHOUT}{_OBJECT}"
)
# 「不要再问我要不要投诉了」, 「莫老是喊我登记」: said to us, who offered it.
_DONT_ASK = re.compile(
    r"(?:不要|不用|不必|(?<![特分区])别|莫|少)(?:再|老是|总是?|一直|每次都?|动不动就?){0,2}(?:来)?(?:问|喊|叫|劝|催|提)(?:起|我|我们)?"
    r"(?:要不要|想不想|是不是要|去|来|再)?(?:投诉|举报|登记)(?:不|没|的事|这些)?(?:了|咯|嘛|哈)?"
)
# 「我婆婆平时不投诉，这次气到了」
_BY_THE_WAY = re.compile(r"(?:平时|从来|从没|一般|一向|本来)(?:都|就|也)?$")
_OWN_WISH = re.compile(
    r"求退|要退|退我|退钱|退款|赔我|要求(?:退|赔|换)|要(?:他|她|他们|商家|老板)?(?:退|赔|换)"
)
# Behind it, something to be answered: a question, or what is wanted instead.
_WANTS_SOMETHING = re.compile(
    r"[?？]|吗|什么|啥|怎么|咋|哪|多少|多久|好久|谁|几|想|要|问|查|知道|晓得|了解|咨询|求|标准|是(?:投诉|举报)|建议|意见"
)
_WISH = re.compile(
    r"^(?:[你您]好|请问?|麻烦|那|就|还是|嗯|哎|喂|我们?|[，,。\s])*(?:就)?(?:要|想|来|帮我|给我|得|必须|一定)*(?:再)?(?:向你们|跟你们"
    r"|在这里|找你们)?"
    rf"(?:{_CASE}|反映|讨个说法|要个说法|给我做主)(?:一下|一哈|哈|个|下|人|{_OBJECT}|了|嘛|吧|啊|呀|哦|哟|撒|噻|哈|[，,。.！!～~\s])*$"
)
_SETTLED = re.compile(
    r"(?:已经?|都|后来|现在|刚刚?|最后)[^，。,;；!！?？没不]{0,10}(?:解决|处理好|搞定|摆平|说好|谈好|了结)(?:了|咯)"
    r"|(?:已经?|都)(?:把)?(?:钱|款)?[^，。,;；!！?？没不才]{0,6}(?:退|赔|换|修)(?:好|给我|还我|新的)?(?:了"
    r"|咯)(?:[，,。！!\s]*(?:谢谢|多谢|没事|不用|算了|感谢)|$)"
    # A letter of thanks tells of what is over.
    r"|^(?:致谢|鸣谢|感谢信|表扬信?)[：:，,。\s]"
    r"|没事(?:了|咯)[。！!\s]*$|不麻烦(?:你们|您|你)?了"
)

_CALLED_OFF = re.compile(
    r"(?:^|[，,。\s])(?:我|就|先|那|也){0,2}不(?:想|要|再)?(?:投|告|追究|计较|麻烦你们?)(?:他|她|他们)?了[。！!\s]*$"
)

# 「not now」, 「i'll do it tomorrow, i am at work」
_PUT_OFF_IN_ENGLISH = re.compile(
    r"(?:(?:ok(?:ay)?|sorry|no|maybe|well|please|pls|thanks?|[,.!\s]){0,4}"
    r"(?:not (?:now|today|right now)|(?:maybe )?later(?: please)?"
    r"|maybe (?:tomorrow|another (?:time|day))"
    r"|(?:i(?:'ll| will)|let me|can (?:i|we)|i (?:want|would like) to)"
    r" (?:do|finish|fill|continue|complete)(?: (?:it|this|that|the form|the rest))?(?: in| out)?"
    r" (?:later|tomorrow|another (?:time|day)|tonight)"
    r"|i (?:have no|don'?t have) time(?: (?:now|today|right now))?)"
    r"(?:[,.!\s]{1,3}(?:i(?:'m| am) (?:at work|busy|tired|driving|in a meeting)"
    r"|i (?:have|need) to [a-z ]{2,20}|sorry|thanks?|thank you))?[,.!\s]{0,3})",
    re.IGNORECASE,
)
_LONGEST_PUT_OFF = 60  # characters
# 「我没空，改天再说」: not now.
_PUT_OFF = re.compile(
    r"(?:[，,。\s]|我|现在|今天|这会儿|先|那|算了|还是|实在|真的|有点|在?上班|在?开会|在?带娃|要?去?接娃|没得?空|没有空|没得?时间|没有时间|忙(?:得很)?|不方便|有事){0,8}"
    r"(?:改天|改日|下次|下回|以后|回头|过几天|明天|明儿|晚点|晚上|晚些(?:时候)?|待会儿?|等?一?(?:会|哈)儿?|等?一下|等哈儿?|下班|到家|回家|等我有空|有空|得空|空了|闲了|有时间|吃完饭)(?:了|我|又|再|来|时候){0,3}"
    r"(?:说|弄|填|搞|办|整|来|登记|投诉|举报|聊|联系|看)(?:一?[下哈])?[了吧嘛哈哦。！!\s]{0,4}"
    r"|(?:我|现在|今天|实在|真的|[，,\s]){0,5}没(?:得|有)?(?:空|时间)(?:填|弄|搞|说|办)?[了吧嘛哈哦。！!\s]{0,4}"
)


# 「我不想弄了 太麻烦 先不弄」, 「先放到起，改天再说」: said last, or before a reason.
_GIVES_UP = re.compile(
    r"\A(?:(?:我|那|就|还是|要不|干脆|现在|今天|暂时|实在|真的|算了|也)*+(?:不(?:想|打算)|懒得|不耐烦|没心思|没得心肠)(?:再|跟你)?"
    r"(?:弄|填|搞|整|办|登记|写|说)(?:下去|它|这个|这些|起走)?[了咯]?[嘛吧哈哦]?"
    r"|(?:那|我|就|还是|要不|干脆|现在){0,3}+今天(?:先|就|也)?(?:算了|(?:就)?(?:到这里|这样)|不(?:弄|填|搞|整|办|登记|写)(?:它|这个)?)[了咯]?[嘛吧哈哦]?"
    r"|不(?:弄|填|搞|整|办|登记|写)[了咯]?今天[了嘛吧哈哦]?"
    # 「不填」 alone skips one question.
    r"|(?:我|那|就|还是|干脆|现在|今天|暂时|算了|也)*+不(?:弄|填|搞|整|办|登记|写)(?:下去|它|这个)?[了咯][嘛吧哈哦]?"
    r"|(?:我|那|就|还是|要不|现在|今天|暂时|算了)*+先(?:不(?:弄|填|搞|整|办|登记|写|说|忙)|(?:放|搁|摆|停|缓)(?:到起|起|着|一?放|一?[下哈]|在(?:这|那)[儿里]?|到|一停|一缓|这|那)?)[了嘛吧哈哦]*+"
    r"|(?:我|那|就|还是|先|等|再)*+(?:想|考虑|商量)(?:一?[下哈想]|考虑|商量|清楚)(?:再说|再弄|再填)[了嘛吧哈]*+)"
)
_REASON = re.compile(
    r"\A(?:(?:实在|真的|有点|好|太|这个|你们?这|也)*+(?:麻烦|累|烦|复杂|恼火|难得弄|费神|头痛|头疼|难|啰嗦|多)|我?(?:看|搞|弄|填)不(?:清楚?|懂|来|到|好)|我?眼睛[^，。\s]{1,5}|没(?:得)?意思|没(?:得)?(?:空|时间|精神|心情)"
    r"|(?:那|要不|还是)?(?:今天|现在)?算了|(?:今天)?就(?:这样|到这里)|我?(?:女儿|儿子|老公|老婆|娃儿?|老伴|屋头|家里人?|妈|爸|老汉)(?:又|也|都|就)?(?:说|喊|叫|劝)[^，。\s]{2,12}|谢谢你?们?|不好意思|麻烦你?们?了?|多(?:得很|很了)|要(?:做饭|煮饭|上班|睡觉|接娃))"
    r"(?:得很|惨了|死了|了|咯|嘛|哦|哈)*+"
)


def declined_in(text: str) -> str | None:
    """What remains of a message that refuses to complain; None if it doesn't refuse.

    Empty where nothing else is wanted: 「我不想投诉了，谢谢」.
    """
    refused = _DECLINED.search(text) or _DONT_ASK.search(text)
    if refused is None or _BY_THE_WAY.search(text[: refused.start()]):
        return None
    if "举报" in refused[0] and "投诉" not in refused[0] and _OWN_WISH.search(text):
        return None  # whoever only wants the money back complains, and reports nobody
    rest = _DECLINED.sub("", _DONT_ASK.sub("", text)).strip(" ，,。.；;!！~～了哈吧嘛")
    return rest if _WANTS_SOMETHING.search(rest) else ""


def is_settled(text: str) -> bool:
    """Whether a message tells that a matter is over: 「老板已经把钱退给我了」."""
    return _SETTLED.search(text) is not None or is_called_off(text)


def is_called_off(text: str) -> bool:
    """Whether a message ends with no longer wanting it: 「老板刚刚喊我去换，不投了」."""
    return _CALLED_OFF.search(text) is not None


def is_put_off(text: str) -> bool:
    """Whether a whole message says not now: 「我没空，改天再说」."""
    said = text.strip()
    if len(said) <= _LONGEST_PUT_OFF and _PUT_OFF_IN_ENGLISH.fullmatch(said):
        return True
    if len(said) <= 30 and _PUT_OFF.fullmatch(said) is not None:
        return True
    clauses = [clause for clause in re.split(r"[，,。.!！~～\s]+", said) if clause]
    stops = [c for c in clauses if _GIVES_UP.fullmatch(c) or _PUT_OFF.fullmatch(c)]
    rest = [clause for clause in clauses if clause not in stops]
    return bool(stops) and len(said) <= _LONGEST_PUT_OFF and all(map(_REASON.fullmatch, rest))


def is_bare_wish(text: str) -> bool:
    """Whether a message only says that somebody wants to complain: 「我要投诉他们」."""
    return _WISH.match(text.strip()) is not None
