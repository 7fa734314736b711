"""Members say themselves where the day's mail goes, and may switch it off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.console.install import install_console
from bot.console.kit.parts import ConsoleParts
from bot.staff.actions import AuditAction
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, visitor_of

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


@pytest.mark.parametrize("wrong", ["shen", "a@b.cn\nBcc: c@d.cn", "谁@b.cn", "a@b.cn,c@d.cn"])
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
