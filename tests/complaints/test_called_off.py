"""Whoever takes a form back in other words than 「取消」, and whoever only says yes to it."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.agreeing import only_agrees
from bot.complaints.understanding.commands import Command, command_in
from bot.complaints.understanding.declining import is_put_off
from bot.conversation.offering import NOT_NOW, taken_up
from bot.conversation.told import Told
from tests.complaints.conftest import COMPLAINT, Citizen
from tests.complaints.test_put_right import FACTS, kept, said_by

IN_ENGLISH = "I bought rotten milk at Yonghui supermarket in Shapingba yesterday"


@pytest.mark.parametrize(
    "text",
    [
        "撤回我的投诉", "撤回", "我要撤回投诉", "撤诉", "帮我把这个登记撤掉", "撤销这个申请",
        "撤回投诉，他今晚要退我", "取消，老板答应退我钱了",
        "withdraw it", "please withdraw my complaint", "cancel pls", "Cancel it please",
        "cancel pls, they will pay me back tonight", "Cancel this, the shop refunded me",
        "can you cancel it", "drop it", "actually withdraw it, sorry",
    ],
)  # fmt: skip
async def test_what_is_taken_back_is_cancelled(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*FACTS)

    assert (await citizen.say(text)).ended == "cancelled"


async def test_who_told_it_in_chinese_hears_chinese_when_typing_cancel(citizen: Citizen) -> None:
    await citizen.say_all(*FACTS)

    assert not said_by(await citizen.say("cancel")).isascii()


async def test_who_told_it_in_english_hears_english(citizen: Citizen) -> None:
    await citizen.say_all("I want to complain", IN_ENGLISH)

    assert said_by(await citizen.say("cancel")).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "撤回了一条消息", "已撤回", "取消了，老板不退钱", "取消订单他不退", "老板不准我撤回",
        "cancel the order, they refused", "they cancelled my order", "cancel, no wait",
        "cancel? how do i cancel my membership", "cancel my membership and refund me",
        "stop selling rotten milk", "take back the fridge",
    ],
)  # fmt: skip
def test_what_else_is_taken_back_cancels_no_form(text: str) -> None:
    assert command_in(text, "what") is not Command.CANCEL


@pytest.mark.parametrize(
    "text",
    [
        "那算了 今天不整了", "今天不整了", "那今天算了嘛", "不整了今天", "今天就到这里",
        "那算了嘛，今天没得空", "改天再整", "not now", "maybe later", "i'll do it tomorrow",
        "later please, i am at work", "i have no time now",
    ],
)  # fmt: skip
async def test_not_today_waits_and_is_no_day(citizen: Citizen, text: str) -> None:
    await citizen.say_all("我要投诉", "在江北区明月眼镜配的眼镜，镜片刮花了不给换")

    step = await citizen.say(text)

    assert "取消" in said_by(step)
    assert "when" not in await kept(citizen)


@pytest.mark.parametrize(
    "text", ["今天不退钱", "老板说今天不整了", "they said not now", "today, not yesterday"]
)
def test_what_somebody_else_does_not_do_today_is_told(text: str) -> None:
    assert not is_put_off(text)


async def test_an_english_word_of_cancelling_is_answered_in_english(citizen: Citizen) -> None:
    await citizen.say_all("我要投诉")

    assert "It is cancelled" in said_by(await citizen.say("cancel"))


@pytest.mark.parametrize(
    "text",
    ["cancel pls, they will pay me back tonight", "withdraw it", "撤回我的投诉", "今天不整了"],
)
def test_the_offer_is_taken_back_too(text: str) -> None:
    told = Told((IN_ENGLISH,), ("complaint", "report", NOT_NOW))

    assert taken_up(text, told) == NOT_NOW


@pytest.mark.parametrize(
    "text",
    [
        "对头", "要得没得问题", "是嘞", "嗯对", "ok不改了", "对对对", "没得啥子问题", "都对",
        "好嘞", "就这样", "yep, submit", "looks good", "ok thats all right",
    ],
)  # fmt: skip
async def test_yes_in_other_words_files_it(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*COMPLAINT[:-1])

    assert (await citizen.say(text)).ended == "filed"


@pytest.mark.parametrize("text", ["对头", "要得没得问题", "是嘞", "嗯对"])
async def test_yes_in_other_words_agrees(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*FACTS, text)

    assert (await kept(citizen)).get("consent") == "yes"


@pytest.mark.parametrize(
    "text",
    ["对不起", "对头不", "是嘞，还有一件", "没得问题的奶粉", "确认收货", "ok but change my phone"],
)
def test_a_yes_with_more_is_none(text: str) -> None:
    assert not only_agrees(text)
