"""Lockout after wrong passwords or codes: of the place they come from, never of the member.

A stranger who knows a username must not keep its owner out, and must not guess for ever either.
So failures count for an account at one place (a browser or a network). Five there lock that place.
Whoever tries from ever new places shares one count with all places the account was never signed in
from: fifty in an hour, and these wait. Where the owner was signed in before stays open.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.staff.models import LoginPlace, StaffMember

FAILURES_TO_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)
FAILURES_OF_STRANGERS = 50
COUNTED_FOR = timedelta(hours=1)
KNOWN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from.

    Args:
        network: address, or the part of it that one subscriber has.
        device: secret of the browser's cookie that stays after signing out; empty without one.
    """

    network: str = ""
    device: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the database calls the browser and the network; the browser tells more."""
        device = (_name("device", self.device),) if self.device else ()
        return (*device, _name("network", self.network))


def is_locked(member: StaffMember, now: datetime) -> bool:
    """Whether an account is locked because its own open browser was used for guessing."""
    return member.locked_until is not None and member.locked_until > now


def count_failure(member: StaffMember, now: datetime) -> bool:
    """Count a wrong password typed in a browser that is signed in; whether it locks the account."""
    if member.disabled or is_locked(member, now):
        return False
    member.failed_logins += 1
    if member.failed_logins < FAILURES_TO_LOCK:
        return False
    member.failed_logins, member.locked_until = 0, now + LOCKED_FOR
    return True


def may_try(session: Session, member: StaffMember, origin: Origin, now: datetime) -> bool:
    """Whether an attempt from there counts at all, the right password included."""
    place = _place(session, member, origin, now)
    if place is not None and place.locked_until is not None and place.locked_until > now:
        return False
    known = place is not None and place.is_known(now)
    return known or _of_strangers(session, member.id, now) < FAILURES_OF_STRANGERS


def count_failure_at(session: Session, member: StaffMember, origin: Origin, now: datetime) -> bool:
    """Count a failure at a place; whether it locks the place, or all that are not known.

    While it is locked or the account disabled nothing is counted: attempts can't make a lock
    longer.
    """
    if member.disabled or not may_try(session, member, origin, now):
        return False
    _forget_old(session, member.id, now)
    place = _place(session, member, origin, now)
    if place is None:
        place = LoginPlace(staff_id=member.id, place=origin.names[-1], failures=0)
        session.add(place)
    if place.counted_since is None or place.counted_since <= now - COUNTED_FOR:
        place.failures, place.counted_since = 0, now
    place.failures += 1
    session.flush()
    if place.failures % FAILURES_TO_LOCK == 0:
        place.locked_until = now + LOCKED_FOR
        return True
    known = place.is_known(now)
    return not known and _of_strangers(session, member.id, now) == FAILURES_OF_STRANGERS


def remember(session: Session, member: StaffMember, origin: Origin, now: datetime) -> None:
    """The member was here: the browser and the network stay open, and begin anew."""
    for name in origin.names:
        place = session.get(LoginPlace, (member.id, name)) or LoginPlace(
            staff_id=member.id, place=name
        )
        place.known_until = now + KNOWN_FOR
        place.failures, place.counted_since, place.locked_until = 0, None, None
        session.add(place)
    session.flush()


def forget_failures(session: Session, member: StaffMember) -> None:
    """Begin anew everywhere, by an administrator."""
    member.failed_logins, member.locked_until = 0, None
    _delete(session, LoginPlace.staff_id == member.id, LoginPlace.known_until.is_(None))
    session.execute(
        update(LoginPlace)
        .where(LoginPlace.staff_id == member.id)
        .values(failures=0, counted_since=None, locked_until=None)
        .execution_options(synchronize_session=False)
    )


def forget_places(session: Session, member: StaffMember) -> None:
    """No place is known any more: somebody else may have been there."""
    member.failed_logins, member.locked_until = 0, None
    _delete(session, LoginPlace.staff_id == member.id)


def knows(session: Session, username: str, device: str, now: datetime) -> bool:
    """Whether a browser is one from which a member was signed in."""
    query = (
        select(LoginPlace.place)
        .join(StaffMember, StaffMember.id == LoginPlace.staff_id)
        .where(
            StaffMember.username == username,
            LoginPlace.place == _name("device", device),
            LoginPlace.known_until > now,
        )
    )
    return bool(device) and session.scalar(query) is not None


def locked_somewhere(session: Session, now: datetime) -> set[str]:
    """Usernames that can't be signed in to from some place now."""
    locked = select(StaffMember.username).join(LoginPlace).where(LoginPlace.locked_until > now)
    crowded = (
        select(StaffMember.username)
        .join(LoginPlace)
        .where(*_recent_strangers(now))
        .group_by(StaffMember.username)
        .having(func.sum(LoginPlace.failures) >= FAILURES_OF_STRANGERS)
    )
    alone = select(StaffMember.username).where(StaffMember.locked_until > now)
    return {name for query in (locked, crowded, alone) for name in session.scalars(query)}


def _place(
    session: Session, member: StaffMember, origin: Origin, now: datetime
) -> LoginPlace | None:
    """The browser if the account was signed in from it, else the network."""
    for name in origin.names[:-1]:
        found = session.get(LoginPlace, (member.id, name))
        if found is not None and found.is_known(now):
            return found
    return session.get(LoginPlace, (member.id, origin.names[-1]))


def _of_strangers(session: Session, staff_id: int, now: datetime) -> int:
    query = select(func.sum(LoginPlace.failures))
    return (
        session.scalar(query.where(LoginPlace.staff_id == staff_id, *_recent_strangers(now))) or 0
    )


def _recent_strangers(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        LoginPlace.counted_since > now - COUNTED_FOR,
        or_(LoginPlace.known_until.is_(None), LoginPlace.known_until <= now),
    )


def _forget_old(session: Session, staff_id: int, now: datetime) -> None:
    """Places of strangers that count no more: there may be as many as there are addresses."""
    _delete(
        session,
        LoginPlace.staff_id == staff_id,
        LoginPlace.counted_since <= now - COUNTED_FOR,
        or_(LoginPlace.locked_until.is_(None), LoginPlace.locked_until <= now),
        or_(LoginPlace.known_until.is_(None), LoginPlace.known_until <= now),
    )


def _delete(session: Session, *where: ColumnElement[bool]) -> None:
    query = delete(LoginPlace).where(*where)
    session.execute(query.execution_options(synchronize_session="fetch"))


def _name(kind: str, value: str) -> str:
    return hashlib.sha256(f"login-place:{kind}:{value}".encode()).hexdigest()
