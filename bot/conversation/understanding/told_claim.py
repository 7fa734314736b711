"""「…说受理后45个工作日里头调解，…是这个数吧」: what was told before is put to be confirmed."""

from __future__ import annotations

import re

from bot.conversation.skills import Skills

# It says nothing but that something be confirmed; what, stands before.
_ASKED = re.compile(
    r"(?:[吧嘛撒哇吗么噻嗦哈咯]|[对是没的行]不[对是行]?|[?？])[哦啊哈呢?？。!！]{0,3}$"
)
_NOTHING_ELSE = re.compile(
    r"(?:那|就|应该|该|对|是|他们?|她|你|人家|讲|说|记|抄|看|得|的|这|个|条|数字?|日子|时间|价|样子?|规矩|说法|规定|法律?|标准|还|按|现在"
    r"|到底|有|没|错|真|准|吗|吧|嘛|撒|哇|哈|么|不|啊|哦|噻|嗦|咯|我|行|算|照|部"
    r"|[一二两三四五六七八九十百千万半\d.,年月号日天元块倍%项岁?？。!！]|小时)++"
)
# Who is said to have said it.
_HEARSAY = re.compile(r"^[\u4e00-\u9fff]{0,12}?(?:说|讲|写|抄)的?(?:是|了|起|过|就)?(?=.{5})")
# Spoken without a pause: 「说B类甲醛300以内就行是300吧」.
_BEGINS = re.compile(r"是|对|应该")
_MOST_BACK = 4
_FEW = 6  # characters, of a claim
_SURELY = 0.2


def claim_told(skills: Skills, clauses: list[str]) -> str:
    """What the last of some clauses wants confirmed, as a question surely answered; else empty.

    Args:
        skills: the knowledge base.
        clauses: a long normalised text, in order.
    """
    claims = _put_to_be_confirmed(clauses)
    return next(filter(None, (_surely_answered(skills, claim) for claim in claims)), "")


def _put_to_be_confirmed(clauses: list[str]) -> list[str]:
    """What may be meant, the nearest first."""
    if not clauses:
        return []
    *before, last = clauses[-1 - _MOST_BACK :]
    if _only_confirms(last):
        return [one for one in reversed(before) if not _only_confirms(one)]
    begins = (found.start() for found in _BEGINS.finditer(last, _FEW))
    return [last[:at] for at in begins if _only_confirms(last[at:])][:1]


def _surely_answered(skills: Skills, claim: str) -> str:
    asked = f"{_HEARSAY.sub('', claim)}吗"
    answer, thing = skills.answer(asked), skills.product_of(asked)
    sure = answer.is_sure and answer.score >= _SURELY
    return asked if sure and (not thing or skills.covers(answer, thing)) else ""


def _only_confirms(words: str) -> bool:
    return bool(_ASKED.search(words) and _NOTHING_ELSE.fullmatch(words))
