"""How a complaint goes, asked behind what it would be about: 「举报店家卖假货 好久有回音」."""

from __future__ import annotations

import re

from bot.complaints.understanding.asking import asks

_WISH = re.compile(r"投诉|举报|告(?![诉知别白示])")
_OF_PROCEDURE = re.compile(
    r"材料|资料|证据|凭证|多久|好久|几天|多长时间|期限|回音|回信|回复|结果|答复|要钱|收费|交钱|花钱|匿名|实名|身份证|流程|步骤|手续|程序"
    r"|撤|拖|延"
)
# 「帮我外婆去投诉 要准备哪样手续」: who speaks for somebody needs more than who speaks for himself.
_FOR_ANOTHER = re.compile(
    r"[帮替代](?:我|我们|咱)?[^,，。\s]{0,5}"
    r"(?:妈|爸|外婆|外公|奶奶|爷爷|婆婆|老人|老汉|家人|亲戚|朋友|同事|老婆|老公|爱人|邻居|孩子|儿子|女儿|别人|人家|[他她])"
)
OF_ANOTHER = "替家人投诉要什么材料"
_TO_BRING = re.compile(
    r"(?:要|该|得|需要|应该)(?:带|准备|交|拿|备|提供|写)(?:些|点|上|好|齐){0,2}(?:什么|哪些|哪样)[^,，。]{0,4}$"
)
_PAPERS = re.compile(r"材料|资料|手续|证件|证明|身份证|委托")
_CLAUSES = re.compile(r"[\s,，。;；?？!！]{1,8}")
_LEADS = re.compile(r"^(?:那|我|先|就|想|请|问|一?下|哈|个|看看|晓得|知道)+(?=..)")
_IN_ENGLISH = re.compile(
    r"(?:and |so |but |ok |then ){0,2}(?:where|who|whom|how|which (?:number|office|department))"
    r"(?: (?:do|can|should|could|would|must|to|i|we|one|call|turn|go|file|make|and|a)){1,5}"
    r" (?:complain|complaint|report)\b(?! (?:of|number|code|by name))(?: (?:about|on|if"
    r"|when) .{1,40})?\W*",
    re.IGNORECASE,
)
COMPLAIN_IN_ENGLISH = "who do I call to complain"
_LONGEST = 14  # characters; what is longer says itself what it asks


def procedure_in(text: str) -> str:
    """What is asked of a complaint or report in general; empty if nothing is.

    >>> procedure_in("举报店家卖假货 好久有回音"), procedure_in("店家卖假货怎么举报")
    ('举报好久有回音', '')
    >>> procedure_in("where do i complain if it breaks")
    'who do I call to complain'
    """
    if _IN_ENGLISH.fullmatch(text.strip()):
        return COMPLAIN_IN_ENGLISH
    if _FOR_ANOTHER.search(text) and _WISH.search(text) and _TO_BRING.search(text):
        return OF_ANOTHER
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    wish = _WISH.search(" ".join(clauses[:-1]))
    last = _LEADS.sub("", clauses[-1]) if clauses else ""
    if wish is None or _WISH.search(last) or len(last) > _LONGEST:
        return ""
    if not asks(last) or not _OF_PROCEDURE.search(last):
        return ""
    if _PAPERS.search(last) and _FOR_ANOTHER.search(text):
        return OF_ANOTHER
    return f"{'投诉' if wish[0] == '告' else wish[0]}{last}"
