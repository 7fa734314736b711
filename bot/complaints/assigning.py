"""Where a case belongs: category by the product's word, district by what was said."""

from __future__ import annotations

from bot.complaints.classified import Classified
from bot.complaints.draft import Draft
from bot.complaints.extract import load_products, product_in


class Classifying:
    def __init__(self, products):
        self._products = products

    @classmethod
    def load(cls):
        return cls(load_products())

    def __call__(self, draft: Draft) -> Classified:
        named = product_in(draft.values.get("product", ""), self._products)
        return Classified(
            category=named[1].category if named else "",
            confidence=0.9 if named else None,
            department="market",
            district=draft.values.get("district", ""),
            basis="令第121号第十三条" if draft.kind == "complaint" else "令第121号第二十九条",
            needs_staff=not (named and draft.values.get("district")),
        )
