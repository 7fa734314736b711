"""Who watches what: added with consent, taken back, forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.citizens.models import ConsentRecord
from bot.citizens.subscriptions import Person
from bot.kit.db import insert
from bot.kit.sealing import Keyring
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.watching.models import Watch
from kb.standing import standings

ADDRESS_FIELD = "watch.address"
PURPOSE = "watch"
TOPIC = "watch"
PRODUCT = "product:"
MOST = 300  # things one person may watch
NO_MORE = "已取消关注。"


class TooMany(Exception):
    """Somebody watches as much as anybody may."""


@dataclass(frozen=True)
class Watches:
    """What is watched; every method works in the caller's transaction.

    Args:
        keyring: seals addresses.
        products: standards by what a product is called.
    """

    keyring: Keyring
    products: Mapping[str, Sequence[str]]

    def of(self, session: Session, conversation: str) -> list[str]:
        """What somebody watches, in the order they began."""
        query = select(Watch.target).where(Watch.conversation == conversation)
        return list(session.scalars(query.order_by(Watch.id)))

    def numbers(self, target: str) -> list[str]:
        """The undated numbers a target stands for."""
        if not target.startswith(PRODUCT):
            return [target]
        return list(self.products.get(target.removeprefix(PRODUCT), ()))

    def add(
        self,
        session: Session,
        person: Person,
        targets: Iterable[str],
        wording: str,
        at: datetime,
        today: date,
    ) -> list[str]:
        """Watch more; what is watched already stays as it was.

        Args:
            session: the caller's transaction.
            person: who agrees.
            targets: see :class:`Watch`.
            wording: the sentence they agreed to (PIPL art. 14).
            at: the present moment.
            today: the day in Chongqing.

        Raises:
            TooMany: it would be more than :data:`MOST`.
        """
        known = self.of(session, person.conversation)
        fresh = [target for target in dict.fromkeys(targets) if target not in known]
        if len(known) + len(fresh) > MOST:
            raise TooMany
        sealed = self.keyring.seal(person.address, ADDRESS_FIELD) if person.address else ""
        numbers = [number for target in fresh for number in self.numbers(target)]
        now = standings(session, numbers, today).by_number
        made: list[str] = []
        for target in fresh:
            new = insert(session, Watch).values(
                conversation=person.conversation,
                channel=person.channel,
                address_sealed=sealed,
                target=target,
                seen={n: now[n].to_json() for n in self.numbers(target) if n in now},
                since=at,
                opened_on=None if person.address else today,
            )
            # Who clicks twice is faster than the first click.
            new = new.on_conflict_do_nothing(index_elements=["conversation", "target"])
            made += session.scalars(new.returning(Watch.target)).all()
        if made and not known:
            _record(session, person, wording, at, given=True)
        session.flush()
        return made

    def remove(
        self,
        session: Session,
        person: Person,
        targets: Iterable[str],
        at: datetime,
    ) -> list[str]:
        """Watch less; with the last one only the record stays."""
        known = self.of(session, person.conversation)
        mine = Watch.conversation == person.conversation
        dropped = delete(Watch).where(mine, Watch.target.in_(tuple(targets)))
        taken = set(session.scalars(dropped.returning(Watch.target)))
        gone = [target for target in known if target in taken]
        if gone and len(gone) == len(known):
            _record(session, person, NO_MORE, at, given=False)
            take_back(session, person.conversation)
        return gone

    def stop(self, session: Session, person: Person, at: datetime) -> bool:
        """Watch nothing any more; False if there was nothing."""
        return bool(self.remove(session, person, self.of(session, person.conversation), at))


def name_of(target: str) -> str:
    """What people call a target."""
    return target.removeprefix(PRODUCT)


def listed(targets: Sequence[str], most: int = 10) -> str:
    """Targets in a sentence, the first few by name.

    >>> listed(["GB 17761", "product:充电宝"])
    '“GB 17761”、“充电宝”'
    >>> listed(["a", "b", "c"], most=2)
    '“a”、“b”等 3 样'
    """
    shown = "、".join(f"“{name_of(target)}”" for target in targets[:most])
    return shown if len(targets) <= most else f"{shown}等 {len(targets)} 样"


def forget(session: Session, conversation: str) -> None:
    """Somebody left the platform, or wants all of theirs erased."""
    session.execute(delete(Watch).where(Watch.conversation == conversation))
    take_back(session, conversation)


def take_back(session: Session, conversation: str) -> None:
    """Give up the news that still wait for somebody, and what they say."""
    waiting = (OutboxStatus.QUEUED.value, OutboxStatus.HELD.value)
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.conversation == conversation,
            OutboxMessage.purpose == PURPOSE,
            OutboxMessage.status.in_(waiting),
        )
        .values(
            status=OutboxStatus.FAILED.value,
            reason="市民已取消关注。",
            address_sealed="",
            body_sealed="",
        )
        .execution_options(synchronize_session=False)
    )


def _record(session: Session, person: Person, wording: str, at: datetime, *, given: bool) -> None:
    session.add(
        ConsentRecord(
            conversation=person.conversation,
            channel=person.channel,
            topics=[TOPIC],
            given=given,
            wording=wording,
            via=person.via,
            at=at,
        )
    )
