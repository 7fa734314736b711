"""Which of several likely entries was written for who asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.preferring import means_other, of_another_year, years_in
from kb.search.index import Entry, EntryKind

STAFF = Entry(
    EntryKind.FAQ,
    "staff",
    "工作人员不作为向哪里反映？",
    ("投诉工作人员态度",),
    "打 12345。",
    ("甲",),
)
SHOP = Entry(
    EntryKind.FAQ,
    "shop",
    "我的店被投诉、举报了，该怎么办？",
    ("有人投诉我店里了",),
    "先听清。",
    ("乙",),
)
PLATFORM = Entry(
    EntryKind.FAQ, "look-cq", "重庆地方标准到哪里查？", ("重庆地标查询",), "到地方平台。", ("丁",)
)
DAY = Entry(EntryKind.FAQ, "day", "世界标准日是哪天？", (), "10 月 14 日。", ("丙",))


@pytest.mark.parametrize(
    "text",
    [
        "我被人投诉了怎么办",
        "店遭举报了会怎么处理",
        "顾客投诉到我该怎么回",
        "举报人是谁能不能查",
        "被同行恶意举报",
    ],
)
def test_who_is_accused_is_not_told_how_to_accuse(text: str) -> None:
    assert means_other(text, STAFF)
    assert not means_other(text, SHOP)
    assert not means_other(text, DAY)


@pytest.mark.parametrize(
    "text", ["怎么投诉", "我要举报一家店", "投诉我该去哪里", "举报我要留名字吗"]
)
def test_who_accuses_is_told_how(text: str) -> None:
    assert not means_other(text, STAFF)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("23年质量月的口号", {"2023"}),
        ("2024年和25年的主题", {"2024", "2025"}),
        ("用了20年的锅炉", set()),
        ("20年前买的", set()),
        ("第23年了", set()),
        ("满15年的电梯", set()),
    ],
)
def test_a_year_in_two_digits_is_one_and_a_span_is_none(text: str, years: set[str]) -> None:
    assert years_in(text) == years


def test_an_entry_asked_for_one_year_does_not_answer_for_another() -> None:
    theme = Entry(
        EntryKind.FAQ, "theme", "2026年质量月主题", ("2026年质量月的主题",), "没有查到。", ("丁",)
    )

    assert of_another_year("23年质量月的口号是啥", theme)
    assert not of_another_year("26年质量月的口号是啥", theme)
    assert not of_another_year("23年质量月的口号是啥", DAY)


@pytest.mark.parametrize(
    ("text", "entry", "other"),
    [
        ("企业标准哪个网查", PLATFORM, True),
        ("团标又是哪个网", PLATFORM, True),
        ("行标上哪看", PLATFORM, True),
        ("地标上哪看", PLATFORM, False),
        ("标准上哪看", PLATFORM, False),
        ("企标和地标分别在哪查", PLATFORM, False),
        ("世界计量日是哪天", DAY, True),
        ("3·15 是哪天", DAY, True),
        # 「执行标准」 is no 行标, 「中国标准」 no 国标.
        ("执行标准上哪看", PLATFORM, False),
        ("中国标准上哪看", PLATFORM, False),
        ("标准日是哪天", DAY, False),
    ],
)
def test_what_is_of_another_kind_is_no_answer(text: str, entry: Entry, other: bool) -> None:
    assert means_other(text, entry) is other


CLAIMED = Entry(
    EntryKind.FAQ,
    "claimed",
    "有人买了过期的来索赔？",
    (),
    "先不急着给。",
    ("戊",),
    for_business=True,
)


@pytest.mark.parametrize(
    "text",
    [
        "在超市购买食品后发现过期，要求退款赔偿。",
        "在小卖部买的面包发霉了要赔钱",
        "买的牛奶坏了他不给退",
        "烤鸭是馊的，退我钱",
    ],
)
def test_who_bought_is_not_told_how_a_shop_answers(text: str) -> None:
    assert means_other(text, CLAIMED)
    assert not means_other(text, replace(CLAIMED, for_business=False))


@pytest.mark.parametrize(
    "text",
    [
        "有人在我店买了过期面包要求赔一千",
        "顾客吃完说不好吃要退钱怎么办",
        "客人买了二十瓶找我赔",
        "我卖出去的牛奶人家要求退款",
        "我们厂的货客户要求退货",
        "打假的上门来要赔钱",
    ],
)
def test_a_shop_is_told_how_to_answer(text: str) -> None:
    assert not means_other(text, CLAIMED)


BUYER = Entry(EntryKind.FAQ, "buyer", "退一赔三是怎么规定的？", (), "可以要三倍。", ("甲",))
LAW = Entry(EntryKind.FAQ, "law", "标准化法什么时候施行的？", (), "2018 年 1 月 1 日。", ("乙",))
RULES = Entry(
    EntryKind.FAQ, "rules", "标准化法实施条例是哪年的？", (), "实施条例 2024 年修订。", ("丙",)
)


@pytest.mark.parametrize(
    "text",
    [
        "我开店的，顾客要退一赔三怎么办",
        "我是卖家，买家要求赔三倍咋办",
        "我开超市的，有人来要赔十倍",
        "我们家做餐馆的，客人喊退钱",
    ],
)
def test_a_shop_is_not_told_what_its_customers_may_claim(text: str) -> None:
    assert means_other(text, BUYER)
    assert not means_other(text, replace(BUYER, for_business=True))
    assert not means_other("我买到假货想退一赔三", BUYER)


def test_a_law_is_told_from_the_rules_for_it() -> None:
    assert means_other("标准化法几年修订的", RULES)
    assert means_other("标准化法实施条例几年修订的", LAW)
    assert means_other("消费者权益保护法实施条例哪天施行", LAW)
    assert not means_other("标准化法几年修订的", LAW)
    assert not means_other("标准化法实施条例几年修订的", RULES)
