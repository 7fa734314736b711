"""Progress notices (进度通知): each visible change becomes one row in the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.citizens.models import CitizenAddress
from bot.complaints.models import Case, CaseEvent


class NoticeBox(Protocol):
    """Where notices are put; the outbox behind it knows channels, windows and quotas."""

    def put_notice(
        self,
        session: Session,
        *,
        dedupe_key: str,
        conversation: str,
        channel: str,
        address_sealed: str,
        text: str,
        at: datetime,
    ) -> None:
        """Keep one notice for delivery, in the transaction of its cause."""


class Notices:
    """Tells citizens with a named case; an anonymous reporter comes with the receipt code.

    Args:
        box: the outbox.
    """

    def __init__(self, box: NoticeBox) -> None:
        self._box = box

    def put(self, session: Session, case: Case, event: CaseEvent, now: datetime) -> None:
        """Queue the notice of a change, once for each event."""
        if case.anonymous or not event.public or not event.message:
            return
        query = select(CitizenAddress).where(CitizenAddress.conversation == case.conversation)
        known = session.scalar(query)
        self._box.put_notice(
            session,
            dedupe_key=f"case-event:{event.id}",
            conversation=case.conversation,
            channel=case.channel,
            address_sealed="" if known is None else known.address_sealed,
            text=event.message,
            at=now,
        )
