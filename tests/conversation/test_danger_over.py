"""Whether a message says that the danger is over, and what it asks besides."""

from __future__ import annotations

import pytest

from bot.conversation.after_danger import AND_THEN, _asked_for, _tells_otherwise
from bot.conversation.danger_over import (
    ITS_STANDARD,
    STILL_SEE_A_DOCTOR,
    behind_help,
    over_alone,
    over_in,
)
from bot.conversation.offering import offer_of, taken_up
from bot.conversation.told import Told
from bot.kit.db import SessionFactory
from kb.knowledge import LiveKnowledge
from tests.conversation.test_case_turns import Chat, rasa
from tests.conversation.test_conversation import FakeRasa, make

__all__ = ["rasa"]
FIRE, SWALLOWED = "先注意安全：还在冒烟就打 119。", "先注意安全：马上打 120 或者立即送医院。"


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("人救出来了，这家电梯老是坏找哪个管", "这家电梯老是坏找哪个管"),
        ("消防来过了 充电器的标准号呢", "充电器的标准号呢"),
        ("烟没了，火也灭了。这种插线板有国标没", "这种插线板有国标没"),
        ("没得事了", ""),
        ("人都出来了 消防也到了 现在说标准嘛", ITS_STANDARD),
        ("火警来了 弄熄了 没伤到人。这种电池国标是哪个", "这种电池国标是哪个"),
        ("救护车来了 送去了 现在说哈凉菜的标准", "凉菜的标准"),
        # What was done of the advice stands before the question too.
        ("火关了 气也放完了 人没事 你刚才没说压力锅哪个标准", "压力锅哪个标准"),
        ("阀门关了 窗子开了 味道散了 你还没回答我灶的标准", "灶的标准"),
        ("已经断电了 手也不麻了 现在说说热水器的标准", "热水器的标准"),
        ("充电宝拔了 扔到楼下空地了 没冒烟了 哪个标准", "哪个标准"),
        ("人出来了 没人受伤 电梯哪个标准", "电梯哪个标准"),
        ("已经到医院了 医生在看 那你告诉我菌子的标准", "菌子的标准"),
        ("人没事 你还没回答我的问题", ""),
        ("味道散完了 阀门也关了 现在讲灶具标准嘛", "灶具标准嘛"),
        ("火扑灭了 消防车都撤了 插座国标是哪个", "插座国标是哪个"),
        ("丢到院坝去了 没冒了 它的国标号呢", "它的国标号呢"),
        ("都出来了，谢谢", ""),
        ("everyone is safe now. where do i complain?", "where do i complain?"),
        ("The fire is out, which standard is it?", "which standard is it?"),
        ("I am outside now and feel ok. which stove standard", "which stove standard"),
        ("the firemen came, what's the number of the law", "what's the number of the law"),
        ("my little daughter is fine now", ""),
        # Who is outside, was with doctors, or whose thing no longer smokes.
        (
            "ok done, we all stand in the street, he's better. who has to come and look at it",
            "who has to come and look at it",
        ),
        (
            "back from the hospital, nothing serious. and wet wipes, which standard",
            "wet wipes, which standard",
        ),
        (
            "valve is closed, windows open, smell gone. how old may a hose be",
            "how old may a hose be",
        ),
        ("she got her shots. must dogs wear a leash", "must dogs wear a leash"),
        (
            "it's outside on the balcony in a bucket, no more smoke. is 3C compulsory",
            "is 3C compulsory",
        ),
        ("it is not smoking any more. whose fault is it", "whose fault is it"),
        ("医院回来了没大事，谢谢提醒[流泪]", ""),
        ("打完针回来了，伤口缝了三针。遛狗不拴绳归哪个管", "遛狗不拴绳归哪个管"),
        ("关了阀门，人都在楼下，燃气公司的人在查了。软管几年换", "软管几年换"),
        ("拍了片，医生说等它自己拉出来。磁力珠的国标是哪个", "磁力珠的国标是哪个"),
    ],
)
def test_what_is_over_is_heard_and_the_rest_is_asked(said: str, rest: str) -> None:
    over = over_in(said, FIRE)

    assert over is not None
    assert over.rest == rest


@pytest.mark.parametrize(
    "said",
    [
        "出来了没",
        "火弄熄了没",
        "火灭了吗，标准呢",
        "好像没事了，标准号呢",
        "人出来了还在晕 哪个标准",
        "没事了还要打120不",
        "还没出来",
        "人走了 哪个标准",
        "消防还没走 哪个标准",
        "火关了 还有味道 哪个标准",
        "火关了但是气还在漏",
        "阀门关了 窗子开了",
        "关不了气 哪个标准",
        "is he ok now?",
        "he is still not ok",
        "she seems fine, what is the standard",
        "he is ok now, should i go to the hospital?",
        "标准号呢",
        "他又回来了，在砸门",
        "人都在外头，火还在烧",
        "windows are open, it still smells",
        "ambulance took her, she is not breathing well",
    ],
)
def test_what_is_not_over_or_only_asked_leaves_the_advice(said: str) -> None:
    assert over_in(said, FIRE) is None


def test_without_advice_nothing_is_over() -> None:
    assert over_in("人出来了 标准号呢", "") is None


def test_who_swallowed_something_and_saw_no_doctor_still_goes() -> None:
    seen, unseen = over_in("医生看过了 没事了", SWALLOWED), over_in("娃儿没事了", SWALLOWED)

    assert seen is not None
    assert seen.besides == ""
    assert unseen is not None
    assert unseen.besides == STILL_SEE_A_DOCTOR


