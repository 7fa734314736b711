"""What a household owns, to pick from (data/seeds/household.yml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.complaints.understanding.extract import load_products
from bot.settings import SEEDS
from kb.yaml_file import read_yaml, stamp


@dataclass(frozen=True)
class Thing:
    """Something people own.

    Args:
        name: the usual name of a product of the content.
        standards: numbers that go with it.
        faq: slug of the answer that says how to tell by its label.
    """

    name: str
    standards: tuple[str, ...]
    faq: str


@dataclass(frozen=True)
class Group:
    """Things that lie together in a home."""

    name: str
    things: tuple[Thing, ...]


FILE = SEEDS / "household.yml"


def load_household(products: Path = SEEDS / "products.yml") -> Sequence[Group]:
    """The groups in the file's order; a name that is no product is left out.

    Args:
        products: of the content folder; staff may have taken a product out of it.
    """
    return _household(stamp(FILE), products, stamp(products))


@lru_cache(maxsize=4)
def _household(
    state: tuple[int, int], products: Path, products_state: tuple[int, int]
) -> tuple[Group, ...]:
    """Made once for a state of both files."""
    standards = {one.name: one.standards for one in load_products(products)}
    return tuple(
        Group(
            group["group"],
            tuple(
                Thing(one["name"], standards[one["name"]], one["faq"])
                for one in group["things"]
                if one["name"] in standards
            ),
        )
        for group in read_yaml(FILE)
    )
