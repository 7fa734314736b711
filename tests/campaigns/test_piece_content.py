"""A piece's words: a base version, and those of an audience that has its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.campaigns.pieces.content import THEME, PieceContent, Version

BASE = Version("世界标准日", "十月十四日", "今天是世界标准日。")
SCHOOL = Version("标准日来了", "", "同学们好。")


def test_an_audience_gets_its_own_words_and_the_base_ones_for_the_rest() -> None:
    content = PieceContent(base=BASE).with_version("学校", SCHOOL)

    assert content.for_audience("学校") == Version("标准日来了", "十月十四日", "同学们好。")
    assert content.for_audience("社区") == BASE == content.base


def test_a_version_without_words_is_dropped_and_the_others_stay() -> None:
    content = PieceContent(base=BASE).with_version("学校", SCHOOL).with_version("社区", SCHOOL)

    assert set(content.with_version("学校", Version()).versions) == {"社区"}


@pytest.mark.parametrize("one", [Version(title="甲"), Version(digest="乙"), Version(body="丙")])
def test_one_word_makes_a_version(one: Version) -> None:
    assert PieceContent(base=BASE).with_version("学校", one).versions == {"学校": one}


def test_the_base_is_put_without_an_audience() -> None:
    content = PieceContent(base=BASE).with_version("学校", SCHOOL).with_version("", SCHOOL)

    assert (content.base, set(content.versions)) == (SCHOOL, {"学校"})


def test_the_place_of_the_theme_is_kept_until_there_is_one() -> None:
    written = Version(f"主题：{THEME}", THEME, f"今年是{THEME}。")
    content = PieceContent(base=written)

    assert content.filled().base == content.for_audience("学校") == written
    assert replace(content, theme="共享").filled().base == Version(
        "主题：共享", "共享", "今年是共享。"
    )
