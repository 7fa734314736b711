from __future__ import annotations

from datetime import date

import pytest

from kb.answering import Answerer, Certainty
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

TODAY = date(2026, 11, 23)


@pytest.fixture
def answerer(knowledge: LiveKnowledge) -> Answerer:
    return Answerer(knowledge, load_normaliser(), lambda: TODAY)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("世界标准日是哪天", "faq:standards-day"),
        ("世界标准日是几月几号啊", "faq:standards-day"),
        ("投诉跟举报有啥子不一样", "faq:complaint-or-report"),
        ("世界標準日是什麼時候", "faq:standards-day"),
    ],
)
async def test_a_question_in_other_words_gets_the_entry_with_its_source(
    answerer: Answerer, question: str, entry: str
) -> None:
    answer = answerer.answer(question)

    assert (answer.certainty, answer.entry) == (Certainty.SURE, entry)
    assert "来源：" in answer.text


@pytest.mark.parametrize("question", ["明天重庆下雨吗", "给我写首诗", "茅台股票多少钱"])
async def test_a_question_from_elsewhere_is_not_answered(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).certainty is not Certainty.SURE


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("GB 2760-2014 还有效吗", ["已被代替", "GB 2760-2024"]),
        ("国标2760还有效吗", ["GB 2760-2024", "现行有效"]),
        ("gb7718 2025", ["即将实施", "2027-03-16"]),
        ("GB 7718 是现行的吗", ["GB 7718-2011", "现行有效", "GB 7718-2025"]),
        ("GB 50368-2005", ["已废止", "GB 55038-2025"]),
        ("GB 31888 是什么", ["GB/T 31888-2015", "推荐性标准"]),
        ("GB 99999 还有效吗", ["没有查到 GB 99999"]),
        ("GB 17761-2051", ["没有查到 GB 17761-2051", "GB 17761-2024"]),
    ],
)
async def test_a_citizen_asks_for_a_standard_by_number(
    answerer: Answerer, question: str, said: list[str]
) -> None:
    text = answerer.answer(question).text

    assert all(part in text for part in said), text


async def test_an_unknown_number_is_not_answered_as_if_known(answerer: Answerer) -> None:
    assert answerer.answer("GB 99999-2023 是强制的吗").certainty is Certainty.UNKNOWN


async def test_the_nature_is_said_first_when_that_was_asked(answerer: Answerer) -> None:
    answer = answerer.look_up(StandardNumber.parse("GB 17761"), Facet.NATURE)

    assert answer.text.startswith("GB 17761-2024 是强制性标准")


async def test_an_entry_resting_on_a_replaced_standard_says_so(answerer: Answerer) -> None:
    text = answerer.answer("食品添加剂看哪个标准").text

    assert "GB 2760-2014 已被代替，由 GB 2760-2024 代替" in text


async def test_the_day_a_successor_takes_over_the_old_edition_is_replaced(
    knowledge: LiveKnowledge,
) -> None:
    later = Answerer(knowledge, load_normaliser(), lambda: date(2027, 3, 16))

    assert "已被代替" in later.answer("GB 7718-2011 还有效吗").text
    assert "现行有效" in later.answer("GB 7718 还有效吗").text


async def test_a_picked_choice_is_given(answerer: Answerer) -> None:
    given = answerer.give("faq:standards-day")

    assert given is not None
    assert "10 月 14 日" in given.text
    assert answerer.give("faq:withdrawn") is None
