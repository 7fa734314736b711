"""What is asked word for word but for words without a meaning of their own comes first."""

from __future__ import annotations

import pytest

from kb.preferring import bare_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("世界标准日哪天", "世界标准日是哪天？"),
        ("世界标准日到底是哪一天呀", "世界标准日哪一天"),
        ("校服的标准是什么", "校服标准什么"),
    ],
)
def test_words_without_meaning_make_no_other_question(one: str, other: str) -> None:
    assert bare_of(one) == bare_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("是不是强制的", "不强制的"), ("还是推荐性", "推荐性"), ("世界标准日哪天", "世界标准日几号")],
)
def test_what_changes_the_meaning_stays(one: str, other: str) -> None:
    assert bare_of(one) != bare_of(other)
