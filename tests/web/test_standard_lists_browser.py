"""The pages for lists of standards in the browser: they fit, and two clicks import a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.staff.roles import Role
from kb.knowledge import SnapshotBuilder
from tests.chromium import MARKS, chromium
from tests.console.test_browser import SHOTS
from tests.web.page_check import look_at
from tests.web.served import console_of, signed_in
from tests.web.test_standard_lists import LIST

pytestmark = MARKS
KNOWN = frozenset({"anne", "b", "csv", "CCS", "ICS"})


@pytest.fixture
def address(tmp_path: Path, builder: SnapshotBuilder) -> Iterator[str]:
    with console_of(Role.FAQ_EDITOR, tmp_path, builder) as where:
        yield where


def test_a_list_is_looked_through_and_written(address: str) -> None:
    long = f"重庆市{'某某单位整理的标准目录' * 4}第二次修改稿.csv"
    file = {"name": long, "mimeType": "text/csv", "buffer": LIST.encode()}
    with chromium() as browser:
        page = signed_in(browser, address)

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
