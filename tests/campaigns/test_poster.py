from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
import segno
from PIL import Image

from bot.campaigns.drawing.looks import look_named
from bot.campaigns.drawing.poster import (
    COVER,
    MARGIN,
    SIZE,
    CannotDraw,
    Poster,
    draw_cover,
    draw_poster,
)
from bot.campaigns.drawing.scenery import rgba
from bot.settings import ROOT
from kb.yaml_file import read_yaml

ADDRESS = "https://bz.example.cn/campaigns/12?for=public&in=%E6%B8%9D%E5%8C%97%E5%8C%BA"
POSTER = Poster(
    day="世界标准日",
    date="10 月 14 日",
    theme="美好世界的共同愿景",
    title="标准，就在您身边",
    lines=("没有“/T”，必须执行", "有“/T”，用了就要做到", "查标准 std.samr.gov.cn"),
    address=ADDRESS,
    operator="重庆市市场监督管理局",
)
FULLEST = replace(
    POSTER,
    day="国际消费者权益日暨全国质量月标准化宣传活动周",
    date="10 月 14 日至 11 月 30 日",
    theme="标准" * 20,
    title="标" * 32,
    lines=("标" * 24,) * 5,
    operator="重庆市某某区市场监督管理局标准化与质量发展科宣传小组办公室",
)
NUMBERS = "一二三四五六七八九十"


