"""Members say themselves where the day's mail goes, and may switch it off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.console.install import install_console
from bot.console.kit.parts import ConsoleParts
from bot.staff.actions import AuditAction
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, hidden_fields, visitor_of

MAIL = "/console/account/mail"
PAGE = "/console/account"


@pytest.fixture
def mailing(parts: ConsoleParts) -> FastAPI:
    """The console where the day's mail is switched on."""
    app = FastAPI()
    settings = parts.settings.model_copy(update={"staff_member_mail_at": "8:30"})
    install_console(app, replace(parts, settings=settings))
    return app


async def test_the_address_and_the_switch_are_ones_own(
    mailing: FastAPI, parts: ConsoleParts
) -> None:
    await add_member(parts, "shen", Role.REVIEWER)
    await add_member(parts, "bian", Role.FAQ_EDITOR)
    async with visitor_of(mailing) as visitor:
        await visitor.sign_in("shen")
        set_to = await visitor.fill_in(
            MAIL, {"mail": " shen@example.gov.cn ", "wanted": "true"}, page=PAGE
        )
        shown = (await visitor.get(PAGE)).text
        own = await parts.accounts.get("shen")
        wished = (own.mail, own.wants_mail)
        await visitor.fill_in(MAIL, {"mail": "shen@example.gov.cn"}, page=PAGE)
        off = (await visitor.get(PAGE)).text

    assert set_to.headers["location"] == "/console/account?done=saved"
    assert "每个工作日 8:30" in shown
    assert 'value="shen@example.gov.cn"' in shown
    assert wished == ("shen@example.gov.cn", True)
    assert 'value="true" checked' in shown
    assert 'value="true" checked' not in off
    assert not (await parts.accounts.get("shen")).wants_mail
    assert (await parts.accounts.get("bian")).mail == ""
    query = select(AuditEntry.details).where(AuditEntry.action == AuditAction.MAIL_CHANGED)
    async with parts.sessions() as session:
        told = list(await session.scalars(query.order_by(AuditEntry.id)))
    assert told == [{"daily_mail": True}, {"daily_mail": False}]


@pytest.mark.parametrize(
    "wrong",
    ["shen", "a@b.cn\nBcc: c@d.cn", "谁@b.cn", "a@b.cn,c@d.cn", "a@localhost", "a@b..cn", "a@.cn"],
)
async def test_what_is_no_address_is_refused(
    mailing: FastAPI, parts: ConsoleParts, wrong: str
) -> None:
    await add_member(parts, "shen", Role.REVIEWER)
    async with visitor_of(mailing) as visitor:
        await visitor.sign_in("shen")
        answer = await visitor.fill_in(MAIL, {"mail": wrong, "wanted": "true"}, page=PAGE)

    assert answer.status_code == 400
    assert "要写成邮件地址" in answer.text
    assert (await parts.accounts.get("shen")).mail == ""


async def test_where_the_operator_sends_none_the_page_says_nothing_of_it(
    visitor: Visitor, parts: ConsoleParts
) -> None:
    await add_member(parts, "shen", Role.REVIEWER)
    await visitor.sign_in("shen")

    assert "每日待办邮件" not in (await visitor.get(PAGE)).text
    sent = await visitor.fill_in(MAIL, {"mail": "shen@example.gov.cn", "wanted": "true"}, page=PAGE)
    assert sent.status_code == 400
    assert "没有打开每日待办邮件" in sent.text
    assert (await parts.accounts.get("shen")).mail == ""


OF_SHEN = "/console/staff/accounts/shen"


@pytest.fixture
async def head(mailing: FastAPI, parts: ConsoleParts) -> AsyncIterator[Visitor]:
    """An administrator, and ``shen`` whose account it is not."""
    await add_member(parts, "admin1", Role.ADMINISTRATOR)
    await add_member(parts, "shen", Role.REVIEWER)
    async with visitor_of(mailing) as visitor:
        await visitor.sign_in("admin1")
        yield visitor


async def test_an_administrator_enters_and_corrects_an_address_and_the_log_tells(
    head: Visitor, parts: ConsoleParts
) -> None:
    for mail in ("shen@example.gov.cn", ""):
        done = await head.fill_in(f"{OF_SHEN}/mail", {"mail": f" {mail} "}, page=OF_SHEN)
        assert done.headers["location"] == f"{OF_SHEN}?done=saved"
        assert f'name="mail" value="{mail}"' in (await head.get(OF_SHEN)).text
        assert (await parts.accounts.get("shen")).mail == mail
    refused = await head.fill_in(f"{OF_SHEN}/mail", {"mail": "a@localhost"}, page=OF_SHEN)

    assert refused.status_code == 400
    assert 'name="mail" value="a@localhost"' in refused.text
    assert (await parts.accounts.get("shen")).wants_mail  # the wish stays the member's
    query = select(AuditEntry).where(AuditEntry.action == AuditAction.MAIL_CHANGED)
    async with parts.sessions() as session:
        entries = list(await session.scalars(query.order_by(AuditEntry.id)))
    assert [one.details for one in entries] == [{"daily_mail": True}, {"daily_mail": False}]
    assert {(one.actor, one.object_id) for one in entries} == {("admin1", "shen")}


async def test_who_comes_second_overwrites_no_address(
    head: Visitor, mailing: FastAPI, parts: ConsoleParts
) -> None:
    async with visitor_of(mailing) as member:
        await member.sign_in("shen")
        seen = hidden_fields((await head.get(OF_SHEN)).text, f"{OF_SHEN}/mail")
        own = hidden_fields((await member.get(PAGE)).text, MAIL)
        await member.post(MAIL, data={**own, "mail": "own@example.gov.cn", "wanted": "true"})

        late = await head.post(f"{OF_SHEN}/mail", data={**seen, "mail": "other@example.gov.cn"})
        again = await member.post(MAIL, data={**own, "mail": "third@example.gov.cn"})

    for answer, typed in ((late, "other"), (again, "third")):
        assert answer.status_code == 409
        assert "own@example.gov.cn" in answer.text
        assert f'name="mail" value="{typed}@example.gov.cn"' in answer.text
    assert (await parts.accounts.get("shen")).mail == "own@example.gov.cn"


async def test_addresses_of_others_are_the_administrators_alone(
    head: Visitor, mailing: FastAPI, parts: ConsoleParts
) -> None:
    await add_member(parts, "jiancha", Role.AUDITOR)
    await head.fill_in(f"{OF_SHEN}/mail", {"mail": "shen@example.gov.cn"}, page=OF_SHEN)
    async with visitor_of(mailing) as auditor:
        await auditor.sign_in("jiancha")
        assert "shen@example.gov.cn" not in (await auditor.get(OF_SHEN)).text
        sent = {"mail": "a@b.cn"}
        assert (await auditor.fill_in(f"{OF_SHEN}/mail", sent, page=OF_SHEN)).status_code == 403
    own = "/console/staff/accounts/admin1"
    refused = await head.fill_in(f"{own}/mail", {"mail": "a@b.cn"}, page=own)
    assert "不能修改自己的账号" in refused.text
