"""The console's pages in the system's Chromium: nothing overflows, nothing comes from elsewhere."""

from __future__ import annotations

import base64
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from bot.console.install import install_console
from bot.console.kit.parts import ConsoleParts
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings
from bot.staff.pushing import new_key
from bot.staff.roles import Role
from kb.models import Department, District
from tests.chromium import MARKS, chromium
from tests.console.conftest import CHEAP, PASSWORD, add_member
from tests.migrated import with_tables
from tests.serving import in_thread

pytestmark = MARKS
LONG = "𠮷" * 20 + "w" * 20
SHOTS = os.environ.get("CONSOLE_SHOTS", "")  # a folder, to look at the pages


async def fill(parts: ConsoleParts) -> None:
    """A believable office, with names that are hard to lay out."""
    names = ("渝中区", "江北区", "石柱土家族自治县", "彭水苗族土家族自治县")
    async with parts.sessions.begin() as session:
        session.add_all(District(name=name, kind="区") for name in names)
        session.add(Department(slug="market", name="重庆市市场监督管理局", source="测试"))
    await add_member(parts, "guan", Role.ADMINISTRATOR, Role.AUDITOR, name="管理员")
    await add_member(parts, "li.ban", Role.CASE_OFFICER, Role.CAMPAIGN_EDITOR, name="李办")
    await add_member(parts, "w" * 30, *Role, name=LONG, ready=False)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("console")
    url = f"sqlite:///{folder / 'console.db'}"
    with_tables(url)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=url,
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        staff_member_mail_at="8:30",
        staff_push_key=SecretStr(new_key()),
        smtp_host="mail.example.gov.cn",
        smtp_from="bot@example.gov.cn",
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = create_engine(url)
        sessions = SessionFactory(engine)
        parts = ConsoleParts.build(settings, sessions, {"ebike": "电动自行车"}, CHEAP, clock.now)
        await fill(parts)
        install_console(app, parts)
        yield
        await sessions.dispose()
        await engine.dispose()

    with in_thread(FastAPI(lifespan=lifespan)) as where:
        yield where


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:  # after it: migrating runs a loop of its own
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[(1280, 800), (390, 844), (320, 640)], ids=["desktop", "390", "320"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height}, base_url=address)
    problems: list[str] = []
    # That a sign-in was refused (401) is Chromium's own remark, no fault of the page.
    page.on(
        "console",
        lambda m: problems.append(m.text) if m.type == "error" and "401" not in m.text else None,
    )
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("request", lambda r: problems.append(r.url) if address not in r.url else None)
    yield page
    page.close()
    assert problems == []


def check(page: Page, name: str) -> None:
    """Nothing is wider than the screen, and every field has a name for screen readers."""
    page.wait_for_load_state()  # a heading can be seen before the style sheet has come
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    unnamed = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]):not([hidden]), select')]"
        ".filter(e => !e.labels.length).map(e => e.name)"
    )
    assert unnamed == []
    small = page.evaluate(
        "[...document.querySelectorAll('button, .btn')].filter(e => e.offsetParent)"
        ".filter(e => e.getBoundingClientRect().height < 36).map(e => e.textContent)"
    )
    assert small == []


def sign_in(page: Page) -> None:
    page.goto("/console/")
    page.get_by_label("用户名").fill("guan")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    page.wait_for_load_state()  # the menu's button is its script's


def test_every_page_fits_the_screen_and_loads_only_our_own(page: Page) -> None:
    page.goto("/console/")
    check(page, "login")
    sign_in(page)
    check(page, "home")
    for name, path in (
        ("account", "/console/account"),
        ("code", "/console/account/code"),
        ("password", "/console/password"),
        ("staff", "/console/staff/"),
        ("staff-add", "/console/staff/add"),
        ("staff-member", "/console/staff/accounts/li.ban"),
        ("staff-long", f"/console/staff/accounts/{'w' * 30}"),
        ("audit", "/console/audit/"),
    ):
        page.goto(path)
        check(page, name)
    page.get_by_role("button", name="校验全部日志").click()
    expect(page.get_by_role("status")).to_contain_text("操作日志完好")
    page.get_by_text("详情", exact=True).first.click()
    check(page, "audit-verified")


def test_the_menu_opens_by_keyboard(page: Page) -> None:
    sign_in(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    link = page.get_by_role("navigation", name="功能").get_by_role("link", name="设置")
    button = page.get_by_role("button", name="菜单")
    if button.is_visible():
        expect(link).to_be_hidden()
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        check(page, "menu")
    link.click()
    page.get_by_role("navigation", name="这一类").get_by_role("link", name="操作日志").click()

    expect(page.get_by_role("heading", name="操作日志")).to_be_visible()


def test_after_a_mistake_the_reason_has_the_focus(page: Page) -> None:
    page.goto("/console/login")
    page.get_by_label("用户名").fill("nobody-here")
    page.get_by_label("密码").fill("wrong")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_be_focused()
    check(page, "refused")
