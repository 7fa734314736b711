from __future__ import annotations

import asyncio
import base64

import pytest
from sqlalchemy import select

from bot.kit.db import SessionFactory
from bot.staff import totp
from bot.staff.accounts import Accounts
from bot.staff.audit import AuditLog
from bot.staff.errors import LoginRefused, WeakPassword, WrongAccount
from bot.staff.models import AuditEntry, StaffMember, StaffSession
from bot.staff.own_account import OwnAccount
from bot.staff.passwords import Passwords
from bot.staff.signing_in import SigningIn
from tests.staff.conftest import CountingPasswords, Hands

NEW = "Chao-Tian-Men-8"


async def refused(signing_in: SigningIn, username: str, password: str) -> str:
    with pytest.raises(LoginRefused) as caught:
        await signing_in.sign_in(username, password)
    return caught.value.for_citizen


async def lock(signing_in: SigningIn) -> None:
    for _ in range(5):
        await refused(signing_in, "wang", "wrong")


def code(secret: str, clock: Hands, steps: int = 0) -> str:
    return totp.code_at(base64.b32decode(secret), int(clock().timestamp()) // 30 + steps)


async def with_totp(own: OwnAccount, signing_in: SigningIn, password: str, clock: Hands) -> str:
    """Switch the second factor on; its secret."""
    found = await signing_in.find(await signing_in.sign_in("wang", password))
    assert found is not None
    offer = own.offer_totp(found.member)
    await own.switch_totp_on(found.member, password, offer.sealed, code(offer.secret, clock))
    clock.move(seconds=30)
    return offer.secret


async def test_the_right_password_opens_a_session_and_is_logged(
    signing_in: SigningIn, password: str, sessions: SessionFactory
) -> None:
    found = await signing_in.find(await signing_in.sign_in("wang", password))

    assert found is not None
    assert found.member.username == "wang"
    assert not found.awaiting_code
    async with sessions() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["staff.added", "login.succeeded"]


async def test_the_database_holds_no_token(
    signing_in: SigningIn, password: str, sessions: SessionFactory
) -> None:
    token = await signing_in.sign_in("wang", password)

    async with sessions() as session:
        (row,) = await session.scalars(select(StaffSession))
    assert token not in str(vars(row))
    assert await signing_in.find(row.token_hash) is None


async def test_unknown_wrong_locked_and_disabled_look_and_cost_the_same(
    signing_in: SigningIn,
    accounts: Accounts,
    passwords: CountingPasswords,
    password: str,
    sessions: SessionFactory,
) -> None:
    said, cost = set(), []

    async def attempt(username: str, typed: str) -> None:
        hashed, before = passwords.checked, await logged(sessions)
        said.add(await refused(signing_in, username, typed))
        cost.append((passwords.checked - hashed, await logged(sessions) - before))

    await attempt("nobody", "x")
    await attempt("wang", "x")
    await lock(signing_in)
    await attempt("wang", password)
    await accounts.disable("wang", "admin1")
    await attempt("wang", password)

    assert len(said) == 1
    assert cost == [(1, 1)] * 4


async def logged(sessions: SessionFactory) -> int:
    async with sessions() as session:
        return len((await session.scalars(select(AuditEntry.id))).all())


async def test_what_a_stranger_typed_as_a_name_is_not_kept(
    signing_in: SigningIn, sessions: SessionFactory
) -> None:
    await refused(signing_in, "My-Secret-Pw-9", "x")

    async with sessions() as session:
        (entry,) = await session.scalars(select(AuditEntry))
    assert "Secret" not in str(vars(entry))


async def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(
    signing_in: SigningIn, password: str, clock: Hands
) -> None:
    await lock(signing_in)
    await refused(signing_in, "wang", password)
    clock.move(minutes=14, seconds=59)
    await refused(signing_in, "wang", password)
    clock.move(seconds=1)

    assert await signing_in.sign_in("wang", password)


async def test_four_wrong_ones_and_a_right_one_begin_the_count_anew(
    signing_in: SigningIn, password: str
) -> None:
    for _ in range(3):
        for _ in range(4):
            await refused(signing_in, "wang", "wrong")
        assert await signing_in.sign_in("wang", password)


async def test_attempts_while_locked_do_not_make_the_lock_longer(
    signing_in: SigningIn, password: str, clock: Hands
) -> None:
    await lock(signing_in)
    clock.move(minutes=10)
    await lock(signing_in)
    clock.move(minutes=5)

    assert await signing_in.sign_in("wang", password)


async def test_many_guesses_at_the_same_moment_lock_too(
    signing_in: SigningIn, password: str
) -> None:
    guesses = [f"wrong{n}" for n in range(8)]
    await asyncio.gather(*(signing_in.sign_in("wang", g) for g in guesses), return_exceptions=True)

    await refused(signing_in, "wang", password)


async def test_a_session_ends_after_half_an_hour_of_rest(
    signing_in: SigningIn, password: str, clock: Hands
) -> None:
    token = await signing_in.sign_in("wang", password)
    for _ in range(3):
        clock.move(minutes=29)
        assert await signing_in.find(token) is not None
    clock.move(minutes=30)

    assert await signing_in.find(token) is None


async def test_a_session_ends_after_twelve_hours_however_busy(
    signing_in: SigningIn, password: str, clock: Hands
) -> None:
    token = await signing_in.sign_in("wang", password)
    for _ in range(47):
        clock.move(minutes=15)
        assert await signing_in.find(token) is not None
    clock.move(minutes=15)

    assert await signing_in.find(token) is None


async def test_quick_requests_do_not_write_each_time(
    signing_in: SigningIn, password: str, clock: Hands, sessions: SessionFactory
) -> None:
    token = await signing_in.sign_in("wang", password)
    seen = []
    for seconds in (59, 1, 59):
        clock.move(seconds=seconds)
        await signing_in.find(token)
        async with sessions() as session:
            seen.append(await session.scalar(select(StaffSession.last_seen_at)))

    assert seen[0] < seen[1] == seen[2]


async def test_signing_in_ends_the_session_the_browser_had(
    signing_in: SigningIn, password: str
) -> None:
    first = await signing_in.sign_in("wang", password)
    second = await signing_in.sign_in("wang", password, old_token=first)

    assert first != second
    assert await signing_in.find(first) is None
    assert await signing_in.find(second) is not None


async def test_a_planted_token_opens_nothing(signing_in: SigningIn, password: str) -> None:
    token = await signing_in.sign_in("wang", password, old_token="planted")

    assert token != "planted"
    assert await signing_in.find("planted") is None


async def test_signing_out_ends_one_session_or_all(signing_in: SigningIn, password: str) -> None:
    one, two, three = [await signing_in.sign_in("wang", password) for _ in range(3)]
    await signing_in.sign_out(one)
    assert await signing_in.find(one) is None
    found = await signing_in.find(two)
    assert found is not None

    await signing_in.sign_out_everywhere(found.member)

    assert await signing_in.find(two) is None
    assert await signing_in.find(three) is None


async def test_a_hash_of_other_costs_is_made_anew_at_sign_in(
    signing_in: SigningIn, password: str, accounts: Accounts, audit: AuditLog, clock: Hands
) -> None:
    before = (await accounts.get("wang")).password_hash
    dearer = SigningIn(accounts.sessions, Passwords(2, 16), audit, signing_in.keyring, clock)
    assert await dearer.sign_in("wang", password)

    after = (await accounts.get("wang")).password_hash
    assert "t=2" in after
    assert "t=2" not in before
    assert await signing_in.sign_in("wang", password)


async def test_with_a_second_factor_the_password_alone_opens_nothing(
    own: OwnAccount, signing_in: SigningIn, password: str, clock: Hands
) -> None:
    secret = await with_totp(own, signing_in, password, clock)

    half = await signing_in.sign_in("wang", password)
    found = await signing_in.find(half)
    assert found is not None
    assert found.awaiting_code
    full = await signing_in.enter_code(half, code(secret, clock))

    assert full != half
    assert await signing_in.find(half) is None
    opened = await signing_in.find(full)
    assert opened is not None
    assert not opened.awaiting_code


async def test_one_code_opens_one_session(
    own: OwnAccount, signing_in: SigningIn, password: str, clock: Hands
) -> None:
    secret = await with_totp(own, signing_in, password, clock)
    halves = [await signing_in.sign_in("wang", password) for _ in range(4)]

    results = await asyncio.gather(
        *(signing_in.enter_code(half, code(secret, clock)) for half in halves),
        return_exceptions=True,
    )

    assert sum(isinstance(r, str) for r in results) == 1


async def test_wrong_codes_lock_and_end_the_half_session(
    own: OwnAccount, signing_in: SigningIn, password: str, clock: Hands
) -> None:
    secret = await with_totp(own, signing_in, password, clock)
    half = await signing_in.sign_in("wang", password)
    for n in range(5):
        # A right password in between must not begin the count anew.
        half = await signing_in.sign_in("wang", password) if n == 3 else half
        with pytest.raises(LoginRefused):
            await signing_in.enter_code(half, "000000")

    assert await signing_in.find(half) is None
    with pytest.raises(LoginRefused):
        await signing_in.enter_code(half, code(secret, clock))
    await refused(signing_in, "wang", password)


async def test_a_half_session_waits_five_minutes(
    own: OwnAccount, signing_in: SigningIn, password: str, clock: Hands
) -> None:
    secret = await with_totp(own, signing_in, password, clock)
    half = await signing_in.sign_in("wang", password)
    clock.move(minutes=5)

    with pytest.raises(LoginRefused):
        await signing_in.enter_code(half, code(secret, clock))


async def test_the_secret_of_the_codes_is_sealed(
    own: OwnAccount,
    signing_in: SigningIn,
    password: str,
    clock: Hands,
    accounts: Accounts,
) -> None:
    secret = await with_totp(own, signing_in, password, clock)

    assert secret not in (await accounts.get("wang")).totp_sealed


async def member_of(accounts: Accounts) -> StaffMember:
    return await accounts.get("wang")


async def test_the_own_password_is_changed_with_the_old_one_and_others_are_signed_out(
    own: OwnAccount, signing_in: SigningIn, accounts: Accounts, password: str
) -> None:
    elsewhere = await signing_in.sign_in("wang", password)

    token = await own.change_password(await member_of(accounts), password, NEW)

    assert await signing_in.find(elsewhere) is None
    found = await signing_in.find(token)
    assert found is not None
    assert not found.member.must_change_password
    await refused(signing_in, "wang", password)
    assert await signing_in.sign_in("wang", NEW)


async def test_a_new_password_must_be_right_good_and_new(
    own: OwnAccount, accounts: Accounts, password: str
) -> None:
    member = await member_of(accounts)
    with pytest.raises(WrongAccount, match="原密码不对"):
        await own.change_password(member, "wrong", NEW)
    with pytest.raises(WeakPassword, match="太短"):
        await own.change_password(member, password, "short")
    with pytest.raises(WeakPassword, match="不能和原来的一样"):
        await own.change_password(member, password, password)


async def test_guessing_the_password_from_an_open_browser_ends_its_session(
    own: OwnAccount, signing_in: SigningIn, accounts: Accounts, password: str
) -> None:
    token = await signing_in.sign_in("wang", password)
    for _ in range(5):
        with pytest.raises(WrongAccount, match="原密码不对"):
            await own.change_password(await member_of(accounts), "wrong", NEW)

    assert await signing_in.find(token) is None
    with pytest.raises(WrongAccount, match="锁定"):
        await own.change_password(await member_of(accounts), password, NEW)


async def test_a_second_factor_is_switched_on_only_with_its_code_and_by_its_member(
    own: OwnAccount, accounts: Accounts, password: str, clock: Hands
) -> None:
    member = await member_of(accounts)
    offer = own.offer_totp(member)
    with pytest.raises(WrongAccount, match="验证码不对"):
        await own.switch_totp_on(member, password, offer.sealed, "000000")
    for sealed in ("", "test.AAAA", offer.sealed[:-4] + "AAAA"):
        with pytest.raises(WrongAccount):
            await own.switch_totp_on(member, password, sealed, code(offer.secret, clock))
    other = StaffMember(id=member.id + 1, username="li")
    with pytest.raises(WrongAccount, match="过期"):
        own.repeat_offer(other, offer.sealed)

    assert own.repeat_offer(member, offer.sealed).secret == offer.secret
    assert (await member_of(accounts)).totp_sealed == ""


async def test_a_second_factor_goes_by_its_member_or_an_administrator(
    own: OwnAccount,
    signing_in: SigningIn,
    accounts: Accounts,
    password: str,
    clock: Hands,
) -> None:
    for leave in (
        lambda m: own.switch_totp_off(m, password),
        lambda m: accounts.drop_totp(m.username, "admin1", "手机丢失"),
    ):
        await with_totp(own, signing_in, password, clock)
        await leave(await member_of(accounts))
        found = await signing_in.find(await signing_in.sign_in("wang", password))
        assert found is not None
        assert not found.awaiting_code
