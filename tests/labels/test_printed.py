from __future__ import annotations

from datetime import date

import pytest

from bot.labels.printed import printed_on
from kb.ocr.wire import Line, Page


def page(*texts: str, sure: float = 0.99) -> Page:
    return Page(tuple(Line(text, sure, 30.0) for text in texts), 200.0, 60.0, 0.0)


def test_a_label_says_number_product_maker_and_day() -> None:
    found = printed_on(
        page(
            "品  名：苏打饼干",
            "产品标准号：GB/T20980—2021",
            "生产日期：2024年5月1日",
            "委托方：四川某某商贸有限公司",
            "生产商：重庆两江食品有限公司 电话：13800138000",
            "贮存条件：阴凉干燥处",
        )
    )

    assert [str(one.number) for one in found.numbers] == ["GB/T 20980-2021"]
    assert (found.product, found.maker) == ("苏打饼干", "重庆两江食品有限公司")
    assert found.made_on == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        (("执行标准：GB 17761-", "2018"), ["GB 17761-2018"]),
        (("符合 GB 17761", "执行标准：GB 17761-2018"), ["GB 17761-2018"]),
        (("GB 18401-2010 B类", "GB/T 31888-2015"), ["GB 18401-2010", "GB/T 31888-2015"]),
        (("128 GB 2024款", "3.5 寸"), []),
    ],
)
def test_numbers_are_found_over_lines_and_each_once(lines: list[str], numbers: list[str]) -> None:
    assert [str(one.number) for one in printed_on(page(*lines)).numbers] == numbers


def test_what_is_announced_and_not_read_is_kept_for_a_second_look() -> None:
    assert printed_on(page("执行标准：6B/I 31888-2O15")).unread == ("6B/I 31888-2O15",)
    assert printed_on(page("产品标准号", "C8 17761-2024")).unread == ("C8 17761-2024",)


def test_a_day_that_does_not_exist_is_none() -> None:
    assert printed_on(page("生产日期：2024-13-41")).made_on is None


def test_no_telephone_number_gets_into_the_names() -> None:
    found = printed_on(page("产品名称：豆干 13912345678", "厂家：老陈作坊 13912345678"))

    assert "13912345678" not in found.product + found.maker


def test_what_is_no_label_gives_nothing() -> None:
    assert not printed_on(page("姓名 张三", "住址 重庆市渝中区人民路1号", "2024 聚会")).is_label
