"""Which pieces citizens may see: approved ones whose time has come."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select

from bot.campaigns.models import Broadcast, Campaign, Piece, PieceState

SHOWN_BEFORE = timedelta(days=14)


def published(today: date) -> Select[Piece, Campaign]:
    """Published pieces with their campaigns, for more conditions.

    An approved piece is no secret to the public two weeks before its day, or once it is sent.

    Args:
        today: the day in Chongqing.
    """
    near: ColumnElement[bool] = Campaign.begins_on <= today + SHOWN_BEFORE
    sent = exists().where(Broadcast.piece_id == Piece.id, Broadcast.begun_at.is_not(None))
    return (
        select(Piece, Campaign)
        .outerjoin(Campaign, Campaign.id == Piece.campaign_id)
        .where(
            Piece.state == PieceState.APPROVED.value,
            or_(Piece.campaign_id.is_(None), near, sent),
        )
    )
