"""A card of a piece to send on: a few sentences, their sources, a code that leads to the page."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.campaigns.drawing.fonts import font, wrap
from bot.campaigns.drawing.looks import WHITE, look_named
from bot.campaigns.drawing.paragraphs import (
    MARGIN,
    WIDTH,
    Block,
    drawable_of,
    height_of,
    png_of,
    put,
)
from bot.campaigns.drawing.receipt import qr_within

_BAND = 130
_QR_SIDE = 260
_SOFT = "#52606D"


@dataclass(frozen=True)
class Card:
    """What a card says.

    Args:
        title: in large letters.
        lines: one a paragraph.
        sources: what it rests on.
        address: what the QR code opens.
        operator: who publishes it.
        look: ``blue``, ``green`` or ``red``.
    """

    title: str
    lines: tuple[str, ...]
    sources: tuple[str, ...]
    address: str
    operator: str
    look: str = "blue"


def draw_card(card: Card) -> bytes:
    """The card as a PNG, 1080 pixels wide and as high as its words need.

    Raises:
        CannotDraw: there is no such look.
    """
    look = look_named(card.look)
    blocks = [
        Block(card.title, 64, bold=True, colour=look.ink),
        *(Block(line, 40) for line in card.lines),
        Block(f"出处：{'；'.join(card.sources)}", 28, colour=_SOFT),
    ]
    below = _BAND + 48 + height_of(blocks) + 40
    picture = Image.new("RGB", (WIDTH, below + _QR_SIDE + MARGIN), WHITE)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, _BAND), look.sky[1])
    draw.text((MARGIN, _BAND // 2), "渝标通 · 标准小卡片", WHITE, font(44, bold=True), anchor="lm")
    put(draw, blocks, _BAND + 48)
    picture.paste(qr_within(card.address, _QR_SIDE), (MARGIN, below))
    _beside(draw, card.operator, look.ink, MARGIN + _QR_SIDE + 40, below + 70)
    return png_of(picture)


def _beside(draw: ImageDraw.ImageDraw, operator: str, ink: str, left: int, top: int) -> None:
    draw.text((left, top), "扫一扫，看全文和出处", ink, font(40), anchor="lt")
    lines = wrap(drawable_of(operator), font(32), WIDTH - MARGIN - left)
    for row, line in enumerate(lines):
        draw.text((left, top + 70 + row * 46), line, _SOFT, font(32), anchor="lt")