async def test_the_question_behind_it_is_answered_and_the_advice_is_over(
    sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    chat = Chat(make(sessions, knowledge, rasa), rasa)
    await chat.say("电瓶车充电冒烟了", "ask_faq")

    told = await chat.say("烟没了没事了，世界标准日是哪天？", "ask_faq")
    after = await chat.say("隔壁老王家的狗叫啥子", "ask_faq")

    assert "10 月 14 日" in told
    assert "119" not in told
    assert "119" not in after


async def test_what_was_owed_is_answered_when_it_is_over(
    sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    chat = Chat(make(sessions, knowledge, rasa), rasa)
    await chat.say("电瓶车充电冒烟了", "ask_faq")

    told = await chat.say("电断了 烟也散了 人没事 你刚才没说世界标准日是哪天", "ask_faq")

    assert "10 月 14 日" in told
    assert "119" not in told


async def test_who_only_says_that_it_is_over_is_told_what_can_be_done(
    sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    chat = Chat(make(sessions, knowledge, rasa), rasa)
    await chat.say("电瓶车充电冒烟了", "ask_faq")

    assert "我要投诉" in await chat.say("火灭了，没事了", "ask_faq")


async def test_what_is_put_right_about_a_danger_gets_the_advice_again(
    sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    chat = Chat(make(sessions, knowledge, rasa), rasa)
    await chat.say("娃儿把玩具头的纽扣电池吞了！！", "ask_faq")

    assert "120" in await chat.say("不是吞了 是塞鼻孔里头了", "ask_faq")


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("不是吞了 是塞鼻孔里头了", True),
        ("没烧到 是烫到手了", True),
        ("不是 我要查GB 17761的标准", False),
        ("不是 他要问世界标准日", False),
    ],
)
def test_only_what_happened_is_put_right(said: str, right: bool) -> None:
    assert _tells_otherwise(said) is right


@pytest.mark.parametrize(
    "said", ["刚才那个接着办", "继续填", "刚才的投诉还是要办", "重新登记嘛", "那我接着弄"]
)
def test_who_goes_on_with_the_form_is_told_how_and_not_the_advice(said: str) -> None:
    assert _asked_for(said, FIRE) == AND_THEN


@pytest.mark.parametrize("said", ["还在冒烟", "刚才那个还在烧", "接着又冒烟了"])
def test_what_goes_on_burning_is_not_the_form(said: str) -> None:
    assert _asked_for(said, FIRE) != AND_THEN


async def test_who_is_with_doctors_is_told_no_danger_again_and_may_ask_of_the_shop(
    sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    chat = Chat(make(sessions, knowledge, rasa), rasa)
    assert "先注意安全" in await chat.say("我老汉在馆子吃了四季豆，现在又吐又拉")

    then = await chat.say("送医院了 那馆子我要告他 打哪个电话")

    assert "先注意安全" not in then


def test_nobody_in_hospital_is_told_that_all_is_well() -> None:
    assert over_alone("送医院了").startswith("到了医院")
    assert over_alone("没得事了").startswith("没事就好")


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("the ambulance is coming, which standard covers it", "which standard covers it"),
        ("we called 120. what is the standard for it", "what is the standard for it"),
        ("ok, firemen on the way, so can i get my money back?", "can i get my money back?"),
        ("they are on their way. meanwhile is there a rule for it", "is there a rule for it"),
        ("firemen are here, he still does not answer me", ""),
        ("the ambulance is coming", ""),
        ("which ambulance is coming?", ""),
    ],
)
def test_who_waits_for_help_asks_on(said: str, rest: str) -> None:
    assert behind_help(said, FIRE) == rest
    assert behind_help(said, "") == ""


async def test_who_waits_in_the_street_is_told_who_checks_the_gas_and_no_other_danger(
    sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    chat = Chat(make(sessions, knowledge, rasa), rasa)
    await chat.say("it smells strongly of gas in the kitchen and Lukas has a headache", "ask_faq")

    told = await chat.say(
        "ok done, we all stand in the street, he's better. who has to come and look at it",
        "ask_faq",
    )

    assert "gas company" in told
    assert "12356" not in told


async def test_a_rule_asked_for_after_a_danger_does_not_repeat_the_advice(
    sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    chat = Chat(make(sessions, knowledge, rasa), rasa)
    assert "先注意安全" in await chat.say("厨房煤气味好大", "ask_faq")

    assert "先注意安全" not in await chat.say("这个是硬性规定还是建议哦", "ask_faq")


async def test_who_writes_english_in_danger_is_told_on_in_english(
    sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    chat = Chat(make(sessions, knowledge, rasa), rasa)

    told = await chat.say("my son swallowed a button battery from a toy I bought yesterday")
    again = await chat.say("can it wait until tomorrow", "ask_faq")

    assert "Once everybody is safe" in told
    assert "刚才说的事" not in again


def test_what_is_offered_in_english_is_tapped_in_english() -> None:
    offers = ("complaint", "report", "not_now")
    reply = offer_of(offers, english=True)
    told = Told(("my kettle leaks",), offers)

    assert [button.title for button in reply.buttons] == ["Complaint", "Report", "Not now"]
    assert tuple(taken_up(button.payload, told) for button in reply.buttons) == offers
