"""Certificates for those who answered a quiz: made at once, kept nowhere."""

from __future__ import annotations

import functools
import io
import math
from datetime import date

from PIL import Image, ImageDraw

from bot.campaigns.drawing.fonts import CannotDraw, Fitted, fit, font, require, wrap
from bot.campaigns.drawing.scenery import Pen, Point

__all__ = ["MARGIN", "SIZE", "CannotDraw", "draw_certificate"]

SIZE = (1400, 990)  # the shape of A4 lying on its long side
MARGIN = 150
LONGEST_NAME = 20
SMALL_PRINT = "本证书只作纪念，不是资格证明。姓名由本人填写，未经核对，也不保存。"

_PAPER, _INK, _BLUE, _GOLD, _GREY = "#FDFAF1", "#26313F", "#123F80", "#B98A2F", "#6B6559"
_CENTRE = SIZE[0] // 2


def draw_certificate(
    name: str, quiz: str, score: int, total: int, on: date, operator: str
) -> bytes:
    """The certificate as a PNG of 1400 by 990 pixels.

    Args:
        name: as the citizen wrote it, 1 to 20 characters.
        quiz: its title, at most 60 characters.
        score: questions answered rightly.
        total: questions asked.
        on: the day written on it.
        operator: who hands it out, at most 30 characters.

    Raises:
        CannotDraw: a text is missing, too long or has characters without glyph.
    """
    who = _name(name)
    picture = _paper().copy()
    _centred(picture, who, 412 - who.height // 2, _BLUE)
    sentence = _sentence(require("问答名称", quiz, 60), score, total)
    _centred(picture, sentence, 574 - sentence.height // 2 + 20, _INK)
    _draw_end(picture, require("发布单位", operator, 30), on)
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "PNG", optimize=True, dpi=(120, 120))
    return buffer.getvalue()


def chinese_date(day: date) -> str:
    """Such as ``2026 年 10 月 14 日``."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _name(name: str) -> Fitted:
    """The name in one line, a short one with wide spaces."""
    clean = require("姓名", name, LONGEST_NAME)
    chinese = all(letter >= "\u3400" for letter in clean)
    spread = {2: "\u3000", 3: " "}.get(len(clean) * chinese, "").join(clean)
    return fit(spread, 980, [(size, 1) for size in range(104, 39, -2)], bold=True)


def _sentence(quiz: str, score: int, total: int) -> Fitted:
    """What the certificate is for."""
    text = f"在“{quiz}”中答对 {score} 题（共 {total} 题），特发此证，以资鼓励。"
    return fit(text, 1000, [(36, 2), (34, 2), (32, 3)], spacing=1.7)


@functools.cache
def _paper() -> Image.Image:
    """All that is the same on every certificate."""
    picture = Image.new("RGBA", SIZE, _PAPER)
    pen = Pen(SIZE)
    _watermark(pen, (_CENTRE, 470), 300)
    _border(pen)
    _rosette(pen, (MARGIN + 92, 728), 64)
    pen.put_on(picture)
    _centred(picture, fit("纪 念 证 书", 900, [(84, 1)], bold=True), 168, _GOLD)
    _centred(picture, fit("渝标通 · 标准知识问答", 900, [(30, 1)]), 284, _GREY)
    _centred(picture, fit(SMALL_PRINT, 1000, [(22, 1)]), 868, _GREY)
    rule = Pen(SIZE)
    rule.line([(_CENTRE - 330, 486), (_CENTRE + 330, 486)], _GOLD, 2)
    rule.put_on(picture)
    return picture


def _border(pen: Pen) -> None:
    """Two frames, and a corner of rulers' marks where they meet."""
    for inset, width, colour in ((34, 10, _BLUE), (54, 2, _GOLD), (62, 1, _GOLD)):
        pen.frame((inset, inset, SIZE[0] - inset, SIZE[1] - inset), colour, width)
    for x, across in ((76, 1), (SIZE[0] - 76, -1)):
        for y, down in ((76, 1), (SIZE[1] - 76, -1)):
            _corner(pen, (x, y), across, down)


def _corner(pen: Pen, corner: Point, across: int, down: int) -> None:
    """A square rule in a corner, its scale running both ways."""
    x, y = corner
    pen.line([(x + across * 110, y), (x, y), (x, y + down * 110)], _BLUE, 3)
    for mark in range(1, 11):
        length = 20 if mark % 5 == 0 else 11
        along = mark * 11
        pen.line([(x + across * along, y), (x + across * along, y + down * length)], _GOLD, 2)
        pen.line([(x, y + down * along), (x + across * length, y + down * along)], _GOLD, 2)


def _watermark(pen: Pen, centre: Point, radius: float) -> None:
    """A faint dial behind the words."""
    for part, width in ((1, 4), (0.8, 2), (0.55, 2)):
        pen.arc(centre, radius * part, (0, 360), _GOLD, width, 0.10)
    for step in range(60):
        angle = math.radians(step * 6)
        reach = 0.84 if step % 5 == 0 else 0.90
        marks = [
            (centre[0] + radius * r * math.cos(angle), centre[1] + radius * r * math.sin(angle))
            for r in (reach, 0.97)
        ]
        pen.line(marks, _GOLD, 3, 0.10)


def _rosette(pen: Pen, centre: Point, radius: float) -> None:
    """A ribbon with a tick; no seal, because only an authority's own seal may look like one."""
    x, y = centre
    for side in (-1, 1):
        tail = [(8, 20), (52, 8), (66, 118), (40, 104), (22, 124)]
        pen.area([(x + side * dx, y + dy) for dx, dy in tail], _BLUE)
    points = [
        (x + r * math.cos(math.pi * step / 18), y + r * math.sin(math.pi * step / 18))
        for step in range(36)
        for r in [radius if step % 2 else radius * 0.9]
    ]
    pen.area(points, _GOLD)
    pen.disc(centre, radius * 0.74, _PAPER)
    pen.disc(centre, radius * 0.68, _GOLD)
    pen.line([(x - 22, y + 1), (x - 6, y + 18), (x + 24, y - 18)], _PAPER, 9)


def _draw_end(picture: Image.Image, operator: str, on: date) -> None:
    """Who hands it out and when, at the right."""
    draw = ImageDraw.Draw(picture)
    lines = [*wrap(operator, font(32, bold=True), 760, whole_words=True), chinese_date(on)]
    for row, line in enumerate(reversed(lines)):
        face = font(30) if row == 0 else font(32, bold=True)
        draw.text((SIZE[0] - MARGIN, 806 - row * 50), line, _INK, face, anchor="rs")


def _centred(picture: Image.Image, text: Fitted, top: int, colour: str) -> None:
    """Lines of text in the middle, from ``top`` down."""
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(text.lines):
        baseline = top + row * text.leading + text.face.size * 0.88
        draw.text((_CENTRE, baseline), line, colour, text.face, anchor="ms")
