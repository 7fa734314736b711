"""The quota ledger: everything that sends asks here first, and gives back what it didn't use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.kit.clock import CHONGQING
from bot.kit.db import SessionFactory, insert
from bot.outbox import counters
from bot.outbox.bulk_models import Delivery
from bot.outbox.counters import Grant
from bot.outbox.models import NoticeConsent, OutboxMessage, QuotaUse, QuotaWindow
from bot.outbox.rules import NO_RULES, ChannelRules, CountRule, Interaction
from bot.outbox.sender import Again, NotThisWay, Plan, SendFailed


class QuotaLedger:
    """Counts what platforms allow; one row, one atomic statement, so that no two can overdraw.

    Methods ending in ``_in`` work in the caller's transaction (``AsyncSession.run_sync`` or
    ``SessionFactory.run``), the others in one of their own.

    Args:
        sessions: the database.
        rules: by channel; a channel that isn't named has no limits.
    """

    def __init__(self, sessions: SessionFactory, rules: Mapping[str, ChannelRules]) -> None:
        self._sessions = sessions
        self._rules = rules

    async def note_interaction(
        self, channel: str, conversation: str, kind: Interaction, at: datetime
    ) -> None:
        """The citizen wrote, clicked, followed or scanned: a fresh window."""
        await self._sessions.run(
            lambda session: self.note_interaction_in(session, channel, conversation, kind, at)
        )

    async def take(
        self,
        channel: str,
        conversation: str,
        product: str,
        at: datetime,
        *,
        count: int = 1,
        template: str = "",
    ) -> Grant | None:
        """Use ``count`` messages of a product, or none at all.

        Args:
            channel: the platform.
            conversation: the citizen's pseudonym; empty for what concerns the account only.
            product: custom, subscription, template, mass, mass_all, mass_received, preview …
            at: present moment.
            count: how many messages.
            template: of a subscription notice: its consent is used up as well.

        Returns:
            What was taken (true), or None when the window is closed or a quota used up.
        """
        return await self._sessions.run(
            lambda session: self.take_in(
                session, channel, conversation, product, at, count=count, template=template
            )
        )

    def note_interaction_in(
        self, session: Session, channel: str, conversation: str, kind: Interaction, at: datetime
    ) -> None:
        """See :meth:`note_interaction`.

        Only a later moment opens a fresh window: the platform repeats its pushes with the same
        time, and a repetition must not refill the count.
        """
        if kind not in self._of(channel).windows:
            return
        values = {"channel": channel, "conversation": conversation, "kind": kind}
        new = insert(session, QuotaWindow).values(**values, opened_at=at, used=0)
        session.execute(
            new.on_conflict_do_update(
                index_elements=["channel", "conversation", "kind"],
                set_={"opened_at": at, "used": 0},
                where=QuotaWindow.opened_at < at,
            )
        )

    def take_in(
        self,
        session: Session,
        channel: str,
        conversation: str,
        product: str,
        at: datetime,
        *,
        count: int = 1,
        template: str = "",
    ) -> Grant | None:
        """See :meth:`take`."""
        rules = self._of(channel)
        window = ""
        # What belongs to no conversation answers somebody who has just written.
        if product in rules.windowed and conversation:
            window = counters.take_window(session, rules.windows, channel, conversation, at, count)
            if not window:
                return None
        grant = Grant(channel, conversation, product, count, at, window, template)
        if template and not counters.take_consent(session, grant):
            counters.undo(session, replace(grant, template=""), [])
            return None
        taken: list[CountRule] = []
        for rule in self._counts(channel, product):
            if not counters.take_count(session, rule, grant):
                counters.undo(session, grant, taken)
                return None
            taken.append(rule)
        return grant

    def take_for(
        self, session: Session, row: OutboxMessage | Delivery, plan: Plan | None, at: datetime
    ) -> Grant | None:
        """What a sender's plan for a queue's row uses up; None also where it has no plan."""
        if plan is None:
            return None
        return self.take_in(
            session, row.channel, row.conversation, plan.product, at,
            count=plan.count, template=plan.template,
        )  # fmt: skip

    def give_back_in(self, session: Session, grant: Grant) -> None:
        """Undo a :meth:`take` whose message never reached the platform."""
        counters.undo(session, grant, self._counts(grant.channel, grant.product))

    def settle(self, session: Session, grant: Grant, failure: SendFailed) -> None:
        """Give back what a failed message didn't use.

        Where the platform says that the way is closed, spent or refused, it is believed until the
        citizen acts.
        """
        if isinstance(failure, Again | NotThisWay):
            self.give_back_in(session, grant)
        if not isinstance(failure, NotThisWay) or not failure.spent:
            return
        if grant.window:
            counters.spend_windows(session, self._of(grant.channel).windows, grant)
        if grant.template:
            counters.withdraw_consent(session, grant)

    def note_consent_in(
        self,
        session: Session,
        channel: str,
        conversation: str,
        template: str,
        at: datetime,
        *,
        accepted: bool,
        long_term: bool = False,
    ) -> None:
        """A citizen allowed one more notice of a template (or all), or refused them."""
        table = NoticeConsent
        values: dict[str, Any] = {
            "remaining": 1 if accepted else 0,
            "long_term": accepted and long_term,
            "updated_at": at,
        }
        key = {"channel": channel, "conversation": conversation, "template": template}
        more = table.remaining + 1 if accepted else 0
        session.execute(
            insert(session, table)
            .values(**key, **values)
            .on_conflict_do_update(index_elements=list(key), set_={**values, "remaining": more})
        )

    def forget_in(self, session: Session, before: datetime) -> int:
        """Delete windows opened before a moment, and counts of earlier months; how many."""
        month = before.astimezone(CHONGQING).strftime("%Y-%m")
        windows = session.execute(delete(QuotaWindow).where(QuotaWindow.opened_at < before))
        # Compared as text: 2026-10-31 < 2026-11 < 2026-11-01.
        counts = session.execute(delete(QuotaUse).where(QuotaUse.period < month))
        return int(windows.rowcount + counts.rowcount)  # type: ignore[attr-defined]

    def _of(self, channel: str) -> ChannelRules:
        return self._rules.get(channel, NO_RULES)

    def _counts(self, channel: str, product: str) -> list[CountRule]:
        return [rule for rule in self._of(channel).counts if rule.product == product]
