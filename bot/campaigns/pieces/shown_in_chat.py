"""The poster or card a citizen asks for in the chat."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import case
from sqlalchemy.orm import Session

from bot.campaigns.models import Campaign, Piece, PieceKind
from bot.campaigns.pieces.content import PieceContent
from bot.campaigns.pieces.links import page_address
from bot.campaigns.pieces.pictures import picture_path
from bot.campaigns.pieces.publishing import published
from bot.kit.messages import Picture

_DRAWN = (PieceKind.POSTER.value, PieceKind.CARD.value)


def newest_picture(
    session: Session, today: date, topics: Collection[str], channel: str
) -> Picture | None:
    """The published poster or card of the latest campaign, posters first; None without any.

    Args:
        session: for reading.
        today: the day in Chongqing.
        topics: it must be about one of them; empty for any.
        channel: it is asked for on, counted with the openings of its page.
    """
    query = published(today).where(Piece.kind.in_(_DRAWN))
    if topics:
        query = query.where(Piece.topic.in_(topics))
    order = (
        Campaign.begins_on.desc().nulls_last(),
        case((Piece.kind == PieceKind.POSTER.value, 0), else_=1),
        Piece.changed_at.desc(),
        Piece.id.desc(),
    )
    piece = session.scalar(query.with_only_columns(Piece).order_by(*order).limit(1))
    if piece is None:
        return None
    version = PieceContent.from_json(piece.content).for_audience("")
    path = picture_path(piece.id, PieceKind(piece.kind))
    assert path is not None  # of those kinds alone
    page = page_address("", piece.id, "", "", channel)
    return Picture(f"{PieceKind(piece.kind).label}：{version.title}", path, page)
