"""Questions that got a wrong, a contradictory or another place's answer, in other words too."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answer import Certainty
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, load_normaliser


@pytest.fixture(scope="module")
def answerer(all_content: LiveKnowledge) -> Answerer:
    return Answerer(all_content, load_normaliser(), lambda: date(2026, 11, 27))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("怎么投诉", ["我要投诉", "12315"]),
        ("咋个投诉嘛", ["我要投诉", "12315"]),
        ("我想晓得咋个投诉", ["我要投诉", "12315"]),
        ("如何举报", ["我要举报", "12315"]),
        ("投诉多久有结果", ["7 个工作日", "60 日"]),
        ("投诉要等好久才处理得完", ["7 个工作日", "60 日"]),
        ("举报多久有结果", ["15 个工作日", "90 日"]),
        ("举报多久能处理完", ["15 个工作日", "90 日"]),
        ("投诉的调解期限", ["60 日"]),
        ("DB5101 是哪里的标准", ["成都"]),
        ("规划里说的重庆市地方标准管理办法出台了吗", ["没有核实到"]),
        ("电梯检验不合格还在用罚多少", ["3 万元以上 30 万元以下", "第八十四条"]),
        ("没有国标行标可用，企业必须自己制定标准吗", ["应当制定企业标准"]),
        ("标准化法实施条例修订了没有", ["2024 年 3 月 10 日", "2024 年 5 月 1 日"]),
        ("买到过期的面包能赔多少", ["十倍"]),
        ("燃气软管几年换一次", ["没有核实到", "GB 55009-2021"]),
        ("家里一定要装燃气报警器吗", ["没有核实到", "GB 15322.2-2019"]),
        ("标准化条例对企业奖励多少钱", ["没有核实到现行的金额"]),
        ("商品条码去哪里办", ["2 年"]),
        ("怎么看一个产品合不合格", ["检验合格证明"]),
        ("哪些东西必须有3C", ["目录"]),
        ("标准有有效期吗", ["没有有效期"]),
        ("儿童书桌甲醛看哪个标准", ["GB 28007-2024"]),
        ("房子层高有没得国家标准", ["3.00 米"]),
        ("玩具必须要3C吗", ["电玩具", "2020 年 7 月 1 日"]),
        ("退一赔三还是赔一千", ["三倍", "十倍"]),
        ("网购哪些不能七天退", ["鲜活易腐", "定作"]),
        ("公民可以建议制定推荐性国标吗", ["推荐性的都行", "地方标准"]),
        ("企业标准要公开检验方法吗", ["检验方法"]),
        ("假种子找哪个部门投诉", ["农业农村"]),
        ("ISO 9001 出新版了吗", ["没有核实到"]),
        ("问题导向具体讲什么", ["标准缺失"]),
        ("全市标准化总体水平的目标", ["内陆领先"]),
        ("电子秤不准怎么处罚", ["没收计量器具"]),
        ("牛奶看什么标准", ["GB 25190-2010", "GB 19645-2010"]),
        ("校服执行标准", ["GB/T 31888-2015", "GB 31701-2015"]),
        ("插座国标", ["GB/T 2099.1-2021"]),
        ("保健品怎么看真假", ["GB 16740-2014"]),
    ],
)
def test_the_rule_that_was_asked_for_is_told(
    answerer: Answerer, question: str, said: list[str]
) -> None:
    answer = answerer.answer(question)

    assert answer.certainty is Certainty.SURE, answer
    assert [part for part in said if part not in answer.text] == [], answer.text


@pytest.mark.parametrize(
    "question",
    [
        "成都市的标准化条例什么时候出台的",
        "四川省标准化条例哪年施行",
        "盐城市标准化条例什么时候施行",
        "昆山市标准化条例有多少条",
        "贵州举报奖励细则",
        "成都有没有标准化宣传周",
    ],
)
def test_another_places_question_never_gets_chongqings_rule_as_sure(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.answer(question)

    assert answer.certainty is not Certainty.SURE, answer.text
    assert "2022 年 3 月 1 日" not in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("我在广州买的面包过期了怎么赔", "十倍"),
        ("苏州买的校服标准是强制的吗", "GB 18401-2010"),
        ("重庆市标准化条例什么时候施行", "2022 年 3 月 1 日"),
        ("四川的标准重庆用不用", "DB51"),
    ],
)
def test_goods_from_elsewhere_and_home_are_answered(
    answerer: Answerer, question: str, said: str
) -> None:
    answer = answerer.answer(question)

    assert answer.certainty is Certainty.SURE, answer
    assert said in answer.text


def test_a_partly_local_answer_says_what_holds_elsewhere(answerer: Answerer) -> None:
    text = answerer.answer("喀什的物业乱收费投诉哪个部门").text

    assert "只适用于重庆" in text
    assert "喀什的请以当地规定为准" in text


@pytest.mark.parametrize(
    "question",
    [
        "怎么投诉",
        "投诉流程",
        "如何投诉啊",
        "怎么举报呢",
        "举报步骤",
        "立项建议怎么提",
        "团体标准怎么申报",
        "企业标准怎么公开",
        "试点示范怎么申请",
        "标准化工程师怎么考",
        "领跑者在哪里查",
    ],
)
def test_a_glossary_line_is_no_answer_to_how(answerer: Answerer, question: str) -> None:
    assert not (answerer.answer(question).entry or "").startswith("term:")


@pytest.mark.parametrize(
    ("question", "other"),
    [("投诉有没有奖励", "举报"), ("投诉几天核查完", "举报"), ("举报调解不成怎么办", "投诉")],
)
def test_the_rule_of_the_opposite_matter_is_offered_at_most(
    all_content: LiveKnowledge, answerer: Answerer, question: str, other: str
) -> None:
    answer = answerer.answer(question)
    given = next(
        (e for e in all_content.snapshot.index.entries if e.reference == answer.entry), None
    )

    assert given is None or other not in given.title or question[:2] in given.title, answer.text


def test_where_two_rules_are_nearly_as_likely_neither_is_asserted(answerer: Answerer) -> None:
    answer = answerer.answer("过期饼干怎么赔")

    assert answer.certainty is Certainty.UNSURE
    assert [part for part in ["十倍"] if part not in answer.text] == [], answer.text
