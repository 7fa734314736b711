"""Notices in a real browser: switched on and off by the page, shown by the worker it leaves."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect, sync_playwright
from pydantic import SecretStr

from bot.console.install import install_console
from bot.console.kit.parts import ConsoleParts
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings
from bot.staff.pushing import new_key, public_key
from bot.staff.roles import Role
from tests.chromium import CHROMIUM, FLAGS, MARKS
from tests.console.conftest import CHEAP, PASSWORD, add_member
from tests.fakes.push_service import HOST, FakeBrowser
from tests.migrated import with_tables
from tests.serving import in_thread
from tests.waiting import wait_until

pytestmark = MARKS
KEY = new_key()
# Chromium subscribes at its maker's service, which no test reaches: this stands for it alone.
SUBSCRIBES = """
const made = {
  endpoint: $endpoint, toJSON: () => ($json),
  unsubscribe: async () => { localStorage.removeItem("made"); return true; },
};
PushManager.prototype.subscribe = async (asked) => {
  if (!asked.userVisibleOnly || asked.applicationServerKey !== $key) throw new Error("key");
  localStorage.setItem("made", "yes");
  return made;
};
PushManager.prototype.getSubscription = async () => localStorage.getItem("made") ? made : null;
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("push")
    url = f"sqlite:///{folder / 'push.db'}"
    with_tables(url)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=url,
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        staff_push_key=SecretStr(KEY),
        staff_push_hosts=HOST,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = create_engine(url)
        sessions = SessionFactory(engine)
        parts = ConsoleParts.build(settings, sessions, {}, CHEAP, clock.now)
        await add_member(parts, "shen", Role.REVIEWER)
        install_console(app, parts)
        yield
        await sessions.dispose()
        await engine.dispose()

    with in_thread(FastAPI(lifespan=lifespan)) as where:
        yield where


@pytest.fixture
def page(address: str, tmp_path: Path) -> Iterator[Page]:
    """The account of somebody signed in, in a browser that keeps workers."""
    made = FakeBrowser(1, public_key(KEY)).subscription
    told = {"endpoint": made.endpoint, "keys": {"p256dh": made.p256dh, "auth": made.auth}}
    script = SUBSCRIBES.replace("$endpoint", json.dumps(made.endpoint))
    script = script.replace("$json", json.dumps(told)).replace("$key", json.dumps(public_key(KEY)))
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=FLAGS, base_url=address
        )
        context.grant_permissions(["notifications"], origin=address)
        context.add_init_script(script)
        page = context.new_page()
        page.goto("/console/login")
        page.get_by_label("用户名").fill("shen")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/console/")
        page.goto("/console/account")
        yield page
        context.close()


def test_a_member_switches_it_on_is_shown_a_notice_and_switches_it_off(
    page: Page, address: str
) -> None:
    expect(page.locator("#push-told")).to_have_text("还没有打开。")
    page.get_by_role("button", name="在这个浏览器里打开").click()
    expect(page.get_by_role("status").first).to_have_text("这个浏览器里的通知已打开。")
    expect(page.locator("#push-told")).to_have_text("这个浏览器里打开了。")

    told = {
        "title": "渝标通：您的待办",
        "body": "等我审核的问答 3",
        "path": "/console/",
        "topic": "daily",
    }
    push(page, address, told)
    assert notifications(page) == [["渝标通：您的待办", "等我审核的问答 3", "daily", "/console/"]]

    page.get_by_role("button", name="在这个浏览器里关掉").click()
    expect(page.get_by_role("status").first).to_have_text("通知已关掉。")
    expect(page.locator("#push-told")).to_have_text("还没有打开。")


def push(page: Page, address: str, told: dict[str, str]) -> None:
    """As the browser does when its push service passes a notice on, until it is shown.

    On a busy machine the browser may lose one; of one topic only the last stays.
    """
    tools = page.context.new_cdp_session(page)
    versions: list[dict[str, str]] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda e: versions.extend(e["registrations"])
    )
    tools.send("ServiceWorker.enable")
    wait_until(lambda: page.evaluate("true") and bool(versions))
    number = versions[-1]["registrationId"]
    data = {"origin": address, "registrationId": number, "data": json.dumps(told)}

    def is_shown() -> bool:
        tools.send("ServiceWorker.deliverPushMessage", data)
        return bool(notifications(page))

    wait_until(is_shown)


def notifications(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate(
        """async () => {
          const worker = await navigator.serviceWorker.getRegistration("/console/static/");
          const shown = await worker.getNotifications();
          return shown.map((one) => [one.title, one.body, one.tag, one.data]);
        }"""
    )
    return found


def test_a_browser_that_does_not_reach_its_push_service_says_so(page: Page) -> None:
    page.evaluate("() => { PushManager.prototype.subscribe = () => new Promise(() => {}); }")
    page.clock.install()
    page.get_by_role("button", name="在这个浏览器里打开").click()
    expect(page.locator("#push-told")).to_have_text("请等一下……")
    worker = "navigator.serviceWorker.getRegistration('/console/static/')"
    wait_until(lambda: bool(page.evaluate(f"{worker}.then((one) => Boolean(one?.active))")))

    # The patience begins when the worker has begun: a look later it is over for certain.
    def is_told() -> bool:
        page.clock.fast_forward(20_000)
        return "连不上这个浏览器的推送服务" in page.locator("#push-told").inner_text()

    wait_until(is_told)
    expect(page.get_by_role("button", name="在这个浏览器里打开")).to_be_enabled()
