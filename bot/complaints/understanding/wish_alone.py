"""Words that only say what is wanted, and so name no business and tell nothing that happened."""

from __future__ import annotations

import re

_WHO = r"(?:他们?|她|它|商家|老板娘?|店家|店里|卖家|对方|平台|你们)"
_SUM = (
    r"(?:[一二两三四五六七八九十百千万\d零]{1,8}(?:块钱?|元钱?|倍)?"
    r"|双倍|损失|全款|全额|医药费|误工费|车费)"
)
_WANTS = (
    r"(?:[我就只还也那，,\s]|我们|反正|至少|起码|想|要|求|要求|希望|请求|必须|得|麻烦|叫|喊|让"
    r"|给|帮我|把钱|马上|全部|全额|可不可以|能不能)"
)
_FOLD = r"[一二三四五六七八九十\d]{1,3}"
_DONE = (
    rf"(?:退(?:一赔{_FOLD}|(?:给?我)?[货款钱差价]{{0,4}})|还(?:给?我)?钱|假一赔{_FOLD}"
    r"|赔(?:偿|钱|款|我|起|一?点|礼道歉)?|换(?:货|新|一?[个台件双])?(?:新的)?"
    r"|(?:返|维)?修(?:好|理)?|道歉)"
)
_THEN = r"(?:[再和加或还要并给我、，,\s]|或者)"
_ALONE = re.compile(
    rf"{_WANTS}{{0,8}}{_WHO}?{_WANTS}{{0,4}}{_DONE}{_THEN}{{0,3}}{_SUM}?"
    rf"(?:{_THEN}{{0,4}}{_DONE}{_THEN}{{0,3}}{_SUM}?){{0,3}}"
    r"(?:就行|就好|就可以|就算了|[嘛吧哈噻了的。！!\s]){0,3}"
)


def is_wish_alone(text: str) -> bool:
    """Whether words say what is wanted and nothing else.

    >>> is_wish_alone("想退货退款再赔一千"), is_wish_alone("赔起双倍")
    (True, True)
    >>> is_wish_alone("老板不退货"), is_wish_alone("换新灯饰")
    (False, False)
    """
    return _ALONE.fullmatch(text.strip()) is not None
