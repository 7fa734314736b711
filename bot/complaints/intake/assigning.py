"""Where a case belongs: category by product and narrative, district by the rule of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.complaints.case.draft import Draft
from bot.complaints.intake.classified import Classified
from bot.complaints.understanding.classify import SURE, CaseClassifier, Prediction
from bot.complaints.understanding.extract import Product, load_products, product_in
from bot.settings import SEEDS
from kb.search.embedding import Embedder
from kb.yaml_file import read_yaml

# A named product says its category unless the classifier is this sure of another one.
_SURE_AGAINST_PRODUCT = 0.7
_BASIS = {
    "complaint": "令第121号第十三条（商家实际经营地或者住所地）",
    "report": "令第121号第二十九条（违法行为发生地）",
    "feedback": "标准化法第二十九条（标准实施信息反馈）",
}


@dataclass(frozen=True)
class Category:
    """A category of the content.

    Args:
        slug, code, name: how programs and people call it.
        department: slug of the department it is suggested to.
        basis: law and article.
    """

    slug: str
    code: str
    name: str
    department: str
    basis: str


def load_categories(path: Path = SEEDS / "categories.yml") -> dict[str, Category]:
    """The categories by slug, in the order of the file."""
    rows: list[dict[str, Any]] = read_yaml(path)
    return {row["slug"]: Category(**row) for row in rows}


class Assigning:
    """Suggests category, department and district; below the line staff decide.

    Args:
        products: everyday product words with their category.
        model: file of the trained classifier; read again when it changes, None for none.
        embedder: the embedding model.
    """

    def __init__(
        self,
        products: Sequence[Product],
        categories: Mapping[str, Category],
        model: Path | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self._products = products
        self._categories = categories
        self._path = model
        self._embedder = embedder
        self._read_at = 0.0
        self._model: CaseClassifier | None = None

    @classmethod
    def by_product(cls) -> Assigning:
        """By the product's word alone."""
        return cls(load_products(), load_categories())

    @classmethod
    def trained(cls, model: Path, embedder: Embedder, content: Path = SEEDS) -> Assigning:
        """By product and classifier, with the categories of a content folder."""
        categories = load_categories(content / "categories.yml")
        return cls(load_products(content / "products.yml"), categories, model, embedder)

    def __call__(self, draft: Draft) -> Classified:
        """Category and route of a draft."""
        found = self._category(draft)
        category = self._categories.get(found.category)
        district = draft.values.get("district", "")
        unsure = category is None or found.confidence < SURE or not district
        if draft.kind == "feedback":
            unsure = False
        return Classified(
            category=category.slug if category else "",
            confidence=round(found.confidence, 3),
            department=category.department if category else "market",
            district=district,
            basis="；".join(filter(None, (_BASIS[draft.kind], category.basis if category else ""))),
            needs_staff=unsure,
        )

    def _category(self, draft: Draft) -> Prediction:
        if draft.kind == "feedback":
            return Prediction("standard", 1.0)
        said = " ".join(draft.values.get(name, "") for name in ("product", "what"))
        named = product_in(draft.values.get("product", ""), self._products)
        learned = self._learned(said)
        if named is None:
            return learned
        by_product = Prediction(named[1].category, _SURE_AGAINST_PRODUCT)
        if learned.category and learned.confidence >= _SURE_AGAINST_PRODUCT:
            return learned
        return by_product

    def _learned(self, text: str) -> Prediction:
        model = self._newest()
        if model is None or self._embedder is None:
            return Prediction("", 0.0)
        return model.predict(text, self._embedder)

    def _newest(self) -> CaseClassifier | None:
        if self._path is None or not self._path.is_file():
            return self._model
        changed = self._path.stat().st_mtime
        if changed != self._read_at:
            self._model, self._read_at = CaseClassifier.load(self._path) or self._model, changed
        return self._model
