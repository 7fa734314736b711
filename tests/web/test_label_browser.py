"""In Chromium: a photo of a label is sent from the chat of a telephone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.labels.reader import LabelReader
from kb.ocr.wire import Page as Read
from tests.chromium import MARKS
from tests.labels.test_printed import page as label
from tests.web.test_receipt_browser import address, browser  # noqa: F401
from tests.web.test_sent_first import png

pytestmark = MARKS
SHOTS = os.environ.get("LABEL_SHOTS", "")
LABEL = label(
    "产品名称：火锅底料",
    "执行标准：GB 2760-2014",
    "生产日期：2026年3月1日",
    "厂名：山城火锅食品有限公司",
)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:  # noqa: F811
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield page
    page.close()


def test_a_label_is_photographed_and_answered(
    phone: Page,
    address: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def read(reader: LabelReader, picture: bytes) -> Read:
        return LABEL

    monkeypatch.setattr(LabelReader, "read", read)
    phone.goto(address)
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": png(300)}

    with phone.expect_file_chooser() as chooser:
        phone.get_by_text("拍标签查标准").click()
    chooser.value.set_files([photo])  # type: ignore[list-item]

    answer = phone.locator(".row.bot").last
    expect(answer).to_contain_text("照片上读到的标准号是 GB 2760-2014")
    expect(answer.get_by_role("button", name="举报")).to_be_enabled()
    expect(phone.get_by_text("［图片］")).to_be_visible()
    if SHOTS:
        phone.screenshot(path=Path(SHOTS) / "label-390.png")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    answer.get_by_role("button", name="举报").click()
    expect(phone.locator(".row.bot").last).to_contain_text("山城火锅食品有限公司")
    if SHOTS:
        phone.screenshot(path=Path(SHOTS) / "label-case-390.png")
