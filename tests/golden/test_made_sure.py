"""What somebody makes sure of behind an answer is told from it, however it is asked."""

from __future__ import annotations

import uuid

import pytest

from bench import parts
from bot.conversation.memory import Memory
from bot.conversation.understanding.measured import measured_in
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    ("words", "told"),
    [
        # Of two values the one that is written.
        (("屋里甲醛限值多少", "嗯 是一小时的还是一天的"), "写的是“一小时”"),
        (("投诉多久受理", "是工作日还是自然日"), "7 个工作日内决定受理"),
        (("投诉多久受理", "那7天是工作日还是自然日哦"), "7 个工作日内决定受理"),
        # Another value was heard of: what is written, and where the other one may be from.
        (("投诉多久受理", "你确定？我听说是十五天"), "7 个工作日内决定受理"),
        (("投诉多久受理", "你确定？我听说是十五天"), "您听说的“十五天”，上面这一条里没有"),
        (("举报多久有结果", "真的假的，我听说是七天"), "15 个工作日内核查"),
        (("举报多久有结果", "不是吧 我看到的是60天"), "15 个工作日内核查"),
        # What was measured, and the limit.
        (("屋里甲醛限值多少", "我家测出来0.06，超标没"), "没有超过这个限值"),
        (("屋里甲醛限值多少", "0.1算超没"), "比这个限值大，超过了"),
        (("测了甲醛0.05", "租的房子甲醛多少算合格", "那我这个超了不"), "没有超过这个限值"),
        (
            ("卧室甲醛测了0.12。住人的房子甲醛按哪个标准看", "那我这个算超了不"),
            "0.08 mg/m³：比这个限值大，超过了",
        ),
        (("衣服甲醛含量是多少算超标", "测出来是甲醛50，合格不"), "B 类不超过 75 mg/kg：没有超过"),
    ],
)
def test_it_is_told_from_the_answer(talk: parts.Talker, words: tuple[str, ...], told: str) -> None:
    assert told in talk.last(*words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("退一赔三是怎么规定的", "食品十倍赔偿是怎么规定的", "我捋一下，这两种最低各赔多少"),
            ("500 元", "1000 元"),
        ),
        (
            ("投诉多久受理", "举报多久有结果", "那这两个期限分别是多久"),
            ("7 个工作日", "15 个工作日"),
        ),
        (("不明码标价罚多少", "卖过期食品罚多少", "两种各罚多少嘛"), ("5000 元", "五万元")),
    ],
)
def test_two_rules_told_in_different_turns_are_told_together(
    talk: parts.Talker, words: tuple[str, ...], told: tuple[str, ...]
) -> None:
    said = talk.last(*words)
    assert all(one in said for one in told)


def test_sixty_days_are_no_working_days(talk: parts.Talker) -> None:
    assert "连着算" in talk.last("投诉要多久", "60天是算工作日还是自然日")


@pytest.mark.parametrize(
    ("words", "untold"),
    [
        (("投诉多久受理", "这个是强制的还是推荐的"), "写的是"),
        (("小区白天晚上噪声标准是多少分贝？", "是白天的还是晚上的"), "写的是"),
        (("校服看什么标准", "那我这个合格不"), "限值"),
        (("电梯多久检一次", "你确定吗 物业说是两年"), "依据里是这样写的"),
        (("你确定？我听说是十五天",), "依据里是这样写的"),
    ],
)
def test_nothing_is_made_sure_of_that_was_not_told(
    talk: parts.Talker, words: tuple[str, ...], untold: str
) -> None:
    assert untold not in talk.last(*words)


def test_what_was_only_offered_is_not_asserted(talk: parts.Talker) -> None:
    who = uuid.uuid4().hex
    talk.replies("多久告诉我收不收", who)
    reply = talk.replies("你确定？我听说是十五天", who)[0]
    assert reply.kind is not ReplyKind.ANSWER


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("花钱找人测,卧室甲醛0.12。", "甲醛 0.12"),
        ("甲醛测出来是50mg/kg", "甲醛 50 mg/kg"),
        ("甲醛 1 小时均值是多少", ""),
        ("甲醛标准GB/T 18883-2022", ""),
        ("甲醛不超过0.08", ""),
    ],
)
def test_a_value_is_one_that_was_measured(words: str, value: str) -> None:
    assert measured_in(words) == value


def test_what_was_told_again_keeps_its_place() -> None:
    memory = Memory()
    for entry in ("faq:a", "faq:b", "faq:a"):
        memory = Memory(entry=entry, topic=entry).with_trail_of(memory)
    assert [one.entry for one in memory.in_order] == ["faq:a", "faq:b"]
    assert memory.trail[-1].entry == "faq:a"
