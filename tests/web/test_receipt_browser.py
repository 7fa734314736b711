"""In Chromium: from the chat to the receipt, and what 清空 asks before a code is lost."""

from __future__ import annotations

import asyncio
import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from bot.app.web import create_app
from bot.settings import Settings
from kb.knowledge import SnapshotBuilder
from tests.chromium import MARKS, chromium
from tests.content import fill_small
from tests.migrated import with_tables
from tests.web.page_check import look_at
from tests.web.served import served

pytestmark = MARKS
SHOTS = os.environ.get("RECEIPT_SHOTS", "")
TOLD = (
    "我要举报", "渝味轩底料厂", "火锅底料", "半夜把用过的油捞回来再熬", "昨天", "南川区", "匿名",
    "确认",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, builder: SnapshotBuilder) -> Iterator[str]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("receipt"),
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
    )
    with_tables(settings.effective_database_url)
    asyncio.run(fill_small(settings))
    app = create_app(settings)
    app.state.services.knowledge._builder = builder
    with served(app) as url:
        yield url


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:  # after it: migrating runs a loop of its own
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, base_url=address, locale="zh-CN",
        reduced_motion="reduce", accept_downloads=True,
    )  # fmt: skip
    yield context.new_page()
    context.close()


def file_a_report(page: Page) -> tuple[str, str]:
    """Number and code of an anonymous report, told in the chat."""
    page.goto("/")
    for words in TOLD:
        bubbles = page.locator(".row.bot").count()
        page.get_by_label("您的问题").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator(".row.bot:not([aria-hidden])").nth(bubbles)).to_be_visible()
        expect(page.locator("#send")).to_be_enabled()
    told = page.locator("#messages").inner_text()
    found = re.search(r"登记编号：(\S+)\s+查询码：(\S+)", told)
    assert found is not None, told
    return found[1], found[2]


def test_a_report_told_in_the_chat_gives_a_receipt_whose_code_is_in_no_address(
    page: Page, address: str
) -> None:
    number, code = file_a_report(page)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))

    # The link of the chat names the public address; here the service has a port of its own.
    href = page.locator("#messages a[href*='/receipt#']").get_attribute("href")
    assert href is not None
    fragment = href.partition("#")[2]
    assert fragment == f"{number}.{code}"
    page.goto(f"/receipt#{fragment}")
    expect(page.get_by_text(code, exact=True)).to_be_visible()

    assert page.url == f"{address}/receipt"
    assert not any(code in url for url in asked if "data:" not in url[:5] and "#" not in url)
    codes = frozenset(re.findall(r"[A-Za-z][A-Za-z0-9._-]*", code))
    look_at(page, Path(SHOTS) / "receipt" if SHOTS else None, codes)
    with page.expect_download() as download:
        page.get_by_role("link", name="存成图片").click()
    assert download.value.suggested_filename == f"渝标通登记凭证-{number}.png"
    page.go_back()
    assert code not in page.url


@pytest.mark.parametrize("is_typed", [False, True])
def test_clearing_names_the_code_that_is_nowhere_else_and_goes_on_when_told_again(
    page: Page, is_typed: bool
) -> None:
    number, code = file_a_report(page)

    def clear() -> None:
        if is_typed:
            page.get_by_label("您的问题").fill("清空")
            page.keyboard.press("Enter")
        else:
            page.locator("#clear").click()

    clear()
    expect(page.get_by_text("这里有匿名登记的查询码")).to_be_visible()
    link = page.get_by_role("link", name=f"打开 {number} 的凭证")
    assert link.get_attribute("href") == f"/receipt#{number}.{code}"
    page.get_by_role("button", name="不清空").click()
    expect(page.get_by_text(f"查询码：{code}")).to_be_visible()

    clear()
    page.get_by_role("button", name="已经存好，清空").click()
    expect(page.get_by_text(code)).to_have_count(0)
    clear()
    expect(page.get_by_role("heading", name="清空这里的对话？")).to_be_visible()
    expect(page.get_by_text("这里有匿名登记的查询码")).to_be_hidden()
