"""What campaigns reached in a period, over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.campaigns.models import Broadcast, Campaign, Piece, PieceFigure, QuizPlay
from bot.campaigns.pieces.links import OPENED
from bot.citizens.models import ConsentRecord, Subscriber
from bot.dashboard.period import Period
from bot.outbox.bulk_models import Delivery, DeliveryStatus

MOST_CAMPAIGNS = 20


@dataclass(frozen=True)
class CampaignReach:
    """A campaign's copies in the period.

    Args:
        campaign: its number; 0 for pieces that belong to none.
        name: of it, empty for none.
        sent: copies that left.
        opened: how often its pages were opened.
    """

    campaign: int
    name: str
    sent: int
    opened: int


@dataclass(frozen=True)
class Reach:
    """Figures of a period.

    Args:
        subscribers: people subscribed now.
        gained, lost: times somebody subscribed or left.
        sent, unknown: copies of the broadcasts begun in the period.
        opened, clicked: of pages and their links.
        plays: quizzes played to the end.
        campaigns: those with copies or openings, the largest first.
    """

    subscribers: int
    gained: int
    lost: int
    sent: int
    unknown: int
    opened: int
    clicked: int
    plays: int
    campaigns: Sequence[CampaignReach]


def reach(session: Session, period: Period) -> Reach:
    """Read the figures of a period."""
    consents = _consents(session, period)
    copies = _copies(session, period)
    opened, clicked = _figures(session, period)
    names = {row.id: row.name for row in session.execute(select(Campaign.id, Campaign.name))}
    sent = {number: counts[DeliveryStatus.SENT.value] for number, counts in copies.items()}
    rows = [
        CampaignReach(number, names.get(number, ""), sent.get(number, 0), opened[number])
        for number in {*sent, *opened}
    ]
    rows.sort(key=lambda row: (-row.sent, -row.opened, row.campaign))
    plays = select(func.count()).where(
        QuizPlay.finished_at >= period.begin, QuizPlay.finished_at < period.end
    )
    return Reach(
        subscribers=session.scalar(select(func.count()).select_from(Subscriber)) or 0,
        gained=consents[True],
        lost=consents[False],
        sent=sum(sent.values()),
        unknown=sum(counts[DeliveryStatus.UNKNOWN.value] for counts in copies.values()),
        opened=opened.total(),
        clicked=clicked.total(),
        plays=session.scalar(plays.select_from(QuizPlay)) or 0,
        campaigns=rows[:MOST_CAMPAIGNS],
    )


def _consents(session: Session, period: Period) -> Counter[bool]:
    rows = session.execute(
        select(ConsentRecord.given, func.count())
        .where(ConsentRecord.at >= period.begin, ConsentRecord.at < period.end)
        .group_by(ConsentRecord.given)
    )
    return Counter({given: count for given, count in rows})


def _copies(session: Session, period: Period) -> dict[int, Counter[str]]:
    """Copies by campaign and status, of the broadcasts begun in the period."""
    found: dict[int, Counter[str]] = {}
    begun = session.execute(
        select(Broadcast.id, Piece.campaign_id)
        .join(Piece, Piece.id == Broadcast.piece_id)
        .where(Broadcast.begun_at >= period.begin, Broadcast.begun_at < period.end)
    )
    campaigns = {broadcast: campaign or 0 for broadcast, campaign in begun}
    # In the order of an index: joined, each of 100,000 copies would look up its campaign.
    rows = session.execute(
        select(Delivery.broadcast_id, Delivery.status, func.count())
        .where(Delivery.broadcast_id.in_(campaigns))
        .group_by(Delivery.broadcast_id, Delivery.status)
    )
    for broadcast, status, count in rows:
        found.setdefault(campaigns[broadcast], Counter())[status] += count
    return found


def _figures(session: Session, period: Period) -> tuple[Counter[int], Counter[int]]:
    """Openings and clicks by campaign."""
    opened: Counter[int] = Counter()
    clicked: Counter[int] = Counter()
    rows = session.execute(
        select(Piece.campaign_id, PieceFigure.what, func.sum(PieceFigure.count))
        .join(Piece, Piece.id == PieceFigure.piece_id)
        .where(PieceFigure.day >= period.first, PieceFigure.day <= period.last)
        .group_by(Piece.campaign_id, PieceFigure.what)
    )
    for campaign, what, count in rows:
        (opened if what == OPENED else clicked)[campaign or 0] += int(count)
    return opened, clicked
