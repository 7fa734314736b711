"""The receipt of a case as a picture to keep: number, code, QR code, what happens when."""

from __future__ import annotations

import io
from collections.abc import Sequence

import segno
from PIL import Image, ImageDraw

from bot.campaigns.drawing.fonts import font
from bot.campaigns.drawing.paragraphs import (
    MARGIN,
    WIDTH,
    Block,
    drawable_of,
    height_of,
    png_of,
    put,
)

QR_SIDE = 460
_PAPER, _SOFT, _BLUE, _LINE = "#FFFFFF", "#52606D", "#123F80", "#C9D2DC"
_TOP_BAND = 150


def draw_receipt(
    title: str, facts: Sequence[tuple[str, str]], notes: Sequence[str], address: str
) -> bytes:
    """The receipt as a PNG, 1080 pixels wide and as high as it needs.

    Args:
        facts: label and value, in large letters.
        notes: sentences below them.
        address: what the QR code leads to.
    """
    blocks = [block for label, value in facts for block in _fact(label, value)]
    below = [Block(note) for note in notes]
    code = qr_within(address, QR_SIDE)
    height = _TOP_BAND + 40 + height_of(blocks) + QR_SIDE + 110 + height_of(below) + MARGIN
    picture = Image.new("RGB", (WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, _TOP_BAND), _BLUE)
    middle = _TOP_BAND // 2
    draw.text((MARGIN, middle), drawable_of(title), _PAPER, font(54, bold=True), anchor="lm")
    top = put(draw, blocks, _TOP_BAND + 40)
    picture.paste(code, ((WIDTH - code.width) // 2, top + (QR_SIDE - code.height) // 2))
    caption = "扫一扫，看办到哪一步了"
    draw.text((WIDTH // 2, top + QR_SIDE + 24), caption, _SOFT, font(32), anchor="mm")
    draw.line((MARGIN, top + QR_SIDE + 70, WIDTH - MARGIN, top + QR_SIDE + 70), _LINE, 2)
    put(draw, below, top + QR_SIDE + 110)
    return png_of(picture)


def qr_picture(address: str, scale: int = 6) -> bytes:
    """The QR code of an address as a PNG.

    Args:
        address: what it leads to.
        scale: pixels a module.
    """
    buffer = io.BytesIO()
    segno.make_qr(address, error="m").save(buffer, kind="png", scale=scale, border=4)
    return buffer.getvalue()


def _fact(label: str, value: str) -> tuple[Block, Block]:
    return Block(label, 32, colour=_SOFT), Block(value, 54, bold=True)


def qr_within(address: str, side: int) -> Image.Image:
    """The QR code of an address, as large as whole pixels a module allow within a side."""
    modules = int(segno.make_qr(address, error="m").symbol_size(border=4)[0])
    picture = qr_picture(address, max(2, side // modules))
    return Image.open(io.BytesIO(picture)).convert("RGB")
