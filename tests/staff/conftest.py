"""Staff services on each database, with cheap hashes and a clock that tests move."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.staff.accounts import Accounts
from bot.staff.audit import AuditLog
from bot.staff.own_account import OwnAccount
from bot.staff.passwords import Passwords
from bot.staff.profile import Profile
from bot.staff.roles import Role
from bot.staff.signing_in import SigningIn


@dataclass
class Hands:
    """A clock that stands still until it is moved."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 1, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


class CountingPasswords(Passwords):
    """Fast, and insecure on purpose; counts what it is asked."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_kib=8)
        self.checked = 0

    def verify(self, kept: str | None, password: str) -> bool:
        self.checked += 1
        return super().verify(kept, password)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def passwords() -> CountingPasswords:
    return CountingPasswords()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring({"test": os.urandom(32)})


@pytest.fixture
def audit(clock: Hands) -> AuditLog:
    return AuditLog("secret of tests", clock)


@pytest.fixture
def accounts(
    sessions: SessionFactory, passwords: CountingPasswords, audit: AuditLog, clock: Hands
) -> Accounts:
    return Accounts(sessions, passwords, audit, clock)


@pytest.fixture
def signing_in(accounts: Accounts, keyring: Keyring) -> SigningIn:
    return SigningIn(accounts.sessions, accounts.passwords, accounts.audit, keyring, accounts.clock)


@pytest.fixture
def own(accounts: Accounts, keyring: Keyring) -> OwnAccount:
    return OwnAccount(
        accounts.sessions, accounts.passwords, accounts.audit, keyring, accounts.clock
    )


@pytest.fixture
async def password(accounts: Accounts) -> str:
    """The first password of ``wang``, an editor."""
    return await accounts.add("wang", Profile("王小明", (Role.FAQ_EDITOR,)), "命令行")
