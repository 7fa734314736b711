"""An entry that names no time answers no when, one without a number no how much."""

from __future__ import annotations

import pytest

from kb.fitting import lacks_the_fact


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("投诉后几天告诉我受不受理", "不予受理的，应当告知理由，并告诉您其他解决途径。"),
        ("标准化法哪天施行的", "举报投诉在第三十五条，民事责任在第三十六条。"),
        (
            "规划要新加多少地方标准",
            "没有核实到，《办法》自 2020 年 3 月 1 日起施行。",
        ),
        ("医保报销多少", "找医疗保障部门，拿不准打 12345。"),
        ("举报违法能奖多少", "主要看第 5 条列的几种情形；GB 17761-2024 不在里面。"),
        ("试点哪年做完的", "规划要求做试点，规划期到 2020 年已经结束。"),
        ("工程师几月份报名", "推行工程师制度，2018 年开始。"),
        ("宣传周是几号开始", "每年 9 月。"),
        ("条例哪年出的", "每年 10 月 14 日。"),
    ],
)
def test_what_is_asked_is_not_in_the_answer(question: str, answer: str) -> None:
    assert lacks_the_fact(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("投诉后几天告诉我受不受理", "7 个工作日内告诉您。"),
        ("质量月在几月", "每年 9 月。"),
        ("世界标准日几号", "10 月 14 日。"),
        ("多久能处理好", "尽快处理，没有固定的日子。"),
        ("举报违法能奖多少", "最高一百万元。"),
        ("没公开标准罚多少", "《标准化法》对这种情况没有罚款。"),
        ("检测收多少钱", "不收钱。"),
        ("几个邻居一块投诉行不行", "可能有影响。"),
        ("校服归谁管", "看情况。"),
    ],
)
def test_what_is_asked_is_there_or_cannot_be_told(question: str, answer: str) -> None:
    assert not lacks_the_fact(question, answer)
