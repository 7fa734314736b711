"""A whole complaint in the chat page: asked by Rasa, with a photo, a reload and a progress bar."""

from __future__ import annotations

import io
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from bench.citizen_prompts import FILED, Prompts
from bot.settings import ROOT
from tests.chromium import MARKS, chromium
from tests.journeys.conftest import Running

pytestmark = [*MARKS, pytest.mark.rasa]
AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
SHOTS = os.environ.get("PAGES_SHOTS", "")  # a folder, to look at the pages
CONSOLE_SHOTS = os.environ.get("CONSOLE_SHOTS", "")
PASSWORD = "Chao-Tian-Men-8"
SAYS = {
    "respondent": "观音桥好又多百货",
    "product": "电饭煲",
    "what": "第一次煮饭就漏电跳闸",
    "when": "上周六",
    "where": "江北区观音桥步行街",
    "wanted": "退款 299 元",
    "consent": "同意，张建国，13912345678，沙坪坝区渝碚路 8 号",
    "confirm": "确认",
}


@pytest.fixture(scope="module")
def browser(running: Running) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def phone(running: Running, browser: Browser) -> Page:
    """The citizen's; the chat goes on from test to test."""
    return browser.new_page(viewport={"width": 390, "height": 844}, base_url=running.url)


@pytest.fixture
def desk(running: Running, browser: Browser) -> Page:
    """An officer's browser, signed in for the first time."""
    return signed_in(running, browser, "li.ban", "case_officer", "--district", "两江新区")


@pytest.fixture
def supervisor(running: Running, browser: Browser) -> Page:
    """A supervisor's browser, signed in for the first time."""
    return signed_in(running, browser, "zhu.guan", "supervisor")


def signed_in(running: Running, browser: Browser, name: str, role: str, *scope: str) -> Page:
    told = running.yubiao("staff", "add", name, "--role", role, "--name", f"名叫{name}", *scope)
    first = told.split()[-1]
    page = browser.new_page(
        viewport={"width": 1280, "height": 900}, base_url=running.url, locale="zh-CN"
    )
    page.goto("/console/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(first)
    page.keyboard.press("Enter")
    page.get_by_label("原密码").fill(first)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    return page


def check_desk(page: Page, name: str) -> None:
    """Fits at each width, and axe finds nothing serious."""
    page.wait_for_load_state()
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if CONSOLE_SHOTS and width != 320:
            shot = Path(CONSOLE_SHOTS) / f"{name}-{width}.png"
            page.screenshot(path=shot, full_page=True)
        fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert fits, (name, width)
    page.set_viewport_size({"width": 1280, "height": 900})
    check(page, name)


def check(page: Page, name: str) -> None:
    """Fits, and axe finds nothing serious."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document).then(r => r.violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id))"
    )
    assert found == [], name


def last_words(page: Page) -> str:
    expect(page.locator(".waiting")).to_have_count(0)
    found: str = page.evaluate(
        "[...document.querySelectorAll('.row')].map(r => [r.matches('.me'), r.textContent])"
        ".reduce((said, [mine, words]) => mine ? '' : said + words, '')"
    )
    return found


def say(page: Page, words: str) -> None:
    # Tapped where there is a button for it, typed where there is none.
    button = page.locator(".row.bot").last.get_by_role("button", name=words, exact=True)
    if button.count():
        button.click()
        return
    page.get_by_label("您的问题").fill(words)
    page.keyboard.press("Enter")


def picture() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((900, 700), 80).convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()


def test_a_complaint_with_a_photo_survives_a_reload(running: Running, phone: Page) -> None:
    running.wait_for("ok")
    prompts = Prompts.load()
    phone.goto("/")
    say(phone, "我要投诉")
    asked: list[str] = []
    while (name := prompts.asked(last_words(phone))) != FILED and len(asked) < 25:
        asked.append(name)
        if name == "where" and asked.count("where") == 1:
            phone.reload()
            assert prompts.asked(last_words(phone)) == "where"
            check(phone, "form-390")
        if name == "wanted" and asked.count("wanted") == 1:
            photo = {"name": "票.jpg", "mimeType": "image/jpeg", "buffer": picture()}
            phone.set_input_files("#file", files=[photo])  # type: ignore[list-item]
            expect(phone.locator(".row.me .words").last).to_contain_text("［图片］")
            expect(phone.locator(".row.bot .words").last).to_contain_text("收到 1 个材料")
            check(phone, "form-photo-390")
        else:
            if name == "confirm":
                check(phone, "form-summary-390")
            say(phone, SAYS[name])
    check(phone, "form-filed-390")

    told = last_words(phone)
    assert name == FILED, asked
    assert not {"name", "phone", "address"} & set(asked)  # said with the consent
    number = re.search(r"CQ\d{8}-\d{6}-\d", told)
    assert number
    with closing(sqlite3.connect(running.folder / "data" / "yubiao.db")) as database:
        rows = database.execute(
            "select c.respondent, c.district, a.kind from 'case' c join attachment a"
            " on a.case_id = c.id where c.number = ?",
            [number[0]],
        ).fetchall()
    assert [(district, kind) for _, district, kind in rows] == [("两江新区", "image/jpeg")]
    assert "好又多" in rows[0][0]


def takes_step(desk: Page, label: str, **fields: str) -> None:
    desk.locator("summary", has_text=re.compile(f"^{label}$")).click()
    step = desk.locator("details.case-step[open]")
    for name, value in fields.items():
        if name == "ground":
            step.get_by_label(value).check()
        else:
            step.locator(f"[name={name}]").fill(value)
    step.get_by_role("button", name=label).click()
    expect(desk.get_by_role("status")).to_contain_text("已保存")


def test_an_officer_takes_the_case_to_its_end_and_the_citizen_sees_each_step(
    phone: Page, desk: Page, supervisor: Page
) -> None:
    desk.goto("/console/cases/new")
    check_desk(desk, "case-new")
    desk.goto("/console/cases/?view=all")
    check_desk(desk, "cases")
    desk.get_by_role("link", name=re.compile(r"^CQ")).first.click()
    expect(desk.locator("#facts")).to_be_visible()
    desk.get_by_role("button", name="我来办").click()
    check_desk(desk, "case")

    def told(words: str) -> None:
        say(phone, "我的投诉到哪一步了")
        assert words in last_words(phone), last_words(phone)

    told("已登记")
    takes_step(desk, "受理")
    told("已受理")
    takes_step(desk, "组织调解")
    told("调解")
    desk.locator("summary", has_text="给市民留言").click()
    desk.get_by_label("套用").select_option(label="我们会联系您")
    desk.get_by_role("button", name="发送").click()
    told("保持电话畅通")
    takes_step(
        desk, "达成调解协议，办结",
        ground="调解协议已经即时履行", reason="商家已经退款", evidence="退款截图，双方当面确认",
    )  # fmt: skip
    check_desk(desk, "case-proposed")
    told("调解中")
    supervisor.goto("/console/cases/?view=confirm")
    supervisor.get_by_role("link", name=re.compile(r"^CQ")).first.click()
    check_desk(supervisor, "case-confirm")
    supervisor.get_by_role("button", name="确认：达成调解协议，办结").click()
    expect(supervisor.get_by_role("status")).to_contain_text("已保存")
    told("商家已经退款")
    say(phone, "评价5 办得快")
    last_words(phone)
    desk.reload()
    expect(desk.locator(".case-facts")).to_contain_text("5 分：办得快")
    check_desk(desk, "case-closed")
    desk.get_by_role("link", name="转办单").click()
    check_desk(desk, "case-sheet")
    for page in (desk, supervisor):
        page.context.close()
