"""The ledger's single statements: each takes or gives back atomically."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from bot.kit.db import insert
from bot.outbox.models import NoticeConsent, QuotaUse, QuotaWindow
from bot.outbox.rules import CountRule, Interaction, WindowRule

Windows = Mapping[Interaction, WindowRule]


@dataclass(frozen=True)
class Grant:
    """What :meth:`QuotaLedger.take` took; give it back when nothing was sent."""

    channel: str
    conversation: str
    product: str
    count: int
    at: datetime
    window: str = ""
    template: str = ""


def take_window(
    session: Session, windows: Windows, channel: str, conversation: str, at: datetime, count: int
) -> str:
    """Use ``count`` messages of an open window; its kind, or empty when none allows them."""
    for kind, rule in windows.items():
        taken = session.execute(
            update(QuotaWindow)
            .where(
                *window(channel, conversation, kind),
                QuotaWindow.opened_at > at - rule.length,
                QuotaWindow.used <= rule.count - count,
            )
            .values(used=QuotaWindow.used + count)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount:  # type: ignore[attr-defined]
            return kind
    return ""


def take_count(session: Session, rule: CountRule, grant: Grant) -> bool:
    """Use messages of a day's or month's quota."""
    if grant.count > rule.count:
        return False
    insert_use = insert(session, QuotaUse).values(
        channel=grant.channel,
        product=rule.product,
        subject=subject(rule, grant.conversation),
        period=rule.period_of(grant.at),
        used=grant.count,
    )
    taken = insert_use.on_conflict_do_update(
        index_elements=["channel", "product", "subject", "period"],
        set_={"used": QuotaUse.used + grant.count},
        where=QuotaUse.used <= rule.count - grant.count,
    ).returning(QuotaUse.used)  # the row comes back only if it was written
    return session.scalar(taken) is not None


def take_consent(session: Session, grant: Grant) -> bool:
    """Use up a one-time consent; a long-term one is not used up."""
    return _change_consent(session, grant, -grant.count, (NoticeConsent.remaining >= grant.count))


def spend_windows(session: Session, windows: Windows, grant: Grant) -> None:
    """Nothing more in the windows the citizen had opened when the grant was taken."""
    for kind, rule in windows.items():
        session.execute(
            update(QuotaWindow)
            .where(
                *window(grant.channel, grant.conversation, kind),
                QuotaWindow.opened_at <= grant.at,
            )
            .values(used=rule.count)
            .execution_options(synchronize_session=False)
        )


def withdraw_consent(session: Session, grant: Grant) -> None:
    """No more notices of this template, unless the citizen agreed again in the meantime."""
    session.execute(
        update(NoticeConsent)
        .where(*_consent(grant), NoticeConsent.updated_at <= grant.at)
        .values(remaining=0, long_term=False)
        .execution_options(synchronize_session=False)
    )


def undo(session: Session, grant: Grant, rules: Sequence[CountRule]) -> None:
    """Give back window, consent and the quotas of ``rules``."""
    if grant.window:
        # A window opened since then is a fresh one: nothing of it was used.
        session.execute(
            update(QuotaWindow)
            .where(
                *window(grant.channel, grant.conversation, grant.window),
                QuotaWindow.opened_at <= grant.at,
                QuotaWindow.used >= grant.count,
            )
            .values(used=QuotaWindow.used - grant.count)
            .execution_options(synchronize_session=False)
        )
    if grant.template:
        _change_consent(session, grant, grant.count, NoticeConsent.remaining >= 0)
    for rule in rules:
        session.execute(
            update(QuotaUse)
            .where(*_use(rule, grant), QuotaUse.used >= grant.count)
            .values(used=QuotaUse.used - grant.count)
            .execution_options(synchronize_session=False)
        )


def window(channel: str, conversation: str, kind: str) -> tuple[Any, ...]:
    """Conditions naming one window."""
    return (
        QuotaWindow.channel == channel,
        QuotaWindow.conversation == conversation,
        QuotaWindow.kind == kind,
    )


def subject(rule: CountRule, conversation: str) -> str:
    """Whom a rule counts for: the citizen, or empty for the account."""
    return conversation if rule.per == "citizen" else ""


def _change_consent(session: Session, grant: Grant, by: int, condition: Any) -> bool:
    long_term = NoticeConsent.long_term
    done = session.execute(
        update(NoticeConsent)
        .where(*_consent(grant), condition | long_term)
        .values(
            remaining=case((long_term, NoticeConsent.remaining), else_=NoticeConsent.remaining + by)
        )
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _consent(grant: Grant) -> tuple[Any, ...]:
    return (
        NoticeConsent.channel == grant.channel,
        NoticeConsent.conversation == grant.conversation,
        NoticeConsent.template == grant.template,
    )


def _use(rule: CountRule, grant: Grant) -> tuple[Any, ...]:
    return (
        QuotaUse.channel == grant.channel,
        QuotaUse.product == rule.product,
        QuotaUse.subject == subject(rule, grant.conversation),
        QuotaUse.period == rule.period_of(grant.at),
    )
