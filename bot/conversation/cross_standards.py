"""Standards that go for a whole class of goods: pesticides of any vegetable, tags of any dress."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.scope import SEEDS
from kb.yaml_file import read_yaml

# 「吊牌上应该印哪个执行标准号」 asks of the thing what stands on its tag, not of tags.
_STANDS_ON_IT = re.compile(
    r"(?:[印写填贴]|打上|标(?:上|着|的|注))[^，。,\s按看用]{0,4}(?:哪个|哪一个|哪本|什么|多少|几号)(?:的)?(?:执行|产品)?(?:标准|国标)(?:编?号)?"
    r"|(?:吊牌|标签|合格证)上?(?:头|面)?的?(?:应该|应当|要|该|得)?是?(?:哪一?[个本]|什么|多少)(?:执行)?(?:标准|国标)"
    r"|(?:执行|产品)(?:标准|国标)(?:编?号)?(?:应该|要|该|得|是)?(?:[印写填贴]|标(?:上|着|注|在)|打上)"
)


@dataclass(frozen=True)
class CrossStandard:
    """What is said of an aspect of some goods, whichever they are.

    Args:
        categories: slugs of the goods' categories.
        products: usual names of the goods, where it isn't all of a category.
        said: words of the aspect.
        standards: numbers.
    """

    categories: tuple[str, ...]
    products: tuple[str, ...]
    said: tuple[str, ...]
    standards: tuple[str, ...]


def load_cross_standards(path: Path = SEEDS / "cross_standards.yml") -> list[CrossStandard]:
    """The rows of the content."""
    return [
        CrossStandard(
            tuple(row.get("categories", ())),
            tuple(row.get("products", ())),
            tuple(row["said"]),
            tuple(row["standards"]),
        )
        for row in read_yaml(path)
    ]


def across(
    rows: Sequence[CrossStandard], category: str, words: str, name: str = ""
) -> tuple[str, ...]:
    """The standards of the aspect that a question about goods names; empty if it names none.

    Args:
        rows: the first that fits counts.
        category: slug of the goods' category.
        words: the question.
        name: the usual name of the goods.
    """
    if _STANDS_ON_IT.search(words):
        return ()
    return next(
        (
            row.standards
            for row in rows
            if (category in row.categories or name in row.products)
            and any(word in words for word in row.said)
        ),
        (),
    )
