"""Serials said without their letters."""

from __future__ import annotations

import pytest

from kb.bare_number import unknown_serial, with_prefix

KNOWN = {
    "4943.1": ["GB 4943.1"],
    "17761": ["GB 17761"],
    "21455": ["GB 21455"],
    "1002": ["GB/T 1002", "QB/T 1002"],
}


def families(serial: str) -> list[str]:
    return KNOWN.get(serial, [])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("合格证上印个17761 这串数什么意思", "合格证上印个 GB 17761  这串数什么意思"),
        ("说明书引用的21455是什么", "说明书引用的 GB 21455 是什么"),
        ("17761-2018那本作废没", "GB 17761-2018 那本作废没"),
        ("4943.1那个几号起用", "GB 4943.1 那个几号起用"),
        ("充电头 4943.1-2022 强制不", "充电头  GB 4943.1-2022  强制不"),
        ("17761", "GB 17761"),
        ("17761呢？", "GB 17761 呢？"),
    ],
)
def test_a_serial_only_one_standard_has_is_that_standard(said: str, meant: str) -> None:
    assert with_prefix(said, families) == meant


@pytest.mark.parametrize(
    "said",
    [
        "这车写着17761元",  # a price
        "合格证上印的1002是什么",  # two standards
        "我要投诉17761",  # nothing speaks of a standard
        "GB 17761和21455是什么标准",  # letters are given
        "小区有17761户，给我列几个标准",
        "这个标价4943.1元",
        "量出来是4943.1毫米",
        "4706.1是多少",  # nobody knows such a part
        "打12315查标准",
        "12315",
        "1002",  # alone, four figures may be anything
        "99999",
        "2017年的标准",
        "手机号13512317761查标准",
    ],
)
def test_other_numbers_stay_numbers(said: str) -> None:
    assert with_prefix(said, families) == said


@pytest.mark.parametrize(
    ("said", "serial"),
    [
        ("冰箱那个8059是不是强制", "8059"),
        ("这个56789标准现行吗", "56789"),
        ("那个17761是不是强制", ""),  # known
        ("那个2019是标准的年份吗", ""),
        ("那个12315是管什么的标准", ""),
        ("那个8059块是不是强制", ""),
        ("我买的那个8059是坏的", ""),  # nothing speaks of a standard
    ],
)
def test_a_serial_pointed_at_that_nothing_has(said: str, serial: str) -> None:
    assert unknown_serial(said, families) == serial
