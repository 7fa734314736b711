"""What a question takes for granted and the record or the entry says otherwise is named first."""

from __future__ import annotations

from datetime import date

import pytest

from bot.kit.db import SessionFactory
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser
from kb.premise import days_in, denied_by_text, states
from tests.content import faq, small_content

TODAY = date(2026, 11, 23)
DAY = "世界标准日是每年的 10 月 14 日。1969 年定的。"
TERM = "自投诉受理之日起 60 日内终止调解；之前 7 个工作日内决定是否受理。"
TRIPLE = "退一赔三：增加赔偿的金额为价款的三倍，不足 500 元的按 500 元。"


@pytest.fixture
def answerer(knowledge: LiveKnowledge) -> Answerer:
    return Answerer(knowledge, load_normaliser(), lambda: TODAY)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("GB 17761-2024不是明年才实施吗", "不是，GB 17761-2024 从 2025 年 9 月 1 日起实施"),
        ("GB 17761-2024还没实施吧", "不是，GB 17761-2024 从 2025 年 9 月 1 日"),
        ("GB 17761-2024是2026年1月1日实施的对吧", "不是，GB 17761-2024 从 2025 年 9 月"),
        ("GB 7718-2025已经实施了吧", "不是，GB 7718-2025 要到 2027 年 3 月 16 日才实施"),
        ("GB/T 31888-2015是强制的吧", "不是，GB/T 31888-2015 不是强制性的"),
        ("GB 17761-2024只是推荐性的吧", "不是，GB 17761-2024 是强制性标准"),
        ("GB 17761-2024已经废止了吧", "不是，GB 17761-2024 没有废止"),
        ("GB 17761-2024就是这个厂的生产许可证号噻", "不是，GB 17761-2024 是标准号，不是许可证"),
        ("GB/T 31888-2015是条形码吗", "不是，GB/T 31888-2015 是标准号，不是条形码"),
        ("GB 2760-2014还有效吧", "不是，GB 2760-2014 已被代替"),
        ("最新的就是GB 2760-2014咯", "不是，GB 2760-2014 不是最新的，最新的是 GB 2760-2024"),
    ],
)
def test_a_record_that_says_otherwise_corrects_first(
    answerer: Answerer, question: str, begins: str
) -> None:
    assert answerer.answer(question).text.startswith(begins)


@pytest.mark.parametrize(
    "question",
    [
        "GB 17761-2024什么时候实施",
        "GB 17761-2024是强制的吧",
        "GB 17761-2024是强制的还是推荐的",
        "GB 17761-2024已经实施了吧",
        "GB 17761-2024是2025年9月实施的吧",
        "GB/T 31888-2015是推荐性的吧",
        "GB 2760-2014已经废止了吧",
        "GB 7718-2025还没实施吧",
        "最新的是GB 2760-2024吧",
    ],
)
def test_what_is_so_is_not_denied(answerer: Answerer, question: str) -> None:
    assert not answerer.answer(question).text.startswith("不是，")


def test_an_entry_with_another_day_corrects_first(answerer: Answerer) -> None:
    assert answerer.answer("世界标准日是5月20吧").text.startswith("不是“5月20”。\n世界标准日是")
    assert answerer.answer("世界标准日是10月14吧").text.startswith("世界标准日是")


@pytest.mark.parametrize(
    ("question", "answer", "denied"),
    [
        ("世界标准日不就是三月份嘛", DAY, "三月份"),
        ("消费者权益日是5月1号吧", "每年的 3 月 15 日，1983 年确定。", "5月1号"),
        ("标准化法是1988年实施的吧", "2017 年修订，2018 年 1 月 1 日起施行。", "1988年"),
        ("听说投诉是四十五个工作日调解完", TERM, "四十五个工作日"),
        ("新规定说45个工作日之内必须调解完 没错吧", "60 日内终止调解。", "45个工作日"),
        ("退一赔五倍是吧", "价款的三倍。", "五倍"),
        ("听说重庆还是38个区县嘛", "现在是 37 个区县。", "38个区县"),
    ],
)
def test_a_value_the_answer_puts_otherwise_is_denied(
    question: str, answer: str, denied: str
) -> None:
    assert denied_by_text(question, answer, TODAY) == f"不是“{denied}”。"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        # What happened to somebody is no statement about the rule.
        ("我买了10天的手机坏了能退吧", "7 日内可以退。"),
        ("三年前买的还能投诉吧", "从知道之日起 2 年内可以。"),
        # The answer names it further on, or several at once.
        ("最少赔500元是吧", TRIPLE),
        ("是3年吧", "整机 1 年，主要部件 2 年。"),
        ("标准化法是2018年实施的吧", "2017 年修订，2018 年 1 月 1 日起施行。"),
        # Nothing is stated.
        ("调解要多少天", TERM),
        ("世界标准日是哪天", DAY),
        ("是60天还是45天", TERM),
    ],
)
def test_nothing_is_denied_that_may_be_so(question: str, answer: str) -> None:
    assert denied_by_text(question, answer, TODAY) == ""


async def test_a_new_standard_that_is_to_come_is_not_taken_for_one_in_force(
    sessions: SessionFactory, builder: SnapshotBuilder
) -> None:
    answer = "现在看 GB 2760-2024；新的是 GB 7718-2025。"
    async with sessions.begin() as session:
        session.add_all([*small_content(), faq("bank", "充电宝有新国标吗？", answer)])
    live = LiveKnowledge(sessions, sessions.begin, builder)
    await live.refresh()
    answerer = Answerer(live, load_normaliser(), lambda: TODAY)

    told = answerer.answer("充电宝新国标已经强制大半年了").text

    assert "GB 7718-2025《预包装食品标签通则》要到 2027 年 3 月 16 日才实施" in told
    assert "才实施" not in answerer.answer("充电宝有新国标吗").text


def test_dates_are_read_as_far_as_they_are_said() -> None:
    found = days_in("明年3月，2025年9月1日，十月十四", TODAY)

    assert [(one.year, one.month, one.day) for one in found] == [
        (2027, 3, 0),
        (2025, 9, 1),
        (0, 10, 14),
    ]


def test_who_asks_openly_states_nothing() -> None:
    assert states("三包是两年吧")
    assert not states("三包是几年")
