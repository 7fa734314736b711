"""The pages for lists of standards in the browser: they fit, and two clicks import a list."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from pydantic import SecretStr

from bot.console.parts import ConsoleParts
from bot.kit.db import SessionFactory, create_engine
from bot.schema import migrate
from bot.settings import Settings
from bot.staff.passwords import Passwords
from bot.staff.roles import Role
from kb.knowledge import SnapshotBuilder
from server import create_app
from tests.console.conftest import PASSWORD, add_member
from tests.console.test_browser import CHROMIUM, FLAGS, SHOTS
from tests.content import small_content
from tests.web.page_check import look_at
from tests.web.served import served
from tests.web.test_standard_lists import LIST

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
KNOWN = frozenset({"anne", "b", "csv", "CCS", "ICS"})


async def fill(settings: Settings) -> None:
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all(small_content())
    staff = ConsoleParts.build(settings, sessions, {}, Passwords(time_cost=1, memory_kib=8))
    await add_member(staff, "anne", Role.FAQ_EDITOR, name="某人")
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


def test_a_list_is_looked_through_and_written(address: str) -> None:
    long = f"重庆市{'某某单位整理的标准目录' * 4}第二次修改稿.csv"
    file = {"name": long, "mimeType": "text/csv", "buffer": LIST.encode()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=address)
        page.goto("/console/")
        page.get_by_label("用户名").fill("anne")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", name="首页")).to_be_visible()

        page.goto("/console/standards/")
        look_at(page, None, KNOWN)
        page.get_by_label("Excel（.xlsx）、CSV 或 JSON 文件").set_input_files(file)
        page.get_by_role("button", name="读取并比较，不写入").click()
        expect(page.get_by_role("cell", name="看不懂编号")).to_be_visible()
        look_at(page, Path(SHOTS) / "standard-set" if SHOTS else None, KNOWN)
        page.get_by_role("link", name="新增 2").click()
        look_at(page, Path(SHOTS) / "standard-set-new" if SHOTS else None, KNOWN)
        page.get_by_role("button", name="写入标准目录").click()

        expect(page.get_by_role("status")).to_contain_text("已写入标准目录")
        look_at(page, Path(SHOTS) / "standard-set-applied" if SHOTS else None, KNOWN)
        page.goto("/console/standards/")
        look_at(page, Path(SHOTS) / "standard-lists" if SHOTS else None, KNOWN)
        browser.close()
