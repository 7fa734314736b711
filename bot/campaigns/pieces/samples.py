"""Samples: what the packs ship, shown while an office has published nothing of its own yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.calendar import Day
from bot.campaigns.models import Piece, PieceKind, PieceState
from bot.campaigns.pieces.content import PieceContent
from bot.campaigns.pieces.proposing import Proposals
from bot.campaigns.pieces.publishing import published

# A poster takes seconds to draw and carries an address of its own, so samples leave it out.
_SHOWN = tuple(kind for kind in PieceKind if kind is not PieceKind.POSTER)


@dataclass(frozen=True)
class Sample:
    """A piece of a pack that nobody in this office has approved.

    Args:
        day: the day of the calendar it belongs to.
        kind: how it is shown.
        content: as shipped.
    """

    day: Day
    kind: PieceKind
    content: PieceContent


def samples(session: Session, proposals: Proposals, today: date) -> Sequence[Sample]:
    """The samples a citizen may see, those of the next day of the year first.

    There are none once the office has published something, or has taken something back: from
    then on what citizens read is what the office stands for. What staff gave up as a draft is not
    shown either.

    Args:
        session: for reading.
        proposals: the calendar and its packs.
        today: the day in Chongqing.
    """
    if session.execute(published(today).limit(1)).first() is not None:
        return ()
    dropped = session.execute(
        select(Piece.approver, Piece.content).where(Piece.state == PieceState.DROPPED.value)
    ).all()
    if any(approver for approver, _ in dropped):
        return ()
    given_up = {PieceContent.from_json(content).slug for _, content in dropped}
    return [one for one in _shipped(proposals, today) if one.content.slug not in given_up]


def _shipped(proposals: Proposals, today: date) -> list[Sample]:
    days = [day for day in proposals.calendar.days.values() if day.pack]
    days.sort(key=lambda day: day.begins(day.next_year(today)))
    return [
        Sample(day, kind, content)
        for day in days
        for kind, content in proposals.pack(day.pack).pieces
        if kind in _SHOWN
    ]
