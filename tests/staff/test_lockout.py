"""Strangers can't keep a member out, and can't guess for ever either."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.kit.db import SessionFactory
from bot.staff.accounts import Accounts
from bot.staff.errors import LoginRefused
from bot.staff.lockout import FAILURES_OF_STRANGERS, Origin
from bot.staff.models import AuditEntry, LoginPlace
from bot.staff.signing_in import SigningIn
from tests.staff.conftest import Hands

OFFICE = Origin("10.0.0.1", "browser-of-wang")


async def guess(signing_in: SigningIn, origin: Origin, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefused):
            await signing_in.sign_in("wang", "wrong", origin=origin)


async def can_enter(signing_in: SigningIn, password: str, origin: Origin) -> bool:
    try:
        return bool(await signing_in.sign_in("wang", password, origin=origin))
    except LoginRefused:
        return False


async def strangers(signing_in: SigningIn, many: int) -> None:
    """One guess each from so many networks, by browsers that change as well."""
    for n in range(many):
        await guess(signing_in, Origin(f"203.0.113.{n}", f"bot{n}"))


async def test_a_stranger_locks_the_own_place_only(signing_in: SigningIn, password: str) -> None:
    stranger = Origin("203.0.113.7", "x")
    await guess(signing_in, stranger, 5)

    assert not await can_enter(signing_in, password, stranger)
    assert not await can_enter(signing_in, password, Origin("203.0.113.7", "another cookie"))
    assert await can_enter(signing_in, password, Origin("10.0.0.9", "first time here"))


async def test_guesses_from_ever_new_places_come_to_an_end_and_the_owner_gets_in(
    signing_in: SigningIn, password: str, clock: Hands, sessions: SessionFactory
) -> None:
    assert await can_enter(signing_in, password, OFFICE)
    await strangers(signing_in, FAILURES_OF_STRANGERS)

    # The right guess from one more place would not be believed.
    assert not await can_enter(signing_in, password, Origin("198.51.100.1", "bot"))
    assert await can_enter(signing_in, password, OFFICE)
    assert await can_enter(signing_in, password, Origin("172.16.0.1", OFFICE.device))
    assert await can_enter(signing_in, password, Origin("10.0.0.1", "a colleague's browser"))
    clock.move(hours=1)
    assert await can_enter(signing_in, password, Origin("198.51.100.1", "bot"))
    async with sessions() as session:
        locked = select(func.count()).where(AuditEntry.action == "login.locked")
        assert await session.scalar(locked) == 1


async def test_who_shares_the_owners_network_does_not_lock_the_owners_browser(
    signing_in: SigningIn, password: str
) -> None:
    assert await can_enter(signing_in, password, OFFICE)
    neighbour = Origin(OFFICE.network, "")
    await guess(signing_in, neighbour, 5)

    assert not await can_enter(signing_in, password, neighbour)
    assert await can_enter(signing_in, password, OFFICE)


async def test_a_known_browser_is_bounded_too(signing_in: SigningIn, password: str) -> None:
    assert await can_enter(signing_in, password, OFFICE)
    await guess(signing_in, Origin("203.0.113.7", OFFICE.device), 5)

    assert not await can_enter(signing_in, password, Origin("203.0.113.8", OFFICE.device))


async def test_a_browser_is_known_for_its_own_members_only(
    signing_in: SigningIn, password: str
) -> None:
    assert await can_enter(signing_in, password, OFFICE)

    assert await signing_in.knows("wang", OFFICE.device)
    assert not await signing_in.knows("wang", "")
    assert not await signing_in.knows("wang", "planted")
    assert not await signing_in.knows("li", OFFICE.device)


async def test_an_administrator_opens_every_place_again(
    signing_in: SigningIn, accounts: Accounts, password: str
) -> None:
    await strangers(signing_in, FAILURES_OF_STRANGERS)
    assert await accounts.locked() == {"wang"}

    await accounts.enable("wang", "admin1")

    assert await accounts.locked() == set()
    assert await can_enter(signing_in, password, Origin("198.51.100.1", "new"))


async def test_after_a_reset_no_place_is_known(
    signing_in: SigningIn, accounts: Accounts, password: str
) -> None:
    assert await can_enter(signing_in, password, OFFICE)

    await accounts.reset_password("wang", "admin1")

    assert not await signing_in.knows("wang", OFFICE.device)


async def test_places_of_strangers_are_forgotten_and_name_nobody(
    signing_in: SigningIn, password: str, clock: Hands, sessions: SessionFactory
) -> None:
    await strangers(signing_in, 20)
    clock.move(hours=2)
    await guess(signing_in, Origin("203.0.113.99", ""))

    async with sessions() as session:
        (place,) = await session.scalars(select(LoginPlace.place))
    assert "203" not in place[:3]
    assert len(place) == 64
