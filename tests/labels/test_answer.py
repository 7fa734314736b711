"""What is said to a label, with a small catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from bot.kit.messages import ReplyKind
from bot.labels.answer import SURE, SURE_OF_UNKNOWN, LabelAnswers, Said, looked
from bot.labels.printed import Printed, printed_on
from kb.answering import Answerer
from kb.catalogue import Catalogue, Edition
from kb.knowledge import HasSnapshot
from kb.models import Standard
from kb.ocr.wire import Line, Page
from tests.content import small_content
from tests.labels.test_printed import page

TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def answers() -> LabelAnswers:
    rows = [row for row in small_content() if isinstance(row, Standard)]
    catalogue = Catalogue(Edition.of(row, ()) for row in rows)
    knowledge = SimpleNamespace(snapshot=SimpleNamespace(catalogue=catalogue, entries={}))
    answerer = Answerer(cast(HasSnapshot, knowledge), str, lambda: TODAY)
    return LabelAnswers(answerer, catalogue, TODAY)


def said_to(answers: LabelAnswers, *lines: str, sure: float = 0.99) -> Said:
    said = answers.to(printed_on(page(*lines, sure=sure)))
    assert said is not None
    return said


def test_a_number_in_force_gets_its_card_and_the_offer(answers: LabelAnswers) -> None:
    said = said_to(answers, "产品名称：校服", "执行标准：GB/T 31888-2015", "厂名：云朵服饰有限公司")

    assert "GB/T 31888-2015《中小学生校服》" in said.reply.text
    assert "我要举报" in said.reply.text
    assert said.reply.kind is ReplyKind.ANSWER
    assert said.fields == {
        "product": "校服",
        "respondent": "云朵服饰有限公司",
        "standard": "GB/T 31888-2015",
    }


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("", "要看生产日期"),
        ("生产日期：2024年3月1日", "那时它还没有失效（2025-02-08"),
        ("生产日期：2026年3月1日", "那时它已经不再有效（2025-02-08"),
    ],
)
def test_an_old_number_is_seen_in_the_light_of_the_day_of_make(
    answers: LabelAnswers, made: str, told: str
) -> None:
    said = said_to(answers, "执行标准：GB 2760-2014", made)

    assert "GB 2760-2024" in said.reply.text
    assert told in said.reply.text


@pytest.mark.parametrize(
    ("number", "told"),
    [("GB 99123-2020", "可能是目录还没有收录"), ("Q/YD 0001S-2020", "企业标准和团体标准大多")],
)
def test_a_number_not_known_is_never_called_a_fake(
    answers: LabelAnswers, number: str, told: str
) -> None:
    said = said_to(answers, f"执行标准：{number}")

    assert told in said.reply.text
    assert "不能说东西有问题" in said.reply.text
    assert "假" not in said.reply.text
    assert said.reply.kind is ReplyKind.TALK


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        ("执行标准：GB/T 31883-2015", 0.99),
        ("执行标准：GB 31888-2015", 0.99),
        ("执行标准：6B/I 31888-2O15", 0.99),
        ("执行标准：GB/T 31888-2015", SURE - 0.01),
    ],
)
def test_a_number_that_may_be_misread_is_asked_about(
    answers: LabelAnswers, line: str, sure: float
) -> None:
    said = said_to(answers, line, sure=sure)

    assert "看起来是 GB/T 31888-2015《中小学生校服》" in said.reply.text
    assert said.reply.choices == ("standard:GB/T 31888-2015",)
    assert (said.answer, "standard" in said.fields) == (None, False)


def test_that_the_catalogue_lacks_it_is_only_said_of_a_number_surely_read(
    answers: LabelAnswers,
) -> None:
    seen = page("执行标准：GB 99123-2020", sure=SURE_OF_UNKNOWN - 0.01)

    assert answers.to(printed_on(seen)) is None
    assert "没有看清" in looked(seen, printed_on(seen))


def test_without_a_year_it_says_so(answers: LabelAnswers) -> None:
    assert "没有读到年份，下面说的是 GB 17761-2024" in (
        said_to(answers, "执行标准：GB 17761").reply.text
    )


def test_several_numbers_are_listed_and_one_is_asked_for(answers: LabelAnswers) -> None:
    said = said_to(answers, "GB 7718-2011", "GB 99123-2020", "GB 2760-2014")

    text = said.reply.text
    assert text.index("1. GB 7718-2011") < text.index("2. GB 2760-2014") < text.index("· GB 99123")
    assert text.count("？") == 1
    assert said.reply.choices == ("standard:GB 7718-2011", "standard:GB 2760-2014")


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"brightness": 20.0}, "太暗"),
        ({"sharpness": 3.0}, "有点糊"),
        ({"slant": 90.0}, "正对着"),
        ({"lines": (Line("产品名称：饼干", 0.9, 8.0),)}, "靠近一点"),
        ({}, "那一面"),
    ],
)
def test_one_thing_is_asked_of_a_label_without_a_number(
    changed: dict[str, object], asked: str
) -> None:
    seen = replace(page("产品名称：饼干"), **changed)  # type: ignore[arg-type]

    told = looked(seen, printed_on(seen))

    assert asked in told
    assert told.count("请") == 1


def test_a_picture_without_text_is_asked_nothing(answers: LabelAnswers) -> None:
    assert looked(Page((), 120.0, 40.0), Printed()) == "图片里没有认出标准号。"
    assert answers.to(Printed()) is None
