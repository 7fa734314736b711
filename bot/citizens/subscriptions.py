"""Who asked for which campaigns: consent with its words, changes, and stopping everything."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.citizens.models import ConsentRecord, Subscriber, Subscription
from bot.kit.clock import CHONGQING
from bot.kit.db import insert
from bot.kit.sealing import Keyring

ADDRESS_FIELD = "subscriber.address"


@dataclass(frozen=True, repr=False)
class Person:
    """A chat identity that subscribes.

    Args:
        channel: the platform.
        conversation: the pseudonym.
        address: openid or chat id; empty on the web.
        via: where they agreed: chat, page or menu.
    """

    channel: str
    conversation: str
    address: str = ""
    via: str = "chat"


@dataclass(frozen=True)
class Subscribed:
    """What somebody receives.

    Args:
        topics: slugs, in the order of the alphabet.
        audience: slug, empty for none.
        district: name, empty for none.
    """

    topics: tuple[str, ...] = ()
    audience: str = ""
    district: str = ""


@dataclass(frozen=True)
class Subscriptions:
    """Subscribers and their topics; every method works in the caller's transaction.

    Args:
        keyring: seals addresses.
    """

    keyring: Keyring

    def of(self, session: Session, conversation: str) -> Subscribed:
        """What somebody receives now."""
        row = _row(session, conversation)
        if row is None:
            return Subscribed()
        topics = session.scalars(
            select(Subscription.topic)
            .where(Subscription.subscriber_id == row.id)
            .order_by(Subscription.topic)
        )
        return Subscribed(tuple(topics), row.audience, row.district)

    def add(
        self,
        session: Session,
        person: Person,
        topics: Collection[str],
        wording: str,
        at: datetime,
    ) -> Subscribed:
        """Subscribe to topics; those there already stay as they were.

        Args:
            session: the caller's transaction.
            person: who agrees.
            topics: slugs.
            wording: the sentence they agreed to (PIPL art. 14).
            at: present moment.
        """
        row = _row(session, person.conversation) or _new(session, person, at)
        row.address_sealed = (
            self.keyring.seal(person.address, ADDRESS_FIELD) if person.address else ""
        )
        known = set(self.of(session, person.conversation).topics)
        fresh = sorted(set(topics) - known)
        session.add_all(
            Subscription(subscriber_id=row.id, topic=topic, since=at) for topic in fresh
        )
        if fresh:
            _record(session, person, row, fresh, wording, at, given=True)
        session.flush()
        return self.of(session, person.conversation)

    def remove(
        self,
        session: Session,
        person: Person,
        topics: Sequence[str],
        wording: str,
        at: datetime,
    ) -> Subscribed:
        """Take topics away; with the last one everything is forgotten but the record."""
        row = _row(session, person.conversation)
        if row is None:
            return Subscribed()
        known = self.of(session, person.conversation)
        gone = sorted(set(topics) & set(known.topics))
        session.execute(
            delete(Subscription).where(
                Subscription.subscriber_id == row.id, Subscription.topic.in_(gone)
            )
        )
        if gone:
            _record(session, person, row, gone, wording, at, given=False)
        if set(known.topics) <= set(gone):
            session.delete(row)
        session.flush()
        return self.of(session, person.conversation)

    def stop(self, session: Session, person: Person, wording: str, at: datetime) -> bool:
        """Take everything away (「退订」); False if there was nothing."""
        known = self.of(session, person.conversation)
        if not known.topics:
            return False
        self.remove(session, person, known.topics, wording, at)
        return True

    def describe(
        self,
        session: Session,
        conversation: str,
        *,
        audience: str | None = None,
        district: str | None = None,
    ) -> None:
        """Note what a subscriber says of themselves; None leaves it, empty takes it back."""
        row = _row(session, conversation)
        if row is None:
            return
        if audience is not None:
            row.audience = audience
        if district is not None:
            row.district = district
        # The results count by them who came: the chat asks only after the consent.
        newest = select(func.max(ConsentRecord.id)).where(
            ConsentRecord.conversation == conversation, ConsentRecord.given
        )
        session.execute(
            update(ConsentRecord)
            .where(ConsentRecord.id == newest.scalar_subquery())
            .values(audience=row.audience, district=row.district)
            .execution_options(synchronize_session=False)
        )
        session.flush()

    def set(
        self,
        session: Session,
        person: Person,
        wanted: Subscribed,
        wording: str,
        at: datetime,
    ) -> Subscribed:
        """Make the subscriptions just these, each change with its record."""
        known = set(self.of(session, person.conversation).topics)
        if missing := set(wanted.topics) - known:
            self.add(session, person, missing, wording, at)
        if surplus := known - set(wanted.topics):
            self.remove(session, person, sorted(surplus), wording, at)
        self.describe(
            session, person.conversation, audience=wanted.audience, district=wanted.district
        )
        return self.of(session, person.conversation)

    @staticmethod
    def forget(session: Session, conversation: str, at: datetime) -> None:
        """Somebody left the platform: no row of theirs stays, and no record names them."""
        row = _row(session, conversation)
        if row is not None:
            topics = list(
                session.scalars(
                    select(Subscription.topic).where(Subscription.subscriber_id == row.id)
                )
            )
            gone = Person(row.channel, "", via="left")
            _record(session, gone, row, topics, "", at, given=False)
            session.execute(delete(Subscription).where(Subscription.subscriber_id == row.id))
            session.delete(row)
        session.execute(
            update(ConsentRecord)
            .where(ConsentRecord.conversation == conversation)
            .values(conversation="")
        )


def _row(session: Session, conversation: str) -> Subscriber | None:
    query = select(Subscriber).where(Subscriber.conversation == conversation).with_for_update()
    found: Subscriber | None = session.scalar(query)
    return found


def _new(session: Session, person: Person, at: datetime) -> Subscriber:
    new = insert(session, Subscriber).values(
        conversation=person.conversation,
        channel=person.channel,
        address_sealed="",
        audience="",
        district="",
        subscribed_at=at,
        opened_on=None if person.address else at.astimezone(CHONGQING).date(),
    )
    # Who clicks twice is faster than the first click.
    session.execute(new.on_conflict_do_nothing(index_elements=["conversation"]))
    row = _row(session, person.conversation)
    assert row is not None
    return row


def _record(
    session: Session,
    person: Person,
    row: Subscriber,
    topics: Sequence[str],
    wording: str,
    at: datetime,
    *,
    given: bool,
) -> None:
    session.add(
        ConsentRecord(
            conversation=person.conversation,
            channel=row.channel,
            audience=row.audience,
            district=row.district,
            topics=list(topics),
            given=given,
            wording=wording,
            via=person.via,
            at=at,
        )
    )
