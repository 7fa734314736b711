"""What each recipient of a piece gets, and whom not to disturb."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.audience.segments import Segment
from bot.campaigns.calendar import Calendar
from bot.campaigns.models import Broadcast, Piece, PieceKind
from bot.campaigns.pieces.article import to_plain
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.pieces.links import page_address
from bot.citizens.models import Subscriber, Subscription
from bot.complaints.case.draft import LEFT_ALONE
from bot.complaints.case.models import CaseDraft
from bot.handover.models import LIVE, Handover
from bot.kit.clock import Clock
from bot.outbox.bulk_rules import Copy
from bot.outbox.sender import Body

STOP_HINT = "不想再收，回复“退订”。"
_SHORT = (PieceKind.TEXT, PieceKind.CARD, PieceKind.POSTER, PieceKind.QUIZ)


@dataclass
class Copies:
    """The words of approved pieces; neither they nor a scheduled broadcast's segment change.

    Args:
        calendar: quiet hours and names.
        public_url: where citizens' pages are.
        clock: the present moment.
    """

    calendar: Calendar
    public_url: str
    clock: Clock
    _pieces: dict[int, tuple[PieceKind, PieceContent]] = field(default_factory=dict)
    _topics: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def body(self, session: Session, copy: Copy) -> Body:
        """See :class:`bot.outbox.bulk_rules.BulkRules`."""
        kind, content = self._piece(session, copy.piece)
        version = content.for_audience(copy.audience)
        address = page_address(
            self.public_url, copy.piece, copy.audience, copy.district, copy.channel
        )
        return Body(
            message_text(kind, version),
            facts={"title": version.title[:20], "digest": (version.digest or version.title)[:20]},
            url=address,
        )

    def busy(self, session: Session, conversations: Collection[str]) -> set[str]:
        """Who is filling in a form, or speaks with a person."""
        return busy_now(session, conversations, self.clock())

    def asked(self, session: Session, broadcast: int, conversations: Collection[str]) -> set[str]:
        """Who is subscribed to one of the segment's topics now, not only when it was gathered."""
        if broadcast not in self._topics:
            row = session.get_one(Broadcast, broadcast)
            self._topics[broadcast] = Segment.from_json(row.segment).topics
        query = (
            select(Subscriber.conversation)
            .join(Subscription, Subscription.subscriber_id == Subscriber.id)
            .where(Subscriber.conversation.in_(conversations))
        )
        if topics := self._topics[broadcast]:
            query = query.where(Subscription.topic.in_(topics))
        return set(session.scalars(query))

    def opens(self, now: datetime) -> datetime:
        """See :class:`bot.outbox.bulk_rules.BulkRules`."""
        return self.calendar.opens(now)

    def _piece(self, session: Session, number: int) -> tuple[PieceKind, PieceContent]:
        if number not in self._pieces:
            row = session.get_one(Piece, number)
            self._pieces[number] = (PieceKind(row.kind), PieceContent.from_json(row.content))
        return self._pieces[number]


def message_text(kind: PieceKind, version: Version) -> str:
    """A piece as one chat message; what is long is told in its digest, and read on its page."""
    body = version.body.strip() if kind in _SHORT else ""
    told = body or version.digest or to_plain(version.body)[:120]
    return f"【{version.title}】\n{told}\n{STOP_HINT}"


def busy_now(session: Session, conversations: Collection[str], now: datetime) -> set[str]:
    """Those in the middle of a form, or in a conversation with a person."""
    forms = select(CaseDraft.conversation).where(
        CaseDraft.conversation.in_(conversations),
        CaseDraft.finished.is_(False),
        CaseDraft.updated_at > now - LEFT_ALONE,
    )
    people = select(Handover.conversation).where(
        Handover.conversation.in_(conversations), Handover.state.in_(LIVE)
    )
    return set(session.scalars(forms)) | set(session.scalars(people))
