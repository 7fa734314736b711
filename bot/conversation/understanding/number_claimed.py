"""The number a message puts to be confirmed, and of what: 「后厨卫生是GB 14881吧」."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.text.standard_number import StandardNumber, spans

# 「罐子上应该印GB 10765是不是」, 「标准是18584是吧」
_LEADS_TO = re.compile(
    r"(?:(?:也|一样|同样|应该|应当|就|要|得|该|上面?|上头|都|还){0,3}"
    r"(?P<verb>是不是|不是|是|归|看|按照?|用|认|印|写|标|执行|依据|参照|符合)(?:的是|的|按|看|着)?)\s*$"
)
_TO_CONFIRM = re.compile(
    r"^(?:[,，\s]?[^,，。\s哪几多]{0,16}(?:实施|施行|执行|发布|出台|出|开始)的)?(?:管的?)?(?:[这那](?:个|本|项|一本|一个))?(?:号|标准)?(?:就(?:行|够|可以|对)了?)?"
    r"[,，\s]{0,2}(?:我|应该|总|应当)?(?:是吧|对吧|没(?:得|有)?[弄搞记说讲看整]?错(?:吧|嘛|噻|哈|咯|撒)?|对不对头?|对头?[不吧吗嘛]|对不|准不准|就对了吧|行不|是不是|吧|嘛|撒|噻|吗|哈|不|迈|哇)"
    r"(?=$|[,，。\s?？!！])"
)
_ENDS = re.compile(r"^[\s?？。!！]*$")
# 「餐馆到底是哪个」 beside a number asks of that thing.
_WHICH = re.compile(
    r"(?:到底|究竟)?(?:是|看|归|用|按|认)(?:的是|的)?(?:哪个|哪一个|哪本|什么|啥)(?:国标|标准|号)?[?？。\s]*$"
)
_CLAUSES = re.compile(r"[,，。;；?？!！\s]+")
_OF_IT = re.compile(r"(?:那个|这个|的呢|呢|的)?(?:的)?(?:强制)?(?:国标|标准)?(?:编?号)?$")
# 「矿泉水跟桶装水一样」 says it of 矿泉水.
_LIKE_ANOTHER = re.compile(r"(?<=..)[跟和与同][^,，。\s]{1,12}(?:一样|一个样|相同)?$")
_POINTS = re.compile(
    r"^(?:它|他|这|那|该|就|我|你|对应|标准|国标|号|包装|上面|袋子|瓶身|吊牌|罐身)++(?:个|项|本|上|上头|里|的|标准|国标)*$"
)
_MANDATORY = re.compile("(?<!非)强制")
_FEWEST = 2  # characters of a thing


@dataclass(frozen=True)
class Claim:
    """A number said to be that of a thing.

    Args:
        number: as it is said.
        things: what it is said of, the fullest first.
        more: what is said behind it.
        denied: whether it is said not to be (「家具不是18583吧」).
        mandatory: whether it is said to be the mandatory one.
    """

    number: StandardNumber
    things: tuple[str, ...]
    more: str = ""
    denied: bool = False
    mandatory: bool = False


def is_kin(one: StandardNumber, other: StandardNumber) -> bool:
    """Whether a number is another or the series it is a part of."""
    return one == other.undated or str(one).startswith(f"{other.undated}.")


def claim_in(text: str) -> Claim | None:
    """The claim of a text whose numbers have their letters; None where it makes none.

    >>> claim_in("婴儿推车看GB 14746").things
    ('婴儿推车',)
    >>> claim_in("GB 14746哪天实施")
    """
    text = _lettered_again(text)
    found = list(spans(text))
    if len({number.undated for _, _, number in found}) != 1:
        return None
    start, end, number = found[-1]
    before, after = text[:start].strip(), text[end:].strip()
    lead, asks = _LEADS_TO.search(before), _TO_CONFIRM.match(after)
    if lead is None or not (asks or _ENDS.match(after)):
        return _asked_beside(text, number)
    head = before[: lead.start()]
    if any(True for _ in spans(head)):
        head = _CLAUSES.split(head)[-1]
    more = after[asks.end() :].strip(" ,，。?？") if asks else ""
    which = _asked_beside(text, number)
    things = (*(which.things if which else ()), *_things(head))
    said = (lead["verb"] == "不是", _MANDATORY.search(head) is not None)
    return Claim(number, tuple(dict.fromkeys(things)), more, *said) if things else None


def _lettered_again(text: str) -> str:
    """「按GB 18583合格…家具不是18583吧」: its figures alone are the number named before."""
    named = {number.undated for _, _, number in spans(text)}
    if len(named) != 1:
        return text
    whole, serial = str(next(iter(named))), next(iter(named)).serial
    pieces = text.split(whole)
    return whole.join((pieces[0], *(piece.replace(serial, whole) for piece in pieces[1:])))


def _asked_beside(text: str, number: StandardNumber) -> Claim | None:
    """「检查说按GB 14881，餐馆到底是哪个」"""
    for clause in _CLAUSES.split(text):
        asked = _WHICH.search(clause)
        if asked and StandardNumber.find(clause) is None:
            things = _things(clause[: asked.start()])
            return Claim(number, things) if things else None
    return None


def _things(head: str) -> tuple[str, ...]:
    """What stands before the number: all of it, then its last clause alone."""
    head = _LIKE_ANOTHER.sub("", head.strip(" ,，。?？"))
    whole = _OF_IT.sub("", head)
    last = _OF_IT.sub("", _CLAUSES.split(head)[-1])
    named = (one for one in (whole, last) if len(one) >= _FEWEST and not _POINTS.match(one))
    return tuple(dict.fromkeys(named))
