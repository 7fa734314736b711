"""The outbox: a message is put in by the transaction that causes it, and leaves later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.kit import clock
from bot.kit.db import insert
from bot.kit.sealing import Keyring
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.sender import ADDRESS_FIELD, ALL_ROUTES, Body

_OPEN = (OutboxStatus.QUEUED, OutboxStatus.HELD)
_SETTLED = (OutboxStatus.SENT, OutboxStatus.FAILED)


@dataclass(frozen=True, repr=False)
class NewMessage:
    """A message to put in, sealed by whoever writes it.

    Args:
        purpose: case_notice, answer, broadcast …; notices' templates are chosen by it.
        dedupe_key: the same for everything that must reach this citizen once.
        conversation: the pseudonym.
        channel: the platform.
        address_sealed: openid or chat id, sealed for :data:`ADDRESS_FIELD`.
        body_sealed: from :meth:`Body.sealed`.
        routes: ways to try, in this order.
        not_before: earliest moment; None for now.
    """

    purpose: str
    dedupe_key: str
    conversation: str
    channel: str
    address_sealed: str
    body_sealed: str
    routes: Sequence[str] = ALL_ROUTES
    not_before: datetime | None = None

    @classmethod
    def seal(
        cls,
        keyring: Keyring,
        *,
        purpose: str,
        dedupe_key: str,
        conversation: str,
        channel: str,
        address: str,
        body: Body,
        routes: Sequence[str] = ALL_ROUTES,
        not_before: datetime | None = None,
    ) -> NewMessage:
        """The message with address and body encrypted."""
        return cls(
            purpose,
            dedupe_key,
            conversation,
            channel,
            keyring.seal(address, ADDRESS_FIELD),
            body.sealed(keyring),
            routes,
            not_before,
        )


class Outbox:
    """Messages on their way. Methods ending in ``_in`` take a blocking session.

    Args:
        now: present moment.
    """

    def __init__(self, now: clock.Clock = clock.now) -> None:
        self._now = now

    async def put(self, session: AsyncSession, message: NewMessage) -> bool:
        """Add a message in the caller's transaction; False when its key is there already."""
        return await session.run_sync(self.put_in, message)

    def put_in(self, session: Session, message: NewMessage) -> bool:
        """See :meth:`put`."""
        now = self._now()
        row = {
            "purpose": message.purpose,
            "dedupe_key": message.dedupe_key,
            "conversation": message.conversation,
            "channel": message.channel,
            "address_sealed": message.address_sealed,
            "body_sealed": message.body_sealed,
            "routes": list(message.routes),
            "not_before": message.not_before or now,
            "created_at": now,
        }
        new = insert(session, OutboxMessage).values(**row, **_fresh())
        added = new.on_conflict_do_nothing(index_elements=["conversation", "dedupe_key"])
        return session.scalar(added.returning(OutboxMessage.id)) is not None

    def held_for_in(self, session: Session, conversation: str) -> list[OutboxMessage]:
        """What waits for the citizen's next message, oldest first.

        Messages that wait for another try are among them: now that the citizen is here, they go
        with the answer. What is planned for a later hour is not.
        """
        # A queued message with a reason has been tried, or its channel is stopped.
        waiting = (OutboxMessage.status == OutboxStatus.HELD.value) | (
            (OutboxMessage.status == OutboxStatus.QUEUED.value) & (OutboxMessage.reason != "")
        )
        query = (
            select(OutboxMessage)
            .where(OutboxMessage.conversation == conversation, waiting)
            .order_by(OutboxMessage.id)
        )
        return list(session.scalars(query))

    def mark_delivered_in(self, session: Session, ids: Sequence[int]) -> set[int]:
        """Note that messages go out with the answer; call it **before** the answer is given.

        Returns:
            Those to be shown: what another process took in the meantime isn't among them.
        """
        return {
            message_id
            for message_id in ids
            if _change(
                session,
                message_id,
                _OPEN,
                status=OutboxStatus.SENT.value,
                route="reply",
                reason="",
                sent_at=self._now(),
            )
        }

    def note_result_in(
        self, session: Session, channel: str, platform_id: str, *, arrived: bool, reason: str
    ) -> None:
        """The platform's later report on a notice; one that didn't arrive is kept for later."""
        if arrived or not platform_id:
            return
        session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.channel == channel,
                OutboxMessage.platform_id == platform_id,
                OutboxMessage.status == OutboxStatus.SENT.value,
                OutboxMessage.body_sealed != "",
            )
            .values(status=OutboxStatus.HELD.value, reason=reason[:300], sent_at=None)
            .execution_options(synchronize_session=False)
        )

    def settle_in(self, session: Session, message_id: int, *, arrived: bool) -> bool:
        """Staff decide on a message whose fate is unknown: it arrived, or it is kept for later."""
        if arrived:
            done = {"status": OutboxStatus.SENT.value, "sent_at": self._now()}
        else:
            done = {"status": OutboxStatus.HELD.value}
        return _change(session, message_id, (OutboxStatus.UNKNOWN,), **done)

    def cancel_in(self, session: Session, conversation: str, reason: str) -> int:
        """Give up what waits for a citizen who withdrew consent or left; returns how many."""
        rows = select(OutboxMessage.id).where(
            OutboxMessage.conversation == conversation,
            OutboxMessage.status.in_([status.value for status in _OPEN]),
        )
        gone = {
            "status": OutboxStatus.FAILED.value,
            "reason": reason[:300],
            "address_sealed": "",
            "body_sealed": "",
        }
        ids = list(session.scalars(rows))
        return sum(_change(session, message_id, _OPEN, **gone) for message_id in ids)

    def forget_in(self, session: Session, before: datetime) -> int:
        """Empty address and body of what was settled before a moment; returns how many.

        PIPL art. 19: personal data are kept for the shortest time the purpose needs.
        """
        done = session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.status.in_([status.value for status in _SETTLED]),
                OutboxMessage.created_at < before,
                OutboxMessage.body_sealed != "",
            )
            .values(address_sealed="", body_sealed="")
            .execution_options(synchronize_session=False)
        )
        return int(done.rowcount)  # type: ignore[attr-defined]


def _fresh() -> dict[str, object]:
    """Columns of a new row that the table's own INSERT would leave to the model's defaults."""
    return {
        "route": "",
        "status": OutboxStatus.QUEUED.value,
        "reason": "",
        "attempts": 0,
        "platform_id": "",
    }


def _change(
    session: Session, message_id: int, expected: Iterable[OutboxStatus], **values: object
) -> bool:
    """Change one row, if nobody else moved it on."""
    states = [status.value for status in expected]
    done = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.status.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount == 1  # type: ignore[attr-defined, no-any-return]
