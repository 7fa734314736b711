from __future__ import annotations

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from bot.campaigns.drawing.certificate import (
    MARGIN,
    SIZE,
    SMALL_PRINT,
    CannotDraw,
    chinese_date,
    draw_certificate,
)

DAY = date(2026, 10, 14)
QUIZ = "世界标准日知识问答"
LONG_QUIZ = "质量月充电器、插线板、电动自行车安全标准知识问答（社区专场）第三期" + "测" * 27
OPERATOR = "重庆市市场监督管理局"


def certificate(name: str, quiz: str = QUIZ, operator: str = OPERATOR) -> np.ndarray:
    content = draw_certificate(name, quiz, 8, 10, DAY, operator)
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)


@pytest.mark.parametrize(
    "name",
    ["燊", "李明", "欧阳娜", "司马相如", "阿卜杜热西提·买买提江", "名" * 20, "Li Ming", "W" * 20],
)
def test_a_name_of_any_allowed_length_is_drawn_inside_the_frame(name: str) -> None:
    drawn, other = certificate(name), certificate("一")

    assert (drawn[:, :MARGIN] == other[:, :MARGIN]).all()
    assert (drawn[:, -MARGIN:] == other[:, -MARGIN:]).all()
    changed = np.argwhere((drawn != other).any(axis=2))
    assert 340 < changed[:, 0].min() <= changed[:, 0].max() < 486  # between title and rule


def test_it_is_a_png_of_the_size_of_paper() -> None:
    content = draw_certificate("李明", QUIZ, 8, 10, DAY, OPERATOR)

    drawn = Image.open(io.BytesIO(content))
    assert (drawn.format, drawn.size, drawn.mode) == ("PNG", SIZE, "RGB")
    assert len(content) < 400_000


def test_long_quiz_and_operator_keep_to_their_places() -> None:
    drawn = certificate(
        "李明", LONG_QUIZ, "重庆市某某区市场监督管理局标准化与质量发展科宣传小组办公室"
    )
    plain = certificate("李明")

    assert len(LONG_QUIZ) == 60
    for side in (np.s_[:, :MARGIN], np.s_[:, 1 - MARGIN :], np.s_[:490], np.s_[830:]):
        assert (drawn[side] == plain[side]).all()


def test_a_longer_name_is_written_smaller() -> None:
    def height(name: str) -> int:
        changed = np.argwhere((certificate(name) != certificate("\u3000一")).any(axis=2))
        return int(np.ptp(changed[:, 0]))

    assert height("国国") > height("国" * 12) > height("国" * 20) > 30


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "姓名还没有写"),
        ("  \u3000", "姓名还没有写"),
        ("名" * 21, "姓名太长：最多 20 个字，现在有 21 个"),
        ("李\x00明", r"U\+0000"),
        ("李明\n", r"U\+000A"),
        ("李\u202e明", r"U\+202E"),
        ("李\u200b明", r"U\+200B"),
        ("李明😀", "😀"),
        ("𠮷野", "𠮷"),
    ],
)
def test_a_name_that_can_not_be_drawn_is_refused(name: str, says: str) -> None:
    with pytest.raises(CannotDraw, match=says):
        draw_certificate(name, QUIZ, 8, 10, DAY, OPERATOR)


@pytest.mark.parametrize(("quiz", "operator"), [("", OPERATOR), ("问" * 61, OPERATOR), (QUIZ, "")])
def test_quiz_and_operator_are_needed(quiz: str, operator: str) -> None:
    with pytest.raises(CannotDraw):
        draw_certificate("李明", quiz, 8, 10, DAY, operator)


def test_score_and_day_are_written_on_it() -> None:
    def content(score: int, on: date) -> bytes:
        return draw_certificate("李明", QUIZ, score, 10, on, OPERATOR)

    assert content(8, DAY) == content(8, DAY)
    assert content(8, DAY) != content(9, DAY)
    assert content(8, DAY) != content(8, date(2026, 10, 15))
    assert chinese_date(DAY) == "2026 年 10 月 14 日"


def test_the_small_print_says_what_it_is_not() -> None:
    assert SMALL_PRINT == "本证书只作纪念，不是资格证明。姓名由本人填写，未经核对，也不保存。"
