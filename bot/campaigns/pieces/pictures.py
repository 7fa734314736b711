"""Pictures of pieces: uploads made safe, and posters drawn."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.calendar import Calendar
from bot.campaigns.drawing.card import Card, draw_card
from bot.campaigns.drawing.kept import kept
from bot.campaigns.drawing.poster import Poster, draw_poster
from bot.campaigns.models import Campaign, Piece, PieceKind, PiecePicture, PieceState
from bot.campaigns.pieces.content import PieceContent, Version
from bot.editing.errors import NotFit

LARGEST_UPLOAD = 8 * 1024 * 1024  # bytes
LARGEST_KEPT = 1000 * 1024  # WeChat takes less than 1 MB in articles
WIDEST = 1080  # pixels; phones show no more
MOST_PIXELS = 40_000_000
MOST_PICTURES = 20
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")


def keep_picture(session: Session, piece: int, name: str, content: bytes) -> str:
    """Keep an upload for a piece, drawn anew so that nothing hidden stays in it; its name.

    Args:
        session: the caller's transaction.
        piece: number of a draft.
        name: the file's own; only a safe part of it is kept.
        content: the file.

    Raises:
        NotFit: it is no picture, too large, or there are too many.
    """
    known = session.scalars(select(PiecePicture.name).where(PiecePicture.piece_id == piece)).all()
    safe, media_type = redrawn(content)
    chosen = _free_name(name, media_type, known)
    if len(known) >= MOST_PICTURES:
        raise NotFit(f"一份内容最多 {MOST_PICTURES} 张图片。")
    session.add(PiecePicture(piece_id=piece, name=chosen, media_type=media_type, content=safe))
    return chosen


def redrawn(content: bytes) -> tuple[bytes, str]:
    """A picture without metadata, at most 1080 pixels wide and 1 MB; with its media type.

    Raises:
        NotFit: it is no picture, or too large.
    """
    if len(content) > LARGEST_UPLOAD:
        raise NotFit("图片太大，最多 8 MB。")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotFit("图片的尺寸太大。")
            image = ImageOps.exif_transpose(opened)
            image = image.convert("RGBA" if _is_see_through(image) else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise NotFit("这不是能用的图片，请用 JPG 或 PNG。") from None
    if image.width > WIDEST:
        image = image.resize((WIDEST, round(image.height * WIDEST / image.width)))
    return _encoded(image)


def poster_of(
    piece: Piece,
    version: Version,
    calendar: Calendar,
    address: str,
    operator: str,
    campaign: Campaign | None = None,
) -> bytes:
    """The poster of a piece, as PNG.

    Raises:
        ServiceError: its texts can't be drawn.
    """
    day = calendar.days.get(campaign.day) if campaign else None
    return _poster(
        Poster(
            day=day.name if day else calendar.topics[piece.topic].name,
            date=_date_of(campaign),
            theme=_theme_of(piece, campaign),
            title=version.title,
            lines=tuple(line.strip() for line in version.body.splitlines() if line.strip())[:5],
            address=address,
            operator=operator,
            look=look_of(piece.topic),
        )
    )


def card_of(piece: Piece, version: Version, address: str, operator: str) -> bytes:
    """The card of a piece, as PNG."""
    content = PieceContent.from_json(piece.content)
    lines = tuple(line.strip() for line in version.body.splitlines() if line.strip())
    look = look_of(piece.topic)
    return _card(Card(version.title, lines, content.sources, address, operator, look))


def picture_path(number: int, kind: PieceKind) -> str | None:
    """Where the picture of a published piece is; None for a piece without."""
    name = {PieceKind.POSTER: "poster.png", PieceKind.CARD: "card.png"}.get(kind)
    return f"/campaigns/{number}/{name}" if name else None


# Drawing takes seconds, and whoever is sent one asks for it at the same time as others.
_poster = kept(draw_poster, 32)
_card = kept(draw_card, 32)


def look_of(topic: str) -> str:
    """The colours of a topic's pictures."""
    return {"quality_month": "green", "consumer_day": "red"}.get(topic, "blue")


def _theme_of(piece: Piece, campaign: Campaign | None) -> str:
    if campaign is None:
        return ""
    if piece.state == PieceState.DRAFT.value:
        return campaign.theme
    return PieceContent.from_json(piece.content).theme


def _date_of(campaign: Campaign | None) -> str:
    if campaign is None:
        return ""
    first, last = campaign.begins_on, campaign.ends_on
    if first == last:
        return f"{first.month} 月 {first.day} 日"
    if first.month == last.month and first.day == 1:
        return f"{first.month} 月"
    return f"{first.month} 月 {first.day} 日至 {last.month} 月 {last.day} 日"


def _is_see_through(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA") or "transparency" in image.info


def _encoded(image: Image.Image) -> tuple[bytes, str]:
    """JPEG unless something shows through; smaller until it fits."""
    for quality in (88, 75, 60, 45):
        file = io.BytesIO()
        if image.mode == "RGBA" and quality == 88:
            image.save(file, "PNG", optimize=True)
            media_type = "image/png"
        else:
            flat = Image.new("RGB", image.size, "white")
            flat.paste(image, mask=image if image.mode == "RGBA" else None)
            flat.save(file, "JPEG", quality=quality, optimize=True)
            media_type = "image/jpeg"
        if file.tell() <= LARGEST_KEPT:
            return file.getvalue(), media_type
    raise NotFit("图片太大，请缩小后再传。")


def _free_name(name: str, media_type: str, known: Sequence[str]) -> str:
    found = _NAME.search(name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0].lower())
    stem = found[0] if found else "picture"
    ending = "png" if media_type == "image/png" else "jpg"
    for n in range(1, MOST_PICTURES + 2):
        chosen = f"{stem}.{ending}" if n == 1 else f"{stem}-{n}.{ending}"
        if chosen not in known:
            return chosen
    raise NotFit("同名的图片太多了，请换个文件名。")
