"""The citizens' pages and the chat in the system's Chromium, on real content, with Rasa away."""

from __future__ import annotations

import base64
import http.server
import io
import os
import re
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route, expect
from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot.app.web import create_app
from bot.complaints.case.draft import Draft
from bot.kit import clock
from bot.settings import ROOT, Settings
from bot.web.pages import widget
from kb.knowledge import SnapshotBuilder
from kb.seeds import load_seeds
from tests.chromium import MARKS, chromium
from tests.complaints.made import SAID
from tests.migrated import with_tables
from tests.ports import listening
from tests.serving import in_thread

pytestmark = MARKS
AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOTS = os.environ.get("PAGES_SHOTS", "")  # a folder, to look at the pages
SIZES = {"1280": (1280, 800), "390": (390, 844), "320": (320, 640)}
LOOKS = ("light", "dark", "large", "large-dark")
PAGES = {
    "standards": "/standards",
    "standards-found": "/standards?q=电动自行车",
    "standards-none": "/standards?q=量子火锅",
    "standard": "/standards/GB%207718-2011",
    "standard-old": "/standards/GB%2017761-2018",
    "standard-upcoming": "/standards/GB%207718-2025",
    "standard-missing": "/standards/GB%2017761-1999",
    "faq": "/faq",
    "faq-category": "/faq?category=标准基础",
    "faq-found": "/faq?q=标准编号怎么看",
    "faq-none": "/faq?q=今天股票涨了没有",
    "faq-entry": "/faq/basics-levels",
    "faq-missing": "/faq/nothing-here",
    "privacy": "/privacy",
    "progress": "/progress",
    "widget": "/widget",
}


@dataclass(frozen=True)
class Site:
    """The service, one case in it, and two foreign sites of which one may embed the chat."""

    url: str
    number: str
    code: str
    allowed: str
    forbidden: str


def some_seeds(folder: Path) -> Path:
    """A part of the real content, as embedding all of it takes long."""
    seeds = ROOT / "data" / "seeds"
    rows = (seeds / "standards" / "catalogue.csv").read_text(encoding="utf-8").splitlines()
    wanted = re.compile(r"GB (7718|28050|17761)-|GB/T 31888-|\bGB 18401-")
    (folder / "standards").mkdir(parents=True)
    kept = [rows[0], *(row for row in rows[1:] if wanted.match(row))]
    (folder / "standards" / "catalogue.csv").write_text("\n".join(kept), encoding="utf-8")
    (folder / "faq").mkdir()
    for name in ("basics", "campaigns", "lookup"):
        shutil.copy(seeds / "faq" / f"{name}.yml", folder / "faq")
    return folder


@asynccontextmanager
async def filled(app: FastAPI, seeds: Path, told: dict[str, str]) -> AsyncIterator[None]:
    """The application with content and one case."""
    parts = app.state.services
    async with parts.sessions.begin() as session:
        report = await load_seeds(session, seeds)
    assert report.problems == []
    now = clock.now()

    def register(session: Session) -> tuple[str, str]:
        draft = Draft("chat-of-zhang", "web", now, now, kind="complaint", values=dict(SAID))
        case, code = parts.office.registrar.register(session, draft, "openid-of-zhang", now)
        return case.number, code

    told["number"], told["code"] = await parts.sessions.run(register)
    async with app.router.lifespan_context(app):
        yield


def serve_elsewhere(home: str) -> tuple[http.server.ThreadingHTTPServer, int]:
    """A page of another site that loads the widget."""
    page = (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><title>区政府</title>'
        f'<body><h1>区政府</h1><script src="{home}/widget.js" async></script></body></html>'
    ).encode()

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            # A strict site: only the widget's script and frame are let in.
            policy = f"default-src 'none'; script-src {home}; frame-src {home}"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *parts: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, server.server_port


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, builder: SnapshotBuilder) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("pages")
    url, listener = f"sqlite:///{folder / 'pages.db'}", listening()
    home = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with_tables(url)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=url,
        secret_key=SecretStr("s" * 32),
        action_token=SecretStr("a" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
        requests_per_minute=100_000,
        messages_per_minute=100_000,
    )
    inner, told = create_app(settings), dict[str, str]()
    inner.state.services.knowledge._builder = builder
    elsewhere, other_port = serve_elsewhere(home)
    widget.allow_sites(inner, f"http://127.0.0.1:{other_port}")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with filled(inner, some_seeds(folder / "seeds"), told):
            yield

    outer = FastAPI(lifespan=lifespan)
    outer.mount("/", inner)
    with in_thread(outer, listener):
        yield Site(
            home,
            told["number"],
            told["code"],
            f"http://127.0.0.1:{other_port}",
            f"http://localhost:{other_port}",
        )
    elsewhere.shutdown()
    elsewhere.server_close()


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:  # after it: migrating runs a loop of its own
    with chromium() as browser:
        yield browser


