"""What a citizen's sentence says: who, what, how much, how to reach them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.complaints.understanding.keywords import starts_of
from bot.complaints.understanding.persons import is_minor, name_in, phone_in
from bot.complaints.understanding.respondent import credit_code_in, respondent_in
from bot.complaints.understanding.wants import amount_in, wants_in
from bot.settings import SEEDS
from kb.text.word_finder import WordFinder
from kb.yaml_file import read_yaml, stamp

__all__ = [
    "Product",
    "amount_in",
    "credit_code_in",
    "is_minor",
    "load_products",
    "name_in",
    "phone_in",
    "product_in",
    "respondent_in",
    "wants_in",
    "whole_words",
]

_SERVED = re.compile(r"(?:买|购|办|换|订|租|装|修|洗|配|点|吃|喝|加)(?:的|了|过)?[^，。,]{0,10}$")

_BOUGHT = re.compile(r"(?:买|购|配|称|订)(?:的|了|过)?[^，。,]{0,6}$")

# What follows a word and makes it another thing: 手机壳 is no telephone, 苹果汁 no fruit.
_ANOTHER_THING = re.compile(
    r"(?<=快递)(?:单|员|小哥|公司打电话)|(?:扫码)?支付|付的?款|(?<=灯)箱|(?<=萝卜)刀|转账|[汁壳缸膜糠枣]|级(?!别)|味(?![精道好])|[酱糖醋乳](?![油料肉太多放少分度品])|[贴罩](?![着了的错住上])"
    # The smell of gas, which is no egg's.
    r"|(?<=臭鸡蛋)的?味|(?<=坏鸡蛋)的?味|(?<=臭皮蛋)的?味"
    r"|(?<=汽车)站|号(?![称角])|酒(?![店楼精])|干(?![净了不])|套(?![装餐件牌])|[桌椅](?![子上])|(?<![电话水油气税])费(?!用|电|水|油|力|劲)"
)

# 「彩票站旁边」, 「手机里头有小票」: where something is, not what it is about.
_WHERE_IT_IS = re.compile(
    r"[站店铺摊馆厅城]?(?:旁边|隔壁|对面|附近|楼[上下]|门口|口(?=[那的上处有]))"
    r"|(?<=手机)(?:里面?|头|里头|上面?|上头)(?:有|存|还|看|刷|拍|留|的(?:照片|小票|截图|记录|视频))"
)

# 米 is in 厘米 and 鱼 in 鱼塘: a word of one character counts where it stands alone.
_BEFORE = re.compile(r"(?:^|[\W的买卖吃问下双张条斤袋种管])$")
_AFTER = re.compile(r"$|[\W的是有要应该执用按看符属归标国强质哪什啥多]")


_BEGINS = re.compile(
    r"(?:我们?(?=[^\W_])|[家屋](?=[那这个头里])|家里的?|屋头的?|那个|这个|刚|才|一[双台个件部只辆张把块套]|儿童|小孩|老人|新|二手|挂机|立式){0,3}"
)
_NOT_ABOUT_IT = re.compile(
    r"子(?=[买住用里头])|之家|[之以]外|那家|这家|授权|官方|旗舰|里|头(?!歪|断|掉|坏)|上(?!门|市)|下单|门口|门面|旁边|隔壁|对面|附近|楼|[站店馆铺行城厂摊柜屋号街路]|口(?![味红罩])|公司|市场|广场|批发|老板|商家|商贩|师傅|客服|专|广告"
    r"|教练|培训|师|员|时|订的|期间|(?<=装修)[买换做配]的|生产|维修|修理|安装|经销|销售|卖|买(?!来|回|的|了)|标准|国标|都?没电|打不通|打了|拍|付款|支付|里面|套餐"
)


_ADVANCE_OF = frozenset("押定订租现资奖")


@dataclass(frozen=True)
class Product:
    """A product or service.

    Args:
        name: the usual name.
        words: every way of saying it.
        standards: standard numbers that go with it.
        category: category slug.
    """

    name: str
    words: tuple[str, ...]
    standards: tuple[str, ...]
    category: str


def load_products(path: Path = SEEDS / "products.yml") -> tuple[Product, ...]:
    """The products of the content."""
    return _products(path, stamp(path))


@lru_cache(maxsize=4)
def _products(path: Path, state: tuple[int, int]) -> tuple[Product, ...]:
    """Made once for a state of the file: seven parts ask for them at start."""
    return tuple(
        Product(row["words"][0], tuple(row["words"]), tuple(row["standards"]), row["category"])
        for row in read_yaml(path)
    )


def product_words(path: Path = SEEDS / "products.yml") -> WordFinder:
    """Finds all their words."""
    return _finder(path, stamp(path))


@lru_cache(maxsize=4)
def _finder(path: Path, state: tuple[int, int]) -> WordFinder:
    return WordFinder(word for product in _products(path, state) for word in product.words)


def product_in(text: str, products: Sequence[Product]) -> tuple[str, Product] | None:
    """The word and the product a text names; None if it names none.

    What was bought comes first, a word of the shop's own name (手机店) last, then the longest.
    """
    business = respondent_in(text) or ""
    start = text.find(business) if business else -1
    shop = range(start, start + len(business) - 1) if start >= 0 else range(0)
    hits: list[tuple[tuple[bool, bool, int], int, str, Product]] = []
    for product in products:
        for word in product.words:
            if word not in text:
                continue  # far quicker than to begin looking for each of two thousand words
            for at in starts_of(word, text):
                rank = _rank(text, word, at, shop)
                if rank is not None:
                    hits.append((rank, at, word, product))
    # 「面包被罚」 has no 包被: its first sign ends another thing.
    ends = [(at, at + len(word)) for _, at, word, _ in hits]
    own = [
        hit
        for hit in hits
        if not any(start < hit[1] < end < hit[1] + len(hit[2]) for start, end in ends)
    ]
    best = max(own, key=lambda hit: hit[0], default=None)
    return best[2:] if best else None


def _rank(text: str, word: str, at: int, shop: range) -> tuple[bool, bool, int] | None:
    """How well a product word fits: not the shop's name, bought, long; None for a chance hit."""
    end = at + len(word)
    if word[0] == "金" and text[max(0, at - 1) : at] in _ADVANCE_OF:
        return None  # 「押金条」
    if _ANOTHER_THING.match(text, end) or _WHERE_IT_IS.match(text, end):
        return None
    outside = at not in shop
    bought = outside and _SERVED.search(text[:at]) is not None
    if len(word) == 1 and not _BOUGHT.search(text[:at]) and text.strip() != word:
        return None
    return outside, bought, len(word)


def leading_thing(text: str, things: Iterable[str]) -> str | None:
    """The thing a text begins with: 「冰箱送来压缩机响」; None if it begins with something else.

    The longest word counts, and none that only tells where or by what something was done.
    """
    begin = _BEGINS.match(text)
    at = begin.end() if begin else 0
    word = max((one for one in things if text.startswith(one, at)), key=len, default="")
    end = at + len(word)
    if len(word) < 2 or _ANOTHER_THING.match(text, end) or _NOT_ABOUT_IT.match(text, end):
        return None
    return word


def goes_on(text: str, end: int) -> bool:
    """Whether a word that ends here is only the beginning of another thing's name."""
    goes = _ANOTHER_THING.match(text, end) or _WHERE_IT_IS.match(text, end)
    return goes is not None


def whole_words(text: str, words: WordFinder) -> Iterator[tuple[int, str]]:
    """Start and word of the product words in a text, but no beginning of another thing's name."""
    for at, word in words.spans(text):
        end = at + len(word)
        alone = len(word) > 1 or (
            _BEFORE.search(text[max(at - 1, 0) : at]) and _AFTER.match(text, end)
        )
        if alone and not _ANOTHER_THING.match(text, end):
            yield at, word
