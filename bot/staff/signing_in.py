"""Signing in: password, one-time code, lockout, sessions. Strangers learn nothing from it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.staff import totp
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from bot.staff.errors import LoginRefused
from bot.staff.lockout import (
    Origin,
    count_failure_at,
    is_locked,
    knows,
    may_try,
    remember,
)
from bot.staff.models import StaffMember
from bot.staff.passwords import LONGEST, Passwords
from bot.staff.sessions import (
    TOUCH_EVERY,
    close_all,
    close_session,
    live_session,
    open_session,
    owner_of,
    touch,
)

TOTP_FIELD = "staff_member.totp"
_HASHES_AT_ONCE = 2  # each takes 64 MiB and a core
_SOMEWHERE = Origin()


@dataclass(frozen=True)
class SignedIn:
    """Whose browser it is.

    Args:
        member: the account as it is now.
        awaiting_code: the password was right, the one-time code is still to come.
    """

    member: StaffMember
    awaiting_code: bool


@dataclass(frozen=True)
class _Attempt:
    """A name and password, checked outside the transaction.

    ``kept`` is the hash it was checked against, ``renewed`` one at today's costs if that is due.
    """

    username: str
    kept: str | None
    right: bool
    renewed: str
    old_token: str
    origin: Origin


@dataclass(frozen=True)
class SigningIn:
    """Opens and ends sessions.

    Args:
        sessions: the database.
        passwords: hashes.
        audit: the log.
        keyring: opens the secrets of one-time codes.
        clock: the present moment.
    """

    sessions: SessionFactory
    passwords: Passwords
    audit: AuditLog
    keyring: Keyring
    clock: Clock
    _hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_HASHES_AT_ONCE))

    async def sign_in(
        self, username: str, password: str, old_token: str = "", origin: Origin = _SOMEWHERE
    ) -> str:
        """Check a password and open a session, always under a new token.

        An unknown, locked or disabled account costs the same hash and the same transaction as a
        wrong password. A session the browser had before ends.

        Args:
            username: as typed.
            password: as typed.
            old_token: of the browser's earlier session.
            origin: where it comes from; failures count there.

        Returns:
            The token; with a second factor it is good only for :meth:`enter_code`.

        Raises:
            LoginRefused: whatever the reason.
        """
        query = select(StaffMember.password_hash).where(StaffMember.username == username)
        async with self.sessions() as session:
            kept = await session.scalar(query)
        right, renewed = await self._check(kept, password[: LONGEST + 1])
        attempt = _Attempt(username, kept, right, renewed, old_token, origin)
        token = await self.sessions.run(lambda s: self._conclude(s, attempt))
        if not token:
            raise LoginRefused
        return token

    async def enter_code(self, token: str, code: str, origin: Origin = _SOMEWHERE) -> str:
        """Check a one-time code and exchange the session for a full one, under a new token.

        Raises:
            LoginRefused: wrong or used code, locked account, or no such session.
        """
        full = await self.sessions.run(lambda s: self._enter_code(s, token, code, origin))
        if not full:
            raise LoginRefused
        return full

    async def knows(self, username: str, device: str) -> bool:
        """Whether a member was signed in from a browser before; it isn't throttled with others."""
        now = self.clock()
        async with self.sessions() as session:
            return await session.run_sync(lambda s: knows(s, username, device, now))

    async def find(self, token: str, *, by_itself: bool = False) -> SignedIn | None:
        """Whose session a token opens, if it has not expired; the member as stored now.

        Args:
            token: of the browser.
            by_itself: the page asks, not the person: the session grows older all the same.
        """
        now = self.clock()
        async with self.sessions() as session:
            row = (await session.execute(live_session(token, now))).one_or_none()
        if row is None:
            return None
        found, member = row
        if not by_itself and now - found.last_seen_at >= TOUCH_EVERY:
            await self.sessions.run(lambda s: touch(s, token, now))
        return SignedIn(member, found.awaiting_code)

    async def sign_out(self, token: str) -> None:
        """End a session."""

        def work(session: Session) -> None:
            owner = owner_of(session, token)
            close_session(session, token)
            if owner is not None:
                self._note(session, owner, AuditAction.LOGOUT, actor=owner)

        await self.sessions.run(work)

    async def sign_out_everywhere(self, member: StaffMember) -> None:
        """End every session of a member, this one too."""
        name = member.username

        def work(session: Session) -> None:
            close_all(session, member.id)
            self._note(session, name, AuditAction.LOGOUT, actor=name, everywhere=True)

        await self.sessions.run(work)

    async def _check(self, kept: str | None, password: str) -> tuple[bool, str]:
        async with self._hashing:
            right = await asyncio.to_thread(self.passwords.verify, kept, password)
            if not right or kept is None or not self.passwords.is_outdated(kept):
                return right, ""
            return right, await asyncio.to_thread(self.passwords.hash, password)

    def _conclude(self, session: Session, attempt: _Attempt) -> str:
        now = self.clock()
        if attempt.old_token:
            close_session(session, attempt.old_token)
        query = select(StaffMember).where(StaffMember.username == attempt.username)
        member = session.scalar(query.with_for_update())
        if member is None:
            # What was typed is not kept: it may be a password in the wrong field.
            self._note(session, "", AuditAction.LOGIN_FAILED)
            return ""
        # The password may have been changed while we were hashing.
        right = attempt.right and member.password_hash == attempt.kept
        if not (right and self._is_open(session, member, attempt.origin, now)):
            return self._fail(session, member, attempt.origin, now)
        member.password_hash = attempt.renewed or member.password_hash
        if member.totp_sealed:
            return open_session(session, member, now, awaiting_code=True)
        return self._succeed(session, member, attempt.origin, now)

    def _enter_code(self, session: Session, token: str, code: str, origin: Origin) -> str:
        now = self.clock()
        row = session.execute(live_session(token, now)).one_or_none()
        if row is None or not row[0].awaiting_code:
            return ""
        member = row[1]
        # Locked before anything is decided: one code must not open two sessions.
        session.refresh(member, with_for_update=True)
        secret = self.keyring.open(member.totp_sealed, TOTP_FIELD)
        step = totp.matching_step(secret, code, now, member.totp_step) if secret else None
        if step is None or not self._is_open(session, member, origin, now):
            return self._fail(session, member, origin, now, token)
        member.totp_step = step
        close_session(session, token)
        return self._succeed(session, member, origin, now)

    @staticmethod
    def _is_open(session: Session, member: StaffMember, origin: Origin, now: datetime) -> bool:
        locked = member.disabled or is_locked(member, now)
        return not locked and may_try(session, member, origin, now)

    def _succeed(self, session: Session, member: StaffMember, origin: Origin, now: datetime) -> str:
        member.failed_logins = 0
        remember(session, member, origin, now)
        member.last_login_at = now
        token = open_session(session, member, now)
        self._note(session, member.username, AuditAction.LOGIN, actor=member.username)
        return token

    def _fail(
        self, session: Session, member: StaffMember, origin: Origin, now: datetime, half: str = ""
    ) -> str:
        locks = not is_locked(member, now) and count_failure_at(session, member, origin, now)
        if locks and half:
            close_session(session, half)
        session.flush()
        action = AuditAction.LOGIN_LOCKED if locks else AuditAction.LOGIN_FAILED
        self._note(session, member.username, action)
        return ""

    def _note(
        self,
        session: Session,
        username: str,
        action: AuditAction,
        *,
        actor: str = "",
        everywhere: bool = False,
    ) -> None:
        """Write it down; of a failure nobody knows who did it."""
        details = {"everywhere": True} if everywhere else {}
        self.audit.add(
            session, actor, action, object_type="staff", object_id=username, details=details
        )
