"""Which business and which product a story is about, by every way of reading them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from bot.complaints.bought import bought_in
from bot.complaints.called import called_in, described_in
from bot.complaints.dates import find_date
from bot.complaints.extract import Product, goes_on, product_in
from bot.complaints.name_tagger import BUSINESS, PRODUCT, known_words, load_tagger
from bot.complaints.respondent import credit_code_in, load_businesses, respondent_in
from bot.complaints.wants import wants_in

# Shorter words are an answer or a remark, not a story.
_STORY = 10  # characters
_VERY_SURE, _SURE, _MAYBE = 0.5, 0.3, 0.05  # odds of the tagger
_SURE_PRODUCT, _MAYBE_PRODUCT = 0.7, 0.03
_LONGEST, _LONGEST_PRODUCT = 28, 16
_LONGEST_DAY = 4  # characters; 「十二月的雪」 is a name
_EDGES = "，。；！？,.;!?：:、“”\"'「」（）() \n"
_BROKEN = re.compile(r"[，。；！？,;!?\n“”\"]")
_NO_NAME = re.compile(
    r"什么|啥子?|哪[家个里]|怎么|多少|几[号点]|为什|是不是|能不能|不晓得|不知道|不清楚|记不|没得|投诉$|举报$|^(?:投诉|举报)[^\W_]{0,2}$"
    r"|旁边$|对面$|附近$|[前后]门$|门口$|的时候$|去查$|执照|一个电话|^真的|^拿|冒充|^(?:取消|不想|不要|算了)|老板$|客服|^(?:他|她|我|你|您|它)|们$|^(?:商家|店家|卖家|店里|店头)$"
)
# Met in a story, hardly ever bought.
_BESIDE = re.compile(
    r"^(?:红包|生活费|工资|点菜|下单|订单|发票|小票|收据|合同|视频|照片|客服|优惠券|微信|二维码|快递单|大门|衣服口袋)$"
)
# A sentence's own words: what the tagger only thinks possible and has one of them is no name.
_SAYS_SOMETHING = re.compile(
    r"[不还去到在被随再把跟给说就都也没拿收换钱]|最|^(?:自己|全国|合成|赠|改装)"
)
_BEHIND = re.compile(
    r"(?:在|去|到|^|[，,。;；\s])(?P<name>[^\W\d_]{4,22}?)(?:里头|里面|店头)?"
    r"(?:买|租|抱|称|吃|办|订|喝|洗|修|剪|配|充|拍|上班|打工|消费|做的|漂流(?=[，,。\s])|的(?=[^\W_]{1,6}(?:[，,。\s]|$)))"
)
_STREET = re.compile(r"[^\W\d_]{1,5}?(?:大道|街道|步行街|路|街|镇|乡|广场|天街)(?:那边|上|口)?")
_BEFORE_PLACE = re.compile(r"^[^\W\d_]{0,8}?[在去到](?=[^\W\d_]{4})")
_BESIDE_PLACE = re.compile(r"^(?:那边|这边|旁边|附近|对面|口|上|的|那个|一家|有家|下头|后门|前门)+")
_REMARK = re.compile(r"不[对是行要好]|没|是的|好的|对的?$|可以")
_DAY = date(2026, 1, 1)


def business_told(text: str) -> str | None:
    """The business a story is about; None if it tells none.

    A word for a name comes first, then what the tagger is sure of, a name by its end (…店), what
    the tagger thinks possible, and a person or a stall.
    """
    if len(text) < _STORY:
        return respondent_in(text)
    if (code := credit_code_in(text)) is not None:
        return code
    businesses = load_businesses()
    called = called_in(text)
    if called and (find_date(called, _DAY) is None or len(called) > _LONGEST_DAY):
        return businesses.with_platform(text, called)[:_LONGEST]
    for name in _businesses(text):
        name = name.strip(_EDGES)
        if is_business(name):
            return businesses.with_platform(text, name)[:_LONGEST]
    return businesses.platform_in(text)


def _businesses(text: str) -> Iterator[str]:
    tagged = load_tagger().find(text, BUSINESS, _MAYBE)
    names = [(one.odds, text[one.start : one.end]) for one in tagged]
    doubted = [name for odds, name in names if odds < _VERY_SURE and _SAYS_SOMETHING.search(name)]
    names = [(odds, name) for odds, name in names if name not in doubted]
    yield from (name for odds, name in names if odds >= _SURE)
    if (described := described_in(text)) is not None:
        yield described
    if (by_end := respondent_in(text)) is not None:
        yield by_end.rsplit("：", 1)[-1]
    yield from (name for odds, name in names if odds < _SURE)
    yield from _behind_places(text)


def _behind_places(text: str) -> Iterator[str]:
    """What stands between a place and what was done there: 「在天生路星宠汇抱的布偶猫」."""
    for match in _BEHIND.finditer(text):
        said = name = _BEFORE_PLACE.sub("", match["name"])
        while (place := next(filter(name.startswith, _longest_places()), "")) or _STREET.match(
            name
        ):
            name = name[len(place) :] if place else _STREET.sub("", name, count=1)
            name = _BESIDE_PLACE.sub("", name)
        # Without a place before it, it may be anything.
        if name != said and not _SAYS_SOMETHING.search(name):
            yield name


def is_business(name: str) -> bool:
    """Whether words may be a business's name: no question, command, wish, day, place or trade."""
    if not 2 <= len(name) <= _LONGEST or _BROKEN.search(name) or _NO_NAME.search(name):
        return False
    if _is_place(name) or not load_businesses().says_something(name):
        return name in known_words_of("chains") or name in known_words_of("platforms")
    if (wish := wants_in(name)[0]) and len(wish) * 2 >= len(name):
        return False
    day = find_date(name, _DAY)
    return day is None or len(day.said) * 2 < len(name)


def product_told(text: str, products: Sequence[Product]) -> str | None:
    """The word for the product or service a story is about; None if it names none.

    What stands behind a word for buying comes first, then what the tagger is sure of, what the list
    knows, what the tagger thinks possible, and a service.
    """
    listed = product_in(text, products)
    if len(text) < _STORY:
        return listed[0] if listed else None
    if (bought := next(filter(_is_product, bought_in(text)), None)) is not None:
        return bought
    tagged = [
        (one.odds, word)
        for one in load_tagger().find(text, PRODUCT, _MAYBE_PRODUCT)
        if _is_product(word := text[one.start : one.end].strip(_EDGES))
        and not goes_on(text, one.end)
    ]
    if tagged and tagged[0][0] >= _SURE_PRODUCT:
        return tagged[0][1]
    if listed is not None and _is_product(listed[0]):
        return listed[0]
    service = load_businesses().service_in(text)
    return tagged[0][1] if tagged else service


def _is_product(word: str) -> bool:
    if not word or len(word) > _LONGEST_PRODUCT or _BROKEN.search(word) or _NO_NAME.search(word):
        return False
    if _BESIDE.match(word):
        return False
    return word not in _places() and not wants_in(word)[0] and not _REMARK.match(word)


@cache
def _longest_places() -> tuple[str, ...]:
    return tuple(sorted(_places(), key=len, reverse=True))


def _is_place(name: str) -> bool:
    """「江北五里店」, 「石柱南宾店」: nothing but where it is."""
    name = name.lstrip("在到去从")
    for place in _longest_places():
        name = name.replace(place, "")
    return name in ("", "店")


def _places() -> frozenset[str]:
    return known_words_of("places")


@cache
def known_words_of(kind: str) -> frozenset[str]:
    """One of the lists of words."""
    return known_words()[kind]