def opened(browser: Browser, site: Site, size: str, dark: bool = False, **more: Any) -> Page:
    """A new browser window that notes every error and every request to somewhere else."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        base_url=site.url,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        **more,
    )
    page = context.new_page()
    problems: list[str] = []
    # A 404 that was asked for is Chromium's own remark, no fault of the page.
    page.on(
        "console",
        lambda m: problems.append(m.text) if m.type == "error" and "404" not in m.text else None,
    )
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("request", lambda r: problems.append(r.url) if site.url not in r.url else None)
    page.problems = problems  # type: ignore[attr-defined]
    return page


def done(page: Page) -> None:
    """Nothing went wrong in the page."""
    problems: list[str] = page.problems  # type: ignore[attr-defined]
    page.context.close()
    assert problems == []


@pytest.fixture(params=SIZES)
def page(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = opened(browser, site, request.param)
    yield page
    done(page)


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    page = opened(browser, site, "390")
    yield page
    done(page)


def check(page: Page, name: str) -> None:
    """Nothing is wider than the screen, and axe finds no serious violation."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map(v =>"
        " ({id: v.id, impact: v.impact, where: v.nodes.map(n => n.html).slice(0, 3)})))",
        RULES,
    )
    assert [v for v in found if v["impact"] in ("serious", "critical")] == [], name
    small = page.evaluate(
        "[...document.querySelectorAll('button, input, nav a, a.cell, .tile, .chips a')]"
        ".filter(e => e.offsetParent && e.getClientRects().length && !e.closest('.hidden'))"
        ".filter(e => !e.classList.contains('hidden'))"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == [], name


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", SIZES)
def test_every_page_can_be_used_by_everybody(
    browser: Browser, site: Site, size: str, look: str
) -> None:
    page = opened(browser, site, size, dark="dark" in look)
    page.goto("/privacy")
    if "large" in look:
        page.get_by_role("button", name="大字").click()
    for name, path in PAGES.items():
        page.goto(path)
        check(page, f"{name}-{size}-{look}")
    page.goto("/progress")
    page.get_by_label("登记编号").fill(site.number)
    page.get_by_label("查询码").fill("2222-2222-2222-2222")
    page.get_by_role("button", name="查进度").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check(page, f"progress-no-{size}-{look}")
    page.get_by_label("查询码").fill(site.code)
    page.get_by_role("button", name="查进度").click()
    expect(page.get_by_role("heading", name=site.number)).to_be_focused()
    check(page, f"progress-case-{size}-{look}")
    page.goto("/")
    check(page, f"chat-{size}-{look}")
    page.get_by_role("button", name="世界标准日是哪天？").click()
    expect(page.locator(".bubble[data-kind=answer]")).to_contain_text("10 月 14 日")
    page.get_by_label("您的问题").fill("GB 17761 是强制性的吗")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble[data-kind=answer]").nth(1)).to_contain_text("强制性标准")
    expect(page.locator(".waiting")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    check(page, f"chat-asked-{size}-{look}")
    page.get_by_role("button", name="清空").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page, f"chat-clear-{size}-{look}")
    done(page)


def test_the_composer_stays_on_the_screen_in_large_print(browser: Browser, site: Site) -> None:
    page = opened(browser, site, "320")
    page.goto("/")
    page.get_by_role("button", name="大字").click()

    for name in ("您的问题", "发标签照片，或者发图片、文件作证据"):
        assert page.get_by_label(name).count() == 1
    field = page.get_by_label("您的问题").bounding_box()
    log = page.get_by_role("log").bounding_box()
    assert field is not None
    assert log is not None
    assert field["width"] >= 90
    assert field["y"] + field["height"] <= 640
    assert log["height"] >= 200
    done(page)


def test_large_print_and_dark_mode_are_remembered(phone: Page) -> None:
    phone.goto("/")
    before = phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    phone.get_by_role("button", name="大字").click()
    phone.get_by_role("button", name="深色").click()
    phone.goto("/faq")

    assert phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before * 1.3
    assert phone.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 22, 20)"
    expect(phone.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")


def test_the_conversation_outlives_a_reload_until_it_is_cleared(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("button", name="世界标准日是哪天？").click()
    expect(phone.locator(".bubble[data-kind=answer]")).to_have_count(1)
    sender = phone.evaluate("sessionStorage.getItem('chat-sender')")
    phone.reload()
    expect(phone.locator(".bubble[data-kind=answer]")).to_contain_text("10 月 14 日")
    expect(phone.locator(".row.me .bubble")).to_contain_text("世界标准日是哪天？")
    assert phone.evaluate("sessionStorage.getItem('chat-sender')") == sender

    phone.get_by_role("button", name="清空").click()
    phone.get_by_role("button", name="不清空").click()
    expect(phone.locator(".row.me")).to_have_count(1)
    phone.get_by_role("button", name="清空").click()
    phone.get_by_role("dialog").get_by_role("button", name="清空", exact=True).click()

    expect(phone.locator(".row.me")).to_have_count(0)
    assert phone.evaluate("sessionStorage.getItem('chat-sender')") != sender


def test_a_reload_while_the_answer_is_on_its_way_gets_that_one_answer(phone: Page) -> None:
    asked: list[str] = []

    def lose_the_first(route: Route, request: Request) -> None:
        asked.append(request.post_data or "")
        if len(asked) > 1:
            route.continue_()

    phone.route("**/webhooks/rest/webhook", lose_the_first)
    phone.goto("/")
    phone.get_by_role("button", name="世界标准日是哪天？").click()
    expect(phone.locator(".waiting")).to_be_visible()
    phone.reload()

    expect(phone.locator(".bubble[data-kind=answer]")).to_have_count(1)
    expect(phone.locator(".row.me")).to_have_count(1)
    assert asked[0] == asked[1]


def test_choices_of_an_older_list_can_not_be_picked(phone: Page) -> None:
    first = {
        "recipient_id": "x",
        "text": "您是不是想问：",
        "metadata": {"kind": "choices"},
        "buttons": [{"title": "甲", "payload": "1"}, {"title": "乙", "payload": "2"}],
    }
    phone.route("**/webhooks/rest/webhook", lambda route: route.fulfill(json=[first]))
    phone.goto("/")
    phone.get_by_label("您的问题").fill("随便")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("button", name="甲")).to_be_enabled()
    phone.reload()
    phone.get_by_role("button", name="乙").click()

    expect(phone.locator(".row.me .bubble").last).to_contain_text("乙")
    expect(phone.get_by_role("button", name="甲").first).to_be_disabled()
    expect(phone.get_by_role("button", name="甲").last).to_be_enabled()


def test_an_answer_links_to_the_page_that_can_be_shared(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_label("您的问题").fill("GB 17761 是强制性的吗")
    phone.keyboard.press("Enter")
    link = phone.get_by_role("link", name="看这个标准的卡片")
    with phone.expect_popup() as popup:
        link.click()

    expect(popup.value.get_by_role("heading", level=1)).to_contain_text("GB 17761-2024")


def test_script_in_a_question_and_in_a_reply_stays_text(phone: Page) -> None:
    hostile = "<img src=x onerror=document.title='hit'> javascript:alert(1)"
    reply = {
        "recipient_id": "x",
        "text": hostile,
        "metadata": {"kind": "talk", "entry": "faq:../x"},
    }
    phone.route("**/webhooks/rest/webhook", lambda route: route.fulfill(json=[reply]))
    phone.goto("/")
    phone.get_by_label("您的问题").fill(hostile)
    phone.keyboard.press("Enter")

    expect(phone.locator(".row.bot .bubble").last).to_contain_text("<img")
    assert phone.locator(".bubble img").count() == 0
    assert phone.title() != "hit"


def test_without_network_the_citizen_is_told(browser: Browser, site: Site) -> None:
    page = opened(browser, site, "390")
    page.goto("/")
    page.route("**/webhooks/rest/webhook", lambda route: route.abort())
    page.get_by_role("button", name="我要投诉").click()

    expect(page.locator(".row.bot .bubble").last).to_contain_text("网络好像断了")
    expect(page.get_by_role("button", name="发送")).to_be_enabled()
    page.context.close()


def test_a_photo_is_sent_and_the_answer_shown(phone: Page) -> None:
    phone.goto("/")
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(drawn, "PNG")
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    phone.set_input_files("#file", files=[photo])  # type: ignore[list-item]

    # The process that reads pictures starts with the first one, and is slow on a busy machine.
    answer = phone.locator(".row.bot .bubble").last
    expect(answer).to_contain_text("先替您加密保存 24 小时", timeout=60_000)


VOICE = """
window.webkitSpeechRecognition = window.SpeechRecognition = class extends EventTarget {
  start() {
    setTimeout(() => {
      const event = new Event("result");
      event.results = [[{ transcript: "怎么查标准" }]];
      this.dispatchEvent(event);
      this.dispatchEvent(new Event("end"));
    }, 300);
  }
  stop() {}
};
"""


def test_what_is_said_lands_in_the_field_to_be_checked(browser: Browser, site: Site) -> None:
    page = opened(browser, site, "320")
    page.add_init_script(VOICE)
    page.goto("/")
    button = page.get_by_role("button", name="语音输入")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")

    expect(page.get_by_label("您的问题")).to_have_value("怎么查标准")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".row.me")).to_have_count(0)
    check(page, "chat-voice-320")
    done(page)


