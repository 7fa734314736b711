"""What the console's pages need, made once at start and carried by the application's state."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request

from bot.console.kit.waiting import Asking, Waiting
from bot.kit import clock as real_clock
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.accounts import Accounts
from bot.staff.answering import answers, roles_that_answer
from bot.staff.audit import AuditLog
from bot.staff.kept_forms import KeptForms
from bot.staff.models import StaffMember
from bot.staff.own_account import OwnAccount
from bot.staff.passwords import Passwords
from bot.staff.pushing import PushBrowsers
from bot.staff.roles import Permission, Role, may
from bot.staff.second_factor import roles_with_totp
from bot.staff.signing_in import SigningIn
from bot.staff.throttle import FailureLimit

FAILURES_OF_AN_ADDRESS = 20
COUNTED_FOR = timedelta(minutes=15)


class MenuGroup(enum.StrEnum):
    """The entries of the menu, in their order; the start page (待办) comes before them."""

    FAQ = "问答"
    PEOPLE = "人工对话"
    CASES = "诉求"
    CAMPAIGNS = "宣传"
    FIGURES = "数据"
    SETTINGS = "设置"


def _nothing(asking: Asking) -> Iterable[Waiting]:
    return ()


@dataclass(frozen=True)
class Section:
    """One part of the console: the pages behind an entry of the menu, or some of them.

    Args:
        path: where it begins, as ``/console/faq/``.
        title: among those of its group.
        about: one sentence for the start page.
        permission: who sees it in the menu; each page asks for its own besides.
        router: its pages, with paths inside the console, as ``/faq/``.
        group: the entry of the menu it stands under.
        waiting: what of it waits for a member.
    """

    path: str
    title: str
    about: str
    permission: Permission
    router: APIRouter
    group: MenuGroup
    waiting: Callable[[Asking], Iterable[Waiting]] = _nothing


@dataclass(frozen=True)
class ConsoleParts:
    """The console's services.

    Args:
        settings: of the whole service.
        sessions: the database.
        accounts: what administrators do.
        signing_in: sessions of browsers.
        own_account: what members do to their own account.
        push: the browsers in which members want notices.
        audit: the log.
        clock: the present moment.
        failures: failed sign-ins by address.
        kept: forms typed when a session had ended.
        categories: codes of case categories with their names, for the scope of case officers.
        totp_roles: roles that can't do without the second factor.
        answering: roles that take conversations of citizens.
    """

    settings: Settings
    sessions: SessionFactory
    accounts: Accounts
    signing_in: SigningIn
    own_account: OwnAccount
    push: PushBrowsers
    audit: AuditLog
    clock: Clock
    failures: FailureLimit
    kept: KeptForms
    categories: Mapping[str, str]
    totp_roles: frozenset[Role] = frozenset()
    answering: frozenset[Role] = frozenset()

    def may(self, member: StaffMember, permission: Permission) -> bool:
        """Whether a member has a permission here: some depend on settings."""
        if permission is Permission.HANDOVER_TAKE:
            return answers(member, self.answering)
        return may(member, permission)

    @classmethod
    def build(
        cls,
        settings: Settings,
        sessions: SessionFactory,
        categories: Mapping[str, str],
        passwords: Passwords | None = None,
        now: Clock = real_clock.now,
    ) -> ConsoleParts:
        """Make them all; ``passwords`` and ``now`` are for tests."""
        passwords, keyring = passwords or Passwords(), settings.keyring
        required = roles_with_totp(settings)
        audit = AuditLog.of(settings, now)
        return cls(
            settings=settings,
            sessions=sessions,
            accounts=Accounts(sessions, passwords, audit, now),
            signing_in=SigningIn(sessions, passwords, audit, keyring, now),
            push=PushBrowsers(sessions, keyring, audit, now, settings.push_hosts),
            own_account=OwnAccount(sessions, passwords, audit, keyring, now, required),
            audit=audit,
            clock=now,
            failures=FailureLimit(FAILURES_OF_AN_ADDRESS, COUNTED_FOR, now),
            kept=KeptForms(sessions, keyring, now),
            categories=categories,
            totp_roles=required,
            answering=roles_that_answer(settings),
        )


def console_parts(request: Request) -> ConsoleParts:
    """The parts, for use as a FastAPI dependency."""
    found: ConsoleParts = request.app.state.console
    return found
