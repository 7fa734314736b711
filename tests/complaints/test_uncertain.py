"""Sums and days that can be read in two ways are not written into a case; the rest is right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.complaints.understanding.dates import find_date
from bot.complaints.understanding.money import amounts_in
from bot.complaints.understanding.wants import wants_in
from tests.complaints.understood import as_it_arrives

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "phrase", "yuan"),
    [
        ("我花了13万2买的新车发动机异响，要求退款", "退款 132000 元", "132000"),
        ("赔我3万8", "赔偿 38000 元", "38000"),
        ("退我1万2千", "退款 12000 元", "12000"),
        ("退还押金1千2", "退押金 1200 元", "1200"),
        ("退我 13 万 2", "退款 132000 元", "132000"),
        ("退我3百5", "退款 350 元", "350"),
        ("退款一块半", "退款 1.5 元", "1.5"),
        ("要他退款，赔我伍仟元整", "退款、赔偿 5000 元", "5000"),
        ("退我壹万贰仟叁佰元整", "退款 12300 元", "12300"),
        ("退钱，两万五", "退款 25000 元", "25000"),
        ("退我2千零50", "退款 2050 元", "2050"),
        ("赔我1万2500", "赔偿 12500 元", "12500"),
        ("要求赔偿1,5万元", "赔偿", None),
        ("退货退款，当时花了几百块", "退货退款", None),
        ("退款，花了好几千块", "退款", None),
        ("退款，花了七八百块", "退款", None),
        ("退款，花了三五百", "退款", None),
        ("退款，十几块钱", "退款", None),
        ("退款，百把块钱", "退款", None),
        ("退款，上万块", "退款", None),
        ("退款，500到800元", "退款", None),
        ("退款，500-800元", "退款", None),
        ("退我1万25", "退款", None),
        ("退款，13.5.6版本", "退款", None),
    ],
)
def test_a_sum_is_right_or_not_there(text: str, phrase: str, yuan: str | None) -> None:
    for form in as_it_arrives(text):
        assert wants_in(form) == (phrase, None if yuan is None else Decimal(yuan)), form


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1元1角1分", ["1.11"]),
        ("8块5毛", ["8.5"]),
        ("五毛钱", ["0.5"]),
        ("人民币伍佰元整", ["500"]),
        ("花了一千二百块，运费8块", ["1200", "8"]),
        ("二〇二六年", []),
        ("花了3天", []),
    ],
)
def test_coins_and_capitals_are_read(text: str, yuan: list[str]) -> None:
    assert [str(amount.yuan) for amount in amounts_in(text)] == yuan


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("一个半月前", date(2026, 10, 12)),
        ("两个半月前", date(2026, 9, 12)),
        ("一月前", date(2026, 10, 27)),
        ("5月20", date(2026, 5, 20)),
        ("双12", date(2025, 12, 12)),
        ("国庆节前", date(2026, 9, 24)),
        ("10.1", date(2026, 10, 1)),
    ],
)
def test_a_day_said_in_other_words_is_read(text: str, day: date) -> None:
    found = find_date(text, FRIDAY)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize("text", ["国庆节前", "一个半月前", "一月前"])
def test_about_when_is_not_exact(text: str) -> None:
    found = find_date(text, FRIDAY)
    assert found is not None
    assert not found.exact


@pytest.mark.parametrize(
    "text",
    [
        "移动4/5G",
        "13月5日",
        "0月3日",
        "5月32日",
        "11月31日",
        "三月前",
        "每周二周四上午九点",
        "每个星期三",
        "3-5天没发货",
        "2.4G的网",
        "买了3/5个",
    ],
)
def test_what_is_no_certain_day_is_none(text: str) -> None:
    for form in as_it_arrives(text):
        assert find_date(form, FRIDAY) is None, form
