"""The receipt of a case as a picture to keep: number, code, QR code, what happens when."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from PIL import Image, ImageDraw

from bot.campaigns.drawing.fonts import font, missing, wrap

__all__ = ["Block", "draw_receipt", "qr_picture"]

WIDTH = 1080  # pixels
MARGIN = 72
QR_SIDE = 460
_PAPER, _INK, _SOFT, _BLUE, _LINE = "#FFFFFF", "#1F2933", "#52606D", "#123F80", "#C9D2DC"
_TOP_BAND = 150


@dataclass(frozen=True)
class Block:
    """A paragraph.

    Args:
        text: what it says.
        size: of the letters, in pixels.
        bold: whether they are heavy.
        colour: of the letters.
    """

    text: str
    size: int = 36
    bold: bool = False
    colour: str = _INK


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
    code = _fitted(address)
    height = _TOP_BAND + 40 + _height(blocks) + QR_SIDE + 110 + _height(below) + MARGIN
    picture = Image.new("RGB", (WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, _TOP_BAND), _BLUE)
    middle = _TOP_BAND // 2
    draw.text((MARGIN, middle), _drawable(title), _PAPER, font(54, bold=True), anchor="lm")
    top = _put(draw, blocks, _TOP_BAND + 40)
    picture.paste(code, ((WIDTH - code.width) // 2, top + (QR_SIDE - code.height) // 2))
    caption = "扫一扫，看办到哪一步了"
    draw.text((WIDTH // 2, top + QR_SIDE + 24), caption, _SOFT, font(32), anchor="mm")
    draw.line((MARGIN, top + QR_SIDE + 70, WIDTH - MARGIN, top + QR_SIDE + 70), _LINE, 2)
    _put(draw, below, top + QR_SIDE + 110)
    return _png(picture)


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


def _fitted(address: str) -> Image.Image:
    modules = int(segno.make_qr(address, error="m").symbol_size(border=4)[0])
    picture = qr_picture(address, max(2, QR_SIDE // modules))
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _lines(block: Block) -> list[str]:
    face = font(block.size, bold=block.bold)
    return wrap(_drawable(block.text), face, WIDTH - 2 * MARGIN)


def _height(blocks: Sequence[Block]) -> int:
    return sum(len(_lines(block)) * _leading(block) + _gap(block) for block in blocks)


def _put(draw: ImageDraw.ImageDraw, blocks: Sequence[Block], top: int) -> int:
    """Draw paragraphs from the top down; where the next thing begins."""
    for block in blocks:
        face = font(block.size, bold=block.bold)
        for line in _lines(block):
            draw.text((MARGIN, top), line, block.colour, face, anchor="lt")
            top += _leading(block)
        top += _gap(block)
    return top


def _leading(block: Block) -> int:
    return round(block.size * 1.45)


def _gap(block: Block) -> int:
    return 24 if block.bold or block.size > 32 else 0


def _drawable(text: str) -> str:
    """The text with a box for what the font has no glyph for."""
    absent = set(missing(text)) - {"\n"}
    return "".join("□" if sign in absent else sign for sign in text)


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
