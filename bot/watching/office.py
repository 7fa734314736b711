"""Puts watching together, for the web process and the worker."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from bot.complaints.understanding.extract import Product, load_products
from bot.kit.sealing import Keyring
from bot.watching.watches import Watches
from kb.text.standard_number import StandardNumber


def watches_of(keyring: Keyring, content: Path) -> Watches:
    """Who watches what, with the products of a content folder."""
    return Watches(keyring, _standards_of(load_products(content / "products.yml")))


@lru_cache(maxsize=4)
def _standards_of(products: tuple[Product, ...]) -> Mapping[str, tuple[str, ...]]:
    """Undated numbers by product; reading some four hundred takes 40 ms."""
    return MappingProxyType(
        {
            product.name: tuple(
                dict.fromkeys(str(StandardNumber.parse(n).undated) for n in product.standards)
            )
            for product in products
        }
    )
