from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.kit.db import SessionFactory
from bot.staff.accounts import Accounts
from bot.staff.errors import LastAdministrator, NoSuchMember, UsernameTaken, WrongAccount
from bot.staff.models import AuditEntry, StaffMember
from bot.staff.profile import Profile
from bot.staff.roles import Role
from bot.staff.signing_in import SigningIn

EDITOR = Profile("王小明", (Role.FAQ_EDITOR,))
ADMIN = Profile("管理员", (Role.ADMINISTRATOR,))
OFFICER = Profile("李办", (Role.CASE_OFFICER,), districts=("渝中区", "江北区"))


async def entries(sessions: SessionFactory) -> list[AuditEntry]:
    async with sessions() as session:
        return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


async def test_a_new_account_has_a_first_password_that_must_be_changed(
    accounts: Accounts, sessions: SessionFactory
) -> None:
    password = await accounts.add("li.ban", OFFICER, "admin1")

    member = await accounts.get("li.ban")
    assert member.must_change_password
    assert member.districts == ["江北区", "渝中区"]
    assert password not in str(vars(member))
    (entry,) = await entries(sessions)
    assert (entry.actor, entry.action, entry.object_id) == ("admin1", "staff.added", "li.ban")
    assert entry.details["roles"] == ["case_officer"]
    assert password not in str(entry.details)


@pytest.mark.parametrize(
    "username", ["", "ab", "Wang", "王小明", "1wang", "wang li", "wang/../x", "w" * 31, "wang\n"]
)
async def test_a_doubtful_username_is_refused(accounts: Accounts, username: str) -> None:
    with pytest.raises(WrongAccount, match="用户名"):
        await accounts.add(username, EDITOR, "admin1")


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile("", (Role.AUDITOR,)), "姓名"),
        (Profile("王" * 41, (Role.AUDITOR,)), "姓名"),
        (Profile("王\u202e明", (Role.AUDITOR,)), "不能显示"),
        (Profile("王", ()), "角色"),
        (Profile("王", (Role.CASE_OFFICER,)), "区县"),
    ],
)
async def test_a_profile_that_makes_no_sense_is_refused(
    accounts: Accounts, profile: Profile, words: str
) -> None:
    with pytest.raises(WrongAccount, match=words):
        await accounts.add("wang", profile, "admin1")


async def test_a_username_is_given_once_even_to_two_at_the_same_moment(
    accounts: Accounts, sessions: SessionFactory
) -> None:
    results = await asyncio.gather(
        *(accounts.add("wang", EDITOR, "admin1") for _ in range(5)), return_exceptions=True
    )

    assert sum(isinstance(r, UsernameTaken) for r in results) == 4
    assert len(await entries(sessions)) == 1


async def test_only_case_officers_keep_a_scope(accounts: Accounts) -> None:
    await accounts.add("li.ban", OFFICER, "admin1")
    await accounts.change("li.ban", Profile("李", (Role.AUDITOR,), districts=("渝中区",)), "admin1")

    assert (await accounts.get("li.ban")).districts == []


async def test_a_change_is_logged_with_before_and_after(
    accounts: Accounts, sessions: SessionFactory
) -> None:
    await accounts.add("wang", EDITOR, "admin1")
    await accounts.change("wang", Profile("王小明", (Role.REVIEWER,)), "admin1")

    details = (await entries(sessions))[-1].details
    assert details["before"]["roles"] == ["faq_editor"]
    assert details["after"]["roles"] == ["reviewer"]


async def test_nobody_changes_the_own_rights(accounts: Accounts) -> None:
    await accounts.add("admin1", ADMIN, "命令行")
    both = Profile("管理员", (Role.ADMINISTRATOR, Role.AUDITOR))

    for attempt in (
        accounts.change("admin1", both, "admin1"),
        accounts.disable("admin1", "admin1"),
        accounts.reset_password("admin1", "admin1"),
        accounts.drop_totp("admin1", "admin1"),
    ):
        with pytest.raises(WrongAccount, match="自己"):
            await attempt


async def test_the_last_administrator_stays(accounts: Accounts) -> None:
    await accounts.add("admin1", ADMIN, "命令行")
    with pytest.raises(LastAdministrator):
        await accounts.disable("admin1", "命令行")
    with pytest.raises(LastAdministrator):
        await accounts.change("admin1", EDITOR, "命令行")

    await accounts.add("admin2", ADMIN, "admin1")
    await accounts.disable("admin1", "admin2")
    with pytest.raises(LastAdministrator):
        await accounts.disable("admin2", "命令行")


async def test_two_administrators_can_not_remove_each_other_at_once(accounts: Accounts) -> None:
    await accounts.add("admin1", ADMIN, "命令行")
    await accounts.add("admin2", ADMIN, "命令行")

    results = await asyncio.gather(
        accounts.disable("admin1", "admin2"),
        accounts.disable("admin2", "admin1"),
        return_exceptions=True,
    )

    assert sum(isinstance(r, LastAdministrator) for r in results) == 1
    assert sum(not m.disabled for m in await accounts.all()) == 1


async def test_disabling_signs_out_at_once_and_enabling_lets_in_again(
    accounts: Accounts, signing_in: SigningIn, password: str, sessions: SessionFactory
) -> None:
    token = await signing_in.sign_in("wang", password)
    assert await signing_in.find(token) is not None

    await accounts.disable("wang", "admin1", "离岗，电话 13812345678")
    assert await signing_in.find(token) is None
    entry = (await entries(sessions))[-1]
    assert entry.reason == "离岗，电话 ［手机号］"

    await accounts.enable("wang", "admin1")
    assert await signing_in.find(token) is None
    assert await signing_in.sign_in("wang", password)


async def test_a_reset_password_replaces_the_old_one_and_signs_out(
    accounts: Accounts, signing_in: SigningIn, password: str
) -> None:
    token = await signing_in.sign_in("wang", password)
    fresh = await accounts.reset_password("wang", "admin1")

    assert await signing_in.find(token) is None
    with pytest.raises(Exception, match="不对"):
        await signing_in.sign_in("wang", password)
    found = await signing_in.find(await signing_in.sign_in("wang", fresh))
    assert found is not None
    assert found.member.must_change_password


async def test_an_unknown_account_is_named_as_such(accounts: Accounts) -> None:
    for attempt in (
        accounts.get("nobody"),
        accounts.change("nobody", EDITOR, "admin1"),
        accounts.disable("nobody", "admin1"),
        accounts.enable("nobody", "admin1"),
        accounts.reset_password("nobody", "admin1"),
        accounts.drop_totp("nobody", "admin1"),
    ):
        with pytest.raises(NoSuchMember):
            await attempt


async def test_accounts_are_listed_with_the_disabled_ones_last(
    accounts: Accounts, password: str
) -> None:
    await accounts.add("aaa", EDITOR, "admin1")
    await accounts.disable("aaa", "admin1")

    assert [m.username for m in await accounts.all()] == ["wang", "aaa"]
    assert isinstance((await accounts.all())[0], StaffMember)
