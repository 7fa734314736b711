"""Puts watching together, for the web process and the worker."""

from __future__ import annotations

from pathlib import Path

from bot.complaints.understanding.extract import load_products
from bot.kit.sealing import Keyring
from bot.watching.watches import Watches
from kb.text.standard_number import StandardNumber


def watches_of(keyring: Keyring, content: Path) -> Watches:
    """Who watches what, with the products of a content folder."""
    products = {
        product.name: list(
            dict.fromkeys(str(StandardNumber.parse(n).undated) for n in product.standards)
        )
        for product in load_products(content / "products.yml")
    }
    return Watches(keyring, products)
