"""What a citizen's sentence says: who, what, how much, how to reach them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.complaints.persons import is_minor, name_in, phone_in
from bot.complaints.respondent import credit_code_in, respondent_in
from bot.complaints.wants import amount_in, wants_in
from bot.complaints.workflow import SEEDS
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
]

_SERVED = re.compile(r"(?:买|购|办|换|订|租|装|修|洗|配|点|吃|喝|加)(?:的|了|过)?[^，。,]{0,10}$")

_BOUGHT = re.compile(r"(?:买|购|配|称|订)(?:的|了|过)?[^，。,]{0,6}$")


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
            for found in re.finditer(re.escape(word), text):
                rank = _rank(text, word, found.start(), shop)
                if rank is not None and (best is None or rank > best[0]):
                    best = (rank, word, product)
    return best[1:] if best else None


def _rank(text: str, word: str, at: int, shop: range) -> tuple[bool, bool, int] | None:
    """How well a product word fits: not the shop's name, bought, long; None for a chance hit."""
    outside = at not in shop
    bought = outside and _SERVED.search(text[:at]) is not None
    if len(word) == 1 and not _BOUGHT.search(text[:at]) and text.strip() != word:
        return None
    return outside, bought, len(word)
