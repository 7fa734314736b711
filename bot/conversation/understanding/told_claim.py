"""「…说受理后45个工作日里头调解，…是这个数吧」: what was told before is put to be confirmed."""

from __future__ import annotations

import re

from bot.conversation.skills import Skills
from kb.answer import is_record
from kb.asked import Asked, asked_in

# It says nothing but that something be confirmed; what, stands before.
_ASKED = re.compile(
    r"(?:[吧嘛撒哇吗么噻嗦哈咯]|[对是没的行]不[对是行]?|[?？])[哦啊哈呢?？。!！]{0,3}$"
)
_NOTHING_ELSE = re.compile(
    r"(?:请问|想问|国家|国标|允许|样|事|的话|那|就|应该|该|对|是|他们?|她|你|人家|讲|说|记|抄|看|得|的|这|个|条|数字?|日子|时间|价|样子?|规矩|说法|规定|法律?|标准|还|按|现在"
    r"|到底|有|没|错|真|准|吗|吧|嘛|撒|哇|哈|么|不|啊|哦|噻|嗦|咯|我|行|算|照|部"
    r"|[一二两三四五六七八九十百千万半\d.,年月号日天元块倍%项岁?？。!！]|小时)++"
)
# Who is said to have said it.
_HEARSAY = re.compile(r"^[\u4e00-\u9fff]{0,12}?(?:说|讲|写|抄)的?(?:是|了|起|过|就)?(?=.{5})")
# Spoken without a pause: 「说B类甲醛300以内就行是300吧」.
_BEGINS = re.compile(r"是|对|应该")
# 「我老汉说…肯定是强制，你说哪个对」: who asks whom to believe wants what was said confirmed.
_WHO_IS_RIGHT = re.compile(
    r"[你您]?们?(?:[说看讲]|评评理|评一?下)?(?:我们?|他们?|她|它|哪个|谁|到底)(?:说|讲)?的?得?(?:是不是)?(?:对|准|有道理)(?:头|不对|不)?[不嘛吗呢啊哦?？]{0,3}"
)
_SAID = re.compile(r"[说讲]")
# What is claimed of a fine is asked as one: 「物业说查到顶多罚五百」.
_A_FINE = re.compile(
    r"(?:查到|逮到|抓到|被查|遭查)?(?:就|也|都|顶多|最多|只|才|要|会|得|大概){0,3}罚[^,，。]{0,12}$"
)
_HOW_MUCH = "罚多少"
# 「按噪声污染防治法来罚的吧」: of a law is asked whether it is still gone by.
_BY_LAW = re.compile(
    r"(?:是|就|该|要|应该|还是|都){0,2}(?:按|照|依|依据|根据|违反)了?《?(?P<law>[\u4e00-\u9fff]{2,14}?法)》?(?:来|去)?[^,，。]{0,8}[吧嘛撒哇吗噻嗦哈不]$"
)
_FEWEST_TOLD = 16  # characters of a text that may put a claim behind what it tells
_A_DEED = 4  # characters that may tell what is fined
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
    found = (_surely_answered(skills, claim) for claim in claims)
    return (
        next(filter(None, found), "")
        or _of_the_thing(skills, clauses, claims)
        or claim_of_law_told(skills, clauses)
    )


def _of_the_thing(skills: Skills, clauses: list[str], claims: list[str]) -> str:
    """「校服…家委会说必须全部A类…请问是这样规定的吗」 claims it of what stands before."""
    thing = skills.product_of("，".join(clauses))
    said = (_HEARSAY.sub("", one) for one in claims if thing and thing not in one)
    asked = [f"{thing}{one}吗" for one in said if len(one) > _FEW]
    found = [(skills.answer(one), one) for one in asked]
    sure = [
        (answer.score, one)
        for answer, one in found
        if answer.is_sure and not is_record(answer.entry or "") and skills.covers(answer, thing)
    ]
    return max((one for one in sure if one[0] >= _SURELY), default=(0.0, ""))[1]


def claim_of_law_told(skills: Skills, clauses: list[str]) -> str:
    """The fine, the law or the force that is claimed behind what is told; empty if none is.

    Args:
        skills: the knowledge base.
        clauses: a normalised text, in order.
    """
    if len(clauses) < 2 or sum(map(len, clauses)) < _FEWEST_TOLD:
        return ""
    readings = (*_of_a_fine(clauses), *_of_a_law(clauses), *_of_who_said_it(clauses))
    found = (_surely(skills, asked) for asked in readings)
    return next(filter(None, found), "")


def _of_a_fine(clauses: list[str]) -> tuple[str, ...]:
    """「电梯检验过期还在开 物业说顶多罚五百 是不是」 asks how much is fined for what is told."""
    last = len(clauses) - (2 if _only_confirms(clauses[-1]) else 1)
    claim = _HEARSAY.sub("", clauses[last])
    if last == len(clauses) - 1 and not _ASKED.search(claim):
        return ()
    fine = _A_FINE.search(_ASKED.sub("", claim))
    if fine is None or asked_in(claim) is not Asked.NOTHING:
        return ()
    own, before = claim[: fine.start()], [one for one in clauses[:last] if "罚" not in one][-1:]
    return tuple(f"{one}{_HOW_MUCH}" for one in (own, *before) if len(one) >= _A_DEED)


def _of_a_law(clauses: list[str]) -> tuple[str, ...]:
    said = _BY_LAW.fullmatch(_HEARSAY.sub("", clauses[-1]))
    return (f"还按{said['law']}吗",) if said else ()


def _of_who_said_it(clauses: list[str]) -> tuple[str, ...]:
    """What somebody is said to have said, where it is asked who is right."""
    if not _WHO_IS_RIGHT.fullmatch(clauses[-1]):
        return ()
    said = (one for one in reversed(clauses[:-1]) if _SAID.search(one) and len(one) > _FEW)
    return tuple(f"{_HEARSAY.sub('', one)}吗" for one in said)


def _put_to_be_confirmed(clauses: list[str]) -> list[str]:
    """What may be meant, the nearest first."""
    if not clauses:
        return []
    *before, last = clauses[-1 - _MOST_BACK :]
    if _only_confirms(last):
        return [one for one in reversed(before) if not _NOTHING_ELSE.fullmatch(one)]
    begins = (found.start() for found in _BEGINS.finditer(last, _FEW))
    return [last[:at] for at in begins if _only_confirms(last[at:])][:1]


def _surely_answered(skills: Skills, claim: str) -> str:
    asked = f"{_HEARSAY.sub('', claim)}吗"
    return _surely(skills, asked) if skills.answer(asked).score >= _SURELY else ""


def _surely(skills: Skills, asked: str) -> str:
    """A question, where it is surely answered and of the thing it names."""
    answer, thing = skills.answer(asked), skills.product_of(asked)
    return asked if answer.is_sure and (not thing or skills.covers(answer, thing)) else ""


def _only_confirms(words: str) -> bool:
    return bool(_ASKED.search(words) and _NOTHING_ELSE.fullmatch(words))
