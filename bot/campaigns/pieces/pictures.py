"""Pictures of pieces: uploads kept, and posters drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.calendar import Calendar
from bot.campaigns.drawing.card import Card, draw_card
from bot.campaigns.drawing.kept import kept
from bot.campaigns.drawing.poster import Poster, draw_poster
from bot.campaigns.models import Campaign, Piece, PieceKind, PiecePicture, PieceState
from bot.campaigns.pieces.content import PieceContent, Version
from bot.editing.errors import NotFit
from bot.editing.pictures import ENDINGS, redrawn

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


def _free_name(name: str, media_type: str, known: Sequence[str]) -> str:
    found = _NAME.search(name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0].lower())
    stem = found[0] if found else "picture"
    ending = ENDINGS[media_type]
    for n in range(1, MOST_PICTURES + 2):
        chosen = f"{stem}.{ending}" if n == 1 else f"{stem}-{n}.{ending}"
        if chosen not in known:
            return chosen
    raise NotFit("同名的图片太多了，请换个文件名。")
