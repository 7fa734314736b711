"""Nothing staff wrote is lost without a word: two editors, an ended session, giving up, leaving."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Route, expect
from pydantic import SecretStr

from bot.app.web import create_app
from bot.console.kit.parts import ConsoleParts
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings
from bot.staff.models import StaffSession
from bot.staff.roles import Role
from kb.knowledge import SnapshotBuilder
from tests.chromium import MARKS, chromium
from tests.console.conftest import CHEAP, PASSWORD, add_member, with_cheap_hashes
from tests.content import small_content
from tests.migrated import with_tables
from tests.web.page_check import look_at
from tests.web.served import served

pytestmark = MARKS
WIDTHS = [1280, 390]
KNOWN = frozenset({"anne", "ben"})
SHOTS = os.environ.get("PAGE_SHOTS", "")  # a folder, to look at the pages


@dataclass
class World:
    """The running service."""

    address: str
    settings: Settings

    def end_sessions(self) -> None:
        """Half an hour of rest goes by for everybody."""
        engine = sa.create_engine(self.settings.effective_database_url)
        with engine.begin() as connection:
            long_ago = clock.now() - timedelta(minutes=31)
            connection.execute(sa.update(StaffSession).values(last_seen_at=long_ago))
        engine.dispose()


async def fill(settings: Settings) -> None:
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all(small_content())
    staff = ConsoleParts.build(settings, sessions, {}, CHEAP)
    for name in ("anne", "ben"):
        await add_member(staff, name, Role.FAQ_EDITOR, Role.CAMPAIGN_EDITOR, name="某人")
    await sessions.dispose()
    await engine.dispose()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, builder: SnapshotBuilder) -> Iterator[World]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("editing"),
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
    )
    with_tables(settings.effective_database_url)
    asyncio.run(fill(settings))
    app = with_cheap_hashes(create_app(settings))
    app.state.services.knowledge._builder = builder
    with served(app) as address:
        yield World(address, settings)


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def signed_in(browser: Browser, world: World, name: str, width: int) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=world.address, locale="zh-CN"
    )
    page = context.new_page()
    page.goto("/console/")
    sign_in(page, name)
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    return page


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def begun(page: Page, question: str) -> str:
    """The address of a new draft."""
    page.goto("/console/faq/new")
    page.get_by_label("问题", exact=True).fill(question)
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    return page.url.split("?")[0]


def new_piece(page: Page) -> None:
    """Open a new article."""
    page.goto("/console/campaigns/")
    made = page.evaluate(
        """async () => {
          const csrf = document.querySelector("[name=csrf]").value;
          const words = {csrf, kind: "article", topic: "standards_day", title: "世界标准日"};
          const body = new URLSearchParams(words);
          return (await fetch("/console/campaigns/pieces/new", {method: "POST", body})).url;
        }"""
    )
    page.goto(made)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_second_of_two_editors_sees_both_texts(
    browser: Browser, world: World, width: int
) -> None:
    anne, ben = (signed_in(browser, world, name, width) for name in ("anne", "ben"))
    draft = begun(anne, f"校服掉色找谁说 {width}？")
    ben.goto(draft)
    anne.get_by_label("答案", exact=True).fill("安妮：先找学校。")
    anne.get_by_role("button", name="保存草稿").click()
    expect(anne.get_by_role("status")).to_contain_text("已保存")

    ben.get_by_label("答案", exact=True).fill("本人：打 12315。")
    ben.get_by_role("button", name="保存草稿").click()

    expect(ben.get_by_role("alert")).to_contain_text("没有覆盖")
    expect(ben.get_by_role("alert")).to_be_focused()
    clash = ben.get_by_role("region", name="哪里不一样")
    expect(clash).to_contain_text("安妮：先找学校。")
    expect(clash).to_contain_text("本人：打 12315。")
    expect(ben.get_by_label("答案", exact=True)).to_have_value("本人：打 12315。")
    look_at(ben, None, KNOWN)
    ben.get_by_label("答案", exact=True).fill("先找学校；学校不管，打 12315。")
    ben.get_by_role("button", name="保存草稿").click()
    expect(ben.get_by_role("status")).to_contain_text("已保存")
    anne.goto(draft)
    expect(anne.get_by_label("答案", exact=True)).to_have_value("先找学校；学校不管，打 12315。")


@pytest.mark.parametrize("width", WIDTHS)
def test_an_ended_session_gives_the_text_back(browser: Browser, world: World, width: int) -> None:
    page = signed_in(browser, world, "anne", width)
    draft = begun(page, f"一个小时写的问题 {width}？")
    page.get_by_label("答案", exact=True).fill("一个小时写的答案。\n第二行。")
    world.end_sessions()

    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("status")).to_contain_text("登录后还在")
    sign_in(page, "anne")

    expect(page.get_by_role("heading", name="您刚才写的还在")).to_be_visible()
    expect(page.get_by_role("blockquote").filter(has_text="写的答案")).to_be_visible()
    look_at(page, None, KNOWN)
    page.get_by_role("button", name="接着提交").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    assert page.url.split("?")[0] == draft
    expect(page.get_by_label("答案", exact=True)).to_have_value("一个小时写的答案。\n第二行。")


@pytest.mark.parametrize("width", WIDTHS)
def test_giving_up_asks_and_can_be_undone(browser: Browser, world: World, width: int) -> None:
    page = signed_in(browser, world, "ben", width)
    draft = begun(page, f"不想要的问题 {width}？")
    page.get_by_role("link", name="放弃这次修改").click()
    look_at(page, None, KNOWN)
    page.get_by_role("link", name="不，返回").click()
    assert page.url == draft
    page.get_by_role("link", name="放弃这次修改").click()
    page.get_by_role("button", name="放弃这次修改").click()
    expect(page.get_by_role("status")).to_contain_text("30 天内可以恢复")

    page.goto("/console/faq/?view=dropped")
    page.get_by_role("link", name=f"不想要的问题 {width}？").click()
    page.get_by_role("button", name="恢复").click()

    expect(page.get_by_role("status")).to_contain_text("已恢复")
    expect(page.get_by_label("问题", exact=True)).to_have_value(f"不想要的问题 {width}？")


def test_leaving_a_page_with_unsaved_words_asks_first(browser: Browser, world: World) -> None:
    page = signed_in(browser, world, "anne", 1280)
    draft = begun(page, "离开以前问一声？")
    asked: list[str] = []

    def answer(dialog) -> None:  # type: ignore[no-untyped-def]
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    page.get_by_role("link", name="返回", exact=True).click()
    expect(page.get_by_role("heading", name="问答", exact=True)).to_be_visible()
    assert asked == []  # nothing was typed
    page.goto(draft)
    page.get_by_label("答案", exact=True).press_sequentially("没有保存")

    page.get_by_role("link", name="返回", exact=True).click(no_wait_after=True)

    expect(page.get_by_label("答案", exact=True)).to_have_value("没有保存")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    assert asked == ["beforeunload"]


def test_what_was_typed_before_the_scripts_came_is_shown_and_kept(
    browser: Browser, world: World
) -> None:
    page = signed_in(browser, world, "anne", 1280)
    held: list[Route] = []
    for script in ("faq-preview.js", "autosave.js"):
        page.route(f"**/{script}", lambda route: held.append(route))
    with page.expect_request("**/faq-preview.js"), page.expect_request("**/autosave.js"):
        page.goto("/console/faq/new", wait_until="commit")
    page.get_by_label("问题", exact=True).fill("手快的人写的问答")
    page.get_by_label("答案", exact=True).fill("先写了再说。")
    for route in held:
        route.continue_()
    expect(page.locator("#look")).to_contain_text("先写了再说")
    expect(page.locator("#autosaved")).to_contain_text("保存")
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_standard_is_picked_by_a_click_and_kept(
    browser: Browser, world: World, width: int
) -> None:
    page = signed_in(browser, world, "anne", width)
    begun(page, f"电动车看哪个标准 {width}？")
    page.get_by_label("找标准", exact=False).fill("电动自行车")
    page.get_by_role("button", name="加上 GB 17761-2024").click()

    standards = page.get_by_label("依据标准", exact=False)
    expect(standards).to_have_value("GB 17761-2024")
    expect(page.get_by_text("已加上 GB 17761-2024")).to_be_visible()
    look_at(page, Path(SHOTS) / "faq-picking" if SHOTS and width == WIDTHS[0] else None, KNOWN)
    page.get_by_role("button", name="加上 GB 17761-2024").click()
    expect(page.get_by_text("已经有了")).to_be_visible()
    expect(standards).to_have_value("GB 17761-2024")
    expect(page.locator("#autosaved")).to_contain_text("自动保存")  # as if it were typed
    page.reload()
    expect(standards).to_have_value("GB 17761-2024")


def test_an_entry_is_picked_for_a_piece_by_what_it_asks(browser: Browser, world: World) -> None:
    page = signed_in(browser, world, "anne", 390)
    new_piece(page)
    page.get_by_label("正文（可用").first.fill("正文")
    page.get_by_label("找问答", exact=False).fill("世界标准日是哪天")
    page.get_by_label("找问答", exact=False).press("Enter")  # finds, and does not save
    page.get_by_role("button", name="选：世界标准日是哪天").click()
    chosen = page.get_by_role("checkbox", name="世界标准日是哪天")
    expect(chosen).to_be_checked()
    look_at(page, None, KNOWN)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已保存")

    expect(chosen).to_be_checked()
    chosen.uncheck()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    expect(chosen).to_have_count(0)


def test_one_form_of_a_piece_saves_everything(browser: Browser, world: World) -> None:
    page = signed_in(browser, world, "anne", 390)
    new_piece(page)
    page.get_by_label("正文（可用").first.fill("大家看的正文")
    page.get_by_text("学校看的").click()
    page.locator("#school-body").fill("学校看的正文")
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.get_by_role("status")).to_contain_text("已保存")
    expect(page.get_by_label("正文（可用").first).to_have_value("大家看的正文")
    expect(page.locator("#school-body")).to_have_value("学校看的正文")
