"""An entry that names no time answers no when, one without a number no how much."""

from __future__ import annotations

import pytest

from kb.fitting import lacks_the_fact, lacks_the_unit


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
        # What the question says itself, what is no count.
        ("酱油氨基酸态氮多少算一级", "等级看 GB/T 18186-2000，瓶身写特级、一级等。"),
        ("醋总酸多少算合格", "食醋看 GB 2719-2018，味精看 GB/T 8967-2007，后两个是推荐性。"),
        ("买到三无产品赔多少", "没有标准号、假冒、3C 造假的，打 12315。"),
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


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("安全座椅几岁可以不用", "看 GB 27887-2024，按孩子的身高体重选。"),
        ("充电宝几瓦时能上飞机", "自 2025 年 6 月 28 日起，禁止携带没有 3C 的充电宝。"),
        ("夜里几点后算扰民", "1 类区夜间 45 分贝；2 类区夜间 50 分贝。"),
        ("电锯多少分贝算扰民", "扰民可以打 12345。"),
        ("月饼包装最多几层", "看 GB 23350-2021，2023 年 9 月 1 日起实施。"),
        ("ISO有多少个成员", "25 个国家的代表在伦敦开会决定成立它。"),
        ("标准化法是谁制定的", "标准是那把尺子，标准化是造尺子、用尺子的整套工作。"),
        ("行李能带多少公斤", "不超过 1 件。"),
        ("冷藏要几度", "按 3 条要求放。"),
    ],
)
def test_the_unit_asked_for_is_not_in_the_answer(question: str, answer: str) -> None:
    assert lacks_the_unit(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("校服几岁以下要看童装标准", "14 岁及以下还要符合 GB 31701-2015。"),
        ("噪音白天多少分贝", "白天 55 分贝。"),
        ("电动车多少公里限速", "每小时 25 公里。"),
        ("灶具用几度电", "年限没有核实到，不敢报数。"),
        ("世界标准日是谁定的", "是国际标准化组织（ISO）的理事会决定的。"),
        ("对标准提几点建议", "写明标准号。"),
        ("几个人可以一起投诉", "可以推选代表。"),
    ],
)
def test_the_unit_asked_for_is_in_the_answer_or_said_to_be_unknown(
    question: str, answer: str
) -> None:
    assert not lacks_the_unit(question, answer)
