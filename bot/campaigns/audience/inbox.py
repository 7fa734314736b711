"""The inbox of a browser: subscriptions and pieces for whoever reads on our own pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.audience.browsers import opened
from bot.campaigns.models import Piece
from bot.citizens.subscriptions import Person, Subscribed, Subscriptions
from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.outbox.bulk_models import Delivery, DeliveryStatus
from bot.outbox.bulk_queue import BulkQueue
from bot.watching.watches import Watches

WEB = "web"
MOST_SHOWN = 20


@dataclass(frozen=True)
class Received:
    """A piece in the inbox.

    Args:
        piece: its number.
        is_new: it came with this visit.
    """

    piece: int
    title: str
    is_new: bool


@dataclass(frozen=True)
class WebInbox:
    """What a browser subscribed to and received.

    Args:
        sessions: the database.
        subscriptions: who gets what.
        watches: who watches which standard.
        queue: copies that wait for a visit.
        clock: the present moment.
    """

    sessions: SessionFactory
    subscriptions: Subscriptions
    watches: Watches
    queue: BulkQueue
    clock: Clock

    async def visit(self, conversation: str) -> tuple[Subscribed, Sequence[Received]]:
        """What it subscribed to, and what it received; new ones count as sent from here on."""

        def work(session: Session) -> tuple[Subscribed, list[Received]]:
            self._opened(session, conversation)
            subscribed = self.subscriptions.of(session, conversation)
            new = {piece for piece, _ in self.queue.fetch(session, conversation, self.clock())}
            return subscribed, _received(session, conversation, new)

        return await self.sessions.run(work)

    async def waiting(self, conversation: str) -> int:
        """How many new pieces a visit would find."""

        def work(session: Session) -> int:
            self._opened(session, conversation)
            return self.queue.waiting(session, conversation, self.clock())

        return await self.sessions.run(work)

    async def save(self, conversation: str, wanted: Subscribed, wording: str) -> Subscribed:
        """Make the subscriptions just these; with none left, nothing is watched any more either.

        The browser forgets its id then, without which nobody could stop the watching.
        """
        person = Person(WEB, conversation, via="page")

        def work(session: Session) -> Subscribed:
            self._opened(session, conversation)
            if not wanted.topics:
                self.watches.stop(session, person, self.clock())
            return self.subscriptions.set(session, person, wanted, wording, self.clock())

        return await self.sessions.run(work)

    def _opened(self, session: Session, conversation: str) -> None:
        opened(session, conversation, self.clock().astimezone(CHONGQING).date())


def _received(session: Session, conversation: str, new: set[int]) -> list[Received]:
    rows = session.execute(
        select(Piece.id, Piece.title)
        .join(Delivery, Delivery.piece_id == Piece.id)
        .where(Delivery.conversation == conversation, Delivery.status == DeliveryStatus.SENT.value)
        .order_by(Delivery.sent_at.desc())
        .limit(MOST_SHOWN)
    )
    return [Received(number, title, number in new) for number, title in rows]
