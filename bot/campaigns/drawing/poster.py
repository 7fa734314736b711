"""Posters to print or send, and covers for articles."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from dataclasses import dataclass

import segno
from PIL import Image, ImageDraw

from bot.campaigns.drawing.fonts import CannotDraw, Fitted, fit, font, require
from bot.campaigns.drawing.looks import WHITE, Look, look_named
from bot.campaigns.drawing.scenery import (
    Pen,
    bridge,
    gauge,
    hills,
    river,
    ruler,
    sky,
    town,
)

__all__ = ["COVER", "MARGIN", "SIZE", "CannotDraw", "Poster", "draw_cover", "draw_poster"]

SIZE = (1242, 1863)  # 2:3, and A4 at 150 dots an inch
MARGIN = 100
COVER = (900, 383)  # what WeChat shows above an article
LARGEST_COVER = 64_000  # bytes: WeChat takes no larger thumb
CAPTION = "扫码问渝标通"
QUIET = 4  # modules, ISO/IEC 18004
MOST_LINES = 5

_WIDTH = SIZE[0] - 2 * MARGIN
_QR_BOX = (826, 1405, 1142, 1773)  # left, top, right, bottom
_CARD_BOTTOM = 1357
_CARD_PADDING = 46
_DISC = 56  # the numbers' discs: their size, and where their middle is
_DISCS = MARGIN + 80
_HEAD_RIGHT = 940  # the gauge's hand and range stand to the right of it
_BRAND, _BRAND_BOTTOM = "渝标通", 1768


@dataclass(frozen=True)
class Poster:
    """What a poster says.

    Args:
        day: such as ``世界标准日``, at most 24 characters.
        date: such as ``10 月 14 日``, at most 24 characters; may be empty.
        theme: of the year, at most 40 characters; may be empty.
        title: at most 32 characters.
        lines: one to five, best 3 to 5 of at most 24 characters.
        address: what the QR code opens.
        operator: who publishes it, at most 30 characters.
        look: ``blue``, ``green`` or ``red``.
    """

    day: str
    date: str
    theme: str
    title: str
    lines: tuple[str, ...]
    address: str
    operator: str
    look: str = "blue"


def draw_poster(poster: Poster) -> bytes:
    """The poster as a PNG of 1242 by 1863 pixels, less than 1 MB.

    Raises:
        CannotDraw: a text is missing, too long or has characters without glyph, or there is no
            such look.
    """
    look = look_named(poster.look)
    title = _title(require("标题", poster.title, 32))
    picture = _backdrop(poster.look).copy()
    top = _draw_head(picture, look, poster)
    card = _draw_card(picture, look, _clean_lines(poster.lines), top + title.height + 100)
    _draw_block(picture, title, (MARGIN, _middle(top, card, title.height)), WHITE)
    _draw_code(picture, look, poster.address)
    _draw_brand(picture, look, require("发布单位", poster.operator, 30))
    return _png(picture)


def draw_cover(title: str, day: str, look: str) -> bytes:
    """The cover of an article as a JPEG of 900 by 383 pixels, less than 64 KB.

    Args:
        title: at most 32 characters.
        day: such as ``世界标准日``, at most 24 characters.
        look: ``blue``, ``green`` or ``red``.

    Raises:
        CannotDraw: a text is missing, too long or has characters without glyph, or there is no
            such look.
    """
    colours = look_named(look)
    sizes = [(size, 2) for size in range(76, 53, -2)] + [(size, 3) for size in range(52, 35, -2)]
    headline = fit(require("标题", title, 32), 590, sizes, bold=True, spacing=1.28)
    label = fit(require("日子", day, 24), 480, [(size, 1) for size in range(30, 19, -2)], bold=True)
    picture = _cover_backdrop(look).copy()
    top = (COVER[1] - headline.height - 70) // 2 - 14
    _draw_pill(picture, colours, label, (56, top))
    _draw_block(picture, headline, (56, top + 78), WHITE)
    return _jpeg(picture)


def _clean_lines(lines: tuple[str, ...]) -> list[str]:
    """The lines, checked."""
    if not 1 <= len(lines) <= MOST_LINES:
        raise CannotDraw(f"海报正文要有 1 到 {MOST_LINES} 行，现在有 {len(lines)} 行。")
    return [require(f"正文第 {number} 行", line, 40) for number, line in enumerate(lines, 1)]


def _title(text: str) -> Fitted:
    """The title in as few lines as are large enough for their number."""
    ranges = ((1, 168, 124), (2, 148, 112), (3, 112, 68))
    sizes = [(size, rows) for rows, most, least in ranges for size in range(most, least - 1, -4)]
    return fit(text, _WIDTH, sizes, bold=True, spacing=1.24)


@functools.lru_cache(maxsize=3)
def _backdrop(name: str) -> Image.Image:
    """All that is the same on every poster of a look."""
    look, pen = look_named(name), Pen(SIZE)
    picture = sky(look, SIZE, 1480)
    gauge(pen, look, (1030, 310), 340)
    ruler(pen, 60, 1330, 12)
    pen.put_on(picture)
    land = Pen(SIZE)
    hills(land, look, SIZE, 1480, 190)
    town(land, look.hills[2], 0, SIZE[0], 1600, 105)
    river(land, look, SIZE, 1596)
    bridge(land, look.pale, (-70, 890), 1572, 175, 1612)
    land.line([(0, 1572), (SIZE[0], 1572)], look.pale, 9)
    land.put_on(picture)
    return picture


@functools.lru_cache(maxsize=3)
def _cover_backdrop(name: str) -> Image.Image:
    """All that is the same on every cover of a look."""
    look, pen = look_named(name), Pen(COVER)
    picture = sky(look, COVER, 520)
    gauge(pen, look, (742, 166), 128)
    hills(pen, look, COVER, 366, 66)
    river(pen, look, COVER, 362)
    pen.put_on(picture)
    return picture


def _draw_head(picture: Image.Image, look: Look, poster: Poster) -> int:
    """Date, day and theme; returns where they end."""
    bottom = _draw_day(picture, look, poster)
    words = require("主题", poster.theme, 40, may_be_empty=True)
    if not words:
        return bottom + 20
    top = bottom + 46
    theme = fit(words, _HEAD_RIGHT - MARGIN - 34, [(40, 1), (38, 2)], spacing=1.4)
    pen = Pen(SIZE)
    pen.panel((MARGIN, top, MARGIN + 8, top + theme.height + 4), 4, look.accent)
    pen.put_on(picture)
    _draw_block(picture, theme, (MARGIN + 34, top), look.pale)
    return top + theme.height + 20


def _draw_day(picture: Image.Image, look: Look, poster: Poster) -> int:
    """The date on a pill, the day beside it, or below it if it is long; returns where they end."""
    day, date = require("日子", poster.day, 24), require("日期", poster.date, 24, may_be_empty=True)
    left, top = MARGIN, 104
    if date:
        pill = fit(date, 560, [(size, 1) for size in range(46, 25, -2)], bold=True)
        left = _draw_pill(picture, look, pill, (MARGIN, top)) + 34
    if font(44, bold=True).getlength(day) > _HEAD_RIGHT - left:
        left, top = MARGIN, top + 106
    name = fit(day, _HEAD_RIGHT - left, [(size, 1) for size in range(62, 27, -2)], bold=True)
    _draw_block(picture, name, (left, top + 43 - name.height // 2), WHITE)
    return top + 86


def _draw_pill(picture: Image.Image, look: Look, text: Fitted, corner: tuple[int, int]) -> int:
    """A short text on a coloured pill; returns its right end."""
    size = text.height
    width = round(text.face.getlength(text.lines[0])) + round(size * 1.3)
    height = round(size * 1.85)
    pen = Pen((picture.width, picture.height))
    box = (*corner, corner[0] + width, corner[1] + height)
    pen.panel(box, height / 2, look.accent)
    pen.put_on(picture)
    inside = (corner[0] + round(size * 0.65), corner[1] + (height - size) // 2)
    _draw_block(picture, text, inside, look.ink)
    return corner[0] + width


def _draw_card(picture: Image.Image, look: Look, lines: list[str], highest: int) -> int:
    """The lines on a white card above the river; returns its top, which is below ``highest``."""
    blocks = _fitting(lines, _CARD_BOTTOM - highest - 2 * _CARD_PADDING)
    top = _CARD_BOTTOM - _height(blocks) - 2 * _CARD_PADDING
    pen = Pen(SIZE)
    pen.panel((MARGIN, top, SIZE[0] - MARGIN, _CARD_BOTTOM), 36, WHITE, 0.96)
    middles = list(_middles(blocks, top + _CARD_PADDING))
    for middle in middles:
        pen.disc((_DISCS, middle), _DISC / 2, look.ink)
    pen.put_on(picture)
    for number, (block, middle) in enumerate(zip(blocks, middles, strict=True), 1):
        _draw_number(picture, number, (_DISCS, middle))
        _draw_block(picture, block, (_DISCS + 56, middle - block.height // 2), look.ink)
    return top


def _middles(blocks: list[Fitted], top: int) -> Iterator[int]:
    """The middle of each block, one below the other."""
    for block in blocks:
        yield top + _row(block) // 2
        top += _row(block) + _gap(blocks)


def _height(blocks: list[Fitted]) -> int:
    """All blocks with the gaps between them."""
    return sum(map(_row, blocks)) + _gap(blocks) * (len(blocks) - 1)


def _fitting(lines: list[str], room: int) -> list[Fitted]:
    """All lines in the largest size in which they have room."""
    for rows, largest in ((1, 54), (2, 44)):
        smallest = 38 if rows == 1 else 30
        for size in range(largest, smallest - 1, -2):
            try:
                blocks = [fit(line, _WIDTH - 182, [(size, rows)], spacing=1.34) for line in lines]
            except CannotDraw:
                continue
            if _height(blocks) <= room:
                return blocks
    raise CannotDraw("海报文字太多，放不下：请缩短标题或正文，正文每行不超过 24 个字。")


def _row(block: Fitted) -> int:
    return max(block.height, _DISC)


def _gap(blocks: list[Fitted]) -> int:
    return round(blocks[0].face.size * 0.62)


def _draw_number(picture: Image.Image, number: int, centre: tuple[int, int]) -> None:
    """A white digit on its disc."""
    ImageDraw.Draw(picture).text(
        (centre[0], centre[1] + 12), str(number), WHITE, font(34, bold=True), anchor="ms"
    )


def _draw_code(picture: Image.Image, look: Look, address: str) -> None:
    """The QR code on white, with its caption."""
    code = _code(address, _QR_BOX[2] - _QR_BOX[0] - 16)
    pen = Pen(SIZE)
    pen.panel(_QR_BOX, 28, WHITE)
    pen.put_on(picture)
    middle = (_QR_BOX[0] + _QR_BOX[2]) // 2
    picture.paste(code, (middle - code.width // 2, _QR_BOX[1] + 158 - code.height // 2))
    ImageDraw.Draw(picture).text(
        (middle, _QR_BOX[3] - 28), CAPTION, look.ink, font(36, bold=True), anchor="ms"
    )


def _code(address: str, room: int) -> Image.Image:
    """The QR code with its quiet zone in whole pixels a module, as large as there is room."""
    if not address.strip() or len(address) > 400:
        raise CannotDraw("二维码的网址没有写，或者太长。")
    code = segno.make_qr(address, error="m")
    scale = room // code.symbol_size(border=QUIET)[0]
    if scale < 4:  # 0.7 mm on paper: phones fail below that
        raise CannotDraw("二维码的网址太长，印出来扫不清，请用短一些的网址。")
    buffer = io.BytesIO()
    code.save(buffer, kind="png", scale=scale, border=QUIET)
    return Image.open(buffer).convert("RGBA")


def _draw_brand(picture: Image.Image, look: Look, operator: str) -> None:
    """The service's name and who publishes."""
    room = _QR_BOX[0] - 50 - MARGIN
    name = fit(_BRAND, room, [(52, 1)], bold=True)
    # An office that publishes under the service's own name is named once.
    who = fit(
        "" if operator == _BRAND else operator, room, [(34, 1), (32, 1), (30, 2)], spacing=1.35
    )
    top = _BRAND_BOTTOM - who.height
    _draw_block(picture, name, (MARGIN, top - 74), WHITE)
    _draw_block(picture, who, (MARGIN, top), look.pale)


def _draw_block(picture: Image.Image, text: Fitted, corner: tuple[int, int], colour: str) -> None:
    """Lines of text from the corner down."""
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(text.lines):
        # 0.88 em of a Chinese glyph stand above the baseline.
        baseline = corner[1] + row * text.leading + text.face.size * 0.88
        draw.text((corner[0], baseline), line, colour, text.face, anchor="ls")


def _middle(top: int, bottom: int, height: int) -> int:
    """Where something of that height begins between the two."""
    return top + (bottom - top - height) // 2


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "PNG", optimize=True, dpi=(150, 150))
    return buffer.getvalue()


def _jpeg(picture: Image.Image) -> bytes:
    """In the best quality that is small enough."""
    for quality in range(92, 40, -6):
        buffer = io.BytesIO()
        picture.convert("RGB").save(buffer, "JPEG", quality=quality, optimize=True)
        if buffer.tell() < LARGEST_COVER:
            break
    return buffer.getvalue()
