"""Lockout of an account after wrong passwords or codes."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.staff.models import StaffMember

FAILURES_TO_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)


def is_locked(member: StaffMember, now: datetime) -> bool:
    """Whether an account can't be signed in to for now."""
    return member.locked_until is not None and member.locked_until > now


def count_failure(member: StaffMember, now: datetime) -> bool:
    """Count a failure; whether it locks the account.

    While it is locked or disabled nothing is counted: a stranger's attempts can't make a lock
    longer.
    """
    if member.disabled or is_locked(member, now):
        return False
    member.failed_logins += 1
    if member.failed_logins < FAILURES_TO_LOCK:
        return False
    member.failed_logins, member.locked_until = 0, now + LOCKED_FOR
    return True


def forget_failures(member: StaffMember) -> None:
    """Begin anew, after a good sign-in or by an administrator."""
    member.failed_logins, member.locked_until = 0, None
