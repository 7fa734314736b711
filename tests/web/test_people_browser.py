"""Editor, reviewer and officer at work in the system's Chromium, a citizen in the chat beside."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pydantic import SecretStr

from bot.console.parts import ConsoleParts
from bot.kit.db import SessionFactory, create_engine
from bot.schema import migrate
from bot.settings import ROOT, Settings
from bot.staff.passwords import Passwords
from bot.staff.roles import Role
from kb.knowledge import SnapshotBuilder
from server import create_app
from tests.console.conftest import PASSWORD, add_member
from tests.content import small_content
from tests.web.served import served

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
SHOTS = os.environ.get("CONSOLE_SHOTS", "")  # a folder, to look at the pages
TWO_SECONDS = 2000
expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong


class EveryDay:
    """A calendar without holidays, so that the test may run on any day."""

    def is_working(self, day: object) -> bool:
        return True


async def fill(settings: Settings) -> None:
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all(small_content())
    staff = ConsoleParts.build(settings, sessions, {}, Passwords(time_cost=1, memory_kib=8))
    await add_member(staff, "bian", Role.FAQ_EDITOR, name="小编")
    await add_member(staff, "shen", Role.REVIEWER, name="小审")
    await add_member(staff, "li.ban", Role.CASE_OFFICER, name="李办")
    await sessions.dispose()
    await engine.dispose()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, builder: SnapshotBuilder) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("people")
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
    )
    migrate(settings.effective_database_url)
    asyncio.run(fill(settings))
    app = create_app(settings)
    services = app.state.services
    services.knowledge._builder = builder
    hours = replace(services.people.hours, begin=time(0), end=time(23, 59, 59))
    people = replace(services.people, hours=hours, calendar=lambda _: EveryDay())  # type: ignore[arg-type,return-value]
    services.people = services.conversation._people = people

    with served(app) as url:
        yield url


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:  # after it: migrating runs a loop of its own
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser, address: str, width: int = 1280) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=address, locale="zh-CN"
    )
    return context.new_page()


def signed_in(browser: Browser, address: str, name: str, width: int = 1280) -> Page:
    page = opened(browser, address, width)
    page.goto("/console/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="首页")).to_be_visible()
    return page


def check(page: Page, name: str) -> None:
    """Fits at each width, and axe finds nothing serious."""
    page.wait_for_load_state()
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        if SHOTS and width != 320:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert fits, (name, width)
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document).then(r => r.violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => [v.id, v.nodes.map(n => n.html).slice(0, 2)]))"
    )
    assert found == [], name
    page.set_viewport_size({"width": 1280, "height": 800})


def asks(page: Page, question: str) -> None:
    page.get_by_label("您的问题").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_have_count(0)


def test_an_editor_writes_a_reviewer_publishes_and_the_citizen_has_it(
    browser: Browser, address: str
) -> None:
    citizen = opened(browser, address, 390)
    citizen.goto("/")
    asks(citizen, "校服洗了就掉色咋个说")
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("没有可靠的答案")
    editor = signed_in(browser, address, "bian")
    editor.goto("/console/inbox/")
    check(editor, "inbox")
    editor.get_by_role("link", name="校服洗了就掉色咋个说").click()
    check(editor, "inbox-group")
    editor.get_by_role("button", name="写一条新问答").click()
    editor.get_by_label("答案", exact=True).fill("先找学校，学校不管的打 12315。")
    editor.get_by_label("来源（一行一个，写到第几条）").fill("《产品质量法》第四十条")
    editor.get_by_label("或者新的分类").fill("学生用品")
    expect(editor.locator("#look")).to_contain_text("先找学校")  # without a reload
    expect(editor.locator("#look")).to_contain_text("没有发现问题")
    check(editor, "faq-edit")
    editor.get_by_role("button", name="保存并提交审核").click()
    expect(editor.get_by_role("status")).to_contain_text("等另一位审核人员")
    reviewer = signed_in(browser, address, "shen")
    reviewer.goto("/console/faq/?view=review")
    check(reviewer, "faq-review-list")
    reviewer.get_by_role("link", name="校服洗了就掉色咋个说").click()
    reviewer.get_by_role("button", name="先试金标问题").click()
    expect(reviewer.get_by_role("heading", name="金标问题")).to_be_visible()
    check(reviewer, "faq-review")
    reviewer.get_by_role("button", name="通过并发布").click()
    expect(reviewer.get_by_role("status")).to_contain_text("已发布")
    reviewer.wait_for_timeout(TWO_SECONDS)

    asks(citizen, "校服洗了掉色咋个说")

    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("先找学校")
    check(reviewer, "faq-entry")
    for page in (citizen, editor, reviewer):
        page.context.close()


def test_an_officer_takes_a_chat_over_and_gives_it_back(browser: Browser, address: str) -> None:
    citizen = opened(browser, address, 390)
    officer = signed_in(browser, address, "li.ban")
    officer.goto("/console/handover/")
    expect(officer.locator("#live")).to_contain_text("现在没有人找人工")
    citizen.goto("/")
    asks(citizen, "转人工")
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("已经转给工作人员")

    expect(officer.locator("#live")).to_contain_text("在等人接")  # by the event stream
    check(officer, "handover")
    officer.get_by_role("link", name="打开").click()
    officer.get_by_role("button", name="接这个对话").click()
    citizen.reload()
    asks(citizen, "我的校服掉色")
    expect(officer.locator("#live")).to_contain_text("我的校服掉色")
    officer.get_by_label("回复市民").fill("请问是哪个学校的？")
    officer.get_by_role("button", name="发送").click()
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text(
        "请问是哪个学校的", timeout=10_000
    )
    check(officer, "handover-page")
    officer.get_by_role("button", name="结束，交还给机器人").click()
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("还是我来回答", timeout=10_000)
    asks(citizen, "世界标准日是哪天？")
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("10 月 14 日")
    for page in (citizen, officer):
        page.context.close()


def test_the_dashboard_shows_what_was_asked(browser: Browser, address: str) -> None:
    reviewer = signed_in(browser, address, "shen")
    reviewer.goto("/console/dashboard/")
    reviewer.wait_for_timeout(1200)  # the chart's animation
    check(reviewer, "dashboard")
    reviewer.get_by_role("link", name="1", exact=False).first.click()
    expect(reviewer.get_by_role("heading", name="提问记录")).to_be_visible()
    check(reviewer, "dashboard-questions")
    reviewer.context.close()
