"""A known day or place is changed by who puts it right, not by a question or a remark."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.asking import asks, asks_plainly
from bot.complaints.understanding.said_anew import is_said_anew
from bot.complaints.understanding.sum_anew import sum_anew_in
from tests.complaints.conftest import COMPLAINT, Citizen


@pytest.mark.parametrize(
    "text",
    ["江北区不是没得了迈", "刚才那个店员姓王", "你刚才不是说不用再说一遍迈", "江北区都没得了噻"],
)
async def test_what_is_only_spoken_of_changes_no_day_and_no_place(
    citizen: Citizen, text: str
) -> None:
    await citizen.say_all(*COMPLAINT[:11])

    step = await citizen.say_all(text, "再说一遍", start="")

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "发生地点：渝中区，渝中区解放碑八一路12号" in said
    assert "您说的“上周六”" in said


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("不对，是上周五", "您说的“上周五”"),
        ("是上周五买的", "您说的“上周五”"),
        ("时间写错了，上周五才对", "您说的“上周五”"),
        ("在江北区", "，江北区"),
    ],
)
async def test_who_puts_it_right_changes_it(citizen: Citizen, text: str, line: str) -> None:
    await citizen.say_all(*COMPLAINT[:11])

    step = await citizen.say_all(text, "再说一遍", start="")

    assert line in "\n".join(reply.text for reply in step.all_replies)


async def test_a_remark_where_the_telephone_is_asked_leaves_the_day(citizen: Citizen) -> None:
    await citizen.say_all(*COMPLAINT[:8])

    await citizen.say("刚才那个店员姓王")
    step = await citizen.say_all("张三", "13812345678", "渝中区中山四路1号3单元", start="")

    assert "您说的“上周六”" in "\n".join(reply.text for reply in step.all_replies)


@pytest.mark.parametrize(
    ("text", "value", "is_anew"),
    [
        ("刚才那个店员姓王，不是姓黄", "刚才", False),
        ("那天是上周五", "上周五", True),
        ("应该是南岸区那家", "南岸区", True),
        ("上周五他们还打过电话来", "上周五", False),
        ("江北区都没得了噻", "江北区", False),
        ("是在南坪万达", "南坪", True),
        ("昨天晚上8点", "昨天晚上", True),
        ("好像是上周五", "上周五", True),
    ],
)
def test_words_around_a_value_tell(text: str, value: str, is_anew: bool) -> None:
    assert is_said_anew(text, value) is is_anew


def test_a_day_and_a_place_said_together_are_both_said_anew() -> None:
    assert is_said_anew("10月1日在沙坪坝", "10月1日", "沙坪坝")
    assert is_said_anew("10月1日在沙坪坝", "沙坪坝", "10月1日")


def test_the_particle_of_chongqing_asks() -> None:
    assert asks("江北区不是没得了迈")
    assert asks_plainly("江北区不是没得了迈")
    assert not asks("店老板有点年迈")


@pytest.mark.parametrize(
    "text",
    [
        "不是2999，是1998", "金额是1998不是2999", "金额错了，是1998", "不对，花了1998",
        "价钱说错了，是1998块", "其实是1998元", "我记错了，一共花了1998", "花的是1998，不是2999",
        "改成1998元", "哦 多打了个0，是1998块", "不是两千九，应该是1998元",
    ],
)  # fmt: skip
async def test_a_sum_put_right_stands_on_the_card_and_in_the_wish(
    citizen: Citizen, text: str
) -> None:
    step = await citizen.say_all(*COMPLAINT[:11], text)

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "涉及金额：1998 元" in said
    assert "诉求：退款1998元" in said


@pytest.mark.parametrize(
    "text",
    [
        "上周五花了2998", "不是13812345678，是13912345678", "不是11月3号，是11月5号",
        "老板说应该是退200，我不干", "不对，是上周五", "改成实名", "其实是宝岛眼镜店",
    ],
)  # fmt: skip
def test_a_day_a_number_or_a_remark_is_no_sum_put_right(text: str) -> None:
    assert sum_anew_in(text) is None
