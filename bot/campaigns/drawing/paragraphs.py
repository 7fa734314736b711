"""Paragraphs one below the other, for pictures as high as their words need."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.campaigns.drawing.fonts import font, missing, wrap

WIDTH = 1080  # pixels; phones show no more
MARGIN = 72


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
    colour: str = "#1F2933"


def height_of(blocks: Sequence[Block]) -> int:
    """How many pixels they take."""
    return sum(len(_lines(block)) * _leading(block) + _gap(block) for block in blocks)


def put(draw: ImageDraw.ImageDraw, blocks: Sequence[Block], top: int) -> int:
    """Draw paragraphs from the top down; where the next thing begins."""
    for block in blocks:
        face = font(block.size, bold=block.bold)
        for line in _lines(block):
            draw.text((MARGIN, top), line, block.colour, face, anchor="lt")
            top += _leading(block)
        top += _gap(block)
    return top


def drawable_of(text: str) -> str:
    """The text with a box for what the font has no glyph for."""
    absent = set(missing(text)) - {"\n"}
    return "".join("□" if sign in absent else sign for sign in text)


def png_of(picture: Image.Image) -> bytes:
    """The picture as a small PNG."""
    buffer = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _lines(block: Block) -> list[str]:
    face = font(block.size, bold=block.bold)
    return wrap(drawable_of(block.text), face, WIDTH - 2 * MARGIN)


def _leading(block: Block) -> int:
    return round(block.size * 1.45)


def _gap(block: Block) -> int:
    return 24 if block.bold or block.size > 32 else 0
