"""Accounts of staff as administrators keep them: add, change, disable, reset."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.stamp import demand_unchanged
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from bot.staff.errors import LastAdministrator, NoSuchMember, UsernameTaken, WrongAccount
from bot.staff.lockout import forget_failures, forget_places, locked_somewhere
from bot.staff.models import StaffMember, StaffPush
from bot.staff.passwords import Passwords, first_password
from bot.staff.profile import Profile, check_mail, check_username
from bot.staff.roles import Role, roles_of
from bot.staff.sessions import close_all


@dataclass(frozen=True)
class Accounts:
    """Keeps the accounts; every change has its audit entry.

    Args:
        sessions: the database.
        passwords: hashes.
        audit: the log.
        clock: the present moment.
    """

    sessions: SessionFactory
    passwords: Passwords
    audit: AuditLog
    clock: Clock

    async def all(self) -> Sequence[StaffMember]:
        """Every account, those that may sign in first."""
        query = select(StaffMember).order_by(StaffMember.disabled, StaffMember.username)
        async with self.sessions() as session:
            return (await session.scalars(query)).all()

    async def names(self) -> Mapping[str, str]:
        """What everybody is called, by user name."""
        query = select(StaffMember.username, StaffMember.display_name)
        return await self.sessions.read(
            lambda session: {username: name for username, name in session.execute(query)}
        )

    async def locked(self) -> set[str]:
        """Usernames that can't be signed in to from some place now."""
        async with self.sessions() as session:
            return await session.run_sync(lambda s: locked_somewhere(s, self.clock()))

    async def get(self, username: str) -> StaffMember:
        """One account.

        Raises:
            NoSuchMember: there is none.
        """
        async with self.sessions() as session:
            query = select(StaffMember).where(StaffMember.username == username)
            return _found(await session.scalar(query))

    async def add(self, username: str, profile: Profile, actor: str) -> str:
        """Make an account and give its first password, which is never shown again.

        Raises:
            WrongAccount: the username or the profile makes no sense.
            UsernameTaken: there is such an account.
        """
        check_username(username)
        profile.check()
        password = first_password()
        kept = await asyncio.to_thread(self.passwords.hash, password)
        await self.sessions.run(lambda s: self._add(s, username, profile, kept, actor))
        return password

    def _add(
        self, session: Session, username: str, profile: Profile, kept: str, actor: str
    ) -> None:
        # Accounts are added one at a time: the lock of the audit log makes the check sure.
        now = self.clock()
        member = StaffMember(username=username, password_hash=kept, created_at=now, updated_at=now)
        profile.put(member)
        self.audit.add(
            session, actor, AuditAction.STAFF_ADDED,
            object_type="staff", object_id=username, details=_told(member),
        )  # fmt: skip
        if session.scalar(select(StaffMember.id).where(StaffMember.username == username)):
            raise UsernameTaken
        session.add(member)
        session.flush()

    async def change(
        self, username: str, profile: Profile, actor: str, seen: str | None = None
    ) -> None:
        """Set name, roles and scope.

        Args:
            username: of the account.
            profile: the whole of it.
            actor: the administrator.
            seen: stamp of the profile as the administrator saw it.

        Raises:
            Overtaken: a colleague changed it meanwhile.
            WrongAccount: the profile makes no sense, or it is the actor's own account.
            NoSuchMember, LastAdministrator: see there.
        """
        profile.check()
        _not_oneself(username, actor)
        await self.sessions.run(lambda s: self._change(s, username, profile, actor, seen))

    def _change(
        self, session: Session, username: str, profile: Profile, actor: str, seen: str | None
    ) -> None:
        member, others = self._locked(session, username)
        demand_unchanged(seen, Profile.of(member).as_list())
        if Role.ADMINISTRATOR not in profile.roles:
            _keep_an_administrator(member, others)
        before = _told(member)
        profile.put(member)
        self._note(
            session, member, actor, AuditAction.STAFF_CHANGED,
            details={"before": before, "after": _told(member)},
        )  # fmt: skip

    async def set_mail(self, username: str, mail: str, actor: str, seen: str | None = None) -> None:
        """Where a member's mail of the day goes, empty for nowhere; whether it does is their own.

        The log tells whether there is an address, not which: it is a person's.

        Raises:
            WrongAccount: it is no address, or it is the actor's own account.
            Overtaken: the member or a colleague changed it meanwhile.
            NoSuchMember: there is none.
        """
        check_mail(mail)
        _not_oneself(username, actor)

        def work(session: Session) -> None:
            member, _ = self._locked(session, username)
            demand_unchanged(seen, member.mail)
            member.mail = mail
            details: dict[str, object] = {"daily_mail": bool(mail) and member.wants_mail}
            self._note(session, member, actor, AuditAction.MAIL_CHANGED, details=details)

        await self.sessions.run(work)

    async def disable(self, username: str, actor: str, reason: str = "") -> None:
        """Let nobody sign in to an account, and sign out who is.

        Raises:
            WrongAccount: it is the actor's own account.
            NoSuchMember, LastAdministrator: see there.
        """
        _not_oneself(username, actor)
        await self.sessions.run(lambda s: self._disable(s, username, actor, reason))

    def _disable(self, session: Session, username: str, actor: str, reason: str) -> None:
        member, others = self._locked(session, username)
        _keep_an_administrator(member, others)
        member.disabled = True
        session.execute(delete(StaffPush).where(StaffPush.staff_id == member.id))
        forget_places(session, member)
        close_all(session, member.id)
        self._note(session, member, actor, AuditAction.STAFF_DISABLED, reason)

    async def enable(self, username: str, actor: str) -> None:
        """Let an account sign in again; a lock is lifted too.

        Raises:
            NoSuchMember: there is none.
        """

        def work(session: Session) -> None:
            member, _ = self._locked(session, username)
            member.disabled = False
            forget_failures(session, member)
            self._note(session, member, actor, AuditAction.STAFF_ENABLED)

        await self.sessions.run(work)

    async def reset_password(self, username: str, actor: str) -> str:
        """Give an account a new first password; the lock is lifted, everybody signed out.

        Raises:
            WrongAccount: it is the actor's own account.
            NoSuchMember: there is none.
        """
        _not_oneself(username, actor)
        password = first_password()
        kept = await asyncio.to_thread(self.passwords.hash, password)

        def work(session: Session) -> None:
            member, _ = self._locked(session, username)
            member.password_hash, member.must_change_password = kept, True
            forget_places(session, member)
            close_all(session, member.id)
            self._note(session, member, actor, AuditAction.PASSWORD_RESET)

        await self.sessions.run(work)
        return password

    async def drop_totp(self, username: str, actor: str, reason: str = "") -> None:
        """Take the second factor off an account whose phone is lost; everybody is signed out.

        Raises:
            WrongAccount: it is the actor's own account.
            NoSuchMember: there is none.
        """
        _not_oneself(username, actor)

        def work(session: Session) -> None:
            member, _ = self._locked(session, username)
            member.totp_sealed, member.totp_step = "", 0
            forget_places(session, member)
            close_all(session, member.id)
            self._note(session, member, actor, AuditAction.TOTP_OFF, reason)

        await self.sessions.run(work)

    def _note(
        self,
        session: Session,
        member: StaffMember,
        actor: str,
        action: AuditAction,
        reason: str = "",
        details: dict[str, object] | None = None,
    ) -> None:
        member.updated_at = self.clock()
        session.flush()
        self.audit.add(
            session, actor, action,
            object_type="staff", object_id=member.username, reason=reason, details=details,
        )  # fmt: skip

    @staticmethod
    def _locked(session: Session, username: str) -> tuple[StaffMember, list[StaffMember]]:
        """An account and the others, locked: two administrators can't remove each other at once."""
        everyone = session.scalars(select(StaffMember).order_by(StaffMember.id).with_for_update())
        members = list(everyone)
        member = _found(next((m for m in members if m.username == username), None))
        return member, [m for m in members if m is not member]


def _told(member: StaffMember) -> dict[str, object]:
    return {
        "roles": member.roles,
        "districts": member.districts,
        "departments": member.departments,
        "categories": member.categories,
    }


def _found(member: StaffMember | None) -> StaffMember:
    if member is None:
        raise NoSuchMember
    return member


def _not_oneself(username: str, actor: str) -> None:
    # Whoever gives rights must not widen their own; a colleague has to do it.
    if username == actor:
        raise WrongAccount("不能修改自己的账号，请另一位系统管理员来做。")


def _keep_an_administrator(member: StaffMember, others: list[StaffMember]) -> None:
    if Role.ADMINISTRATOR not in roles_of(member):
        return
    if not any(Role.ADMINISTRATOR in roles_of(other) for other in others):
        raise LastAdministrator
