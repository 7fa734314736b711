"""What members change of their own account: password, second factor, where mail goes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring, SealBroken
from bot.kit.stamp import demand_unchanged
from bot.staff import totp
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from bot.staff.errors import WeakPassword, WrongAccount
from bot.staff.lockout import count_failure, is_locked
from bot.staff.models import StaffMember
from bot.staff.passwords import LONGEST, Passwords, check_quality
from bot.staff.profile import check_mail
from bot.staff.roles import Role
from bot.staff.second_factor import needs_totp
from bot.staff.sessions import close_all, open_session
from bot.staff.signing_in import TOTP_FIELD

_WRONG_PASSWORD = "原密码不对，请重新输入。"
_LOCKED = "密码输错的次数太多，账号暂时锁定，请 15 分钟后再试。"
_NEEDED = "您的角色必须使用动态验证码，不能关闭。换手机时请系统管理员重置。"
_WRONG_CODE = "验证码不对，请看手机上现在的 6 位数字。"


@dataclass(frozen=True)
class TotpOffer:
    """A secret shown to be taken over into the app, and itself sealed for the way back.

    Args:
        secret: base32, for typing.
        uri: for an app on the same phone.
        sealed: goes through the form; it opens only for this member.
    """

    secret: str
    uri: str
    sealed: str


@dataclass(frozen=True)
class OwnAccount:
    """Changes that need the present password.

    Wrong passwords count as failed sign-ins: a browser left open is no way to guess one.

    Args:
        sessions: the database.
        passwords: hashes.
        audit: the log.
        keyring: seals the secrets of one-time codes.
        clock: the present moment.
        totp_roles: roles that can't do without the second factor.
    """

    sessions: SessionFactory
    passwords: Passwords
    audit: AuditLog
    keyring: Keyring
    clock: Clock
    totp_roles: frozenset[Role] = frozenset()

    async def change_password(self, member: StaffMember, old: str, new: str) -> str:
        """Set a new password; every other session ends.

        Returns:
            The token of a new session that replaces the present one.

        Raises:
            WrongAccount: the old password is wrong.
            WeakPassword: the new one isn't good enough, or is the old one.
        """
        await self._confirm(member, old)
        check_quality(new, member.username)
        if await asyncio.to_thread(self.passwords.verify, member.password_hash, new):
            raise WeakPassword("新密码不能和原来的一样。")
        kept = await asyncio.to_thread(self.passwords.hash, new)

        def work(session: Session) -> str:
            own = self._locked(session, member)
            own.password_hash, own.must_change_password = kept, False
            own.updated_at = self.clock()
            close_all(session, own.id)
            token = open_session(session, own, self.clock())
            self._note(session, own, AuditAction.PASSWORD_CHANGED)
            return token

        return await self.sessions.run(work)

    def offer_totp(self, member: StaffMember) -> TotpOffer:
        """A new secret for a member's authenticator app; nothing is kept yet."""
        return self._offer(member, totp.new_secret())

    def repeat_offer(self, member: StaffMember, sealed: str) -> TotpOffer:
        """The same offer again, after a mistyped code.

        Raises:
            WrongAccount: it isn't an offer made to this member.
        """
        return self._offer(member, self._secret_of(member, sealed))

    async def switch_totp_on(
        self, member: StaffMember, password: str, sealed: str, code: str
    ) -> None:
        """Ask for a one-time code at every sign-in from now on.

        Raises:
            WrongAccount: the password, the code or the offer is wrong.
        """
        await self._confirm(member, password)
        secret = self._secret_of(member, sealed)
        step = totp.matching_step(secret, code, self.clock())
        if step is None:
            raise WrongAccount(_WRONG_CODE)

        def work(session: Session) -> None:
            own = self._locked(session, member)
            own.totp_sealed, own.totp_step = self.keyring.seal(secret, TOTP_FIELD), step
            self._note(session, own, AuditAction.TOTP_ON)

        await self.sessions.run(work)

    async def switch_totp_off(self, member: StaffMember, password: str) -> None:
        """Ask for the password alone from now on.

        Raises:
            WrongAccount: the password is wrong, or a role needs the second factor.
        """
        if needs_totp(member, self.totp_roles):
            raise WrongAccount(_NEEDED)
        await self._confirm(member, password)

        def work(session: Session) -> None:
            own = self._locked(session, member)
            own.totp_sealed, own.totp_step = "", 0
            self._note(session, own, AuditAction.TOTP_OFF)

        await self.sessions.run(work)

    async def set_mail(
        self, member: StaffMember, mail: str, *, is_wanted: bool, seen: str | None = None
    ) -> None:
        """Where the day's mail goes, empty for nowhere, and whether it is wanted.

        The log tells of the wish alone: an address is a person's.

        Args:
            member: whose account it is.
            mail: the address.
            is_wanted: whether anything is sent there.
            seen: stamp of the address as the member saw it.

        Raises:
            WrongAccount: it is no address.
            Overtaken: an administrator changed it meanwhile.
        """
        check_mail(mail)

        def work(session: Session) -> None:
            own = self._locked(session, member)
            demand_unchanged(seen, own.mail)
            own.mail, own.wants_mail = mail, is_wanted
            details: dict[str, object] = {"daily_mail": bool(mail) and is_wanted}
            self._note(session, own, AuditAction.MAIL_CHANGED, details)

        await self.sessions.run(work)

    async def _confirm(self, member: StaffMember, password: str) -> None:
        kept = member.password_hash
        right = await asyncio.to_thread(self.passwords.verify, kept, password[: LONGEST + 1])
        problem = await self.sessions.run(lambda s: self._count(s, member, right))
        if problem:
            raise WrongAccount(problem)

    def _count(self, session: Session, member: StaffMember, right: bool) -> str:
        own, now = self._locked(session, member), self.clock()
        if is_locked(own, now):
            return _LOCKED
        if right and own.password_hash == member.password_hash:
            own.failed_logins, own.locked_until = 0, None
            return ""
        locks = count_failure(own, now)
        if locks:
            close_all(session, own.id)
        session.flush()
        action = AuditAction.LOGIN_LOCKED if locks else AuditAction.LOGIN_FAILED
        self._note(session, own, action)
        return _WRONG_PASSWORD

    def _offer(self, member: StaffMember, secret: str) -> TotpOffer:
        uri = totp.setup_uri(secret, member.username)
        return TotpOffer(secret, uri, self.keyring.seal(secret, _offer_field(member)))

    def _secret_of(self, member: StaffMember, sealed: str) -> str:
        try:
            return self.keyring.open(sealed, _offer_field(member))
        except SealBroken:
            raise WrongAccount("这一页已经过期，请重新开始设置。") from None

    @staticmethod
    def _locked(session: Session, member: StaffMember) -> StaffMember:
        return session.get_one(StaffMember, member.id, with_for_update=True)

    def _note(
        self,
        session: Session,
        own: StaffMember,
        action: AuditAction,
        details: dict[str, object] | None = None,
    ) -> None:
        session.flush()
        self.audit.add(
            session, own.username, action,
            object_type="staff", object_id=own.username, details=details,
        )  # fmt: skip


def _offer_field(member: StaffMember) -> str:
    return f"staff_member.totp_offer.{member.id}"
