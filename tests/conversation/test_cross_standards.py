"""What goes for all goods of a kind is said before what one of them has of its own."""

from __future__ import annotations

import csv

import pytest

from bot.complaints.understanding.extract import load_products
from bot.conversation.cross_standards import across, load_cross_standards
from kb.scope import SEEDS

ROWS = load_cross_standards()


def test_every_number_is_in_the_catalogue_and_every_category_has_goods() -> None:
    with (SEEDS / "standards" / "catalogue.csv").open(encoding="utf-8") as file:
        known = {row["number"] for row in csv.DictReader(file)}

    assert {number for row in ROWS for number in row.standards} <= known
    categories = {product.category for product in load_products()}
    assert {category for row in ROWS for category in row.categories} <= categories


@pytest.mark.parametrize(
    ("category", "words", "standards"),
    [
        ("food", "卤味店加色素加多少算过头看哪个标准", ("GB 2760-2024",)),
        ("food", "花生油黄曲霉毒素哪个标准管", ("GB 2761-2017",)),
        ("clothing", "衣服的水洗标按哪个标准画", ("GB/T 8685-2008",)),
        ("catering", "串串店油烟大有哪个标准", ("DB50/859-2018", "GB 18483-2001")),
        ("food", "牛奶看哪个标准", ()),
        # What stands on the tag is the thing's own.
        ("clothing", "棉袄吊牌上头应该是哪个标准号", ()),
        ("children", "玩具上的色素是哪个标准", ()),
    ],
)
def test_the_aspect_named_picks_the_standard(
    category: str, words: str, standards: tuple[str, ...]
) -> None:
    assert across(ROWS, category, words) == standards
