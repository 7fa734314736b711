"""The chat page in the system's Chromium, on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import MARKS, chromium
from tests.journeys.conftest import Running

pytestmark = [*MARKS, pytest.mark.rasa]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[(1280, 800), (390, 844), (320, 640)], ids=["desktop", "390", "320"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    yield page
    page.close()


def test_a_question_is_answered_and_nothing_overflows(running: Running, page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: problems.append(r.url) if running.url not in r.url else None)
    page.goto(running.url)

    page.get_by_role("button", name="世界标准日是哪天？").click()
    expect(page.locator(".bubble[data-kind=answer]")).to_contain_text("10 月 14 日")
    page.get_by_label("您的问题").fill("GB 17761 是强制性的吗")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble[data-kind=answer]").nth(1)).to_contain_text("强制性标准")

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert problems == []


def test_script_in_a_question_stays_text(running: Running, page: Page) -> None:
    page.goto(running.url)
    page.get_by_label("您的问题").fill("<img src=x onerror=document.title='hit'>")
    page.keyboard.press("Enter")

    expect(page.locator(".row.me .bubble")).to_contain_text("<img")
    expect(page.locator(".row.bot .bubble")).to_have_count(2)
    assert page.title() != "hit"
