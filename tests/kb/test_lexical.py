"""BM25 as Lucene has it: how rare a word is, how often a text says it, how long the text is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kb.search.lexical import LexicalIndex

UNITS = [["标准", "标准", "日"], ["电动", "自行车", "标准"], [], ["校服"]]


def score(word: str, unit: list[str]) -> float:
    with_it, mean = sum(word in one for one in UNITS), sum(map(len, UNITS)) / len(UNITS)
    rare = math.log(1 + (len(UNITS) - with_it + 0.5) / (with_it + 0.5))
    often = unit.count(word)
    return rare * often / (often + 1.5 * (0.25 + 0.75 * len(unit) / mean))


@pytest.mark.parametrize(
    "question", [["标准"], ["标准", "自行车"], ["标准", "标准"], ["没见过", "校服"], []]
)
def test_a_text_gets_what_each_word_of_the_question_is_worth(question: list[str]) -> None:
    found = LexicalIndex(UNITS).scores(question)

    wanted = [sum(score(word, unit) for word in question) for unit in UNITS]
    assert found.tolist() == pytest.approx(wanted)


@pytest.mark.parametrize("units", [[], [[]], [[], []]])
def test_where_there_are_no_words_nothing_is_found(units: list[list[str]]) -> None:
    assert np.array_equal(LexicalIndex(units).scores(["标准"]), np.zeros(len(units)))
