"""What a told answer says of one thing is found in it, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from kb.asked import FACET_FACTS, FACTS, Asked, fact_wanted, without_facet
from kb.text.facet import Facet
from kb.within import is_said, sentences_with, without_asking

BOTH = "电池看 GB 43854-2024，2024 年 11 月 1 日起实施；充电器看 GB 42296-2022。鼓包的打 12315。"


@pytest.mark.parametrize(
    ("words", "asked", "said"),
    [
        (["充电器"], Asked.STANDARD, "充电器看 GB 42296-2022。"),
        (["头盔"], Asked.STANDARD, ""),
        (["鼓包"], Asked.WHO, "鼓包的打 12315。"),
        (["鼓包"], Asked.STANDARD, ""),
    ],
)
def test_a_sentence_must_hold_the_words_and_the_fact(
    words: list[str], asked: Asked, said: str
) -> None:
    assert sentences_with(BOTH, words, FACTS[asked]) == said


def test_a_date_is_one_of_coming_into_force() -> None:
    said = sentences_with(BOTH, [], FACET_FACTS[Facet.EFFECTIVE])

    assert said == "电池看 GB 43854-2024，2024 年 11 月 1 日起实施；"


@pytest.mark.parametrize(
    ("text", "says"),
    [("这事谁管", False), ("那个归哪个管", False), ("评几星", True), ("白天", True), ("醋", True)],
)
def test_words_that_only_ask_say_nothing(text: str, says: bool) -> None:
    assert is_said(text) is says


def test_words_of_a_facet_are_no_words_of_the_thing() -> None:
    assert not without_asking(without_facet("什么时候必须执行")).strip()


@pytest.mark.parametrize(
    ("question", "told", "holds"),
    [
        ("现在几月", "1997 年恢复举办。", False),
        ("现在几月", "每年的 9 月。", True),
        ("哪年定的", "每年的 10 月 14 日。", False),
        ("是几号", "每年 9 月。", False),
        ("要多久", "15 个工作日内。", True),
    ],
)
def test_a_question_that_names_the_unit_wants_it(question: str, told: str, holds: bool) -> None:
    fact = fact_wanted(question, Asked.WHEN)

    assert fact is not None
    assert (fact.search(told) is not None) is holds
