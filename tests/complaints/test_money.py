"""Sums in citizens' words: every kind once, the price of a story, and what is no sum."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.complaints.understanding.money import amounts_in, price_in
from tests.complaints.understood import as_it_arrives


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("13万2", "132000"),
        ("3万8", "38000"),
        ("1万2千", "12000"),
        ("两万五", "25000"),
        ("三千八", "3800"),
        ("七万8", "78000"),
        ("四百九", "490"),
        ("伍仟元整", "5000"),
        ("壹万贰仟叁佰元", "12300"),
        ("一块半", "1.5"),
        ("1元1角1分", "1.11"),
        ("十块零五毛", "10.5"),
        ("56块8", "56.8"),
        ("十来块", "10"),
        ("1999大洋", "1999"),
        ("15.8元一斤", "15.8"),
        ("28一斤", "28"),
        ("人均2980", "2980"),
        ("上周六，2600块", "2600"),  # a comma in a number stands between figures
        ("礼拜二，三百块", "300"),
    ],
)
def test_a_sum_is_read_however_it_is_said(text: str, yuan: str) -> None:
    for form in as_it_arrives(text):
        assert [amount.yuan for amount in amounts_in(form)] == [Decimal(yuan)], form


@pytest.mark.parametrize(
    "text",
    [
        "1,5万",
        "几百块",
        "好几千块",
        "十几块钱",
        "两三百",
        "跑了7万8公里",
        "一千二百个人",
        "10斤显示11斤2两",
        "充电宝两万毫安",
        "买了两块电池",
        "打12315",
        "3号楼2单元",
    ],
)
def test_what_is_no_certain_sum_is_none(text: str) -> None:
    for form in as_it_arrives(text):
        assert amounts_in(form) == [], form
        assert price_in(form) is None, form


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("给娃儿买的运动鞋 249 穿五天鞋底就脱胶了", "249"),
        ("我要换一台一千七百九十九", "1799"),
        ("原价三千，花了一千二", "1200"),
        ("一件80，买了三件一共240", "240"),
        ("花了500块，老板只退一百块", "500"),
        ("买的时候是2026年，门牌 88 号", None),
        ("尺码 42，太小了", None),
        ("电话 13800001111", None),
        ("2022 11 23在宝岛眼镜店买的眼镜坏了", None),
        ("2025 6 1 买的电饭煲 260 煮饭漏电", "260"),
    ],
)
def test_the_price_of_a_story_is_what_was_paid(text: str, yuan: str | None) -> None:
    assert price_in(text) == (None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("口红涂了嘴巴肿起来，129两支，客服不管", "129"), ("定了蛋黄酥 两盒96 有霉点", "96")],
)
def test_a_price_of_several_pieces_is_a_price(text: str, yuan: str) -> None:
    assert str(price_in(text)) == yuan
