from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.campaigns.drawing.fonts import (
    FOLDER,
    NEVER_FIRST,
    NEVER_LAST,
    CannotDraw,
    balanced,
    drawable,
    fit,
    font,
    missing,
    require,
    wrap,
)
from bot.settings import ROOT

BLANK = frozenset(" \xa0\u3000")
SIZE = 20


@pytest.mark.parametrize("bold", [False, True])
def test_every_character_listed_can_be_drawn(bold: bool) -> None:
    face = font(SIZE, bold=bold)

    blank = {letter for letter in drawable() if face.getmask(letter).getbbox() is None}

    assert blank == BLANK


def test_all_chinese_of_gb_2312_and_more_is_listed() -> None:
    rows = [bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    chinese = "".join(pair.decode("gb2312", errors="ignore") for pair in rows)

    assert len(chinese) == 6763
    assert missing(chinese) == ""
    assert missing("喆堃燊翀玥祎犇鱻") == "鱻"  # outside the table of 8,105 characters
    assert missing("①⑳℃²³·—…“”‘’（）「」％ＧＢ") == ""


# Slips of the pen that a cry for help may have; nobody draws them.
NEVER_DRAWN = {"danger.yml"}
SEEDS = sorted(p for p in (ROOT / "data/seeds").rglob("*.*") if p.name not in NEVER_DRAWN)


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name)
def test_all_that_comes_with_the_software_can_be_drawn(path: Path) -> None:
    assert missing("".join(path.read_text(encoding="utf-8").split())) == ""


def test_fonts_come_with_their_licence_and_are_small() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.woff2"):
        assert path.stat().st_size < 2_000_000


def test_a_font_is_opened_once() -> None:
    assert font(33) is font(33)
    assert font(33, bold=True).getname() == ("Noto Sans SC", "Bold")


def test_what_is_missing_is_named_once() -> None:
    assert missing("标准😀和😀\u200b") == "😀\u200b"
    with pytest.raises(CannotDraw) as problem:
        require("标题", "标准😀\x07", 20)
    assert "标题里有画不出的字符：😀、U+0007" in problem.value.for_citizen


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "还没有写"), ("\u3000 ", "还没有写"), ("标" * 9, "最多 8 个字，现在有 9 个")],
)
def test_empty_and_long_texts_are_refused(text: str, says: str) -> None:
    with pytest.raises(CannotDraw, match=says):
        require("标题", text, 8)


@pytest.mark.parametrize(
    ("text", "em", "lines"),
    [
        ("标准让生活更美好", 4, ["标准让生", "活更美好"]),
        # A closing mark takes its character along.
        ("标准让生，活更美好", 4, ["标准让", "生，活更", "美好"]),
        ("他说：“好的。”", 4, ["他说：", "“好", "的。”"]),
        # An opening mark goes to the next line.
        ("请看标《标准》", 4, ["请看标", "《标准》"]),
        ("标准（强制性）", 3, ["标准", "（强制", "性）"]),
        ("占比达到百分之 5%", 8, ["占比达到百分之", "5%"]),
        # Standard numbers, words and numbers with their unit stay whole.
        ("认准 GB 17761-2024 再买", 7, ["认准", "GB 17761-2024", "再买"]),
        ("查询 std.samr.gov.cn 网", 9, ["查询", "std.samr.gov.cn 网"]),
        ("日期是 10 月 14 日", 4, ["日期是", "10 月", "14 日"]),
        ("一行\n二行", 9, ["一行", "二行"]),
        ("", 9, []),
        ("  标准  ", 9, ["标准"]),
    ],
)
def test_lines_break_the_chinese_way(text: str, em: int, lines: list[str]) -> None:
    assert wrap(text, font(SIZE), em * SIZE) == lines


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = wrap("a" * 40, font(SIZE), 5 * SIZE)

    assert "".join(lines) == "a" * 40
    assert all(font(SIZE).getlength(line) <= 5 * SIZE for line in lines)


letters = st.sampled_from("标准重庆市场监督管理 GBT20-/.，。、；：？！）》」』”’…%（《「『“‘")


@settings(max_examples=300, deadline=None)
@given(st.text(letters, max_size=60), st.integers(4, 20))
def test_no_line_is_wider_than_it_may_be_and_nothing_is_lost(text: str, em: int) -> None:
    lines = wrap(text, font(SIZE), em * SIZE)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(font(SIZE).getlength(line) <= em * SIZE for line in lines)


prose = st.lists(
    st.sampled_from(
        ["标准", "重庆市", "，", "。", "（", "）", "“好”", "《法》", "GB 2760-2024", "5%"]
    ),
    max_size=30,
)


def _sensible(pieces: list[str]) -> str:
    """The pieces without two marks side by side, which no line could hold together for long."""
    kept: list[str] = []
    for piece in pieces:
        if not (kept and len(kept[-1]) == 1 and len(piece) == 1):
            kept.append(piece)
    return "".join(kept).lstrip("，。）")


@settings(max_examples=300, deadline=None)
@given(prose, st.integers(11, 20))
def test_no_line_begins_or_ends_with_the_wrong_mark(pieces: list[str], em: int) -> None:
    text = _sensible(pieces).rstrip("（")

    for line in wrap(text, font(SIZE), em * SIZE):
        assert line[0] not in NEVER_FIRST
        assert line[-1] not in NEVER_LAST


def test_headlines_break_between_words_and_rather_after_a_pause() -> None:
    face, width = font(SIZE, bold=True), 12 * SIZE

    assert balanced("买童装先看吊牌上的安全类别标志", face, width) == [
        "买童装先看吊牌上",
        "的安全类别标志",
    ]
    assert balanced("质量月到了：家里的东西查一遍", face, width) == [
        "质量月到了：",
        "家里的东西查一遍",
    ]
    assert balanced("标准", face, width) == ["标准"]


def test_the_largest_size_that_fits_is_taken() -> None:
    sizes = [(60, 1), (40, 2), (20, 3)]

    assert fit("标准", 200, sizes).face.size == 60
    assert fit("标准标准标", 200, sizes).face.size == 40
    assert fit("", 200, sizes).height == 0
    with pytest.raises(CannotDraw, match="太长"):
        fit("标" * 31, 200, sizes)
