"""What a citizen's sentence says: who, what, how much, how to reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.complaints.understanding.keywords import starts_of
from bot.complaints.understanding.persons import is_minor, name_in, phone_in
from bot.complaints.understanding.respondent import credit_code_in, respondent_in
from bot.complaints.understanding.wants import amount_in, wants_in
from bot.settings import SEEDS
from kb.text.word_finder import WordFinder
from kb.yaml_file import read_yaml

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
    r"[汁壳缸膜糠]|[酱糖醋乳](?![油料肉太多放少分度品])|[贴罩](?![着了的错住上])"
    r"|号(?![称角])|酒(?![店楼精])|干(?![净了不])|套(?![装餐件牌])|[桌椅](?![子上])"
)

# 米 is in 厘米 and 鱼 in 鱼塘: a word of one character counts where it stands alone.
_BEFORE = re.compile(r"(?:^|[\W的买卖吃问下双张条斤袋种])$")
_AFTER = re.compile(r"$|[\W的是有要应该执用按看符属归标国强质哪什啥多]")


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


def load_products(path: Path = SEEDS / "products.yml") -> list[Product]:
    """The products of the content."""
    rows = read_yaml(path)
    return [
        Product(row["words"][0], tuple(row["words"]), tuple(row["standards"]), row["category"])
        for row in rows
    ]


def product_in(text: str, products: Sequence[Product]) -> tuple[str, Product] | None:
    """The word and the product a text names; None if it names none.

    What was bought comes first, a word of the shop's own name (手机店) last, then the longest.
    """
    business = respondent_in(text) or ""
    start = text.find(business) if business else -1
    shop = range(start, start + len(business) - 1) if start >= 0 else range(0)
    best: tuple[tuple[bool, bool, int], str, Product] | None = None
    for product in products:
        for word in product.words:
            for at in starts_of(word, text):
                rank = _rank(text, word, at, shop)
                if rank is not None and (best is None or rank > best[0]):
                    best = (rank, word, product)
    return best[1:] if best else None


def _rank(text: str, word: str, at: int, shop: range) -> tuple[bool, bool, int] | None:
    """How well a product word fits: not the shop's name, bought, long; None for a chance hit."""
    if _ANOTHER_THING.match(text, at + len(word)):
        return None
    outside = at not in shop
    bought = outside and _SERVED.search(text[:at]) is not None
    if len(word) == 1 and not _BOUGHT.search(text[:at]) and text.strip() != word:
        return None
    return outside, bought, len(word)


def goes_on(text: str, end: int) -> bool:
    """Whether a word that ends here is only the beginning of another thing's name."""
    return _ANOTHER_THING.match(text, end) is not None


def whole_words(text: str, words: WordFinder) -> Iterator[tuple[int, str]]:
    """Start and word of the product words in a text, but no beginning of another thing's name."""
    for at, word in words.spans(text):
        end = at + len(word)
        alone = len(word) > 1 or (
            _BEFORE.search(text[max(at - 1, 0) : at]) and _AFTER.match(text, end)
        )
        if alone and not _ANOTHER_THING.match(text, end):
            yield at, word
