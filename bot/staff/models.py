"""Tables of staff: accounts, sessions and the audit log."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


def _utc_now() -> datetime:
    return datetime.now(UTC)


class StaffMember(Base):
    """One person who works in the console (工作人员).

    ``districts``, ``departments`` and ``categories`` say which cases a case officer works.
    ``totp_sealed`` is a text of :class:`bot.kit.sealing.Keyring` for ``staff_member.totp``, and
    empty without a second factor.
    """

    __tablename__ = "staff_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(30), unique=True)
    display_name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(255))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    districts: Mapped[list[str]] = mapped_column(JSON, default=list)
    departments: Mapped[list[str]] = mapped_column(JSON, default=list)
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    totp_sealed: Mapped[str] = mapped_column(Text, default="")
    # The time step of the last code taken: RFC 6238 section 5.2 allows each code only once.
    totp_step: Mapped[int] = mapped_column(default=0)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled: Mapped[bool] = mapped_column(default=False)
    # Where the day's mail goes, whether it is wanted, and the last day whose turn was taken.
    mail: Mapped[str] = mapped_column(String(254), default="")
    wants_mail: Mapped[bool] = mapped_column(default=True)
    mailed_on: Mapped[date | None]
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)


class StaffSession(Base):
    """One browser that is signed in; the token itself is only in its cookie.

    ``awaiting_code`` is true between the password and the one-time code.
    """

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    awaiting_code: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LoginPlace(Base):
    """A browser or network an account was signed in from, or from which somebody tried.

    ``place`` is a hash; ``known_until`` is empty where nobody ever succeeded.
    """

    __tablename__ = "login_place"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    known_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    counted_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_known(self, now: datetime) -> bool:
        """Whether the account was signed in from here not too long ago."""
        return self.known_until is not None and self.known_until > now


class KeptForm(Base):
    """What a member typed when the session had ended; for an hour at most.

    ``name`` is a hash; ``fields_sealed`` is a text of the keyring for ``kept_form.fields``.
    """

    __tablename__ = "kept_form"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str] = mapped_column(Text)
    fields_sealed: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class StaffPush(Base):
    """A browser in which a member wants notices (Web Push).

    ``name`` is a hash of its address at the push service; ``subscription_sealed`` is a text of the
    keyring for ``staff_push.subscription``.
    """

    __tablename__ = "staff_push"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    subscription_sealed: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """One thing somebody did; only ever added (操作日志).

    ``hash`` covers everything but ``id`` and holds ``previous_hash``, so that the order of the
    rows is part of what it proves. Details name things, never people's data.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_object", "object_type", "object_id"),
        Index("ix_audit_entry_actor", "actor", "id"),
        Index("ix_audit_entry_action", "action", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(40))
    object_type: Mapped[str] = mapped_column(String(40), default="")
    object_id: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The end of the chain: a removed last row is missed by this.

    ``seal`` is keyed, so that the end can't be set back to an earlier row.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64), default="")


class AuditWitness(Base):
    """How far the chain had come, apart from its tables; see :mod:`bot.staff.audit_anchor`."""

    __tablename__ = "audit_witness"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))
    since: Mapped[int] = mapped_column(default=0)
    seal: Mapped[str] = mapped_column(String(64))


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse(_mapper: Any, _connection: Any, entry: AuditEntry) -> None:
    raise TypeError(f"audit entry {entry.id} can't be changed or deleted")
