"""Questions about the form itself: 「电话必须留嗦」, 「身份证号要不要给」."""

from __future__ import annotations

import re

from bot.complaints.case.script import Script
from bot.complaints.understanding.asking import asks

_LONGEST = 30  # characters; what is longer tells something
_MOST = 2  # answers
_GIVE = r"(?:给|填|写|留|发|提供|报|说|交|登记)"
_NEED = r"(?:必须|一定|非得?要?|要不要|(?:可|能)不(?:可以|能)|(?:可以|能)不|要|得|需要?|不)"
# 「可不可以不留电话」, 「为啥要我的电话」.
_BEFORE = re.compile(
    rf"{_NEED}{{1,3}}(?:得|要|我)?{_GIVE}[^，。,]{{0,6}}$|(?:必须|一定|要不要|可不可以|能不能|可以|能|需要|要)(?:得|要|有)?(?:我的?|真的?)?$|(?:为什么|为何|干嘛|干什么|做什么|凭什么)[^，。,]{{0,6}}$"
)
# 「电话必须留嗦」, 「地址写哪里」, 「匿名得不得行」.
_BEHIND = re.compile(
    rf"[^，。,]{{0,6}}?(?:{_NEED}{{1,3}}{_GIVE}|必须|一定|非要|要不要|(?<![没有未]){_GIVE}(?!了|的|错)|得不得行|行不行|得行|可不可以"
    r"|(?:可以|能)(?:不|吗|么|嘛|[?？]|$)|要(?:真|全|有|准)|怎么办|怎么(?:写|填|给|改)|能改|改得|干嘛|干什么|做什么|有什么用"
    r"|忘|记不|不(?:知道|清楚|记得))|(?:没有|没得)[^，。,]{0,6}(?:行|可以|怎么办)"
)
# What is given is no question about it.
_GIVEN = re.compile(r"\d{5,}")


def told_of_form(script: Script, kind: str, text: str, *, is_known: bool) -> str:
    """What is said to who asks about something the form takes; empty if nothing of it is asked.

    Args:
        script: the form's words.
        kind: of the case; empty while it is open.
        text: the message, normalised.
        is_known: whether the knowledge base has a sure answer.
    """
    if len(text) > _LONGEST or not asks(text) or _GIVEN.search(text):
        return ""
    named = [
        one
        for one in script.questions
        if not (one.unless_known and is_known)
        and any(word in text if one.asked_alone else _asked(word, text) for word in one.words)
    ]
    named = [one for one in named if one.asked_alone] or named
    return "\n".join(dict.fromkeys(one.for_kind(kind) for one in named[:_MOST]))


def _asked(word: str, text: str) -> bool:
    """Whether a text asks about giving what is called so."""
    before, named, behind = text.partition(word)
    return bool(named) and bool(_BEHIND.match(behind) or _BEFORE.search(before))
