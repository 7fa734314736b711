"""What leans on what was said before, and the thing it is about."""

from __future__ import annotations

import pytest

from bot.conversation.memory import Memory
from bot.conversation.understanding.leaning import bare, leaning_of
from bot.conversation.understanding.resolving import full_questions, topic_of
from kb.asked import Asked, asked_in


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("数字写法的也报一下", "数字写法"),
        ("充电器又是哪个", "充电器"),
        ("三段是不是又换一个", "三段"),
        ("塑封碗筷另外一本吧", "塑封碗筷"),
        ("23年那个也给我", "23年"),
        ("环境管理的那个", "环境管理"),
        ("换成Q/打头", "Q/打头"),
        ("童自行车也是它么", "童自行车"),
        ("穿外头的呢", "穿外头的"),
    ],
)
def test_what_asks_the_same_of_another_thing(text: str, thing: str) -> None:
    leaning = leaning_of(text)

    assert leaning is not None
    assert bare(leaning.rest) == thing


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("哎不是给娃的，是住院病人吃的特医食品", "住院病人吃的特医食品"),
        ("没说清，我问医院里戴的防护N95", "医院里戴的防护N95"),
        ("说错了，是醋", "醋"),
        ("我不是问这个，我问的是童装", "童装"),
        ("没问你头盔 我要查的是护膝", "护膝"),
        ("不是找这个,我其实要找童车", "童车"),
    ],
)
def test_what_was_meant_instead(text: str, rest: str) -> None:
    leaning = leaning_of(text)

    assert leaning is not None
    assert (leaning.corrects, leaning.rest) == (True, rest)


def test_an_english_question_is_completed_in_english() -> None:
    topic = topic_of("When is World Standards Day?")
    leaning = leaning_of("which organization started it?")
    memory = Memory(entry="faq:x", about="When is World Standards Day?", topic=topic)

    assert topic == "World Standards Day"
    assert leaning is not None
    assert full_questions(leaning, memory)[0] == "which organization started World Standards Day"


def test_a_bare_noun_after_a_question_for_a_standard_asks_for_its_own() -> None:
    memory = Memory(entry="faq:x", about="薯条看什么标准", topic="薯条", asked=Asked.STANDARD.value)
    leaning = leaning_of("薯片")

    assert leaning is not None
    assert "薯片执行什么标准" in full_questions(leaning, memory)


def test_the_food_safety_standard_of_a_thing_asks_for_a_standard() -> None:
    assert asked_in("酱油的食品安全标准") is Asked.STANDARD


@pytest.mark.parametrize("text", ["推荐性标准必须执行吗", "强制性标准不执行会怎么样"])
def test_a_question_about_all_of_a_kind_is_about_no_single_one(text: str) -> None:
    leaning = leaning_of(text)

    assert leaning is None or not leaning.strong


@pytest.mark.parametrize("text", ["推荐性的呢", "推荐性标准呢", "强制性的那本"])
def test_the_other_kind_of_what_was_talked_about_leans(text: str) -> None:
    leaning = leaning_of(text)

    assert leaning is not None
    assert leaning.strong


def test_a_correction_may_begin_in_chongqing_speech() -> None:
    leaning = leaning_of("搞错咯 最后是61")

    assert leaning is not None
    assert (leaning.corrects, leaning.rest) == (True, "最后是61")
