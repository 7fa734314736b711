"""Every standard offered for a product covers it: its title says so, or somebody looked."""

from __future__ import annotations

import csv
from pathlib import Path

from bot.complaints.understanding.extract import load_products
from bot.settings import SEEDS
from kb.yaml_file import read_yaml

# Pairs whose title doesn't name the word, standard -> words.
LOOKED_AT: dict[str, list[str]] = read_yaml(Path(__file__).with_name("looked_at.yml"))
# Pairs that were offered and are wrong, one or two of a kind.
WRONG = {
    # a neighbour in the shelf
    "饼干": "GB 7099-2015",
    "油面筋": "GB 2712-2014",
    "豆瓣酱": "GB 31644-2018",
    "凉拌菜": "GB 2726-2016",
    "板鸭": "GB 2726-2016",
    "馒头": "GB 19295-2021",
    "奶茶": "GB 7101-2022",
    "牙刷": "GB/T 8372-2017",
    "保险柜": "GB 21556-2008",
    "自热火锅": "GB 17400-2015",
    # the narrow standard for the general word
    "奶粉": "GB 10765-2021",
    "热水器": "GB 6932-2015",
    "口罩": "GB/T 32610-2016",
    "鞋子": "QB/T 1002-2015",
    # the other kind of the same thing, though the title shares a word with it
    "成人纸尿裤": "GB/T 28004.1-2021",
    "安抚奶嘴": "GB 38995-2020",
    "防尘口罩": "GB 19083-2023",
    "夹层玻璃": "GB 15763.2-2005",
    "干衣机": "GB 12021.4-2013",
    "三段奶粉": "GB 10765-2021",
    # another material
    "石材": "GB/T 4100-2015",
    "铁锅": "GB 4806.10-2016",
    # a part, not the whole
    "电瓶": "GB 43854-2024",
    "充电桩": "GB/T 20234.1-2023",
    # a word that says how it is sold, not what it is
    "环保袋": "GB/T 38082-2019",
}


def titles() -> dict[str, str]:
    path = SEEDS / "standards" / "catalogue.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["number"]: row["title"] for row in csv.DictReader(stream)}


def pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def test_a_standard_offered_for_a_product_names_it_or_was_looked_at() -> None:
    title_of = titles()
    unexplained = []
    for product in load_products():
        for number in product.standards:
            title = title_of[number].removeprefix("食品安全国家标准").strip()
            known = LOOKED_AT.get(number, [])
            unexplained += [
                (word, number, title)
                for word in product.words
                if not pairs(word) & pairs(title) and word not in known
            ]

    assert unexplained == []


def test_no_product_gets_a_standard_of_something_else() -> None:
    offered = {word: product.standards for product in load_products() for word in product.words}

    assert {w: n for w, n in WRONG.items() if n in offered[w]} == {}


def test_only_what_no_title_explains_is_on_the_list_and_once() -> None:
    title_of = titles()
    needless = [
        (word, number)
        for number, words in LOOKED_AT.items()
        for word in words
        if words.count(word) > 1
        or pairs(word) & pairs(title_of[number].removeprefix("食品安全国家标准").strip())
    ]

    assert needless == []


def test_what_was_looked_at_is_still_offered() -> None:
    offered = {
        (word, number)
        for product in load_products()
        for word in product.words
        for number in product.standards
    }
    old = [(w, n) for n, words in LOOKED_AT.items() for w in words if (w, n) not in offered]

    assert old == []


def test_seeds_and_pesticides_are_the_farming_departments_matter() -> None:
    category = {word: product.category for product in load_products() for word in product.words}

    assert {category[word] for word in ("种子", "玉米种子", "农药", "化肥", "农资")} == {"farm"}
