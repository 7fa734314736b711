"""Parts of a message that name the field they are for: 「店名是宝岛眼镜，时间：上周五」."""

from __future__ import annotations

import re
from itertools import zip_longest

_LABELS = {
    "respondent": r"店名|店(?=叫)|(?:商家|店铺|公司)(?!的?(?:地址|位置))(?:名称?)?"
    r"|店家(?!的?(?:地址|位置))|网店",
    "product": r"东西|商品(?:名称?)?|产品(?:名称?)?|服务|买的(?:东西|商品)?",
    "when": r"时间|日期|日子|哪天|发生时间",
    "where": r"地点|位置|区县|地方|在哪里|发生地点|店址"
    r"|(?:商家|店家|店铺?|公司|他们)的?(?:地址|位置)",
    "what": r"经过|事情(?:经过)?|出的?问题|问题|情况",
    "wanted": r"诉求|希望|要求|想要",
    "amount": r"(?:涉及)?金额|价钱|价格|花的钱",
    "standard": r"(?:执行)?标准(?:号|编号)?",
    "name": r"(?:真实)?姓名|(?:我的)?名字|我叫|(?:监护人)?姓名"
    r"|(?i:my (?:full )?name|full name|(?<![A-Za-z] )(?<!'s )name)",
    "phone": r"(?:我的)?(?:联系)?(?:电话|手机)(?:号码?)?|联系方式"
    r"|(?i:(?:my )?(?:phone|mobile|tel)(?: number)?)",
    "address": r"(?:通讯|联系|家庭|我的)?(?:地址|住址)|我?家?住在?|(?i:(?:my )?(?:home )?address)",
}
_LABEL = re.compile(
    r"(?:^|(?<=[，,；;。、.\s]))(?:我的|那个|这个)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")\s*+(?:就?(?:是|为|叫做?)|[:：])?\s*+[:：]?\s*+"
)
# A label counts with something behind it that says so; some are whole words of a sentence.
_TIED = re.compile(r"(?:是|为|叫做?|[:：])\s*$|我叫\s*$|住在?\s*$")
# Of an address: whose it is.
_OWN = re.compile(r"住|通讯|家庭|联系|我的|(?i:\bmy\b|\bhome\b)")


def labelled(text: str) -> list[tuple[str, str]]:
    """Field and words of every part that names its field: 「店名是宝岛眼镜，时间：上周五」."""
    marks = [m for m in _LABEL.finditer(text) if _TIED.search(m[0])]
    found = []
    for mark, after in zip_longest(marks, marks[1:]):
        words = text[mark.end() : after.start() if after else len(text)].strip(" ，,；;。、\n")
        if words and mark.lastgroup is not None:
            found.append((mark.lastgroup, words))
    return found


def before_labels(text: str) -> str:
    """What is said before the first part that names its field."""
    first = next((m for m in _LABEL.finditer(text) if _TIED.search(m[0])), None)
    return "" if first is None else text[: first.start()].strip(" ，,；;。、\n")


def says_home(text: str) -> bool:
    """Whether an address is told as the teller's own: 「住沙坪坝区…」, 「通讯地址：…」.

    >>> says_home("王小明，住沙坪坝区天星桥8号"), says_home("地址：沙坪坝区天星桥8号")
    (True, False)
    """
    return any(m.lastgroup == "address" and _OWN.search(m[0]) for m in _LABEL.finditer(text))
