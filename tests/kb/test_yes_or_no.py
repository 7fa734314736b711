from __future__ import annotations

from datetime import date

import pytest

from kb.answer import Certainty
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.yes_or_no import to_its_own_question

FOOD = ("是。食品安全标准是强制执行的标准。", "食品安全标准是强制的吗？")
BANK = ("不能。没有 3C 标识的不能带上飞机。", "没有 3C 的充电宝能上飞机吗？")
PRICE = ("不行。一般标人民币金额。", "价签可以只写英文、美元吗？")
BOTTLE = ("不能。未经检验的不得使用。", "煤气罐过期了还能充气吗？")
TRIAL = ("有，GB/T 9963-2025。", "洗发水有标准吗？")


@pytest.mark.parametrize(
    ("entry", "asked"),
    [
        (FOOD, "食品安全标准可以不执行不"),
        (FOOD, "食品类的标准可以不照做吗"),
        (FOOD, "食品安全标准是不是可以不管"),
        (BANK, "有3C的充电宝能带上飞机吗"),
        (BANK, "带充电宝坐飞机"),
        (BANK, "3C充电宝才能带上飞机吗"),
        (PRICE, "标价要写人民币吗"),
        (BOTTLE, "50公斤大罐餐馆能用吗"),
        (BOTTLE, "气瓶检验标志在哪"),
        (TRIAL, "洗发水标准号是什么"),
    ],
)
def test_a_yes_or_no_to_another_question_says_to_which(entry: tuple[str, str], asked: str) -> None:
    answer, title = entry

    said = to_its_own_question(answer, title, asked)

    assert said == f"关于“{title.rstrip('？')}”：{answer}"


@pytest.mark.parametrize(
    ("entry", "asked"),
    [
        (FOOD, "食品安全标准是强制的吗？"),
        (FOOD, "食品的标准是不是强制性的"),
        (BANK, "没3C的移动电源能不能上飞机"),
        (BANK, "充电宝没有认证标志可以带上飞机吗"),
        (PRICE, "标价用美元行不行"),
        (BOTTLE, "气瓶过期了能用不"),
        (TRIAL, "洗头膏有没有标准"),
        (("看 GB 1-2020。", "甲看什么标准？"), "甲不看标准可以吗"),
    ],
)
def test_to_its_own_question_it_opens_the_answer(entry: tuple[str, str], asked: str) -> None:
    answer, title = entry

    assert to_its_own_question(answer, title, asked) == answer


@pytest.fixture(scope="module")
def answerer(all_content: LiveKnowledge) -> Answerer:
    return Answerer(all_content, load_normaliser(), lambda: date(2026, 11, 27))


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("食品安全标准可以不执行不", "关于“食品安全标准是强制的吗”：是。"),
        ("有3C的充电宝能带上飞机吗", "关于“没有 3C 的充电宝能上飞机吗”：不能。"),
        ("食品安全标准是强制的吗", "是。"),
    ],
)
def test_the_content_is_told_so(answerer: Answerer, asked: str, begins: str) -> None:
    answer = answerer.answer(asked)

    assert answer.certainty is Certainty.SURE
    assert answer.text.startswith(begins)
    assert "\n来源：" in answer.text
