"""Where a case belongs: category by product, district by what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.complaints.classified import Classified
from bot.complaints.draft import Draft
from bot.complaints.extract import Product, load_products, product_in


@dataclass(frozen=True)
class Assigning:
    """Assigns."""

    products: Sequence[Product]

    @classmethod
    def by_product(cls) -> Assigning:
        """By the product's word alone."""
        return cls(load_products())

    def __call__(self, draft: Draft) -> Classified:
        """Category and route of a draft."""
        named = product_in(draft.values.get("product", ""), self.products)
        return Classified(
            category=named[1].category if named else "",
            confidence=0.9 if named else None,
            department="market",
            district=draft.values.get("district", ""),
            basis="令第121号第十三条" if draft.kind == "complaint" else "令第121号第二十九条",
            needs_staff=not (named and draft.values.get("district")),
        )