def test_without_voice_in_the_browser_there_is_no_button(phone: Page) -> None:
    phone.add_init_script("delete window.SpeechRecognition; delete window.webkitSpeechRecognition;")
    phone.goto("/")
    expect(phone.get_by_label("您的问题")).to_be_visible()

    expect(phone.locator("#voice")).to_be_hidden()


def test_the_chat_works_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("log")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("拍标签查标准")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="世界标准日是哪天？")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(".bubble[data-kind=answer]")).to_have_count(1)


@pytest.mark.parametrize("size", SIZES)
def test_an_allowed_site_embeds_the_chat(browser: Browser, site: Site, size: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(site.allowed)
    button = page.get_by_role("button", name="问渝标通")
    button.focus()
    page.keyboard.press("Enter")
    chat = page.frame_locator("iframe")
    chat.get_by_role("button", name="世界标准日是哪天？").click()
    expect(chat.locator(".bubble[data-kind=answer]")).to_contain_text("10 月 14 日")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"embedded-{size}.png")
    chat.get_by_role("button", name="收起").click()

    expect(page.locator("iframe")).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    expect(chat.locator(".bubble[data-kind=answer]")).to_have_count(1)
    chat.get_by_label("您的问题").press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    page.close()


def test_another_site_can_not_embed_it(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    page.goto(site.forbidden)
    with page.expect_console_message(lambda m: "frame-ancestors" in m.text):
        page.get_by_role("button", name="问渝标通").click()

    assert page.frame_locator("iframe").get_by_label("您的问题").count() == 0
    page.close()


def test_on_paper_there_is_the_card_and_nothing_to_click(phone: Page) -> None:
    phone.goto("/standards/GB%207718-2011")
    expect(phone.get_by_role("button", name="打印")).to_be_visible()
    phone.emulate_media(media="print", color_scheme="dark")

    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.get_by_text("尚未与官方平台核对").first).to_be_visible()
    for gone in ("打印", "大字"):
        expect(phone.get_by_role("button", name=gone)).to_be_hidden()
    expect(phone.get_by_role("navigation", name="页面")).to_be_hidden()
    assert phone.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_without_script_the_pages_still_work(browser: Browser, site: Site) -> None:
    page = opened(browser, site, "390", java_script_enabled=False)
    page.goto("/progress")
    page.get_by_label("登记编号").fill(site.number)
    page.get_by_label("查询码").fill(site.code)
    page.get_by_role("button", name="查进度").click()

    expect(page.get_by_role("heading", name=site.number)).to_be_visible()
    page.goto("/standards")
    page.get_by_label("标准号、产品或名称").fill("GB 17761")
    page.get_by_role("button", name="查").click()
    expect(page.get_by_role("link", name="GB 17761-2024")).to_be_visible()
    page.goto("/")
    expect(page.get_by_label("您的问题")).to_be_hidden()
    expect(page.get_by_role("link", name="查标准").last).to_be_visible()
    done(page)
