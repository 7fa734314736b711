"""A sum or a day where the place is asked, an address nobody knows, and words that stop."""

from __future__ import annotations

import pytest

from bot.complaints.intake.answers import has_no_address
from bot.complaints.understanding.commands import Command, command_in
from bot.complaints.understanding.declining import is_put_off
from tests.complaints.conftest import COMPLAINT, Citizen


async def test_a_sum_and_a_day_are_no_place(citizen: Citizen) -> None:
    step = await citizen.say_all(*COMPLAINT[:5], "2998", "11月2号买的", "渝中区八一路", "再说一遍")

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "发生地点：渝中区，渝中区八一路" in said
    assert "2998 11月2号" not in said


async def test_an_address_nobody_knows_is_noted_as_such_and_no_day(citizen: Citizen) -> None:
    step = await citizen.say_all(*COMPLAINT[:4], "不知道，页面上没写", "再说一遍")

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "发生地点：不详" in said
    assert "发生时间：（还差）" in said


@pytest.mark.parametrize("text", ["地址不晓得", "店铺页面没写地址", "不知道商家地址，网上查不到"])
def test_words_that_give_no_address(text: str) -> None:
    assert has_no_address(text)


@pytest.mark.parametrize("text", ["包装上没写厂名", "不知道", "页面上没写产地，是假货"])
def test_other_things_not_known(text: str) -> None:
    assert not has_no_address(text)


@pytest.mark.parametrize("text", ["停", "不要了", "停下"])
async def test_who_stops_where_consent_is_asked_leaves_the_form(
    citizen: Citizen, text: str
) -> None:
    step = await citizen.say_all(*COMPLAINT[:7], text)

    assert step.ended == "cancelled"
    assert "已经删除" in step.all_replies[0].text


@pytest.mark.parametrize("text", ["我没空，改天再说", "改天再弄嘛", "没得时间填"])
async def test_who_puts_it_off_is_told_how_long_the_draft_is_kept(
    citizen: Citizen, text: str
) -> None:
    step = await citizen.say_all(*COMPLAINT[:7], text)

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "保留 7 天" in said
    assert "同意" not in said

    step = await citizen.say("继续填")

    assert "同意" in "\n".join(reply.text for reply in step.all_replies)


@pytest.mark.parametrize(
    "text",
    [
        "等哈儿再弄", "等一下再填", "我先忙，空了再弄", "我下班了再来", "在上班，晚上再说",
        "晚点再说", "改天再说", "待会儿弄", "明儿再搞嘛", "在带娃 晚些时候再填",
    ],
)  # fmt: skip
def test_not_now_is_said_in_many_ways(text: str) -> None:
    assert is_put_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "老板喊我改天再说，一直不退",
        "昨天晚上买的",
        "等一下",
        "晚上来的师傅装的",
        "客服说下次再来",
        "有空调坏了",
        "以后再也不来了",
    ],
)
def test_what_the_shop_puts_off_is_told(text: str) -> None:
    assert not is_put_off(text)


def test_goods_that_are_not_wanted_are_a_wish() -> None:
    assert command_in("不要了", "wanted") is None
    assert command_in("停了", "what") is None
    assert command_in("不要了", "consent") is Command.CANCEL


@pytest.mark.parametrize(
    "text",
    [
        "市场监管局的人收了他的钱不管事，我要告他们",
        "街道的人说这个不归他们管",
        "他们小区的店都是骗人的",
        "广场上的人都晓得他们骗人",
    ],
)
async def test_a_remark_is_no_address(citizen: Citizen, text: str) -> None:
    step = await citizen.say_all(*COMPLAINT[:7], text)

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "记下了：通讯地址" not in said
    assert "address" not in step.filled


@pytest.mark.parametrize(
    "text", ["渝北区人和街道万年路", "江北区不夜城小区", "重庆市广告产业园一栋"]
)
async def test_a_street_without_a_number_is_an_address(citizen: Citizen, text: str) -> None:
    step = await citizen.say_all(*COMPLAINT[:10], text)

    assert "address" in step.filled


@pytest.mark.parametrize(
    "text", ["市场监管局的人收了他的钱不管事，我要告他们", "你们监管所的人收黑钱，我要告"]
)
async def test_what_is_said_of_officials_in_the_form_is_told_where_it_belongs(
    citizen: Citizen, text: str
) -> None:
    step = await citizen.say_all(*COMPLAINT[:7], text)

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "纪检监察机关" in said
    assert step.requested == "consent"
