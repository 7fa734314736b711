"""Sign-in sessions: a random token in a cookie, its hash in the database, two expiries."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import Session

from bot.staff.models import StaffMember, StaffSession

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
# Not each request is written down. Idle time is counted from the last one written, so a session
# may end up to this much early, never late.
TOUCH_EVERY = timedelta(minutes=1)
# Between password and code: long enough to find the phone.
CODE_WITHIN = timedelta(minutes=5)
_TOKEN_BYTES = 32


def open_session(
    session: Session, member: StaffMember, now: datetime, *, awaiting_code: bool = False
) -> str:
    """Make a session and give its token; the only time the token is known here."""
    _drop_expired(session, member.id, now)
    token = new_token()
    session.add(
        StaffSession(
            token_hash=hash_of(token),
            staff_id=member.id,
            awaiting_code=awaiting_code,
            created_at=now,
            last_seen_at=now,
            expires_at=now + (CODE_WITHIN if awaiting_code else ABSOLUTE),
        )
    )
    session.flush()
    return token


def live_session(token: str, now: datetime) -> Select[StaffSession, StaffMember]:
    """The query for a session that has not expired, of a member who isn't disabled."""
    return (
        select(StaffSession, StaffMember)
        .join(StaffMember, StaffMember.id == StaffSession.staff_id)
        .where(
            StaffSession.token_hash == hash_of(token),
            StaffSession.expires_at > now,
            StaffSession.last_seen_at > now - IDLE,
            StaffMember.disabled.is_(False),
        )
    )


def owner_of(session: Session, token: str) -> str | None:
    """The username of a session's member, expired or not."""
    query = (
        select(StaffMember.username)
        .join(StaffSession, StaffSession.staff_id == StaffMember.id)
        .where(StaffSession.token_hash == hash_of(token))
    )
    return session.scalar(query)


def session_owner(session: Session, token: str) -> int | None:
    """The member of a full session, expired or not, who may still sign in."""
    query = (
        select(StaffMember.id)
        .join(StaffSession, StaffSession.staff_id == StaffMember.id)
        .where(
            StaffSession.token_hash == hash_of(token),
            StaffSession.awaiting_code.is_(False),
            StaffMember.disabled.is_(False),
        )
    )
    return session.scalar(query)


def new_token() -> str:
    """A secret for an address or a cookie."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def touch(session: Session, token: str, now: datetime) -> None:
    """Write down that somebody is still there."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == hash_of(token))
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )


def close_session(session: Session, token: str) -> None:
    """End one session."""
    _delete(session, StaffSession.token_hash == hash_of(token))


def close_all(session: Session, staff_id: int) -> None:
    """End every session of a member."""
    _delete(session, StaffSession.staff_id == staff_id)


def hash_of(token: str) -> str:
    """What the database keeps of a token; it is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _drop_expired(session: Session, staff_id: int, now: datetime) -> None:
    _delete(session, StaffSession.staff_id == staff_id, StaffSession.expires_at <= now)


def _delete(session: Session, *where: ColumnElement[bool]) -> None:
    query = delete(StaffSession).where(*where)
    session.execute(query.execution_options(synchronize_session=False))
