"""The page of what nobody checked, in the browser: it fits, and one click confirms."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from pydantic import SecretStr
from sqlalchemy import select, update

from bot.console.parts import ConsoleParts
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.schema import migrate
from bot.settings import Settings
from bot.staff.passwords import Passwords
from bot.staff.roles import Role
from kb.basis import settle
from kb.knowledge import SnapshotBuilder
from kb.models import Checked, Faq, Standard, Term
from server import create_app
from tests.console.conftest import PASSWORD, add_member
from tests.console.test_browser import CHROMIUM, FLAGS
from tests.content import small_content
from tests.web.page_check import look_at
from tests.web.served import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
# Besides the member: the small content's entries name themselves as source.
KNOWN = frozenset({"anne", "additives", "complaint-or-report", "is-gbt-binding", "standards-day"})


async def fill(settings: Settings) -> None:
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all(small_content())
    async with sessions.begin() as session:
        faqs = (await session.scalars(select(Faq).order_by(Faq.id))).all()
        await settle(session, faqs, clock.today())
        for table in (Faq, Term):
            await session.execute(update(table).values(checked=Checked.UNCHECKED, checked_on=None))
        await session.execute(
            update(Standard)
            .where(Standard.number == "GB 2760-2024")
            .values(superseded_by=["GB 2760-2027"])
        )
    staff = ConsoleParts.build(settings, sessions, {}, Passwords(time_cost=1, memory_kib=8))
    await add_member(staff, "anne", Role.REVIEWER, name="某人")
    await sessions.dispose()
    await engine.dispose()


@pytest.fixture
def address(tmp_path: Path, builder: SnapshotBuilder) -> Iterator[str]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
    )
    migrate(settings.effective_database_url)
    asyncio.run(fill(settings))
    app = create_app(settings)
    app.state.services.knowledge._builder = builder
    with served(app) as where:
        yield where


def test_what_waits_is_read_and_confirmed_with_one_click(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=address)
        page.goto("/console/")
        page.get_by_label("用户名").fill("anne")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", name="首页")).to_be_visible()

        page.goto("/console/checking/")
        first = page.get_by_role("article").first
        expect(first).to_contain_text("依据的 GB 2760 有变化")
        look_at(page, None, KNOWN)
        first.get_by_role("button", name="核对无误").click()

        expect(page.get_by_role("status")).to_contain_text("已记下您核对过")
        expect(page.get_by_role("article").filter(has_text="依据的 GB 2760 有变化")).to_have_count(
            0
        )
        page.get_by_role("link", name="待复核 0").click()
        expect(page.get_by_text("这里没有要核对的。")).to_be_visible()
        look_at(page, None, KNOWN)
        browser.close()
