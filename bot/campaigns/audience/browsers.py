"""Browsers that subscribe or watch: when one was last here, and forgetting those that stay away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, union, update
from sqlalchemy.orm import Session

from bot.citizens.models import Subscriber
from bot.citizens.subscriptions import Subscriptions
from bot.complaints.case.models import PurgeEntry
from bot.watching.models import Watch
from bot.watching.watches import forget

RULE = "browsers"  # name in the ledger
_TABLES = (Subscriber, Watch)


def opened(session: Session, conversation: str, on: date) -> None:
    """A browser shows itself; nothing is kept of one that neither subscribes nor watches."""
    for table in _TABLES:
        session.execute(
            update(table)
            .where(table.conversation == conversation, table.opened_on < on)
            .values(opened_on=on)
            .execution_options(synchronize_session=False)
        )


def unseen(session: Session, before: date) -> Sequence[str]:
    """The browsers that were last here before a day."""
    each = (select(table.conversation).where(table.opened_on < before) for table in _TABLES)
    return session.scalars(union(*each).order_by("conversation")).all()


def forget_unseen(session: Session, before: date, at: datetime) -> int:
    """Forget what those browsers subscribed to and watch; how many there were.

    Whoever lost the device, or emptied its browser, can't stop it themselves any more.
    """
    browsers = unseen(session, before)
    if not browsers:
        return 0
    for table in _TABLES:
        rows = select(func.count()).where(table.conversation.in_(browsers)).select_from(table)
        count = session.scalar(rows) or 0
        session.add(PurgeEntry(at=at, rule=RULE, table=table.__tablename__, rows=count, details={}))
    for conversation in browsers:
        forget(session, conversation)
        Subscriptions.forget(session, conversation, at)
    return len(browsers)
