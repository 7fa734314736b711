"""A card with somebody's score to send to friends: drawn at once, names nobody."""

from __future__ import annotations

import io

import segno
from PIL import Image, ImageDraw

from bot.campaigns.drawing.fonts import fit, font, require

__all__ = ["SIZE", "draw_share_card"]

SIZE = (1080, 1440)  # the shape WeChat shows whole in a conversation
_PAPER, _INK, _SOFT, _GREEN, _PALE = "#FFFFFF", "#1B2421", "#55625D", "#0B6B50", "#E0F3EA"
_CENTRE = SIZE[0] // 2
_QR_MIDDLE = 1070


def draw_share_card(game: str, score: int, total: int, address: str, operator: str) -> bytes:
    """The card as a PNG of 1080 by 1440 pixels.

    Args:
        game: its title, at most 20 characters.
        score: questions answered rightly.
        total: questions asked.
        address: what the QR code leads to.
        operator: who offers it, at most 30 characters.

    Raises:
        CannotDraw: a text is missing, too long or has characters without glyph.
    """
    title = fit(require("游戏名称", game, 20), 900, [(96, 1), (72, 1), (48, 1)], bold=True)
    by = fit(require("发布单位", operator, 30), 900, [(34, 1), (28, 1), (24, 2)])
    picture = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, SIZE[0], 300), _GREEN)
    draw.text((_CENTRE, 105), "渝标通 · 学一学", _PAPER, font(44), anchor="mm")
    draw.text((_CENTRE, 200), title.lines[0], _PAPER, title.face, anchor="mm")
    draw.rounded_rectangle((90, 360, SIZE[0] - 90, 760), 40, _PALE)
    draw.text((_CENTRE, 430), "哪一张标签有问题？", _SOFT, font(44), anchor="mm")
    draw.text(
        (_CENTRE, 560), f"{total} 题答对 {score} 题", _GREEN, font(96, bold=True), anchor="mm"
    )
    _stars(draw, score, total, 690)
    draw.text((_CENTRE, 845), "您能答对几题？扫一扫，来试试", _INK, font(48), anchor="mm")
    code = _code(address)
    picture.paste(code, (_CENTRE - code.width // 2, _QR_MIDDLE - code.height // 2))
    for row, line in enumerate(by.lines):
        draw.text((_CENTRE, 1310 + row * by.leading), line, _SOFT, by.face, anchor="mm")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _stars(draw: ImageDraw.ImageDraw, score: int, total: int, y: int) -> None:
    """A disc for each question, filled for those that were right."""
    for at in range(total):
        x = _CENTRE + (at - (total - 1) / 2) * 80
        disc = (x - 26, y - 26, x + 26, y + 26)
        draw.ellipse(disc, _GREEN if at < score else _PAPER, _GREEN, 4)


def _code(address: str) -> Image.Image:
    buffer = io.BytesIO()
    segno.make_qr(address, error="m").save(buffer, kind="png", scale=9, border=2)
    return Image.open(buffer).convert("RGB")