def picture_of(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def qr_box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where black pixels are: nothing else on a poster is black."""
    black = np.argwhere(np.asarray(picture).sum(axis=2) == 0)
    (top, left), (bottom, right) = black.min(axis=0), black.max(axis=0)
    return int(left), int(top), int(right) + 1, int(bottom) + 1


@pytest.mark.parametrize("look", ["blue", "green", "red"])
def test_a_poster_can_be_printed_and_sent(look: str) -> None:
    content = draw_poster(replace(POSTER, look=look))

    drawn = Image.open(io.BytesIO(content))
    assert (drawn.format, drawn.size, drawn.mode) == ("PNG", SIZE, "RGB")
    assert len(content) < 1_000_000


@pytest.mark.parametrize("address", [ADDRESS, "https://a.cn", "https://a.cn/" + "x" * 120])
def test_the_code_opens_the_address(address: str) -> None:
    picture = picture_of(draw_poster(replace(POSTER, address=address)))

    matrix = [[bool(module) for module in row] for row in segno.make_qr(address, error="m").matrix]
    left, top, right, bottom = qr_box(picture)
    scale = (right - left) / len(matrix)
    assert scale == (bottom - top) / len(matrix) == int(scale) >= 4
    middles = [int((place + 0.5) * scale) for place in range(len(matrix))]
    grey = np.asarray(picture.convert("L"))
    assert [[grey[top + y, left + x] < 128 for x in middles] for y in middles] == matrix
    quiet = grey[
        top - round(4 * scale) : bottom + round(4 * scale),
        left - round(4 * scale) : right + round(4 * scale),
    ].copy()
    quiet[round(4 * scale) : -round(4 * scale), round(4 * scale) : -round(4 * scale)] = 255
    assert quiet.min() >= 250


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (NUMBERS[:4], ("标准",)),
        (NUMBERS[:8], ("GB/T 2099.7-2024 " * 2,) * 3),
        (NUMBERS * 2, ("标" * 24,) * 4),
        (NUMBERS * 3, ("标" * 24,) * 5),
    ],
)
def test_no_text_stands_in_the_margins(title: str, lines: tuple[str, ...]) -> None:
    picture = np.asarray(picture_of(draw_poster(replace(POSTER, title=title, lines=lines))))
    other = np.asarray(picture_of(draw_poster(POSTER)))

    assert (picture[:, :MARGIN] == other[:, :MARGIN]).all()
    assert (picture[:, -MARGIN:] == other[:, -MARGIN:]).all()
    assert (picture[:MARGIN] == other[:MARGIN]).all()
    assert not (picture == other).all()


def test_the_fullest_poster_keeps_its_margins_too() -> None:
    fullest = np.asarray(picture_of(draw_poster(FULLEST)))
    plain = np.asarray(picture_of(draw_poster(POSTER)))

    for side in (np.s_[:, :MARGIN], np.s_[:, -MARGIN:], np.s_[:MARGIN], np.s_[-90:]):
        assert (fullest[side] == plain[side]).all()


def test_date_and_theme_may_be_left_out() -> None:
    with_both = draw_poster(POSTER)

    assert draw_poster(replace(POSTER, theme="")) != with_both
    assert draw_poster(replace(POSTER, date="", theme="")) != with_both


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": ""}, "标题还没有写"),
        ({"title": "标" * 33}, "标题太长：最多 32 个字"),
        ({"title": "标准😀"}, "标题里有画不出的字符：😀"),
        ({"title": "标准\n"}, r"画不出的字符：U\+000A"),
        ({"day": " "}, "日子还没有写"),
        ({"lines": ()}, "1 到 5 行"),
        ({"lines": ("标",) * 6}, "现在有 6 行"),
        ({"lines": ("标准", "")}, "正文第 2 行还没有写"),
        ({**FULLEST.__dict__, "lines": ("标" * 40,) * 5}, "海报文字太多"),
        ({"operator": ""}, "发布单位还没有写"),
        ({"address": ""}, "网址没有写"),
        ({"address": "https://a.cn/" + "x" * 380}, "网址太长"),
        ({"look": "pink"}, "没有名为“pink”的配色"),
    ],
)
def test_what_can_not_be_drawn_is_said_in_chinese(change: dict[str, object], says: str) -> None:
    with pytest.raises(CannotDraw, match=says) as problem:
        draw_poster(replace(POSTER, **change))  # type: ignore[arg-type]
    assert problem.value.status == 400


def pack_posters() -> list[tuple[str, str, list[str]]]:
    """Audience, title and lines of each poster that comes with the software."""
    found = []
    for path in sorted((ROOT / "data/seeds/campaigns").glob("*.yml")):
        for piece in read_yaml(path)["pieces"]:
            if piece["kind"] == "poster":
                for who, own in {"base": {}, **piece.get("versions", {})}.items():
                    words = {**piece, **{key: text for key, text in own.items() if text}}
                    name = f"{path.stem}-{who}"
                    found.append((name, words["title"], words["body"].splitlines()))
    return found


@pytest.mark.parametrize(("name", "title", "lines"), pack_posters(), ids=lambda p: str(p)[:30])
def test_the_posters_of_the_packs_have_room(name: str, title: str, lines: list[str]) -> None:
    assert draw_poster(replace(POSTER, title=title, lines=tuple(lines)))


@pytest.mark.parametrize("look", ["blue", "green", "red"])
@pytest.mark.parametrize("title", ["维权有标准", NUMBERS * 3])
def test_a_cover_is_small_enough_for_a_thumb(title: str, look: str) -> None:
    content = draw_cover(title, "国际消费者权益日", look)

    drawn = Image.open(io.BytesIO(content))
    assert (drawn.format, drawn.size) == ("JPEG", COVER)
    assert len(content) < 64_000


def test_a_covers_words_keep_away_from_edges_and_gauge() -> None:
    long = np.asarray(picture_of(draw_cover(NUMBERS * 3, "世界标准日", "blue"))).astype(int)
    short = np.asarray(picture_of(draw_cover("标", "世界标准日", "blue"))).astype(int)

    for side in (np.s_[:, :48], np.s_[:, 660:], np.s_[:24], np.s_[-24:]):
        assert (
            abs(long[side] - short[side]).max() < 80
        )  # what JPEG alone changes; a letter changes 150


@pytest.mark.parametrize("title", ["", "标" * 33, "标准😀"])
def test_a_cover_that_can_not_be_drawn_is_refused(title: str) -> None:
    with pytest.raises(CannotDraw):
        draw_cover(title, "世界标准日", "blue")


def contrast(one: str, other: str) -> float:
    """As WCAG 2 counts it."""

    def light(colour: str) -> float:
        parts = [part / 255 for part in rgba(colour)[:3]]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["blue", "green", "red"])
def test_words_stand_out_from_what_is_behind_them(name: str) -> None:
    look = look_named(name)

    assert contrast(look.ink, "#FFFFFF") > 7
    assert contrast("#FFFFFF", look.sky[1]) > 4.5  # the band of a card
    assert contrast(look.ink, look.accent) > 4.5
    assert contrast(look.pale, look.water) > 7
    assert contrast(look.pale, look.sky[1]) > 4.5  # the theme, in the upper third
    assert contrast("#FFFFFF", look.sky[2]) > 3  # the title: large, and higher than this colour
